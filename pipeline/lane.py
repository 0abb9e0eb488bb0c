"""One channel's words in time order, and the stretches to silence among them. Seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from sourdine.pipeline.records import Heard, PersonalSpan, Speech, Word
from sourdine.pipeline.regions import Stretch
from sourdine.pipeline.settings import PlanSettings

DOUBTFUL = 0.35
"""Probability under which a word that stays may not have been said at all: its times tell nothing then."""
ONSET = 0.1
"""Left to a neighbouring word where unexplained speech reaches up to it."""


class Lane:
    """The words and the speech of one channel; ``owners`` gives the span of each personal word."""

    def __init__(
        self, heard: Heard, channel: int, owners: Mapping[int, PersonalSpan], settings: PlanSettings
    ) -> None:
        order = [index for index, word in enumerate(heard.words) if word.channel == channel]
        order.sort(key=lambda index: (heard.words[index].start, heard.words[index].end))
        self._words = [heard.words[index] for index in order]
        self._owners = [owners.get(index) for index in order]
        self._speech = [one for one in heard.speech if one.channel == channel]
        self._settings = settings
        self._overlap = settings.padding if settings.overlap is None else settings.overlap

    def stretches(self) -> Iterator[Stretch]:
        """What to silence on this channel, in time order; neighbours may overlap."""
        for personal, run in groupby(range(len(self._words)), lambda at: self._owners[at] is not None):
            if personal:
                for group in self._groups(list(run)):
                    yield from self._parts(group, self._left(group), self._right(group))

    def _groups(self, run: Sequence[int]) -> Iterator[list[int]]:
        """Cut a run of personal words where there is a real pause."""
        group = [run[0]]
        for following in run[1:]:
            pause = (max(self._words[one].end for one in group), self._words[following].start)
            if pause[1] - pause[0] >= self._settings.merge_gap and not _spanned(self._speech, *pause):
                yield group
                group = []
            group.append(following)
        yield group

    def _left(self, group: Sequence[int]) -> float:
        first = self._words[group[0]]
        padded = first.start - self._settings.padding
        edge = min((one.start for one in self._near(first)), default=first.start)
        before = self._neighbour(range(group[0] - 1, -1, -1), lambda word: _middle(word) < first.start)
        if before is not None:
            ends = min(before.end, before.start + longest(before))
            if not _doubtful(before):
                limit = max((before.start + ends) / 2, ends - self._overlap)
                padded = max(padded, min(limit, first.start))
            edge = max(edge, ends + ONSET)
        return min(padded, edge)

    def _right(self, group: Sequence[int]) -> float:
        last = max((self._words[at] for at in group), key=lambda word: word.end)
        padded = last.end + self._settings.padding
        edge = max((one.end for one in self._near(last)), default=last.end)
        after = self._neighbour(range(group[-1] + 1, len(self._words)), lambda word: _middle(word) > last.end)
        if after is not None:
            starts = max(after.start, after.end - longest(after))
            if not _doubtful(after):
                limit = min((starts + after.end) / 2, starts + self._overlap)
                padded = min(padded, max(limit, last.end))
            edge = min(edge, starts - ONSET)
        return max(padded, edge)

    def _neighbour(self, outwards: range, beside: Callable[[Word], bool]) -> Word | None:
        """The nearest word beside a group, not under it; none if that one is personal itself."""
        for at in outwards:
            if self._owners[at] is not None:
                return None
            if beside(self._words[at]):
                return self._words[at]
        return None

    def _near(self, word: Word) -> list[Speech]:
        """Voice activity that the word may belong to, its time being no better than the padding."""
        slack = self._settings.padding
        return [one for one in self._speech if one.start < word.end + slack and word.start - slack < one.end]

    def _parts(self, group: Sequence[int], start: float, end: float) -> Iterator[Stretch]:
        """One stretch for each entity of a group; they meet halfway between their words."""
        parts = [list(part) for _, part in groupby(group, lambda at: self._span(at).entity)]
        for part, following in pairwise(parts):
            meet = (self._words[part[-1]].end + self._words[following[0]].start) / 2
            yield self._stretch(part, start, meet)
            start = meet
        yield self._stretch(parts[-1], start, end)

    def _stretch(self, part: Sequence[int], start: float, end: float) -> Stretch:
        best = max((self._span(at) for at in part), key=lambda span: span.score)
        return Stretch(start, end, best.entity, best.rule, best.score)

    def _span(self, at: int) -> PersonalSpan:
        span = self._owners[at]
        assert span is not None  # noqa: S101 - only personal words are asked for
        return span


def longest(word: Word) -> float:
    """The most that the letters of a word explain: slow speech says a syllable in under 0.3 s."""
    return 0.5 + 0.1 * len(word.text.strip())


def _doubtful(word: Word) -> bool:
    return word.probability is not None and word.probability < DOUBTFUL


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def _spanned(speech: Sequence[Speech], start: float, end: float) -> bool:
    return any(one.start <= start and end <= one.end for one in speech)
