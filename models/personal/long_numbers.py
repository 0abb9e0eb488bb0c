"""Numbers that tell themselves by their length and begin, without any cue; and prices beside them."""

from __future__ import annotations

import re

from sourdine.models.personal.nobodys import is_list, is_parted
from sourdine.models.personal.plain import is_quantity
from sourdine.models.personal.runs import CARD, Run
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.word_sets import word_set

LONG = 6  # figures in several numbers that are masked without any cue
LONG_CODE = 8  # figures and letters together, likewise
LONG_SINGLE = 9  # figures in a number said as one ("quarante cinq mille …")
STARTS_PHONE = re.compile(r"0[1-9](?:\d\d){1,3}")
PRICE = re.compile(r"[\s,:;(à-]*\d[\d\s.,]{0,9}\s?[€£$]|[\s,:;(]*[€£$]\s?\d")
MONEY = word_set("euro euros pound pounds dollar dollars quid francs balles")


def is_long(conversation: Conversation, run: Run) -> bool:
    """Tell figures, or figures and letters, that are too long for anything but somebody's number."""
    if is_list(conversation, run):
        return False
    if is_parted(conversation, run):
        return True
    if is_quantity(conversation, run) and len(run.digits) < CARD:
        return False
    if run.letters and run.digits and (run.has_helper or run.changes >= 3) and len(run.value) >= 5:
        return True
    if run.letters and run.digits:
        return len(run.digits) >= LONG or (len(run.value) >= LONG_CODE and len(run.digits) >= 3)
    if any(not unit.exact for unit in run.numbers):
        return len(run.digits) >= LONG_SINGLE
    several = len(run.numbers) >= 3 and all(
        len(unit.value) < 4 or unit.first == unit.last for unit in run.numbers
    )
    if run.digits.startswith("0") and len(run.digits) >= LONG_CODE - 1:
        return True  # no amount begins so
    return len(run.digits) >= (LONG if several else LONG_SINGLE)


def long_kind(conversation: Conversation, run: Run) -> str:
    """Give a long number that nothing announced the kind its first figures tell."""
    french = conversation.language == "fr"
    begun = run.digits.startswith("0" if not french else ("01", "02", "03", "04", "05", "06", "07", "09"))
    return "PHONE_NUMBER" if begun and not run.letters and len(run.digits) <= 12 else "ACCOUNT_ID"


def begins_phone(conversation: Conversation, run: Run) -> bool:
    """Tell the first pairs of a French telephone number: "zéro six douze"."""
    pairs = all(len(unit.value) == 2 for unit in run.numbers) and len(run.numbers) >= 2
    return (
        conversation.language == "fr"
        and not run.letters
        and pairs
        and STARTS_PHONE.fullmatch(run.digits) is not None
        and conversation.tokens[run.start].key == "zero"
    )


def has_price(conversation: Conversation, run: Run) -> bool:
    """Tell the reference of something on sale: a price follows right after."""
    text, end = conversation.text, conversation.tokens[run.end].end
    if PRICE.match(text, end, end + 24) is not None:
        return True
    _, last = conversation.bounds[run.turn]
    after = [token.key for token in conversation.tokens[run.end + 1 : min(last, run.end + 8)]]
    return after[:1] in (["a"], ["at"]) and not MONEY.isdisjoint(after)


def is_price(conversation: Conversation, run: Run) -> bool:
    """Tell "15 novembre, 16,90": cents are no year."""
    last = conversation.tokens[run.numbers[-1].first]
    return last.gap == "," and conversation.text[last.start - 1] == ","
