"""Words of a conversation with their places: the ground that every recogniser stands on."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from sourdine.models.personal.view import Unit, read_units
from sourdine.pipeline.records import Language, Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sourdine.models.personal.cues import Cue
    from sourdine.models.personal.merge import Finding

_WORD = {
    "fr": re.compile(r"\d+|[^\W\d_]+(?:['’](?=[^\W\d_]))?"),
    "en": re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*"),
}


_SAID = re.compile(r"\S+")


@dataclass(slots=True)
class Token:
    """One word: ``start`` and ``end`` are characters of the conversation's text.

    ``key`` is the word folded (lower case, no accents); ``gap`` is what stands between it and the
    word before it in the same turn, without spaces; ``probability`` is the recogniser's, None where it is
    not told.
    """

    text: str
    key: str
    start: int
    end: int
    turn: int
    gap: str
    probability: float | None = None


@dataclass(slots=True)
class Conversation:
    """A whole call as one text (turns joined by line feeds), its words and their normalised view."""

    text: str
    language: Language
    speakers: tuple[str, ...]
    starts: tuple[int, ...]  # first character of each turn
    tokens: list[Token]
    bounds: list[tuple[int, int]]  # first and past-the-last token of each turn
    units: list[list[Unit]] = field(default_factory=list)  # of each turn
    written: bool = False  # Whisper's style: capitals and punctuation
    cues: list[list[Cue]] | None = None  # found once, by the first recogniser that wants them
    found: dict[str, list[Finding]] = field(default_factory=dict)  # by each reader of rules, read once
    left: list[tuple[int, int, str]] = field(default_factory=list)  # numbers left audible (tokens), and why
    likely: NDArray[np.float32] | None = None  # probability of each label for each token, computed once


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower case, no accents, plain apostrophes, ligatures spelt out."""
    lowered = word.casefold().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))


def read_conversation(turns: Sequence[Turn], language: Language) -> Conversation:
    """Join the turns, cut them into words and read numbers and letters.

    Raises ValueError where a turn has probabilities, but not one for each of its words.
    """
    starts: list[int] = []
    bounds: list[tuple[int, int]] = []
    tokens: list[Token] = []
    at = 0
    for number, turn in enumerate(turns):
        starts.append(at)
        first = len(tokens)
        tokens.extend(_words(turn, at, number, language))
        bounds.append((first, len(tokens)))
        at += len(turn.text) + 1
    text = "\n".join(turn.text for turn in turns)
    speakers = tuple(turn.speaker for turn in turns)
    conversation = Conversation(text, language, speakers, tuple(starts), tokens, bounds)
    conversation.written = _is_written(tokens)
    conversation.units = [
        read_units(tokens, first, last, language, conversation.written) for first, last in bounds
    ]
    return conversation


def folded_text(conversation: Conversation, turn: int) -> tuple[str, list[int]]:
    """Give a turn's folded words joined by spaces, and where each starts in that text."""
    first, last = conversation.bounds[turn]
    starts, at = [], 0
    for token in conversation.tokens[first:last]:
        starts.append(at)
        at += len(token.key) + 1
    return " ".join(token.key for token in conversation.tokens[first:last]), starts


def _words(turn: Turn, at: int, number: int, language: Language) -> list[Token]:
    words: list[Token] = []
    last = 0
    sure = _probabilities(turn)
    for match in _WORD[language].finditer(turn.text):
        start, end = match.span()
        word = match[0]
        gap = turn.text[last:start].strip()
        probability = sure[bisect_right(sure, start, key=itemgetter(0)) - 1][1] if sure else None
        words.append(Token(word, fold(word), at + start, at + end, number, gap, probability))
        last = end
    return words


def _probabilities(turn: Turn) -> list[tuple[int, float | None]]:
    """Give where each of the recogniser's words starts and how sure it is of it."""
    if not turn.probabilities:
        return []
    starts = [match.start() for match in _SAID.finditer(turn.text)]
    return list(zip(starts, turn.probabilities, strict=True))


def _is_written(tokens: Sequence[Token]) -> bool:
    capitals = sum(1 for token in tokens if token.text[:1].isupper())
    return capitals * 20 > len(tokens)
