"""Silence the regions of a plan in the sound (a pure function)."""

from __future__ import annotations

from sourdine.pipeline.records import RedactionPlan, Sound
from sourdine.pipeline.settings import Effect


def mask(sound: Sound, plan: RedactionPlan, effect: Effect) -> Sound:
    """A copy with every region silent, or bleeped; length and all other samples are unchanged."""
    raise NotImplementedError
