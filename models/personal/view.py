"""The normalised view beside the words: spoken numbers as figures, letters as letters.

A unit covers one or more words; nothing is edited in place. Numbers are read by text2num
(https://github.com/allo-media/text2num); what it leaves out is covered here: "double four",
"deux fois six", "oh" for zero, "zero" without its accent, what a recogniser writes for a
number ("for", "vin"), and figures that are already written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sourdine.models.personal.letters import ACRONYMS, MISHEARD_LETTERS, letter_of
from sourdine.models.personal.number_words import MISHEARD, NUMBER_WORDS, REPEATS, NumberToken
from sourdine.models.personal.vocabulary import FILLER
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language
from text_to_num import find_numbers

if TYPE_CHECKING:
    from sourdine.models.personal.tokens import Token

# Said around numbers all the time: taken for one only between two.
STICKY = word_set("oui non et de hein and no know to too for or o a line mine fine nice cette cet ces")
Kind = Literal["number", "letter", "word"]


@dataclass(slots=True)
class Unit:
    """A number, a letter or a word: tokens ``first`` to ``last`` (both included).

    ``value``: the figures ("06"), the letters ("tt"), or the folded word. ``exact`` is False where
    the reading is a guess about a mishearing; ``ordinal`` marks "troisième", "21st".
    """

    kind: Kind
    first: int
    last: int
    value: str
    exact: bool = True
    ordinal: bool = False


def read_units(tokens: Sequence[Token], first: int, last: int, language: Language) -> list[Unit]:
    """Read the tokens ``first`` to ``last`` (excluded), one turn, as units in order."""
    marks = [_mark(tokens[index], language) for index in range(first, last)]
    _glue(tokens, first, marks, language)
    _mend(tokens, first, marks, language)
    units: list[Unit] = []
    index = first
    while index < last:
        mark = marks[index - first]
        if mark == "number":
            end = index
            while end < last and marks[end - first] == "number":
                end += 1
            units.extend(_numbers(tokens, index, end, language))
            index = end
        elif mark == "repeat" and (unit := _repeat(tokens, index, last, marks, first, language)):
            units.append(unit)
            index = unit.last + 1
        else:
            units.append(_single(tokens, index, mark, language))
            index += 1
    return units


def _mark(token: Token, language: Language) -> str:
    key = token.key
    if key.isdecimal():
        return "number"
    if key in NUMBER_WORDS[language] or ("-" in key and key.split("-")[0] in NUMBER_WORDS[language]):
        return "number"
    if key in REPEATS[language]:
        return "repeat"
    if letter_of(token.text, key, language):
        return "letter"
    return "word"


def _glue(tokens: Sequence[Token], first: int, marks: list[str], language: Language) -> None:
    """Read what is written together with figures: "14h30", "53p" are units, "CL-884213" has letters."""
    for at in range(len(marks)):
        token = tokens[first + at]
        if marks[at] == "letter" and at and tokens[first + at - 1].key.isdecimal() and token.text.islower():
            close = token.start == tokens[first + at - 1].end
            if (token.key == "h" and language == "fr") or (close and token.key in "hpkmgl"):
                marks[at] = "word"
        elif marks[at] == "word" and 2 <= len(token.text) <= 4 and token.text.isupper():
            before = at > 0 and marks[at - 1] in ("number", "letters") and _is_close(token.gap)
            after = (
                at + 1 < len(marks)
                and tokens[first + at + 1].key.isdecimal()
                and _is_close(tokens[first + at + 1].gap)
            )
            glued = at + 1 < len(marks) and tokens[first + at + 1].start == token.end
            if (before or after) and (glued or token.key not in ACRONYMS) and token.key.isascii():
                marks[at] = "letters"


def _is_close(gap: str) -> bool:
    return gap in ("", "-", "/", ".", "_", "‑", "–")


def _mend(tokens: Sequence[Token], first: int, marks: list[str], language: Language) -> None:
    """Take for a number or letter what sounds like one and stands between two others."""
    mostly = _is_mostly_numbers(tokens, first, marks, language)
    for at, mark in enumerate(marks):
        if mark != "word":
            continue
        key = tokens[first + at].key
        beside = _beside(marks, at)
        if mostly and key in MISHEARD[language] and beside >= (2 if key in STICKY else 1):
            marks[at] = "guess"
            continue
        if key in ("et", "and") and _is_spoken(tokens, first, marks, at):
            marks[at] = "number"  # text2num says whether it joins
            continue
        left = at > 0 and marks[at - 1] in ("number", "guess", "letter")
        right = at + 1 < len(marks) and marks[at + 1] in ("number", "letter")
        if key in MISHEARD[language] and left and right and _is_among(marks, at, ("number", "guess")):
            if not tokens[first + at + 1].key.isdecimal():
                marks[at] = "guess"
        elif (
            key in MISHEARD_LETTERS[language]
            and left
            and right
            and _is_among(marks, at, ("letter", "misheard"))
        ):
            marks[at] = "misheard"


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


def _numbers(tokens: Sequence[Token], first: int, last: int, language: Language) -> list[Unit]:
    """Read a run of number words and figures; each written figure stands for itself."""
    units: list[Unit] = []
    start = first
    for index in range(first, last + 1):
        if index == last or tokens[index].key.isdecimal():
            if start < index:
                units.extend(_spoken(tokens, start, index, language))
            if index < last:
                units.append(Unit("number", index, index, tokens[index].key))
            start = index + 1
    return units


def _spoken(tokens: Sequence[Token], first: int, last: int, language: Language) -> list[Unit]:
    words = [NumberToken(tokens[index].key, tokens[index].gap, language) for index in range(first, last)]
    units: list[Unit] = []
    at = first
    for one in find_numbers(words, language, threshold=0):
        start, end = first + one.start, first + one.end
        units.extend(_leftover(tokens, at, start, language))
        figures = "".join(character for character in one.text if character.isdecimal())
        units.append(Unit("number", start, end - 1, figures, ordinal=one.is_ordinal))
        at = end
    units.extend(_leftover(tokens, at, last, language))
    return units


def _leftover(tokens: Sequence[Token], first: int, last: int, language: Language) -> list[Unit]:
    """What text2num passed over: "et", "and" are words, a lone number word counts as a number."""
    units = []
    for index in range(first, last):
        figures = NUMBER_WORDS[language].get(tokens[index].key, "")
        units.append(Unit("number" if figures else "word", index, index, figures or tokens[index].key))
    return units


def _repeat(
    tokens: Sequence[Token], index: int, last: int, marks: Sequence[str], first: int, language: Language
) -> Unit | None:
    """Read "double four", "triple zéro", "deux fois six", "double t"; None where it is none of these."""
    times = REPEATS[language][tokens[index].key]
    after = index + 1
    if after < last and tokens[after].key in ("fois", "times", "le", "the"):
        after += 1
    if after >= last:
        return None
    key = tokens[after].key
    if marks[after - first] == "letter":
        return Unit("letter", index, after, letter_of(tokens[after].text, key, language) * times)
    figures = key if key.isdecimal() else NUMBER_WORDS[language].get(key, "")
    return Unit("number", index, after, figures * times) if figures else None


def _single(tokens: Sequence[Token], index: int, mark: str, language: Language) -> Unit:
    key = tokens[index].key
    if mark == "letter":
        return Unit("letter", index, index, letter_of(tokens[index].text, key, language))
    if mark == "letters":
        return Unit("letter", index, index, key)
    if mark == "guess":
        return Unit("number", index, index, MISHEARD[language][key], exact=False)
    if mark == "misheard":
        return Unit("letter", index, index, MISHEARD_LETTERS[language][key], exact=False)
    return Unit("word", index, index, key)
