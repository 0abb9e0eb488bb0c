"""Who speaks when: words grouped into turns, the same way for detection and for every text output."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sourdine.pipeline.records import Word

PAUSE = 1.5
"""Seconds of silence of one speaker that end a turn."""


def group_turns(words: Sequence[Word]) -> list[tuple[int, ...]]:
    """Indices into ``words`` for each turn, in order of the turns' beginnings.

    Each channel is cut at pauses and where the other one speaks in between; talk at once is not cut.
    """
    groups: list[list[int]] = []
    for channel in sorted({word.channel for word in words}):
        mine = [index for index, word in enumerate(words) if word.channel == channel]
        mine.sort(key=lambda index: (words[index].start, words[index].end))
        others = sorted((word.start + word.end) / 2 for word in words if word.channel != channel)
        last: Word | None = None
        for index in mine:
            if last is None or _between(last, words[index], others):
                groups.append([])
            groups[-1].append(index)
            last = words[index]
    groups.sort(key=lambda group: (words[group[0]].start, words[group[0]].channel))
    return [tuple(group) for group in groups]


def _between(last: Word, word: Word, others: Sequence[float]) -> bool:
    """Tell whether a turn ends between two words of a channel; ``others``: middles of foreign words."""
    if word.start - last.end > PAUSE:
        return True
    at = bisect_right(others, last.end)
    return at < len(others) and others[at] < word.start


def speakers_of(channels: int, names: Sequence[str]) -> tuple[str, ...]:
    """Who speaks on each channel; a mono recording has everybody on its one channel."""
    if channels == 1:
        return ("unknown",)
    return tuple(names[channel] if channel < len(names) else "unknown" for channel in range(channels))
