"""What belongs to a name beside its words: particles, initials, what is joined to it, its letters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sourdine.models.personal.lexicon import PARTICLES
from sourdine.models.personal.name_cues import TITLES
from sourdine.models.personal.names_again import Span
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.word_sets import word_set

_HYPHENS = ("-", "‑")
# Before a name and part of it where they have a capital: "Da Costa", "Le Goff".
_CAPITAL = word_set("da de di do dos du des del della le la el al ben bel bin van von der ter ten mac mc san")
_ELIDED = word_set("n' m' o'")  # "n'guessan", "m'baye", "o'neill"
_ABOUT = word_set("avec sans with without")
_COUNTS = word_set("un une deux trois seul seule double one two a an single")
_SEVERAL = word_set("deux trois double two")
REACH = 1  # turns after a name in which its letters are spoken of


def widen_name(conversation: Conversation, span: Span) -> Span:
    """Take in an initial before a name, and words joined to it: "J. Delmas", "Le Floc'h", "Young-ho"."""
    tokens = conversation.tokens
    first, bound = conversation.bounds[tokens[span[0]].turn]
    start, end = span[:2]
    while end + 1 < bound and _is_joined(conversation, end + 1):
        end += 1
    while start > first and (
        _is_joined(conversation, start)
        or _is_capital(conversation, start - 1, first)
        or _is_led(conversation, start - 1, first)
    ):
        start -= 1
    span = (start, end, *span[2:])
    at = start - 1
    if at < first or len(tokens[at].key) != 1 or not tokens[at].key.isalpha():
        return span
    joined = tokens[at + 1].gap in ("", ".", "-") and tokens[at].key not in ("a", "y", "i", "s")
    capital = not conversation.written or tokens[at].text.isupper()
    return (at, *span[1:]) if joined and capital and tokens[at].text != "à" else span


def _is_joined(conversation: Conversation, at: int) -> bool:
    """Tell a word that a hyphen joins to the one before it, or the apostrophe within a name."""
    before, token = conversation.tokens[at - 1], conversation.tokens[at]
    if token.gap in _HYPHENS and token.text[0].isalpha() and before.text[0].isalpha():
        return True
    if before.text[-1] not in "'’" or token.start != before.end:
        return False
    return len(before.text) > 3 or before.key in _ELIDED


def _is_capital(conversation: Conversation, at: int, first: int) -> bool:
    """Tell "Da" in "Da Costa": a particle with a capital, right before the name."""
    token, name = conversation.tokens[at], conversation.tokens[at + 1]
    if not conversation.written or name.gap or not token.text[0].isupper() or not name.text[0].isupper():
        return False
    begins = at == first or any(mark in token.gap for mark in ".?!:")
    ordinary = token.key in ("le", "la", "de", "du", "des", "san")  # "Le Goff", and "Le Renault"
    return token.key in _CAPITAL and not (begins and ordinary)


def _is_led(conversation: Conversation, at: int, first: int) -> bool:
    """Tell "le" in spoken "madame le goff", and where a turn begins with it: an answer to "à quel nom"."""
    tokens = conversation.tokens
    alone = at == first or tokens[at - 1].key in TITLES
    return not conversation.written and alone and tokens[at].key in PARTICLES and not tokens[at + 1].gap


def join_particles(conversation: Conversation, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the particles between two names: "théotime [de] vaugelas"."""
    tokens = conversation.tokens
    sure = [span for span in spans if span[3] != "name.expected"]
    begins = {span[0] for span in sure}
    for span in sure:
        at = span[1] + 1
        while at < len(tokens) and at - span[1] <= 2 and tokens[at].key in PARTICLES and not tokens[at].gap:
            at += 1
        same = at < len(tokens) and tokens[at].turn == tokens[span[1]].turn and not tokens[at].gap
        if at > span[1] + 1 and at in begins and same:
            yield span[1] + 1, at - 1, 0.6, "name.again"


def letters_of_names(
    conversation: Conversation, spans: Sequence[Span], skip: Collection[int]
) -> Iterator[Span]:
    """Yield the letters that a name is said to be written with: "avec un k", "deux l et un e".

    ``skip``: turns in which something else is spelled.
    """
    tokens = conversation.tokens
    named = {tokens[span[0]].turn for span in spans if span[2] >= 0.5}
    near = {turn + more for turn in named for more in range(REACH + 1)} - set(skip)
    for turn in sorted(near):
        if turn >= len(conversation.bounds):
            continue
        first, last = conversation.bounds[turn]
        about = any(token.key in _ABOUT for token in tokens[first:last])
        for at in range(first + 1, last):
            counted, several = tokens[at - 1].key in _COUNTS, tokens[at - 1].key in _SEVERAL
            if _is_letter(conversation, at) and not tokens[at].gap and (several or (about and counted)):
                yield at - several, at, 0.55, "letters.spelled"


def _is_letter(conversation: Conversation, at: int) -> bool:
    token = conversation.tokens[at]
    if len(token.text) != 1 or not token.text.isalpha():
        return False
    if conversation.written:
        return token.text.isupper()
    return token.text not in ("à", "a", "y", "o") and token.end < len(conversation.text)
