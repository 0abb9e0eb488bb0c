"""Made-up personal values as people say them, in French and English: the kinds and who is behind them.

A :class:`Kind` draws a value as it would be written and says it in chunks, the pieces between which people
pause or wait for an "oui". Nothing here belongs to a real person.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sourdine.models.synthetic import spoken
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.pipeline.records import Language

Draw = Callable[[random.Random, Language], str]
Say = Callable[[str, random.Random, Language], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal value: its entity, how to draw one (written), how to say it (in chunks).

    Saying the same value with a generator in the same state gives the same words.
    """

    entity: str
    draw: Draw
    say: Say

    def text(self, rng: random.Random, language: Language) -> str:
        """Draw a value and say it in one breath."""
        return " ".join(self.say(self.draw(rng, language), rng, language))


def draw_first(rng: random.Random, language: Language) -> str:
    """Draw a first name."""
    return rng.choice(LEXICONS[language].first_names)


def draw_last(rng: random.Random, language: Language) -> str:
    """Draw a last name."""
    return rng.choice(LEXICONS[language].last_names)


def draw_person(rng: random.Random, language: Language) -> str:
    """Draw a first and a last name."""
    return f"{draw_first(rng, language)} {draw_last(rng, language)}"


def draw_town(rng: random.Random, language: Language) -> str:
    """Draw a town."""
    return rng.choice(LEXICONS[language].towns)


def say_plainly(value: str, rng: random.Random, language: Language) -> list[str]:
    """Say a value that is written as it is said."""
    return [value]


def say_spelled(name: str, rng: random.Random, language: Language) -> list[str]:
    """Spell a name: mostly letters alone, now and then "d comme désiré" or "d for delta"."""
    if rng.random() < 0.2:
        link = "comme" if language == "fr" else "for"
        table = LEXICONS[language].spelling
        return [f"{c} {link} {table[c]}" for c in spoken.bare(name) if c in table]
    letters = spoken.spelled(name, language, rng).split()
    middle = (len(letters) + 1) // 2
    if letters[middle - 1] in ("deux", "double"):
        middle += 1
    return [" ".join(letters[:middle]), " ".join(letters[middle:])]


def say_email(name: str, rng: random.Random, language: Language) -> list[str]:
    """Say the address of somebody with this first and last name: what is before the at sign, and the rest."""
    names = spoken.bare(name).replace("'", "").split()
    first, last = names[0], names[-1]
    dot, at = ("point", "arobase") if language == "fr" else ("dot", "at")
    dash = "tiret" if language == "fr" else rng.choice(("dash", "hyphen"))
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
            spoken.spelled(last, language),
        )
    )
    return [local, f"{at} {rng.choice(LEXICONS[language].providers)}"]


def draw_street(rng: random.Random, language: Language) -> str:
    """Draw "12 bis rue des lilas" or "42 oak tree lane"."""
    lexicon = LEXICONS[language]
    number = rng.randrange(1, 100) if rng.random() < 0.8 else rng.randrange(100, 400)
    kind, name = rng.choice(lexicon.street_kinds), rng.choice(lexicon.streets)
    if language == "en":
        return f"{number} {name} {kind}"
    extra = rng.choice(("bis ", "ter ")) if rng.random() < 0.1 else ""
    return f"{number} {extra}{kind} {name}"


def say_street(street: str, rng: random.Random, language: Language) -> list[str]:
    """Say the house number and the street."""
    number, rest = street.split(" ", 1)
    if language == "en" and int(number) > 99 and rng.random() < 0.5:
        return [spoken.digit_by_digit(number, "en", rng), rest]
    return [spoken.say(int(number), language), rest]


def draw_birth(rng: random.Random, language: Language) -> str:
    """Draw a date of birth of an adult, ISO 8601."""
    return f"{rng.randrange(1935, 2007)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"


def say_birth(iso: str, rng: random.Random, language: Language) -> list[str]:
    """Say a date of birth: day and month, then the year."""
    year, month, day = (int(part) for part in iso.split("-"))
    if rng.random() < 0.15:
        zero = "zéro" if language == "fr" else "oh"
        head = f"{spoken.say(day, language)} {f'{zero} ' if month < 10 else ''}{spoken.say(month, language)}"
    else:
        head = say_day(day, month, rng, language)
    return [head, spoken.year(year, language, rng)]


def say_day(day: int, month: int, rng: random.Random, language: Language) -> str:
    """Say a day of a month: "douze mars", "march twelfth", "twelfth of march"."""
    name = LEXICONS[language].months[month - 1]
    if language == "fr":
        return f"{'premier' if day == 1 else spoken.french(day)} {name}"
    if rng.random() < 0.5:
        return f"{name} {spoken.ordinal(day)}"
    return f"{spoken.ordinal(day)} {'of ' if rng.random() < 0.7 else ''}{name}"


#: Who somebody is and where they are; :mod:`.codes` has the numbers.
KINDS: dict[str, Kind] = {
    "first": Kind("PERSON", draw_first, say_plainly),
    "last": Kind("PERSON", draw_last, say_plainly),
    "person": Kind("PERSON", draw_person, say_plainly),
    "spelled": Kind("PERSON", draw_last, say_spelled),
    "email": Kind("EMAIL_ADDRESS", draw_person, say_email),
    "street": Kind("ADDRESS", draw_street, say_street),
    "town": Kind("LOCATION", draw_town, say_plainly),
    "birth": Kind("DATE_OF_BIRTH", draw_birth, say_birth),
}
