"""Dates within runs of figures: birthdays, and the end of a card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation
from sourdine.pipeline.records import Language

OLDEST, YOUNGEST = 1900, 2012  # years that a caller, or a caller's child, may be born in
PAST = 32  # two figures from which on a year lies in the last century
CARD_YEARS = range(24, 41)
PRESENT = 2024  # years from which on a card may end
_HOLIDAYS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:(?:le )?jour de l' an|(?:le jour de |a )?noel|(?:la )?saint (?:valentin|sylvestre)|"
        r"(?:la )?toussaint|"
        r"(?:le )?(?:jour de )?paques|l' armistice|(?:le )?reveillon)\b"
    ),
    "en": re.compile(
        r"\b(?:new year's (?:day|eve)|christmas(?: day| eve)?|boxing day|valentine's(?: day)?|halloween|"
        r"hallowe'en|st patrick's day|saint patrick's day|easter (?:sunday|monday)|fourth of july|"
        r"thanksgiving)\b"
    ),
}


def year_of(run: Run) -> int | None:
    """Give the year of a date: "1972", "nineteen seventy two", "'56" after the month."""
    numbers = run.numbers
    for at, unit in enumerate(numbers):
        if len(unit.value) == 4 and not unit.value.startswith("0"):
            return int(unit.value)
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        if unit.value in ("19", "20") and at and following is not None and len(following.value) == 2:
            return int(unit.value + following.value)
    if len(numbers) >= 2 and run.month and len(numbers[-1].value) == 2 and int(numbers[-1].value) >= PAST:
        return 1900 + int(numbers[-1].value)
    return None


def is_past(year: int | None) -> bool:
    """Tell a year that somebody may be born in."""
    return year is not None and OLDEST <= year <= YOUNGEST


def is_written_birthday(conversation: Conversation, run: Run) -> bool:
    """Tell "10-10-1941" and "23.06.57": day, month and a year of the past, parted by the same mark."""
    numbers = run.numbers
    if len(numbers) != 3 or run.letters:
        return False
    marks = {conversation.tokens[unit.first].gap for unit in numbers[1:]}
    if len(marks) != 1 or not marks <= {"/", "-", "."}:
        return False
    first, second, year = (unit.value for unit in numbers)
    if not (_is_part(first, 31) and _is_part(second, 31) and min(int(first), int(second)) <= 12):
        return False
    return is_past(int(year)) if len(year) == 4 else len(year) == 2 and int(year) >= PAST


def is_spoken_birthday(run: Run) -> bool:
    """Tell day, month and a whole year of the past said as numbers: "vingt deux onze mille neuf cent …"."""
    if run.letters or run.month or len(run.digits) not in (6, 7, 8) or len(run.numbers) < 3:
        return False
    year = run.digits[-4:]
    last = run.numbers[-1].value
    if len(last) != 4 and not (run.numbers[-2].value in ("19", "20") and len(last) == 2):
        return False
    days = run.digits[:-4]
    day, month = (days[:2], days[2:]) if len(days) != 2 else (days[0], days[1])
    return is_past(int(year)) and _is_part(day, 31) and bool(month) and _is_part(month, 31)


def is_card_end(conversation: Conversation, run: Run) -> bool:
    """Tell "12/28": month and year, as they stand on a card."""
    numbers = run.numbers
    if len(numbers) != 2 or run.letters or conversation.tokens[numbers[1].first].gap != "/":
        return False
    month, year = numbers[0].value, numbers[1].value
    return _is_part(month, 12) and len(year) in (2, 4) and int(year[-2:]) in CARD_YEARS


def is_spoken_card_end(run: Run) -> bool:
    """Tell a month and a year to come without a day: "april two thousand twenty eight"."""
    numbers = run.numbers
    if run.letters or run.ordinal:
        return False
    if not run.month:
        return len(run.digits) == 4 and len(numbers) >= 2 and _ends_card(run.digits[:2], run.digits[2:])
    year = int(run.digits) if len(run.digits) == 4 else year_of(run)  # also "twenty twenty eight"
    if year is not None:
        return year % 100 in CARD_YEARS and year >= PRESENT and numbers[0].value != run.digits[:-4]
    last = len(numbers) == 1 and run.items[-1] is numbers[0]
    return last and len(numbers[0].value) == 2 and int(numbers[0].value) in CARD_YEARS


def _ends_card(month: str, year: str) -> bool:
    return _is_part(month, 12) and int(year) in CARD_YEARS


def day_and_month(run: Run) -> tuple[int, int] | None:
    """Give what identifies a birthday: its day and month, where the month has a name."""
    days = [int(unit.value) for unit in run.numbers if len(unit.value) <= 2]
    return (days[0], run.month) if run.month and days and 1 <= days[0] <= 31 else None


def _is_part(figures: str, most: int) -> bool:
    return len(figures) <= 2 and 1 <= int(figures) <= most


def holidays(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Yield where a text of folded words names a day of the year without figures: "Christmas Day"."""
    for match in _HOLIDAYS[language].finditer(text):
        yield match.span()
