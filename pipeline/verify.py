"""Prove that the safe copy is safe: its structure, and by listening again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sourdine.pipeline.records import Heard, PersonalSpan, RedactionPlan, Sound, Verdict, Word


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of one channel to listen to, in seconds."""

    channel: int
    start: float
    end: float


Listen = Callable[[Sound, Sequence[Clip]], Sequence[Sequence[Word]]]
"""Gives the words of each clip, in the order of the clips, with times from the start of the recording.

It takes the clips of all regions at once, so that they can be recognised in one batch.
"""


def verify(
    original: Sound,
    safe: Sound,
    plan: RedactionPlan,
    heard: Heard,
    spans: Sequence[PersonalSpan],
    listen: Listen | None,
) -> Verdict:
    """Compare the safe copy, decoded again from its file, with the original and the plan."""
    raise NotImplementedError
