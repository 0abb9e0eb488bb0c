"""Silence the regions of a plan in the sound (a pure function); `sourdine.pipeline.effects` fills them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.effects import filling, full_scale, levels_of
from sourdine.pipeline.media.stored import Lazy
from sourdine.pipeline.records import RedactionPlan, Region, Sound
from sourdine.pipeline.settings import Effect

FADE = 0.005
"""Seconds over which a region goes silent and comes back, inside the region, so that nothing clicks."""


def mask(sound: Sound, plan: RedactionPlan, effect: Effect) -> Sound:
    """The same sound with every region silent, or what ``effect`` says; length and all else are unchanged.

    Its samples are made when they are asked for, a stretch at a time; whoever wants to keep them copies them.
    Raises `ValueError` if the plan was made for another sound.
    """
    format = sound.format
    if (plan.rate, plan.frames, plan.channels) != (format.rate, format.frames, format.channels):
        raise ValueError("the plan belongs to another recording")
    return replace(sound, samples=_Masked(sound, plan, effect))


class _Masked(Lazy):
    """Samples with the stretches of a plan silenced."""

    def __init__(self, sound: Sound, plan: RedactionPlan, effect: Effect) -> None:
        super().__init__((plan.frames, plan.channels), sound.samples.dtype)
        self._sound, self._rate = sound, plan.rate
        silent = stretches(plan.regions)
        levels = levels_of(sound, silent, effect)
        self._stretches = [(*one, level) for one, level in zip(silent, levels, strict=True)]
        self._effect = effect

    def rows(self, start: int, end: int) -> NDArray[Any]:
        """The frames between two, silenced where the plan says so."""
        samples = self._sound.samples[start:end].copy()
        for channel, first, last, level in self._stretches:
            a, b = max(first, start), min(last, end)
            if a < b:
                piece = samples[a - start : b - start, channel]
                gain = _gain(last - first, self._rate, a - first, b - first)
                quiet = piece * gain
                if level:
                    sound = filling(self._effect, self._rate, channel, a, b)
                    quiet += (1 - gain) * level * full_scale(piece) * sound
                samples[a - start : b - start, channel] = _as(quiet, piece.dtype)
        return samples


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


def _gain(frames: int, rate: int, start: int, end: int) -> NDArray[np.float64]:
    """What is left of the original between two frames of a stretch of so many: nothing but the fades."""
    fade = fade_frames(rate, frames)
    if fade == 0:
        return np.zeros(end - start)
    inside = np.arange(start, end)
    edge = np.minimum(inside / fade, (frames - 1 - inside) / fade).clip(0.0, 1.0)
    return np.asarray(np.cos(edge * np.pi / 2) ** 2 * (edge < 1.0))


def _as(values: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    return (values if dtype.kind == "f" else np.rint(values)).astype(dtype)
