"""Words and numbers of an address said again soon: "Voltaire, comme le philosophe ?", "oui, 302"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sourdine.models.personal.lexicon import everyday, is_word
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import FILLER

REACH = 8  # turns in which a street's name is known again
NUMBERS = 2  # turns in which a house's number is
SHORT = 5  # words of a turn that is little else than the number
Span = tuple[int, int, float, str]


def addresses_again(conversation: Conversation, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Yield the first and last token of what is said again."""
    words: dict[str, int] = {}  # word → turn it was said in last
    numbers: dict[str, int] = {}
    for first, last, score, _ in spans:
        turn = conversation.tokens[first].turn
        if score < 0.5:
            continue
        for token in conversation.tokens[first : last + 1]:
            if _is_name(token.key, conversation):
                words[token.key] = max(turn, words.get(token.key, turn))
        for unit in conversation.units[turn]:
            if unit.kind == "number" and first <= unit.first and unit.last <= last and len(unit.value) > 1:
                numbers[unit.value] = turn
    for at, token in enumerate(conversation.tokens):
        if token.key in words and abs(token.turn - words[token.key]) <= REACH:
            yield at, at
    for turn, units in enumerate(conversation.units):
        first, last = conversation.bounds[turn]
        filler = FILLER[conversation.language]
        said = sum(token.key not in filler for token in conversation.tokens[first:last])
        for unit in units:
            near = 0 < turn - numbers.get(unit.value, turn) <= NUMBERS
            if unit.kind == "number" and near and said <= SHORT:
                yield unit.first, unit.last


def _is_name(key: str, conversation: Conversation) -> bool:
    """Tell a word that is hardly said of anything else in the call."""
    return (
        len(key) > 3 and key.isalpha() and key not in everyday() and not is_word(key, conversation.language)
    )
