"""Stretches of silence on one channel: joined, cut where entities meet, turned into samples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, floor

from sourdine.pipeline.records import Region


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch to silence and why, in seconds."""

    start: float
    end: float
    entity: str
    rule: str
    score: float

    def prolonged(self, delay: float) -> Stretch:
        """The same, ending later by the delay of an echo."""
        return replace(self, end=self.end + delay)


def to_regions(
    stretches: Iterable[Stretch], channel: int, rate: int, frames: int, min_audible: float
) -> list[Region]:
    """Regions that don't overlap, in order; whatever a stretch covers stays covered.

    Two entities that overlap meet in the middle of the overlap; a scrap of sound shorter than
    ``min_audible`` seconds between two regions goes to the first of them.
    """
    regions: list[Region] = []
    for one in sorted(stretches, key=lambda one: (one.start, one.end)):
        start, end = max(0, floor(one.start * rate)), min(frames, ceil(one.end * rate))
        if start < end:
            _add(regions, Region(channel, start, end, one.entity, one.rule, one.score), min_audible * rate)
    return regions


def _add(regions: list[Region], new: Region, scrap: float) -> None:
    if not regions or new.start - regions[-1].end >= max(scrap, 1):
        regions.append(new)
        return
    last = regions[-1]
    if last.entity == new.entity:
        best = max(last, new, key=lambda one: one.score)
        regions[-1] = replace(best, start=last.start, end=max(last.end, new.end))
        return
    meet = new.start if new.start >= last.end else (new.start + min(last.end, new.end)) // 2
    end = max(last.end, new.end)
    if meet > last.start:
        regions[-1] = replace(last, end=meet)
        regions.append(replace(new, start=meet, end=end))
    else:  # nothing would be left of the first one
        best = max(last, new, key=lambda one: one.score)
        regions[-1] = replace(best, start=last.start, end=end)
