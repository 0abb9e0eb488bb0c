"""Postcodes, written and said: "44000", "quarante quatre cent", "nine oh two one oh", "M20"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from sourdine.models.personal.lexicon import common, towns
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.view import Unit
from sourdine.models.personal.vocabulary import FUNCTION, METERS, MONTHS, UNITS

_UK = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}\b")
_FR = re.compile(
    r"(?:\b(?!Oui|Non|Alors|Donc|Voil|Bonjour|Merci|Mad|Mon|Ensuite|Puis)[A-ZÀ-Ý][\w'’-]{3,},\s)?"  # a hamlet
    r"\b(?:0[1-9]|[1-8]\d|9[0-8])\s?\d{3}\b(?:,?\s+[A-ZÀ-Ý][\w'’-]+)"
)
_ZIP = re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b")
_DEPARTMENTS = re.compile(r"0[1-9]|[1-8]\d|9[0-8]")
_OUTWARD = re.compile(r"[a-z]{1,2}\d[a-z\d]?")
SIZE = 5  # figures


def written_postcodes(conversation: Conversation) -> list[Finding]:
    """Give postcodes as they are written."""
    patterns = [_FR] if conversation.language == "fr" else [_UK, _ZIP]
    return [
        Finding(match.start(), match.end(), "ADDRESS", 0.7, "address.postcode")
        for pattern in patterns
        for match in pattern.finditer(conversation.text)
    ]


def said_postcodes(conversation: Conversation, near: Collection[int]) -> list[tuple[int, int]]:
    """Give the first and last token of postcodes said in the turns ``near`` an address, or before a town."""
    spans = []
    for turn, units in enumerate(conversation.units):
        if any(unit.value in METERS for unit in units):
            continue
        for first, last in _number_runs(conversation, units):
            value = "".join(unit.value for unit in units[first : last + 1])
            if _is_postcode(conversation, units, first, last, value) and (
                turn in near or _leads_to_town(units, last)
            ):
                spans.append((units[first].first, units[last].last))
    return spans


def _leads_to_town(units: Sequence[Unit], last: int) -> bool:
    """Tell a number right before a town that is known, or called after a saint."""
    after = [unit.value for unit in units[last + 1 : last + 3]]
    if not after or units[last].value == after[0]:
        return False
    return after[0] in ("saint", "sainte") or (after[0],) in towns().get(after[0], ())


def _number_runs(conversation: Conversation, units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield first and last unit of numbers and letters said in a row."""
    start = 0
    while start < len(units):
        end = start
        while end < len(units) and units[end].kind != "word":
            if end > start and conversation.tokens[units[end].first].gap not in ("", "-"):
                break
            end += 1
        if end > start:
            yield start, end - 1
        start = max(end, start + 1)


def _is_postcode(
    conversation: Conversation, units: Sequence[Unit], first: int, last: int, value: str
) -> bool:
    language = conversation.language
    after = units[last + 1].value if last + 1 < len(units) else ""
    if after in UNITS[language] or after in MONTHS[language]:
        return False
    if language == "en" and _OUTWARD.fullmatch(value) and last > first:
        return value[0] not in "ai" or value[1].isalpha()
    if language == "fr" and len(value) == 4 and first == last:
        return _is_before_capital(conversation, units, last)  # Belgium, Switzerland
    if len(value) != SIZE or not value.isdecimal():
        return False
    sizes = [len(unit.value) for unit in units[first : last + 1]]
    if language == "en":
        return all(size in (1, 2, SIZE) for size in sizes)
    if not _DEPARTMENTS.match(value):
        return False
    town = bool(after) and after not in common("fr") and after not in FUNCTION["fr"]
    return sizes in ([2, 3], [SIZE], [1] * SIZE, [2, 1, 2], [2, 1, 1, 1], [1, 1, 3], [1, 1, 1, 2]) or town


def _is_before_capital(conversation: Conversation, units: Sequence[Unit], last: int) -> bool:
    if not conversation.written or last + 1 >= len(units):
        return False
    token = conversation.tokens[units[last + 1].first]
    return token.text[0].isupper() and not token.gap and units[last + 1].kind == "word"
