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
from sourdine.models.personal.mishearing import mend
from sourdine.models.personal.number_words import MISHEARD, NUMBER_WORDS, REPEATS, NumberToken
from sourdine.models.personal.vocabulary import UNITS
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language
from text_to_num import find_numbers

if TYPE_CHECKING:
    from sourdine.models.personal.tokens import Token

_SUFFIXES: dict[Language, frozenset[str]] = {
    "fr": word_set("er re e eme ieme nd nde"),
    "en": word_set("st nd rd th"),
}
_THE_ONE = word_set(
    "the this that which no any every some another new old only same each right wrong other black white big "
    "small last first good next"
)
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


def read_units(
    tokens: Sequence[Token], first: int, last: int, language: Language, written: bool = False
) -> list[Unit]:
    """Read the tokens ``first`` to ``last`` (excluded), one turn, as units in order.

    ``written``: figures stand as figures there, so no word is taken for a misheard one.
    """
    marks = [_mark(tokens[index], language) for index in range(first, last)]
    _unmark(tokens, first, marks)
    _glue(tokens, first, marks, language)
    if not written:
        mend(tokens, first, marks, language)
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
        elif mark == "suffix" and units and units[-1].last == index - 1:
            units[-1].last, units[-1].ordinal = index, True
            index += 1
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


def _unmark(tokens: Sequence[Token], first: int, marks: list[str]) -> None:
    """Take "oh" for a word unless a number is beside it, and "one" in "the one", "which one"."""
    for at in range(len(marks) - 1, -1, -1):
        key = tokens[first + at].key
        if key == "m" and at > 1 and tokens[first + at - 1].key in "ap" and marks[at - 2] == "number":
            marks[at - 1 : at + 1] = ["word", "word"]  # "two p.m."
        if key in ("un", "une") and at + 1 < len(marks) and _is_article(tokens[first + at + 1]):
            marks[at] = "word"
        if key not in ("oh", "one") or marks[at] != "number":
            continue
        after = at + 1 < len(marks) and marks[at + 1] in ("number", "repeat", "letter")
        if key == "one":
            if not after and at and tokens[first + at - 1].key in _THE_ONE:
                marks[at] = "word"
        elif not after and not _follows_number(tokens, first, marks, at):
            marks[at] = "word"


def _is_article(following: Token) -> bool:
    """Tell "un 06 …", "une 3008": figures follow that are written, and nobody writes a one before them."""
    return following.key.isdecimal() and not following.gap


def _follows_number(tokens: Sequence[Token], first: int, marks: Sequence[str], at: int) -> bool:
    if at == 0 or marks[at - 1] not in ("number", "letter") or tokens[first + at].gap not in ("", "-"):
        return False
    return not (tokens[first + at - 1].key == "one" and at > 1 and tokens[first + at - 2].key in _THE_ONE)


def _is_login(token: Token, after: Token, language: Language) -> bool:
    """Tell a word with figures written to its end: "mdupuis75"."""
    glued = after.key.isdecimal() and len(after.key) > 1 and after.start == token.end
    return glued and len(token.key) > 1 and token.text.isalpha() and token.key not in UNITS[language]


def _is_suffix(before: Token, token: Token) -> bool:
    return before.key.isdecimal() and token.start == before.end and token.text.islower()


def _glue(tokens: Sequence[Token], first: int, marks: list[str], language: Language) -> None:
    """Read what is written together with figures: "14h30", "53p" are units, "CL-884213" has letters."""
    for at in range(len(marks)):
        token = tokens[first + at]
        if at and token.key in _SUFFIXES[language] and _is_suffix(tokens[first + at - 1], token):
            marks[at] = "suffix"
            continue
        if marks[at] == "word" and at + 1 < len(marks) and _is_login(token, tokens[first + at + 1], language):
            marks[at] = "letters"
            continue
        if marks[at] == "letter" and at and tokens[first + at - 1].key.isdecimal() and token.text.islower():
            close = token.start == tokens[first + at - 1].end
            if (token.key == "h" and language == "fr") or (close and token.key in "hpkmgl"):
                marks[at] = "word"
        elif (
            marks[at] == "word"
            and 2 <= len(token.text) <= 4
            and token.text.isupper()
            and token.text.isalpha()
        ):
            before = at > 0 and marks[at - 1] in ("number", "letters")
            before = before and (
                _is_close(tokens, first + at) or (token.gap == "," and _is_number_at(marks, at - 2))
            )
            after = (
                at + 1 < len(marks)
                and tokens[first + at + 1].key.isdecimal()
                and _is_close(tokens, first + at + 1)
            )
            glued = at + 1 < len(marks) and tokens[first + at + 1].start == token.end
            coded = _is_number_at(marks, at - 2) if before else _is_number_at(marks, at + 2)
            if (before or after) and (glued or coded or token.key not in ACRONYMS) and token.key.isascii():
                marks[at] = "letters"


def _is_number_at(marks: Sequence[str], at: int) -> bool:
    return 0 <= at < len(marks) and marks[at] in ("number", "letters")


def _is_close(tokens: Sequence[Token], at: int) -> bool:
    """Tell that a token belongs to the one before it; a point and a space end a sentence."""
    gap = tokens[at].gap
    if gap == ".":
        return tokens[at].start - tokens[at - 1].end == 1
    return gap in ("", "-", "/", "_", "‑", "–")


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
    if language == "fr" and times == 2 and key in ("ve", "v") and after == index + 1:
        return Unit("letter", index, after, "w")  # "double vé"
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
