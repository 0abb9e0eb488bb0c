"""Figures that are plainly not personal: amounts, durations, clock times, quantities, appointments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sourdine.models.personal.lexicon import nouns
from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.view import Unit
from sourdine.models.personal.vocabulary import (
    BEFORE,
    CARRIES,
    CLEARLY,
    FUNCTION,
    METERS,
    SCALES,
    SIGNS,
    UNITS,
)
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

LONGEST_AMOUNT = 8  # figures
MOST_DECIMALS = 4  # numbers of two amounts


def is_plain(conversation: Conversation, run: Run, expected: bool) -> bool:
    """Tell whether a run is no personal number. ``expected``: a number was asked for, so say so
    only where the words are clear."""
    units = conversation.units[run.turn]
    before = units[run.first - 1].value if run.first > 0 else ""
    after = units[run.last + 1].value if run.last + 1 < len(units) else ""
    if not run.letters and _is_clock(conversation, run):
        return True
    if _is_network_address(conversation, run):
        return True
    if _has_comma(conversation, run):
        return True
    if run.letters or len(run.digits) > LONGEST_AMOUNT:
        return False
    if _has_sign(conversation, run):
        return True
    language = conversation.language
    if (
        len(run.numbers) >= 3
        and all(unit.exact for unit in run.numbers)
        and sum(len(unit.value) == 1 for unit in run.numbers) >= 2
    ):
        return False  # nobody says an amount figure by figure
    if after in UNITS[language] and not _starts_sentence(conversation, units, run.last + 1):
        return True
    if before in CARRIES and len(run.numbers) <= 2 and _near_number(units, run.first - 1):
        return True
    single = all(len(unit.value) == 1 for unit in run.numbers)  # "une première"
    if run.ordinal and len(run.numbers) <= (2 if single or not expected else 1):
        return True
    if _is_counted(conversation, units, run, after):
        return True
    if _after_preposition(run, before, CLEARLY[language], 1 if expected else 2) or _is_hour(
        conversation, units, run, language
    ):
        return True
    if expected:
        return False
    return (
        _after_preposition(run, before, BEFORE[language], 2)
        or _is_metered(units, run)
        or _is_range(units, run)
        or _is_decimal(conversation, run)
    )


def _has_comma(conversation: Conversation, run: Run) -> bool:
    """Tell "153,99", "1 104,12" and "un virgule dix huit": no personal number has a comma and no space."""
    numbers, tokens = run.numbers, conversation.tokens
    if run.letters or not 2 <= len(numbers) <= MOST_DECIMALS or len(run.digits) > LONGEST_AMOUNT:
        return False
    if run.month:
        return False
    for before, after in pairwise(numbers):
        token = tokens[after.first]
        if token.gap == "," and token.start - tokens[after.first - 1].end == 1:
            return True
        if any(one.key == "virgule" for one in tokens[before.last + 1 : after.first]):
            return True
    return False


def _is_network_address(conversation: Conversation, run: Run) -> bool:
    """Tell "192.168.0.1" and "one ninety two dot one sixty eight dot": no telephone's groups."""
    numbers = run.numbers
    if len(numbers) < 3 or numbers[0].value.startswith("0"):
        return False
    tokens = conversation.tokens
    said = sum(
        any(token.key in ("dot", "point") for token in tokens[before.last + 1 : after.first])
        for before, after in pairwise(numbers)
    )
    written = all(tokens[unit.first].gap == "." for unit in numbers[1:])
    small = all(int(unit.value) < 256 for unit in numbers)
    varied = len({len(unit.value) for unit in numbers}) > 1
    return said >= 2 or (written and varied and len(numbers) == 4 and small)


def trim_amount(conversation: Conversation, run: Run) -> None:
    """Leave a unit's number out of a long run before it ("… 78 90 douze euros")."""
    units = conversation.units[run.turn]
    after = units[run.last + 1].value if run.last + 1 < len(units) else ""
    numbers = run.numbers
    if after not in UNITS[conversation.language] or len(run.digits) <= LONGEST_AMOUNT or len(numbers) < 2:
        return
    dropped = numbers[-1]
    run.items.remove(dropped)
    last = run.items[-1].last
    run.segments = [(a, min(b, last)) for a, b in run.segments if a <= last]


