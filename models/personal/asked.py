"""Which turns answer which question: windows for words, as ``expectation`` is for figures."""

from __future__ import annotations

from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import any_names, common, is_word
from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import FILLER
from sourdine.pipeline.records import Language

ANSWERS = 2  # turns of the one asked
REACH = 5  # turns after the question


def asked_turns(conversation: Conversation, cues: list[list[Cue]], entity: str) -> dict[int, int]:
    """Give the turns that may answer a question about ``entity``, with the turn it was asked in."""
    answers: dict[int, int] = {}
    speakers = conversation.speakers
    for turn, found in enumerate(cues):
        if not any(cue.entity == entity for cue in found) or speakers[turn] == "customer":
            continue
        left = ANSWERS
        for later in range(turn + 1, min(turn + 1 + REACH, len(speakers))):
            if left and (speakers[later] != speakers[turn] or speakers[turn] == "unknown"):
                answers[later] = turn
                left -= 1
    return answers


def near_cue(cues: list[list[Cue]], entity: str, reach: int = REACH) -> set[int]:
    """Give the turns within ``reach`` turns after a cue, whoever speaks."""
    near: set[int] = set()
    for turn, found in enumerate(cues):
        if any(cue.entity == entity for cue in found):
            near.update(range(turn, turn + reach + 1))
    return near


def is_number(token: Token, language: Language) -> bool:
    """Tell figures and number words."""
    return token.key.isdecimal() or token.key in NUMBER_WORDS[language]


def is_evidence(token: Token, language: Language) -> bool:
    """Tell words that carry content where content was asked for: names and words nobody says."""
    key = token.key.removesuffix("'s")  # "the claim's"
    if key in FILLER[language]:
        return False
    if key in any_names():
        return True
    return key not in common(language) and not is_word(key, language) and not is_number(token, language)


def evidence_span(
    conversation: Conversation, turn: int, extra: frozenset[str], numbers: bool
) -> tuple[int, int] | None:
    """Give the first and last token of a turn that are evidence, or None.

    ``extra``: further words that count; ``numbers``: whether figures count.
    """
    language = conversation.language
    first, last = conversation.bounds[turn]
    hits = [
        index
        for index in range(first, last)
        if is_evidence(conversation.tokens[index], language)
        or conversation.tokens[index].key in extra
        or (numbers and is_number(conversation.tokens[index], language))
    ]
    return (hits[0], hits[-1]) if hits else None


def content(conversation: Conversation, turn: int) -> list[int]:
    """Give the tokens of a turn that are no filler."""
    language = conversation.language
    first, last = conversation.bounds[turn]
    filler = FILLER[language]
    return [index for index in range(first, last) if conversation.tokens[index].key not in filler]
