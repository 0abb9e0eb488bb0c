"""Names found once, found everywhere in the call: said again, spelled, or misspelt by the recogniser."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sourdine.models.personal.asked import is_number
from sourdine.models.personal.lexicon import PARTICLES, common, everyday, first_names, is_word
from sourdine.models.personal.name_cues import CALLS, TITLES
from sourdine.models.personal.runs import find_runs
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import FILLER
from sourdine.pipeline.records import Language

ECHO = 2  # turns after a name in which it is said back
SHORT = 4  # words of a turn that is little else
Span = tuple[int, int, float, str]  # first and last token, score, rule


def say_again(conversation: Conversation, spans: Sequence[Span], sure: Collection[int]) -> list[Span]:
    """Give the words of the names found, wherever they stand: the same, one letter off, or spelled.

    ``sure``: tokens to seek although their span's score is low.
    """
    tokens, language = conversation.tokens, conversation.language
    known: set[str] = set()
    called: set[str] = set()  # words that are said as something else too
    turns: dict[str, set[int]] = {}  # when those were said as names
    for name in spelled_names(conversation):
        (called if _is_ordinary(name, language) else known).add(name)
    for first, last, score, _ in spans:
        for at, token in enumerate(tokens[first : last + 1], first):
            if len(token.key) < 3 or token.key in PARTICLES or (score < 0.6 and at not in sure):
                continue
            (called if _is_ordinary(token.key, language) else known).add(token.key)
            turns.setdefault(token.key, set()).add(token.turn)
    near, cut = _spellings(known), _cut_short(known | called)
    return [
        (at, at, 0.6, "name.again")
        for at, token in enumerate(tokens)
        if token.key in known
        or _is_near(token, near, cut, language)
        or (token.key in called and (_is_called(conversation, at) or _is_echo(conversation, at, turns)))
    ]


def begins_with_capital(conversation: Conversation, at: int, first: int) -> bool:
    """Tell a capital that no sentence begins with; ``first``: the turn's first token."""
    token = conversation.tokens[at]
    return token.text[0].isupper() and at > first and not any(mark in token.gap for mark in ".?!:")


def spelled_names(conversation: Conversation) -> list[str]:
    """Give the names that are spelled letter by letter in the call."""
    names = []
    for turn, units in enumerate(conversation.units):
        if sum(unit.kind == "letter" for unit in units) >= 4:
            runs = find_runs(conversation, turn)
            names += [run.letters for run in runs if 4 <= len(run.letters) <= 20 and len(run.digits) <= 1]
    return names


def _is_ordinary(key: str, language: Language) -> bool:
    """Tell names that are said as something else too."""
    return key in everyday() or (is_word(key, language) and key not in first_names())


def _is_near(token: Token, near: Collection[str], cut: Collection[str], language: Language) -> bool:
    key = token.key
    if len(key) < 4 or key in common(language) or is_number(token, language) or is_word(key, language):
        return False
    return key in cut or (
        len(key) > 4 and (key in near or any(key[:at] + key[at + 1 :] in near for at in range(len(key))))
    )


def _is_called(conversation: Conversation, at: int) -> bool:
    """Tell that a name which is a common word is used as a name: capital, or right after "thanks"."""
    tokens = conversation.tokens
    first, _ = conversation.bounds[tokens[at].turn]
    if conversation.written:
        hailed = at + 1 < len(tokens) and tokens[at + 1].turn == tokens[at].turn and tokens[at + 1].gap == ","
        return begins_with_capital(conversation, at, first) or (
            tokens[at].text[0].isupper() and (at == first or hailed)
        )
    return at > first and tokens[at - 1].key in CALLS | TITLES


def _is_echo(conversation: Conversation, at: int, turns: Mapping[str, set[int]]) -> bool:
    """Tell a name that is said back: the first word of the next turn, or of one right after it."""
    token = conversation.tokens[at]
    first, last = conversation.bounds[token.turn]
    if not any(0 <= token.turn - turn <= ECHO for turn in turns.get(token.key, ())):
        return False
    filler = FILLER[conversation.language]
    begins = all(other.key in filler for other in conversation.tokens[first:at])
    return begins and (at - first <= 2) and (last - first <= SHORT or _is_about(conversation, at + 1, last))


def _is_about(conversation: Conversation, at: int, last: int) -> bool:
    """Tell that what follows speaks of how a name is written."""
    return at >= last or conversation.tokens[at].key in (
        "avec",
        "with",
        "like",
        "comme",
        "c'",
        "en",
        "as",
        "ca",
    )


def _spellings(known: set[str]) -> set[str]:
    """Names by each of their spellings with one letter left out."""
    return known | {name[:at] + name[at + 1 :] for name in known if len(name) >= 5 for at in range(len(name))}


def _cut_short(known: set[str]) -> set[str]:
    """Long names with their first letter or sound unheard, and one letter more: "claire" as "lair"."""
    return {
        name[1:][:at] + name[1:][at + 1 :] for name in known if len(name) >= 6 for at in range(len(name) - 1)
    }
