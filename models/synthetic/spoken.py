"""Numbers and letters as people say them: French and English number words, digits one by one or in groups.

French follows the traditional spelling (``vingt et un``, ``quarante-trois``, ``soixante et onze``); the
Belgian and Swiss ``septante`` and ``nonante`` are there on request. English has no hyphens (``forty three``).
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence

from sourdine.models.synthetic.listing import words
from sourdine.pipeline.records import Language

_FR_SMALL = words(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
)
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_EN_SMALL = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = ("_", *words("_ twenty thirty forty fifty sixty seventy eighty ninety"))
_EN_ORDINALS = words(
    "_ first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)


def french(number: int, northern: bool = False) -> str:
    """Say ``number`` (0 to 999 999) in French; ``northern`` uses septante and nonante."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = "mille" if thousands == 1 else f"{french(thousands, northern)} mille"
        return f"{head} {french(rest, northern)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{_FR_SMALL[hundreds]} cent"
        return f"{head} {french(rest, northern)}" if rest else head
    return _french_below_100(number, northern)


def _french_below_100(number: int, northern: bool) -> str:
    if number < 20:
        return _FR_SMALL[number]
    if number == 80:
        return "quatre-vingts"
    if northern and number // 10 in (7, 9):
        base, rest = ("septante" if number // 10 == 7 else "nonante"), number % 10
    else:
        ten = number // 10 * 10
        ten -= 10 if ten in (70, 90) else 0
        base, rest = _FR_TENS[ten], number - ten
    if rest == 0:
        return base
    if rest in (1, 11) and not base.startswith("quatre"):
        return f"{base} et {_FR_SMALL[rest]}"
    return f"{base}-{_FR_SMALL[rest]}"


def english(number: int, with_and: bool = True) -> str:
    """Say ``number`` (0 to 999 999) in English; ``with_and`` is the British "one hundred and five"."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        head = f"{english(thousands, with_and)} thousand"
        link = "and " if with_and and 0 < rest < 100 else ""
        return f"{head} {link}{english(rest, with_and)}" if rest else head
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        head = f"{_EN_SMALL[hundreds]} hundred"
        link = "and " if with_and else ""
        return f"{head} {link}{english(rest, with_and)}" if rest else head
    if number < 20:
        return _EN_SMALL[number]
    tens, rest = divmod(number, 10)
    return f"{_EN_TENS[tens]} {_EN_SMALL[rest]}" if rest else _EN_TENS[tens]


def say(number: int, language: Language) -> str:
    """Say a whole number, 0 to 999 999."""
    return french(number) if language == "fr" else english(number)


def ordinal(day: int) -> str:
    """Say the day of a month in English, 1 to 31 ("twenty first")."""
    if day < 20:
        return _EN_ORDINALS[day]
    tens, rest = divmod(day, 10)
    return f"{_EN_TENS[tens]} {_EN_ORDINALS[rest]}" if rest else f"{_EN_TENS[tens][:-1]}ieth"


def year(number: int, language: Language, rng: random.Random) -> str:
    """Say a year between 1900 and 2099 in one of the ways people do."""
    if language == "fr":
        return french(number)
    century, rest = divmod(number, 100)
    if 2000 <= number < 2010:
        return english(number, with_and=rng.random() < 0.6)
    if number >= 2010 and rng.random() < 0.3:
        return english(number)
    if rest == 0:
        return f"{english(century)} hundred"
    return f"{english(century)} {'oh ' if rest < 10 else ''}{english(rest)}"


def digit_by_digit(digits: str, language: Language, rng: random.Random | None = None) -> str:
    """Say every digit alone; with ``rng`` English may say "oh" for zero and "double four"."""
    if language == "fr":
        return " ".join(_FR_SMALL[int(d)] for d in digits)
    zero = "oh" if rng is not None and rng.random() < 0.4 else "zero"
    doubles = rng is not None and rng.random() < 0.3
    said: list[str] = []
    at = 0
    while at < len(digits):
        word = zero if digits[at] == "0" else _EN_SMALL[int(digits[at])]
        double = doubles and digits[at : at + 2] == digits[at] * 2
        said.append(f"double {word}" if double else word)
        at += 2 if double else 1
    return " ".join(said)


def in_groups(digits: str, sizes: Sequence[int], language: Language, northern: bool = False) -> str:
    """Say digits group by group, each as a number, leading zeros one by one ("zéro six douze").

    ``sizes`` are repeated until the digits are used up.
    """
    said: list[str] = []
    at = turn = 0
    while at < len(digits):
        group = digits[at : at + sizes[turn % len(sizes)]]
        at, turn = at + len(group), turn + 1
        zeros = len(group) - len(group.lstrip("0"))
        said += [say(0, language)] * zeros
        if group[zeros:]:
            number = int(group[zeros:])
            said.append(french(number, northern) if language == "fr" else english(number))
    return " ".join(said)


def bare(text: str) -> str:
    """Give ``text`` without accents, as it stands in an e-mail address or is spelled."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def spelled(name: str, language: Language, rng: random.Random | None = None) -> str:
    """Spell a name letter by letter ("d u p o n t"); with ``rng`` doubled letters may be "deux n"."""
    word = bare(name.lower())
    twice = rng is not None and rng.random() < 0.35
    said: list[str] = []
    at = 0
    while at < len(word):
        letter = word[at]
        double = twice and letter.isalpha() and word[at : at + 2] == letter * 2
        if letter == "-":
            said.append("tiret" if language == "fr" else "hyphen")
        elif letter == "'":
            said.append("apostrophe")
        elif letter != " ":
            said.append(f"{'deux' if language == 'fr' else 'double'} {letter}" if double else letter)
        at += 2 if double else 1
    return " ".join(said)
