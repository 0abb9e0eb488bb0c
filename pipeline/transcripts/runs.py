"""Lists of timed words, as most services give them, grouped into the turns of their speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sourdine.pipeline.records import Word
from sourdine.pipeline.transcripts.given import GivenWord, Passage
from sourdine.pipeline.turns import group_turns


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word and who said it where."""

    word: GivenWord
    channel: int | None = None
    speaker: str = ""


def passages_of(spoken: Sequence[Spoken]) -> tuple[Passage, ...]:
    """The turns of all speakers in time order.

    A word without a time stays behind the one before it on its channel and of its speaker.
    """
    spoken = [one for one in spoken if one.word.text]
    lanes: dict[tuple[int | None, str], int] = {}
    last: dict[int, float] = {}
    words = []
    for one in spoken:
        lane = lanes.setdefault((one.channel, one.speaker), len(lanes))
        start = _first(one.word.start, last.get(lane), one.word.end, 0.0)
        end = max(start, _first(one.word.end, start))
        last[lane] = end
        words.append(Word(one.word.text, start, end, lane))
    return tuple(_passage([spoken[at] for at in group]) for group in group_turns(words))


def _passage(spoken: Sequence[Spoken]) -> Passage:
    return Passage(tuple(one.word for one in spoken), channel=spoken[0].channel, speaker=spoken[0].speaker)


def _first(*times: float | None) -> float:
    return next(time for time in times if time is not None)
