"""From personal spans to the one plan that drives every output (a pure function)."""

from __future__ import annotations

from collections.abc import Sequence

from sourdine.pipeline.bleed import Bleed
from sourdine.pipeline.records import Heard, PersonalSpan, RedactionPlan, SoundFormat
from sourdine.pipeline.settings import PlanSettings


def make_plan(
    sound: SoundFormat,
    heard: Heard,
    spans: Sequence[PersonalSpan],
    settings: PlanSettings,
    bleed: Sequence[Bleed] = (),
) -> RedactionPlan:
    """Turn spans by word into regions by sample, and say what is written in the words' place.

    Raises `Quarantine` if a personal word has no usable time.
    """
    raise NotImplementedError
