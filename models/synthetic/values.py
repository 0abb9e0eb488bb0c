"""Made-up values as people say them, personal and not, in French and English.

Names, ways to reach somebody, places and dates; :mod:`.codes` has the numbers, :mod:`.plain_values` what is
nobody's. Nothing here belongs to a real person.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from sourdine.models.synthetic import spoken
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.pipeline.records import Language

Maker = Callable[[random.Random, Language], str]


def first_name(rng: random.Random, language: Language) -> str:
    """Draw a first name."""
    return rng.choice(LEXICONS[language].first_names)


def last_name(rng: random.Random, language: Language) -> str:
    """Draw a last name."""
    return rng.choice(LEXICONS[language].last_names)


def person(rng: random.Random, language: Language) -> str:
    """Draw a first and a last name."""
    return f"{first_name(rng, language)} {last_name(rng, language)}"


def spelled_name(rng: random.Random, language: Language) -> str:
    """Spell a last name: letters alone, or now and then with the spelling alphabet."""
    name = last_name(rng, language)
    if rng.random() < 0.2:
        return with_alphabet(name, language)
    return spoken.spelled(name, language, rng)


def with_alphabet(name: str, language: Language) -> str:
    """Spell a name as "d comme désiré u comme ursule", English "d for delta"."""
    link = "comme" if language == "fr" else "for"
    table = LEXICONS[language].spelling
    return " ".join(f"{c} {link} {table[c]}" for c in spoken.bare(name) if c in table)


def digits(rng: random.Random, count: int) -> str:
    """Draw ``count`` digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def phone(rng: random.Random, language: Language) -> str:
    """Draw a telephone number: French in pairs or one by one, English in groups of digits."""
    if language == "fr":
        number = f"0{rng.choice('1234567679')}{digits(rng, 8)}"
        if rng.random() < 0.1:
            return "plus trente-trois " + _french_pairs(number[1:], (1, 2, 2, 2, 2), rng)
        if rng.random() < 0.15:
            return spoken.digit_by_digit(number, "fr")
        return _french_pairs(number, (2,), rng)
    number = rng.choice(("07", "02", "01")) + digits(rng, 9) if rng.random() < 0.5 else digits(rng, 10)
    if rng.random() < 0.1:
        return "plus four four " + spoken.digit_by_digit(number[1:], "en", rng)
    return spoken.digit_by_digit(number, "en", rng)


def _french_pairs(number: str, sizes: tuple[int, ...], rng: random.Random) -> str:
    return spoken.in_groups(number, sizes, "fr", northern=rng.random() < 0.05)


def email(rng: random.Random, language: Language) -> str:
    """Draw an e-mail address: "jean point dupont arobase gmail point com"."""
    first, last = spoken.bare(first_name(rng, language)), spoken.bare(last_name(rng, language))
    return email_of(first, last, rng, language)


def email_of(first: str, last: str, rng: random.Random, language: Language) -> str:
    """Say an e-mail address of the person with these (unaccented) names."""
    first, last = spoken.bare(first), spoken.bare(last).replace("'", "")
    dot, at, dash = (
        ("point", "arobase", "tiret") if language == "fr" else ("dot", "at", rng.choice(("dash", "hyphen")))
    )
    number = spoken.say(rng.randrange(1, 100), language)
    local = rng.choice(
        (
            f"{first} {dot} {last}",
            f"{first} {dot} {last}",
            f"{first} {dash} {last}",
            f"{first} underscore {last}",
            f"{first[0]} {dot} {last}",
            f"{first} {dot} {last} {number}",
            f"{last} {number}",
            f"{first} {number}",
            f"{spoken.spelled(last, language)}",
        )
    )
    return f"{local} {at} {rng.choice(LEXICONS[language].providers)}"


def street(rng: random.Random, language: Language) -> str:
    """Draw a house number and a street: "douze bis rue des lilas", "forty two oak tree lane"."""
    lexicon = LEXICONS[language]
    number = rng.randrange(1, 100) if rng.random() < 0.8 else rng.randrange(100, 400)
    kind, name = rng.choice(lexicon.street_kinds), rng.choice(lexicon.streets)
    if language == "fr":
        extra = rng.choice(("bis ", "ter ")) if rng.random() < 0.1 else ""
        return f"{spoken.french(number)} {extra}{kind} {name}"
    said = spoken.english(number)
    if number > 99 and rng.random() < 0.5:
        said = spoken.digit_by_digit(str(number), "en")
    return f"{said} {name} {kind}"


def postcode(rng: random.Random, language: Language) -> str:
    """Draw a postcode: French five digits in one of three ways, English letters and digits."""
    if language == "fr":
        code = f"{rng.randrange(1, 96):02d}{rng.choice(('0', '1', '2', '3'))}{rng.choice('0056')}0"
        way = rng.random()
        if way < 0.6:
            return spoken.in_groups(code, (2, 3), "fr")
        return spoken.in_groups(code, (2, 1, 2), "fr") if way < 0.8 else spoken.french(int(code))
    letters = "abcdefghjklmnoprstuwxy"
    if rng.random() < 0.3:
        return spoken.digit_by_digit(digits(rng, 5), "en", rng)
    area = " ".join(rng.choice(letters) for _ in range(rng.choice((1, 2))))
    outward, inward = spoken.english(rng.randrange(1, 30)), spoken.english(rng.randrange(1, 10))
    return f"{area} {outward} {inward} {rng.choice(letters)} {rng.choice(letters)}"


def town(rng: random.Random, language: Language) -> str:
    """Draw a town."""
    return rng.choice(LEXICONS[language].towns)


def birth(rng: random.Random, language: Language) -> str:
    """Draw a date of birth: day, month, year."""
    return date(rng, language, rng.randrange(1935, 2007))


def date(rng: random.Random, language: Language, in_year: int | None = None) -> str:
    """Draw a date; with ``in_year`` the year is said too."""
    day, month = rng.randrange(1, 29), rng.randrange(12)
    tail = f" {spoken.year(in_year, language, rng)}" if in_year else ""
    if language == "fr":
        said = "premier" if day == 1 else spoken.french(day)
        if in_year and rng.random() < 0.15:
            return f"{said} {spoken.in_groups(f'{month + 1:02d}', (2,), 'fr')}{tail}"
        return f"{said} {LEXICONS['fr'].months[month]}{tail}"
    name = LEXICONS["en"].months[month]
    if rng.random() < 0.5:
        return f"{name} {spoken.ordinal(day)}{tail}"
    return f"{spoken.ordinal(day)} {'of ' if rng.random() < 0.7 else ''}{name}{tail}"
