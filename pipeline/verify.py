"""Prove that the safe copy is safe: its samples, and what is heard in it again around every region.

Inside a region the samples prove silence, so listening again is about its edges: did a part of a
personal word stay audible because its time was wrong? The clips of all regions are recognised in one
go. A clip goes no further than the sound around an edge, and an edge beside which there is no voice needs
none, so that verifying stays cheap. `benchmarks.second_hearing` tells how much it finds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.tokens import fold
from sourdine.pipeline.mask import stretches
from sourdine.pipeline.records import Heard, PersonalSpan, RedactionPlan, Sound, Speech, Verdict, Word
from sourdine.pipeline.structure import check_structure

AROUND = 1.5  # seconds of sound that are heard again before and after a region
INSIDE = 0.5  # seconds of the silent region itself, where it is long
LONGEST_CLIP = 8.0
NEAR = 0.4  # seconds from the edge of a region within which a word counts as its residue
SAME_TIME = 1.0  # seconds by which the times of a word may differ between two hearings

# Words so common that hearing one again tells nothing: they join the parts of addresses and dates.
COMMON = frozenset(
    {"de", "du", "la", "le", "les", "des", "et", "en", "au", "aux", "est", "rue"}
    | {"the", "of", "and", "at", "in", "on", "is", "street"}
)


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of one channel to listen to, in seconds."""

    channel: int
    start: float
    end: float


Listen = Callable[[Sound, Sequence[Clip]], Sequence[Sequence[Word]]]
"""Gives the words heard in the clips, with times from the start of the recording, in one list or several.

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
    """Compare the safe copy, decoded again from its file, with the original and the plan.

    Clean means: same format and length, silent in the regions, unchanged elsewhere (for a lossy codec:
    the same sound), and no word of a span heard again beside the regions where it was silenced.
    Without ``listen`` only the samples are judged, and the verdict says so.
    """
    reasons = tuple(check_structure(original, safe, plan))
    if reasons or listen is None:
        return Verdict(not reasons, reasons, listened=False)
    clips = clips_around(plan, heard.speech)
    found = tuple(residues(plan, heard, spans, listen(safe, clips) if clips else []))
    reasons = tuple(
        f"a silenced word is heard again: channel {one.channel + 1}, {one.start:.1f} s" for one in found
    )
    return Verdict(not found, reasons, found)


def clips_around(plan: RedactionPlan, speech: Sequence[Speech]) -> tuple[Clip, ...]:
    """What to listen to again: the edges of silent stretches with the sound around them.

    ``speech`` is the voice activity of the original. An edge is heard again where there is some within `NEAR`
    of it, which is as far as a word counts as a residue; where what one channel says is silenced on another
    one too, because it is audible there, either one's voice is enough.
    """
    clips: list[Clip] = []
    length, silent = plan.frames / plan.rate, _Lanes(stretches(plan.regions), plan.rate)
    voices = _Lanes((one.channel, one.start, one.end) for one in speech)
    for channel, start, end in silent.all:
        together = [other for other in silent.channels if silent.touch(other, start, end)]
        before = any(voices.touch(one, start - NEAR, start) for one in together)
        after = any(voices.touch(one, end, end + NEAR) for one in together)
        first = max(0.0, start - AROUND) if before else max(start, end - INSIDE)
        last = min(length, end + AROUND) if after else min(end, start + INSIDE)
        if before and after and end - start > 2 * INSIDE:
            edges = [(first, start + INSIDE), (end - INSIDE, last)]
        else:
            edges = [(first, last)] if before or after else []
        for one in edges:
            _add(clips, Clip(channel, *one))
    return tuple(clips)


class _Lanes:
    """Stretches of each channel, in time order and without overlaps, in seconds."""

    def __init__(self, found: Iterable[tuple[int, float, float]], rate: float = 1) -> None:
        self.all = sorted((channel, start / rate, end / rate) for channel, start, end in found)
        self._lanes = {channel: list(lane) for channel, lane in groupby(self.all, lambda one: one[0])}

    @property
    def channels(self) -> Iterable[int]:
        """Those on which there is something."""
        return self._lanes

    def touch(self, channel: int, start: float, end: float) -> bool:
        """Whether something of a channel lies between two times."""
        lane = self._lanes.get(channel, [])
        at = bisect_right(lane, start, key=lambda one: one[2])
        return at < len(lane) and lane[at][1] < end


def _add(clips: list[Clip], new: Clip) -> None:
    """Clips that overlap are heard as one, as long as that stays short."""
    last = clips[-1] if clips else None
    overlap = last is not None and last.channel == new.channel and new.start <= last.end
    if last is not None and overlap and new.end - last.start <= LONGEST_CLIP:
        clips[-1] = replace(last, end=new.end)
    else:
        clips.append(new)


def residues(
    plan: RedactionPlan, heard: Heard, spans: Sequence[PersonalSpan], again: Sequence[Sequence[Word]]
) -> Iterator[Speech]:
    """Where a personal word is heard again beside a region: channel and time, not the word."""
    personal = {index for span in spans for index in span.words}
    kept = _Words(word for index, word in enumerate(heard.words) if index not in personal)
    silenced = _Words(heard.words[index] for index in personal)
    numbers = NUMBER_WORDS[heard.language]
    silent = stretches(plan.regions)
    for word in (word for words in again for word in words):
        keys = _keys(word, numbers)
        if not keys or not _beside(word, silent, plan.rate):
            continue
        if any(one.channel == word.channel and keys & _keys(one, numbers) for one in kept.near(word)):
            continue  # said nearby, and no secret
        if any(_same(keys, _keys(one, numbers)) for one in silenced.near(word)):
            yield Speech(word.channel, word.start, word.end)


class _Words:
    """Words of all channels, found by their time."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = sorted(words, key=lambda one: one.start)
        self._starts = [one.start for one in self._words]
        longest = max((one.end - one.start for one in self._words), default=0.0)
        self._reach = SAME_TIME + longest + 0.01  # which is far more than rounding takes away

    def near(self, word: Word) -> Iterator[Word]:
        """Those less than `SAME_TIME` away from a word."""
        first = bisect_left(self._starts, word.start - self._reach)
        last = bisect_right(self._starts, word.end + self._reach)
        for one in self._words[first:last]:
            if max(word.start - one.end, one.start - word.end) < SAME_TIME:
                yield one


def _beside(word: Word, silent: Sequence[tuple[int, int, int]], rate: int) -> bool:
    """Whether a word lies at an edge of a silent stretch; what lies inside was never in the sound."""
    middle = (word.start + word.end) / 2
    for channel, first, last in silent:
        start, end = first / rate, last / rate
        if channel == word.channel and word.start < end + NEAR and start - NEAR < word.end:
            return not start + NEAR < middle < end - NEAR
    return False


def _keys(word: Word, numbers: Mapping[str, str]) -> frozenset[str]:
    """What is compared: folded words with numbers as figures, without single letters and common words."""
    parts = re.findall(r"[^\W_]+", fold(word.text))
    figures = [numbers.get(part, part) for part in (*parts, "".join(parts))]
    return frozenset(part for part in figures if part.isdigit() or (len(part) > 1 and part not in COMMON))


def _same(again: frozenset[str], said: frozenset[str]) -> bool:
    """The same word, its beginning or its end, or figures out of a longer number."""
    return any(_part(one, other) for one in again for other in said)


def _part(one: str, other: str) -> bool:
    if one.isdigit() or len(one) < 3:
        return one == other or (one.isdigit() and other.isdigit() and one in other)
    return other.startswith(one) or other.endswith(one)