def _starts_sentence(conversation: Conversation, units: Sequence[Unit], at: int) -> bool:
    gap = conversation.tokens[units[at].first].gap
    return any(mark in gap for mark in ".?!;")


def _has_sign(conversation: Conversation, run: Run) -> bool:
    tokens, text = conversation.tokens, conversation.text
    first, last = tokens[run.items[0].first], tokens[run.end]
    before = text[max(0, first.start - 2) : first.start]
    after = text[last.end : last.end + 2]
    return any(sign in before or sign in after for sign in SIGNS)


def _is_clock(conversation: Conversation, run: Run) -> bool:
    """Tell "10:30" and "10:30 to 11:20": hours and minutes with a colon between."""
    numbers = run.numbers
    colons = sum(conversation.tokens[unit.first].gap == ":" for unit in numbers[1:])
    return bool(colons) and colons * 2 + 1 >= len(numbers) and all(len(unit.value) <= 2 for unit in numbers)


def is_quantity(conversation: Conversation, run: Run) -> bool:
    """Tell numbers that are said with hundreds and thousands, as quantities are and codes are not."""
    scales = SCALES[conversation.language]
    said = [
        any(token.key in scales for token in conversation.tokens[unit.first : unit.last + 1])
        and unit.last > unit.first
        for unit in run.numbers
    ]
    return any(said) and (sum(not one for one in said) <= 1 or len(run.digits) < LONGEST_AMOUNT)


def _is_hour(conversation: Conversation, units: Sequence[Unit], run: Run, language: Language) -> bool:
    """Tell "à neuf" and "le quinze": one small number after a word that leads to times and days."""
    if len(run.numbers) != 1 or len(run.digits) > 2 or run.first == 0 or int(run.digits) > 31:
        return False
    before = conversation.tokens[units[run.first - 1].first].text
    return before == "à"


def _near_number(units: Sequence[Unit], at: int) -> bool:
    return at > 0 and (units[at - 1].kind == "number" or units[at - 1].value in ("un", "une", "one"))


def _is_counted(conversation: Conversation, units: Sequence[Unit], run: Run, after: str) -> bool:
    """Tell a small number before a common noun: "trois cartons", "two returns"."""
    if len(run.numbers) != 1 or len(run.digits) > 3 or len(run.items) != 1 or len(after) < 4:
        return False
    unit = units[run.last + 1]
    if unit.kind != "word" or conversation.tokens[unit.first].gap not in ("", "-"):
        return False
    language = conversation.language
    return after in nouns(language) and after.partition("'")[0] not in FUNCTION[language]


def _after_preposition(run: Run, before: str, words: frozenset[str], most: int) -> bool:
    numbers = run.numbers
    if before in ("between", "entre") and len(numbers) <= 4:
        return all(len(unit.value) <= 2 for unit in numbers)
    return before in words and len(numbers) <= most and all(len(unit.value) <= 4 for unit in numbers)


def _is_metered(units: Sequence[Unit], run: Run) -> bool:
    around = (*units[max(0, run.first - 8) : run.first], *units[run.last + 1 : run.last + 5])
    return len(run.digits) <= 7 and any(unit.value in METERS for unit in around)


def _is_range(units: Sequence[Unit], run: Run) -> bool:
    """Tell "1200 to 1600": two written numbers of the same length with "to" between."""
    if len(run.numbers) != 1 or run.letters:
        return False
    beside = (*units[max(0, run.first - 2) : run.first], *units[run.last + 1 : run.last + 3])
    between = word_set("to a au et and ou or")
    return any(unit.kind == "number" for unit in beside) and any(unit.value in between for unit in beside)


def _is_decimal(conversation: Conversation, run: Run) -> bool:
    """Tell "129,90" and "45,210": two groups of written figures with one mark between."""
    numbers = run.numbers
    if len(numbers) < 2 or len(numbers) > 3:
        return False
    gaps = [conversation.tokens[unit.first].gap for unit in numbers[1:]]
    return all(gap in (",", ".") for gap in gaps)
