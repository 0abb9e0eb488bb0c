"""Silence the regions of a plan in the sound (a pure function)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.records import RedactionPlan, Region, Sound
from sourdine.pipeline.settings import Effect

FADE = 0.005
"""Seconds over which a region goes silent and comes back, inside the region, so that nothing clicks."""

BLEEP_HERTZ = 1000.0
BLEEP_LEVEL = 0.08
"""One tone for everything, a little under the loudness of speech: it tells no entity from another."""


def mask(sound: Sound, plan: RedactionPlan, effect: Effect) -> Sound:
    """A copy with every region silent, or bleeped; length and all other samples are unchanged.

    Raises `ValueError` if the plan was made for another sound.
    """
    format = sound.format
    if (plan.rate, plan.frames, plan.channels) != (format.rate, format.frames, format.channels):
        raise ValueError("the plan belongs to another recording")
    samples = sound.samples.copy()
    for channel, start, end in stretches(plan.regions):
        piece = samples[start:end, channel]
        samples[start:end, channel] = _masked(piece, plan.rate, effect)
    return Sound(samples, format)


def stretches(regions: Sequence[Region]) -> list[tuple[int, int, int]]:
    """What is silent without a break, as (channel, start, end) in samples: regions that touch are one."""
    joined: list[tuple[int, int, int]] = []
    for one in sorted(regions, key=lambda one: (one.channel, one.start)):
        if joined and joined[-1][0] == one.channel and one.start <= joined[-1][2]:
            start, end = joined[-1][1:]
            joined[-1] = (one.channel, start, max(end, one.end))
        else:
            joined.append((one.channel, one.start, one.end))
    return joined


def fade_frames(rate: int, frames: int) -> int:
    """Samples of each of the two fades of a silent stretch of so many frames."""
    return min(round(FADE * rate), frames // 4)


def _masked(piece: NDArray[Any], rate: int, effect: Effect) -> NDArray[Any]:
    frames = len(piece)
    fade = fade_frames(rate, frames)
    gain = np.zeros(frames)
    gain[:fade] = np.cos(np.linspace(0, np.pi / 2, fade, endpoint=False)) ** 2
    gain[frames - fade :] = gain[:fade][::-1]
    quiet = piece * gain
    if effect == "bleep":
        quiet += (1 - gain) * BLEEP_LEVEL * full_scale(piece) * np.sin(_phase(rate, frames))
    return _as(quiet, piece.dtype)


def _phase(rate: int, frames: int) -> NDArray[np.float64]:
    return np.arange(frames, dtype=np.float64) * np.float64(2 * np.pi * BLEEP_HERTZ / rate)


def full_scale(samples: NDArray[Any]) -> float:
    """The value that stands for 1.0."""
    return 1.0 if samples.dtype.kind == "f" else float(np.iinfo(samples.dtype).max)


def _as(values: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    return (values if dtype.kind == "f" else np.rint(values)).astype(dtype)
