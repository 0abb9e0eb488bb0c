from __future__ import annotations

import numpy as np
import pytest
from sourdine.pipeline.bleed import Bleed, measure_bleed
from sourdine.pipeline.records import Sound, SoundFormat, Speech

RATE = 8000


def call(echo: float, delay: float, rate: int = RATE, seed: int = 1) -> tuple[Sound, tuple[Speech, ...]]:
    """Two speakers in turn, a little at once; the first one echoes on the second one's channel."""
    rng = np.random.default_rng(seed)
    frames = 24 * rate
    samples = np.zeros((frames, 2))
    speech = []
    for turn in range(8):
        start, end = 3 * turn * rate, min(frames, int((3 * turn + 3.2) * rate))
        samples[start:end, turn % 2] += voice(rng, end - start, rate)
        speech.append(Speech(turn % 2, start / rate, end / rate))
    late = round(delay * rate)
    samples[late:, 1] += echo * samples[: frames - late, 0]
    samples += rng.standard_normal(samples.shape) * 0.0005
    pcm = np.rint(samples.clip(-1, 1) * 32767).astype(np.int16)
    return Sound(pcm, SoundFormat("WAV", "PCM_16", rate, 2, frames, ".wav")), tuple(speech)


def voice(rng: np.random.Generator, frames: int, rate: int) -> np.ndarray:
    """Pulses at a wandering pitch: as alike over time as voiced speech is."""
    pitch = np.cumsum(rng.uniform(90, 250) * (1 + 0.1 * np.sin(np.arange(frames) / rate * 9)) / rate)
    syllables = np.sin(np.arange(frames) / rate * 2 * np.pi * 4 + rng.uniform(0, 6)).clip(0)
    harmonics = [np.sin(2 * np.pi * pitch * k + rng.uniform(0, 6)) / k for k in range(1, 12)]
    return np.asarray(0.1 * syllables * (np.sum(harmonics, axis=0) + rng.standard_normal(frames) * 0.3))


@pytest.mark.parametrize("seed", range(4))
def test_speakers_of_their_own_are_told_apart(seed: int) -> None:
    assert measure_bleed(*call(0.0, 0.1, seed=seed)) == ()


@pytest.mark.parametrize(("echo", "delay"), [(0.5, 0.0), (0.1, 0.02), (0.03, 0.25), (-0.1, 0.1)])
@pytest.mark.parametrize("rate", [8000, 16000])
def test_an_echo_is_found_with_its_delay(echo: float, delay: float, rate: int) -> None:
    bleeds = measure_bleed(*call(echo, delay, rate))
    assert (0, 1) in {(one.source, one.target) for one in bleeds}
    assert next(one for one in bleeds if one.source == 0).delay == pytest.approx(delay, abs=0.001)
    assert delay == 0 or len(bleeds) == 1


def test_the_same_sound_twice_bleeds_both_ways() -> None:
    sound, speech = call(0.0, 0.0)
    twice = Sound(np.repeat(sound.samples[:, :1], 2, axis=1), sound.format)
    both = tuple(Speech(channel, one.start, one.end) for channel in (0, 1) for one in speech[::2])
    assert measure_bleed(twice, both) == (Bleed(0, 1, 0.0), Bleed(1, 0, 0.0))


def test_mono_silence_and_very_short_speech() -> None:
    sound, speech = call(0.5, 0.0)
    mono = Sound(sound.samples[:, :1], SoundFormat("WAV", "PCM_16", RATE, 1, sound.format.frames, ".wav"))
    silent = Sound(np.zeros_like(sound.samples), sound.format)
    assert measure_bleed(mono, speech) == ()
    assert measure_bleed(silent, speech) == ()
    assert measure_bleed(sound, ()) == ()
    assert measure_bleed(sound, (Speech(0, 0.0, 0.01), Speech(0, 23.9999, 24.2))) == ()
