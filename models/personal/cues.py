"""Phrases that announce what comes next, asked or said, and tolerant of misheard words.

Patterns are matched on folded words joined by spaces; a word one letter off from a key word of
the patterns, and no common word itself, is read as that key word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sourdine.models.personal.cue_patterns import PATTERNS
from sourdine.models.personal.lexicon import any_names, common, is_word
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.pipeline.records import Language

# "your number", "name": only where nothing else is named; "number" alone least of all.
GENERIC: dict[str, int] = {
    "ENDING": 1,
    "PHONE_NUMBER": 1,
    "PERSON": 1,
    "OWN_NUMBER": 2,
    "ANY_NUMBER": 3,
    "ANY_CODE": 3,
    "ANY_REFERENCE": 3,
}
# Numbers that do not say of what: a telephone's ("my number") or any, unless one is waited for already.
REFERENCE = "ANY_REFERENCE"  # somebody's, or of goods
BARE: dict[str, str] = {
    "OWN_NUMBER": "PHONE_NUMBER",
    "ANY_NUMBER": "ACCOUNT_ID",
    "ANY_CODE": "PASSWORD",
    REFERENCE: "ACCOUNT_ID",
}
OTHER = "OTHER"  # a number that is nobody's: an amount, a measure, a model
CARD_WORD, CARD_BACK = "CARD_WORD", "CARD_BACK"  # only make "it expires", "on the back" speak of a card
KEY = "KEY"  # the last two figures of a number said before: "la clé"
ENDING = "ENDING"  # the last figures of what was spoken of: "it ends in"
ACCOUNT_NUMBER = "ACCOUNT_NUMBER"


@dataclass(frozen=True, slots=True)
class Cue:
    """What is announced, and the tokens that announce it (``last`` included)."""

    entity: str
    first: int
    last: int


def find_cues(conversation: Conversation) -> list[list[Cue]]:
    """Give the cues of each turn in order of their last word."""
    language = conversation.language
    cues = [_in_turn(conversation.tokens, first, last, language) for first, last in conversation.bounds]
    bank = any(cue.entity == "BANK_ACCOUNT" for turn in cues for cue in turn)
    return [[_account(cue, bank) for cue in turn] for turn in cues]


def _account(cue: Cue, bank: bool) -> Cue:
    """Say what "account number" means: a bank's where a bank's words are said in the call."""
    if cue.entity != ACCOUNT_NUMBER:
        return cue
    return Cue("BANK_ACCOUNT" if bank else "ACCOUNT_ID", cue.first, cue.last)


def _in_turn(tokens: Sequence[Token], first: int, last: int, language: Language) -> list[Cue]:
    if first == last:
        return []
    text, starts = cue_text(tokens, first, last, language)
    found = []
    for entity, pattern in _compiled(language):
        for match in pattern.finditer(text):
            begin = first + max(0, bisect_left(starts, match.start() + 1) - 1)
            end = first + max(0, bisect_left(starts, match.end()) - 1)
            found.append(Cue(entity, begin, end))
    named = {(index, GENERIC.get(cue.entity, 0)) for cue in found for index in range(cue.first, cue.last + 1)}
    numeric = any(cue.entity not in (*BARE, CARD_WORD, CARD_BACK, KEY, "PERSON", "LOCATION") for cue in found)
    found = [cue for cue in found if not (numeric and cue.entity in BARE)]
    found = [
        cue
        for cue in found
        if not any((cue.last, rank) in named for rank in range(GENERIC.get(cue.entity, 0)))
    ]
    return sorted(found, key=lambda cue: (cue.last, cue.first))


def cue_text(tokens: Sequence[Token], first: int, last: int, language: Language) -> tuple[str, list[int]]:
    """Give the text that patterns are matched on, and where each token starts in it."""
    pieces, starts, at = [], [], 0
    for index in range(first, last):
        token = tokens[index]
        piece = "nee" if token.text in ("né", "Né") else near_key(token.key, language)
        pieces.append(piece)
        starts.append(at)
        at += len(piece) + 1
    return " ".join(pieces), starts


@cache
def _compiled(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entity, re.compile(rf"\b(?:{pattern})")) for entity, pattern in PATTERNS[language].items())


def near_key(key: str, language: Language) -> str:
    """Give the key word that a misheard word stands for, or the word itself."""
    if len(key) < 5 or key in key_words(language) or _is_known(key, language):
        return key
    near = _near(language)
    if key in near:
        return near[key]
    for at in range(len(key)):
        candidate = near.get(key[:at] + key[at + 1 :])
        if candidate is not None:
            return candidate
    return key


def _is_known(key: str, language: Language) -> bool:
    return key in common(language) or key in any_names() or is_word(key, language)


@cache
def key_words(language: Language, shortest: int = 6) -> frozenset[str]:
    """Words of the patterns; from six letters on they are recognised when misheard."""
    text = " ".join(PATTERNS[language].values())
    return frozenset(word for word in re.findall(r"(?<![\\a-z])[a-z]+", text) if len(word) >= shortest)


@cache
def _near(language: Language) -> Mapping[str, str]:
    """Key words by each of their spellings with one letter left out."""
    table: dict[str, str] = {}
    for word in sorted(key_words(language)):
        for at in range(len(word)):
            table.setdefault(word[:at] + word[at + 1 :], word)
    return table
