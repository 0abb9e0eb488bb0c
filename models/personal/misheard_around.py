"""Words right beside a personal number that may be its misheard figures: "oh seven four nine line"."""

from __future__ import annotations

from collections.abc import Iterator

from sourdine.models.personal.letters import MISHEARD_LETTERS
from sourdine.models.personal.number_words import MISHEARD, REPEATS
from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import FILLER
from sourdine.models.personal.word_sets import word_set

MOST = 3  # words on either side
# After these a number begins: what sounds like one is one.
_OPENING = word_set(
    "c' est it's is that's um uh euh er oh yeah yes oui non no so alors donc the le and et puis then"
)
# Before a number all the time, and heard for what they are.
_ORDINARY = word_set("de du to for carte si cette sans oui non know no o then")
_REPLIES = word_set("oui si no know sans de du")  # after a number: what is said about it
PHONE = 10  # figures
_LONG = frozenset(("CREDIT_CARD", "IBAN_CODE", "PHONE_NUMBER", "BANK_ACCOUNT", "NATIONAL_ID"))
_SAID_AFTER = word_set(
    "exact exactement correct correcte merci parfait voila bon tres bonjour madame monsieur mademoiselle "
    "visa mastercard amex euros euro fini termine dernier premier fois thanks thank please right exactly "
    "sir madam love mate lovely great perfect done debit credit pounds dollars extension poste mobile fixe "
    "portable"
)


def misheard_around(conversation: Conversation, run: Run) -> Iterator[tuple[int, int]]:
    """Yield the run's segments (first and last token), widened where nothing but a figure was meant."""
    if conversation.written or len(run.digits) < 2:
        yield from run.segments
        return
    first_token, bound = conversation.bounds[run.turn]
    cut = len(run.digits) == PHONE - 1  # a telephone's last figure is missing
    for number, (first, last) in enumerate(run.segments):
        least = run.segments[number - 1][1] + 1 if number else first_token
        most = run.segments[number + 1][0] if number + 1 < len(run.segments) else bound
        yield _left(conversation, run, first, least), _right(conversation, run, last, most, cut)


def ends_long_number(conversation: Conversation, token: Token, entity: str) -> bool:
    """Tell that the one word after a long number, at a turn's end, was figures: "zéro sept donnes"."""
    filler = FILLER[conversation.language]
    other = token.key in filler or token.key in _SAID_AFTER
    return entity in _LONG and not conversation.written and not other


def _left(conversation: Conversation, run: Run, first: int, least: int) -> int:
    """Go left over what sounds like figures, if the number can begin there."""
    tokens = conversation.tokens
    start = first
    while start > least and first - start < MOST and _sounds(conversation, run, start - 1):
        if start - 1 == conversation.bounds[run.turn][0] and tokens[start - 1].key in _REPLIES:
            break
        start -= 1
    begins = start == least or tokens[start - 1].key in _OPENING
    plain = all(tokens[at].key in _ORDINARY for at in range(start, first))
    bare = start == conversation.bounds[run.turn][0] and tokens[start].key != "then"
    return start if begins and (not plain or bare) else first


def _right(conversation: Conversation, run: Run, last: int, most: int, cut: bool) -> int:
    tokens, end = conversation.tokens, last
    while end + 1 < most and end - last < MOST and _sounds(conversation, run, end + 1):
        if tokens[end + 1].key in _REPLIES and not cut:
            break
        end += 1
    return end


def _sounds(conversation: Conversation, run: Run, at: int) -> bool:
    key, language = conversation.tokens[at].key, conversation.language
    letters = bool(run.letters) and key in MISHEARD_LETTERS[language] and key not in FILLER[language]
    return key in MISHEARD[language] or key in REPEATS[language] or letters
