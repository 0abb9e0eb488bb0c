"""A time for every word of a transcript, and the stretch in which the word surely lies.

Where a word has both its times, that is it. For all others the time is a guess that shows the word at
about its place, and the stretch is what counts: a personal word silences all of it (`place.Given.covering`).

- A caption or segment whose words have no times: the whole of it and `SLACK` on either side, because
  captions are set to be read, not to be cut at. No share of it by letters would be sure: people pause and
  slow down, above all where they dictate a number.
- A word without times among words that have some: from the beginning of the last word before it to the end
  of the next one after it. The aligner that left it out has often given some of its sound to those two.
- One time missing: the same, on the side that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.lane import longest
from sourdine.pipeline.records import Speech, Word
from sourdine.pipeline.transcripts.given import GivenWord, Passage
from sourdine.pipeline.transcripts.voices import Voices

SLACK = 0.5
"""Seconds by which the times of captions and segments are wrong, as a rule at most (Whisper's step is 0.02 s
within a segment, but its ends slide over pauses; broadcasters let captions lead and linger)."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A word of ``passage`` (its number) with its time, and where it surely lies. Seconds."""

    word: GivenWord
    passage: int
    start: float
    end: float
    first: float
    last: float
    sure: bool  # both times were given


@dataclass(slots=True)
class _Slot:
    """A word on the way to its time; ``start`` and ``end`` are what is known of it."""

    word: GivenWord
    passage: int
    start: float | None
    end: float | None
    caption: tuple[float, float] | None = None  # of a passage none of whose words has a time


def timed_words(
    passages: Sequence[tuple[int, Passage]], length: float, speech: Sequence[Speech]
) -> list[Timed]:
    """The words of one channel's passages, which come with their numbers and in time order.

    ``length`` is the recording's; ``speech`` the voice activity over which words without times are spread.
    Raises `Quarantine` where neither a word nor its passage has a time.
    """
    slots = [slot for number, passage in passages for slot in _slots(number, passage)]
    voices = Voices(speech)
    known = [_known(slot) for slot in slots]
    before, after = _before(known), _after(known, length)
    found: list[Timed] = []
    for at, slot in enumerate(slots):
        if slot.caption is not None:
            first, last = max(0.0, slot.caption[0] - SLACK), slot.caption[1] + SLACK
        else:
            first = before[at] if slot.start is None else slot.start
            last = max(after[at], _end(slot)) if slot.end is None else slot.end
        first, last = min(first, last), max(first, last)
        sure = slot.caption is None and slot.start is not None and slot.end is not None
        found.append(Timed(slot.word, slot.passage, *_shown(slot, first, last), first, last, sure))
    return list(_spread(found, slots, voices))


def _slots(number: int, passage: Passage) -> list[_Slot]:
    if any(word.timed for word in passage.words):
        return [_Slot(word, number, *_ordered(word)) for word in passage.words]
    if passage.start is None or passage.end is None:
        raise Quarantine(Reason.WORD_WITHOUT_TIME, "some words of the transcript have no time")
    caption = (min(passage.start, passage.end), max(passage.start, passage.end))
    return [_Slot(word, number, None, None, caption) for word in passage.words]


def _ordered(word: GivenWord) -> tuple[float | None, float | None]:
    if word.start is not None and word.end is not None and word.end < word.start:
        return word.end, word.start
    return word.start, word.end


def _known(slot: _Slot) -> tuple[float, float] | None:
    """From the first to the last time that is known of a word."""
    if slot.caption is not None:
        return slot.caption
    times = [time for time in (slot.start, slot.end) if time is not None]
    return (times[0], times[-1]) if times else None


def _before(known: Sequence[tuple[float, float] | None]) -> list[float]:
    """For each word the beginning of the one before it of which something is known."""
    out, last = [], 0.0
    for one in known:
        out.append(last)
        last = last if one is None else one[0]
    return out


def _after(known: Sequence[tuple[float, float] | None], length: float) -> list[float]:
    out, following = [], length
    for one in reversed(known):
        out.append(following)
        following = following if one is None else one[1]
    return out[::-1]


def _end(slot: _Slot) -> float:
    """Where a word ends at the latest by its letters, if its end is unknown."""
    start = slot.start if slot.start is not None else 0.0
    return start + longest(Word(slot.word.text, start, start, 0))


def _shown(slot: _Slot, first: float, last: float) -> tuple[float, float]:
    if slot.caption is not None:
        return slot.caption
    if slot.start is not None:
        return slot.start, (min(last, _end(slot)) if slot.end is None else slot.end)
    return (first, last) if slot.end is None else (max(first, slot.end - 0.3), slot.end)


def _spread(found: Sequence[Timed], slots: Sequence[_Slot], voices: Voices) -> Iterator[Timed]:
    """Words in a row that share a stretch are spread over the voices in it, by their letters."""
    at = 0
    while at < len(found):
        one, end = found[at], at + 1
        if slots[at].start is not None or slots[at].end is not None:
            yield one
            at = end
            continue
        while end < len(found) and _same_stretch(found, slots, at, end):
            end += 1
        run = found[at:end]
        start, last = one.start, one.end
        if slots[at].caption is None:  # the gap between the words that have times
            start = min(max(start, found[at - 1].end if at else 0.0), last)
            following = found[end].start if end < len(found) else last
            last = max(start, min(last, following))
        times = voices.shares([len(each.word.text) for each in run], start, last)
        for each, (begins, ends) in zip(run, times, strict=True):
            yield Timed(each.word, each.passage, begins, ends, each.first, each.last, each.sure)
        at = end


def _same_stretch(found: Sequence[Timed], slots: Sequence[_Slot], first: int, other: int) -> bool:
    if slots[other].start is not None or slots[other].end is not None:
        return False
    if slots[first].caption is None:
        return slots[other].caption is None
    return slots[other].caption is not None and found[other].passage == found[first].passage
