"""Words with placeholders, grouped into turns; the transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sourdine.pipeline.records import Heard, RedactionPlan
from sourdine.pipeline.turns import group_turns

VERSION = 1


@dataclass(frozen=True, slots=True)
class SafeWord:
    """A word as it may be shown: its text, or the placeholder in its place. Seconds."""

    text: str
    start: float
    end: float
    channel: int
    redacted: bool


@dataclass(frozen=True, slots=True)
class SafeTurn:
    """What one speaker says without the other one taking over, as it may be shown."""

    speaker: str
    channel: int
    words: tuple[SafeWord, ...]

    @property
    def start(self) -> float:
        """Of the first word that is shown."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Of the word that ends last."""
        return max(word.end for word in self.words)

    @property
    def text(self) -> str:
        """The words with spaces between them."""
        return " ".join(word.text for word in self.words)


def safe_turns(heard: Heard, plan: RedactionPlan, speakers: Sequence[str]) -> tuple[SafeTurn, ...]:
    """The only place where heard words become text that is shown: every output takes these turns.

    ``speakers[channel]`` says who talks there. Words in a row with the same placeholder are shown as
    one; a turn of which nothing may be shown is left out.
    Raises `ValueError` if the plan was made for other words.
    """
    if len(plan.placeholders) != len(heard.words):
        raise ValueError("the plan belongs to another recording")
    turns = []
    for indices in group_turns(heard.words):
        words = tuple(joined(_shown(heard, plan, indices)))
        if words:
            channel = words[0].channel
            speaker = speakers[channel] if channel < len(speakers) else "unknown"
            turns.append(SafeTurn(speaker, channel, words))
    return tuple(turns)


def _shown(heard: Heard, plan: RedactionPlan, indices: Sequence[int]) -> Iterator[SafeWord]:
    for index in indices:
        word, placeholder = heard.words[index], plan.placeholders[index]
        text = " ".join(word.text.split()) if placeholder is None else placeholder
        if text:
            yield SafeWord(text, word.start, word.end, word.channel, placeholder is not None)


def joined(words: Iterator[SafeWord]) -> Iterator[SafeWord]:
    """Words in a row with the same placeholder as one."""
    last: SafeWord | None = None
    for word in words:
        if last is not None and last.redacted and word.redacted and last.text == word.text:
            last = replace(last, end=max(last.end, word.end))
            continue
        if last is not None:
            yield last
        last = word
    if last is not None:
        yield last


def transcript_json(turns: Sequence[SafeTurn], language: str) -> dict[str, Any]:
    """``transcript.json``: turns and words with their times in seconds."""
    return {"version": VERSION, "language": language, "turns": [_turn(turn) for turn in turns]}


def _turn(turn: SafeTurn) -> dict[str, Any]:
    return {
        "speaker": turn.speaker,
        "channel": turn.channel,
        "start": round(turn.start, 3),
        "end": round(turn.end, 3),
        "text": turn.text,
        "words": [_word(word) for word in turn.words],
    }


def _word(word: SafeWord) -> dict[str, Any]:
    return {
        "text": word.text,
        "start": round(word.start, 3),
        "end": round(word.end, 3),
        "redacted": word.redacted,
    }
