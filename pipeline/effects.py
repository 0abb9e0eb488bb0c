"""What is heard in the place of personal words: silence, one tone, or the noise of the line.

One effect serves for all entities, so that none tells what kind of thing was said. Neither follows what it
covers: a bleep is as loud as the speech around it, noise as loud as the call's own pauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.audio import as_float
from sourdine.pipeline.media.stored import pieces
from sourdine.pipeline.records import Sound
from sourdine.pipeline.settings import Effect

BLEEP_HERTZ = 1000.0
BLEEP_LEVEL = 0.08
"""Amplitude of the bleep where nothing around it says how loud speech is."""

SOFTEST, LOUDEST = 0.02, 0.2  # amplitudes of the bleep
AROUND = 4.0  # seconds of sound before and after that say how loud the speech is
PAUSE_SHARE = 0.1  # of a channel's blocks that are pauses
MOST_NOISE = 10 ** (-50 / 20)
"""RMS of the noise at most: it must never be mistaken for what it covers."""

_BLOCK = 0.05  # seconds
_GRAIN = 4096  # samples of noise that are made together

Stretch = tuple[int, int, int]
"""Channel, first sample, and the one after the last."""


def levels_of(sound: Sound, silent: Sequence[Stretch], effect: Effect) -> list[float]:
    """Amplitude (bleep) or RMS (noise) of what fills each stretch, 1.0 being full scale."""
    if effect == "silence":
        return [0.0] * len(silent)
    if effect == "bleep":
        return [_loudness(sound, silent, one) for one in silent]
    pauses = {channel: _pause_level(sound, channel) for channel in {one[0] for one in silent}}
    return [pauses[one[0]] for one in silent]


def filling(effect: Effect, rate: int, channel: int, start: int, end: int) -> NDArray[np.float64]:
    """The tone (amplitude 1) or noise (RMS 1) between two samples of the recording, always the same."""
    if effect == "bleep":
        return np.asarray(np.sin(np.arange(start, end, dtype=np.float64) * (2 * np.pi * BLEEP_HERTZ / rate)))
    first, last = start // _GRAIN, -(-end // _GRAIN)
    grains = [np.random.default_rng((channel, grain)).standard_normal(_GRAIN) for grain in range(first, last)]
    return np.concatenate(grains)[start - first * _GRAIN : end - first * _GRAIN]


def full_scale(samples: NDArray[Any]) -> float:
    """The value that stands for 1.0."""
    return 1.0 if samples.dtype.kind == "f" else float(np.iinfo(samples.dtype).max)


def _loudness(sound: Sound, silent: Sequence[Stretch], one: Stretch) -> float:
    """A tone as loud as the speech of the channel beside a stretch, what is silenced left out."""
    channel, start, end = one
    reach = round(AROUND * sound.format.rate)
    first, last = max(0, start - reach), min(sound.format.frames, end + reach)
    sides = [
        part
        for a, b in ((first, start), (end, last))
        for part in _outside(a, b, [(f, e) for c, f, e in silent if c == channel and f < b and e > a])
    ]
    levels = np.concatenate([np.zeros(0), *(_levels(sound, channel, *part) for part in sides)])
    spoken = levels[levels > MOST_NOISE]
    if not len(spoken):
        return BLEEP_LEVEL
    # a tone is as loud as speech of its level: amplitude is RMS times the square root of two
    return float(np.clip(np.sqrt(2 * np.mean(spoken**2)), SOFTEST, LOUDEST))


def _outside(start: int, end: int, silent: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    parts, at = [], start
    for first, last in silent:
        parts.append((at, min(first, end)))
        at = max(at, last)
    return [part for part in (*parts, (at, end)) if part[0] < part[1]]


def _pause_level(sound: Sound, channel: int) -> float:
    """RMS of a channel's pauses."""
    found = [_levels(sound, channel, *part) for part in pieces(0, sound.format.frames)]
    levels = np.concatenate([np.zeros(0), *found])
    if not len(levels):
        return 0.0
    return float(min(np.quantile(levels, PAUSE_SHARE), MOST_NOISE))


def _levels(sound: Sound, channel: int, start: int, end: int) -> NDArray[np.float64]:
    """RMS of blocks of a stretch."""
    size = max(1, round(_BLOCK * sound.format.rate))
    samples = as_float(sound.samples[start:end, channel]).astype(np.float64)
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", blocks, blocks) / size))
