"""Numbers and letters that a recogniser wrote as other words: "for", "vin", "oeuf"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourdine.models.personal.letters import MISHEARD_LETTERS
from sourdine.models.personal.number_words import MISHEARD, NUMBER_WORDS, NumberToken
from sourdine.models.personal.vocabulary import FILLER, MONTHS
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language
from text_to_num import find_numbers

if TYPE_CHECKING:
    from sourdine.models.personal.tokens import Token

# Said around numbers all the time: taken for one only between two.
STICKY = word_set(
    "oui non et de du hein and no know to too for or o a line mine fine nice cette cet ces then none want "
    "live "
    "free carte si sans dit quart euro euros pen hate"
)
_MONEY = word_set("euro euros")
_CLOSING = word_set("oui non hein no know fine nice too then none euro euros")  # a turn may well end so
_LEADING = word_set("c' est le au du it's is on the sur avec")  # before a number
_HEARD = ("number", "guess", "letter", "misheard", "repeat")
PASSES = 3
SHORT = 3  # words of a turn that is nothing but numbers


def mend(tokens: Sequence[Token], first: int, marks: list[str], language: Language) -> None:
    """Take for a number or letter what sounds like one and stands beside others; ``marks`` change."""
    mostly = _is_mostly_numbers(tokens, first, marks, language)
    for _ in range(PASSES):  # what is mended may mend its neighbours
        changed = False
        for at, mark in enumerate(marks):
            if mark == "word" and (better := _mended(tokens, first, marks, at, language, mostly)):
                marks[at] = better
                changed = True
        if not changed:
            return


def _mended(
    tokens: Sequence[Token], first: int, marks: Sequence[str], at: int, language: Language, mostly: bool
) -> str:
    """Give the mark of a word that was misheard, or nothing."""
    key = tokens[first + at].key
    if key in MISHEARD[language] and _is_edge(tokens, first, marks, at, language, mostly):
        return "guess"
    if key in ("et", "and") and _is_spoken(tokens, first, marks, at):
        return "number"  # text2num says whether it joins
    if not (0 < at < len(marks) - 1 and marks[at - 1] in _HEARD and marks[at + 1] in _HEARD):
        return ""
    among = key not in STICKY or _is_among(marks, at, ("number", "guess"))
    figures = tokens[first + at + 1].key.isdecimal()
    if key in MISHEARD[language] and key not in _MONEY and among and not figures:
        return "guess"
    if key in MISHEARD_LETTERS[language] and _is_among(marks, at, ("letter", "misheard")):
        return "misheard"
    return ""


def _is_edge(
    tokens: Sequence[Token], first: int, marks: Sequence[str], at: int, language: Language, mostly: bool
) -> bool:
    """Tell a misheard number by what stands beside it: in a turn of numbers, at its end or start, in a "
    "date."""
    key = tokens[first + at].key
    after = _count(marks[at + 1 :])
    before = _count(marks[:at][::-1])
    if key == "euro" and after and (at == 0 or (mostly and before >= 2 and after >= 1)):
        return True  # nobody says "euro quatre"; "dix sept euro trois" in a turn of figures is none
    if key in _MONEY:
        zero = at + 1 < len(marks) and tokens[first + at + 1].key == "zero"
        spoken = _numbers_after(tokens, first + at + 1, first + len(marks), language)
        return (after >= 4 and spoken >= 2) or (zero and after >= 2)  # no amount goes on like that
    if mostly and _beside(marks, at) >= (1 if key not in STICKY else 2):
        return True
    if len(marks) <= SHORT and before + after == len(marks) - 1 and key not in STICKY | _CLOSING:
        return True  # "dix set", "five fly"
    if at + 1 == len(marks):
        dated = at > 1 and before == 1 and tokens[first + at - 2].key in MONTHS[language]
        return key not in _CLOSING and (before >= 2 or dated)
    if tokens[first + at + 1].key in MONTHS[language]:
        return before > 0 or (at > 0 and tokens[first + at - 1].key in ("le", "the"))
    if at == 0:
        return after >= 3 and key not in _CLOSING
    return after >= 2 and tokens[first + at - 1].key in _LEADING and key not in STICKY


def _numbers_after(tokens: Sequence[Token], at: int, last: int, language: Language) -> int:
    """Count the numbers said in a row from a token on: "quatre vingt dix neuf" is one."""
    words: list[NumberToken] = []
    while at < last and tokens[at].key in NUMBER_WORDS[language]:
        words.append(NumberToken(tokens[at].key, tokens[at].gap, language))
        at += 1
    return len(find_numbers(words, language, threshold=0)) if words else 0


def _count(marks: Sequence[str]) -> int:
    """Count the numbers that marks begin with."""
    return next(
        (at for at, mark in enumerate(marks) if mark not in ("number", "guess", "repeat")), len(marks)
    )


def _is_mostly_numbers(tokens: Sequence[Token], first: int, marks: Sequence[str], language: Language) -> bool:
    """Tell a turn that is little else than numbers and words that sound like numbers."""
    heard = sum(mark in ("number", "repeat", "letter") for mark in marks)
    if heard < 3 and any(
        token.key in ("to", "or", "et", "and") for token in tokens[first : first + len(marks)]
    ):
        return False  # "nine to five"
    near = sum(
        mark == "word" and tokens[first + at].key in MISHEARD[language] for at, mark in enumerate(marks)
    )
    content = sum(
        mark != "word" or tokens[first + at].key not in FILLER[language] for at, mark in enumerate(marks)
    )
    return heard >= 1 and heard + near >= 3 and (heard + near) * 10 >= content * 7


def _beside(marks: Sequence[str], at: int) -> int:
    """Count the numbers right beside a word: 0, 1 or 2."""
    beside = (*marks[max(0, at - 1) : at], *marks[at + 1 : at + 2])
    return sum(mark in ("number", "guess", "repeat", "letter") for mark in beside)


def _is_among(marks: Sequence[str], at: int, kinds: tuple[str, str]) -> bool:
    """Tell a place with two of a kind in a row on one side: "nine to five" has no third number."""
    around = (marks[max(0, at - 2) : at], marks[at + 1 : at + 3])
    return any(len(side) == 2 and all(mark in kinds for mark in side) for side in around)


def _is_spoken(tokens: Sequence[Token], first: int, marks: Sequence[str], at: int) -> bool:
    """Tell a place between two spoken numbers."""
    beside = [index for index in (at - 1, at + 1) if 0 <= index < len(marks)]
    return len(beside) == 2 and all(
        marks[index] == "number" and not tokens[first + index].key.isdecimal() for index in beside
    )
