"""Voice activity asked for by time. Seconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from sourdine.pipeline.records import Speech

Part = tuple[float, float]


class Voices:
    """Stretches of voice activity, of one channel or of several together; what overlaps is one."""

    def __init__(self, speech: Iterable[Speech]) -> None:
        self.stretches: list[Part] = []
        for start, end in sorted((one.start, one.end) for one in speech):
            if self.stretches and start <= self.stretches[-1][1]:
                start, end = self.stretches[-1][0], max(end, self.stretches.pop()[1])
            self.stretches.append((start, end))
        self._starts = [start for start, _ in self.stretches]

    def between(self, start: float, end: float) -> list[Part]:
        """What lies between two times."""
        parts = []
        for first, last in self.stretches[max(0, bisect_right(self._starts, start) - 1) :]:
            if first >= end:
                break
            if last > start:
                parts.append((max(first, start), min(last, end)))
        return parts

    def seconds(self, start: float, end: float) -> float:
        """How much lies between two times."""
        return sum(last - first for first, last in self.between(start, end))

    def shares(self, sizes: Sequence[int], start: float, end: float) -> list[Part]:
        """A piece for each size, in order, of the voices between two times (of the time if all is quiet)."""
        parts = self.between(start, end) or [(start, end)]
        whole, total, done, out = sum(last - first for first, last in parts), max(1, sum(sizes)), 0, []
        for size in sizes:
            begins = _at(parts, whole * done / total, True)
            done += size
            out.append((begins, max(begins, _at(parts, whole * done / total, False))))
        return out


def _at(parts: Sequence[Part], into: float, begins: bool) -> float:
    """The time at which so many seconds of the parts are over; at a gap its far side for a beginning."""
    for first, last in parts:
        length = last - first
        if into < length or (into <= length and not begins):
            return first + into
        into -= length
    return parts[-1][1]
