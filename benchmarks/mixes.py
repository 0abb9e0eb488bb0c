"""Archives to measure speed on: the demo calls as they are (short), or put together to longer ones.

Two channels, about 45 % speech on each; one language a call.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from sourdine.pipeline.audio import Channel, decode
from sourdine.pipeline.records import Language
from sourdine.pipeline.settings import AudioLimits

CALLS = Path(__file__).parents[1] / "pipeline" / "demo" / "calls"
SOUND = (".wav", ".flac", ".mp3", ".opus")
Mix = Literal["short", "typical", "long"]
SECONDS = {"short": 0.0, "typical": 240.0, "long": 3600.0}
_RATE = 8000


def make(mix: Mix, calls: int, folder: Path) -> list[Path]:
    """Write so many calls of a mix, French and English by turns."""
    folder.mkdir()
    found = []
    for number in range(calls):
        spoken: Language = ("fr", "en")[number % 2]
        mine = _originals(spoken, number // 2)
        if mix == "short":
            path = folder / f"{spoken}-{number:03}{mine[0].suffix}"
            shutil.copy(mine[0], path)
        else:
            path = folder / f"{spoken}-{number:03}.wav"
            join_calls(spoken, SECONDS[mix], path, number // 2)
        found.append(path)
    return found


def _originals(spoken: Language, first: int = 0) -> list[Path]:
    """The demo calls of a language, from one of them on."""
    found = sorted(path for path in CALLS.iterdir() if path.suffix in SOUND and language(path) == spoken)
    first %= len(found)
    return found[first:] + found[:first]


def language(call: Path) -> Language:
    """The language of a call, by its file's name."""
    return "fr" if call.name.startswith("fr") else "en"


def join_calls(spoken: Language, seconds: float, path: Path, first: int = 0) -> None:
    """Write one call of a length: demo calls one after the other (16-bit PCM, 8 kHz, stereo)."""
    with soundfile.SoundFile(path, "w", _RATE, 2, "PCM_16") as file:
        for sound in _endless(_originals(spoken, first)):
            left = round(seconds * _RATE) - file.tell()
            if left <= 0:
                return
            file.write(sound[:left])


def _endless(parts: list[Path]) -> Iterator[np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    sounds = []
    for part in parts:
        sound = decode(part, AudioLimits(), part.name)
        if sound.format.channels < 2:
            continue
        channels = [Channel(sound, number, _RATE)[:] for number in range(2)]
        sounds.append(np.stack(channels, axis=1))
    yield from cycle(sounds)
