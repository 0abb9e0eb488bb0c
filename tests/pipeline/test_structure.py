from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from numpy.typing import NDArray
from sourdine.pipeline.audio import decode, encode
from sourdine.pipeline.mask import mask
from sourdine.pipeline.records import RedactionPlan, Region, Sound
from sourdine.pipeline.settings import AudioLimits, Effect
from sourdine.pipeline.structure import check_structure

RATE = 8000
FORMATS = [
    ("WAV", "PCM_U8", ".wav"),
    ("WAV", "PCM_16", ".wav"),
    ("WAV", "ALAW", ".wav"),
    ("WAV", "ULAW", ".wav"),
    ("FLAC", "PCM_24", ".flac"),
    ("MP3", "MPEG_LAYER_III", ".mp3"),
    ("OGG", "OPUS", ".opus"),
]
REGIONS = [(0, 1.0, 2.0), (0, 2.5, 3.0), (0, 3.0, 3.5), (1, 0.0, 0.7), (1, 4.0, 5.0), (1, 2.0, 2.008)]


def voice(seconds: float = 5.0) -> NDArray[np.float64]:
    """Two channels of pulses with a wandering pitch, in syllables."""
    time = np.arange(int(seconds * RATE)) / RATE
    channels = []
    for base in (110.0, 190.0):
        pitch = 2 * np.pi * np.cumsum(base * (1 + 0.1 * np.sin(5 * time))) / RATE
        tone = np.sum([np.sin(k * pitch + k * k) / k for k in range(3, 14)], axis=0)
        channels.append(0.12 * tone * np.sin(np.pi * 3 * time).clip(0.05))
    return np.stack(channels, axis=1)


def recorded(tmp_path: Path, container: str, codec: str, extension: str) -> tuple[Sound, RedactionPlan]:
    path = tmp_path / f"original{extension}"
    sf.write(path, voice(), RATE, subtype=codec, format=container)
    sound = in_memory(decode(path, AudioLimits()))
    regions = [
        Region(channel, int(start * RATE), int(end * RATE), "PERSON", "rule", 1.0)
        for channel, start, end in sorted(REGIONS)
    ]
    return sound, RedactionPlan(tuple(regions), (), RATE, sound.format.frames, 2)


def in_memory(sound: Sound) -> Sound:
    return replace(sound, samples=np.array(sound.samples))


def published(sound: Sound, tmp_path: Path) -> Sound:
    path = tmp_path / f"safe{sound.format.extension}"
    encode(sound, path)
    return decode(path, AudioLimits())


@pytest.mark.parametrize("effect", ["silence", "bleep"])
@pytest.mark.parametrize(("container", "codec", "extension"), FORMATS)
def test_a_masked_copy_passes(
    tmp_path: Path, container: str, codec: str, extension: str, effect: Effect
) -> None:
    original, plan = recorded(tmp_path, container, codec, extension)
    safe = published(mask(original, plan, effect), tmp_path)
    assert list(check_structure(original, safe, plan)) == []


def put(channel: int, start: float, end: float, gain: float) -> Callable[[Any, Any], None]:
    """Let the original through, with a gain, where it should not be."""

    def change(safe: NDArray[Any], original: NDArray[Any]) -> None:
        here = slice(int(start * RATE), int(end * RATE))
        safe[here, channel] = (original[here, channel] * gain).astype(safe.dtype)

    return change


def shifted(safe: NDArray[Any], original: NDArray[Any]) -> None:
    safe[:] = np.roll(safe, 40, axis=0)


@pytest.mark.parametrize(("container", "codec", "extension"), FORMATS)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put(0, 1.0, 2.0, 1.0), "not silent: channel 1, 1.00 to 2.00 s"),
        (put(0, 1.4, 1.6, 1.0), "not silent: channel 1, 1.00 to 2.00 s"),
        (put(1, 4.0, 5.0, 0.1), "not silent: channel 2, 4.00 to 5.00 s"),
        (put(0, 3.5, 5.0, 0.0), "outside the regions: channel 1, 3.50 to 5.00 s"),
        (put(1, 0.7, 2.0, 0.0), "outside the regions: channel 2, 0.7"),
        (put(1, 0.7, 2.0, 4.0), "outside the regions: channel 2, 0.7"),
        (shifted, "outside the regions"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, container: str, codec: str, extension: str, change: Callable[..., None], message: str
) -> None:
    original, plan = recorded(tmp_path, container, codec, extension)
    masked = in_memory(mask(original, plan, "silence"))
    change(masked.samples, original.samples)
    found = list(check_structure(original, published(masked, tmp_path), plan))
    if codec in {"MPEG_LAYER_III", "OPUS"}:  # what lies within 30 ms of a region is not compared
        message = message.replace(", 3.50 to", ", 3.53 to").replace(", 0.70 to", ", 0.73 to")
    assert any(message in one for one in found), found


def test_one_changed_sample_is_seen(tmp_path: Path) -> None:
    original, plan = recorded(tmp_path, "WAV", "PCM_16", ".wav")
    safe = in_memory(mask(original, plan, "silence"))
    safe.samples[8 * RATE // 2 - 1, 0] += 1
    assert list(check_structure(original, safe, plan)) == [
        "changed outside the regions: channel 1, 3.50 to 5.00 s"
    ]


def test_another_length_or_format_or_plan(tmp_path: Path) -> None:
    original, plan = recorded(tmp_path, "WAV", "PCM_16", ".wav")
    safe = in_memory(mask(original, plan, "silence"))
    shorter = Sound(safe.samples[:-1], replace(safe.format, frames=safe.format.frames - 1))
    other = Sound(safe.samples, replace(safe.format, codec="ALAW"))
    for wrong in (shorter, other, Sound(safe.samples[:-1], safe.format)):
        assert list(check_structure(original, wrong, plan)) == [
            "the safe copy is of another format or length"
        ]
    assert list(check_structure(original, safe, replace(plan, frames=7))) == [
        "the plan belongs to another recording"
    ]
