"""Made-up values as people say them, personal and not, in French and English.

Nothing here belongs to anybody: numbers are drawn at random, cards and IBANs merely keep their checksums.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from sourdine.models.synthetic import checksums, spoken
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.pipeline.records import Language


@dataclass(frozen=True, slots=True)
class Value:
    """Words that are said, and what entity they are (``None``: not personal, must stay audible)."""

    entity: str | None
    text: str


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


def card_groups(rng: random.Random, language: Language) -> list[str]:
    """Draw a Luhn-valid card number of 16 digits as four groups, each said in the same way."""
    number = checksums.with_luhn(f"{rng.choice(('4', '51', '53', '497', '2221'))}{digits(rng, 14)}"[:15])
    groups = [number[at : at + 4] for at in range(0, 16, 4)]
    if language == "fr" and rng.random() < 0.5:
        return [spoken.in_groups(g, (2,), "fr") for g in groups]
    if language == "en" and rng.random() < 0.15:
        return [spoken.in_groups(g, (2,), "en") for g in groups]
    keep = rng.random() < 0.7  # plain digits, without "double" or "oh"
    return [spoken.digit_by_digit(g, language, None if keep else rng) for g in groups]


def card(rng: random.Random, language: Language) -> str:
    """Draw a card number in one breath."""
    return " ".join(card_groups(rng, language))


def expiry(rng: random.Random, language: Language) -> str:
    """Draw a card's expiry: "zéro neuf vingt-sept", "september twenty seven"."""
    month, short = rng.randrange(1, 13), rng.randrange(25, 35)
    if rng.random() < 0.5:
        zero = month < 10 and (language == "fr" or rng.random() < 0.7)
        lead = f"{'zéro' if language == 'fr' else rng.choice(('zero', 'oh'))} " if zero else ""
        return f"{lead}{spoken.say(month, language)} {spoken.say(short, language)}"
    last = spoken.year(2000 + short, language, rng)
    return f"{LEXICONS[language].months[month - 1]} {last}"


def cvv(rng: random.Random, language: Language) -> str:
    """Draw a card's security code: three digits."""
    code = digits(rng, 3)
    if language == "fr" and rng.random() < 0.4:
        return spoken.french(int(code)) if code[0] != "0" else spoken.in_groups(code, (1, 2), "fr")
    return spoken.digit_by_digit(code, language, rng)


def iban_groups(rng: random.Random, language: Language) -> list[str]:
    """Draw a checksum-valid IBAN (French or British) as groups of four, said one by one."""
    if language == "fr":
        number = checksums.iban("FR", digits(rng, 23))
    else:
        bank = "".join(rng.choice("ABCDEHKLMNRSTWX") for _ in range(4))
        number = checksums.iban("GB", bank + digits(rng, 14))
    pairs = language == "fr" and rng.random() < 0.4
    groups = [number[at : at + 4] for at in range(0, len(number), 4)]
    return [_mixed(g, language, pairs) for g in groups]


def _mixed(code: str, language: Language, pairs: bool = False) -> str:
    """Say letters one by one and digits in pairs or one by one."""
    said: list[str] = []
    run = ""
    for c in f"{code} ":
        if c.isdigit():
            run += c
            continue
        if run:
            said.append(spoken.in_groups(run, (2 if pairs else 1,), language))
            run = ""
        if c.isalpha():
            said.append(c.lower())
    return " ".join(said)


def iban(rng: random.Random, language: Language) -> str:
    """Draw an IBAN in one breath."""
    return " ".join(iban_groups(rng, language))


def national(rng: random.Random, language: Language) -> str:
    """Draw a French NIR with its key, or a British national insurance number."""
    if language == "en":
        letters = "abceghjklmnprstwxyz"
        body = spoken.digit_by_digit(digits(rng, 6), "en", rng)
        return f"{rng.choice(letters)} {rng.choice(letters)} {body} {rng.choice('abcd')}"
    number = f"{rng.choice('12')}{rng.randrange(100):02d}{rng.randrange(1, 13):02d}{rng.randrange(1, 96):02d}"
    number = checksums.nir(number + digits(rng, 6))
    if rng.random() < 0.3:
        return spoken.digit_by_digit(number, "fr")
    return spoken.in_groups(number, (1, 2, 2, 2, 3, 3, 2), "fr", northern=rng.random() < 0.05)


def account(rng: random.Random, language: Language) -> str:
    """Draw a customer, contract or case number: digits, now and then letters before them."""
    lead = " ".join(rng.choice(LEXICONS[language].letters) for _ in range(rng.choice((0, 0, 1, 2, 3))))
    number = digits(rng, rng.randrange(5, 11))
    if language == "fr" and rng.random() < 0.4:
        said = spoken.in_groups(number, (rng.choice((2, 3)),), "fr")
    else:
        said = spoken.digit_by_digit(number, language, rng)
    return f"{lead} {said}".strip()


def plate(rng: random.Random, language: Language) -> str:
    """Draw a licence plate: French "a b cent vingt-trois c d", British "a b five one x y z"."""
    letters = "abcdefghjklmnprstvwxyz"
    pick = [rng.choice(letters) for _ in range(5)]
    if language == "fr":
        number = digits(rng, 3)
        said = spoken.in_groups(number, (3,) if rng.random() < 0.6 else (1,), "fr")
        return f"{pick[0]} {pick[1]} {said} {pick[2]} {pick[3]}"
    said = spoken.digit_by_digit(f"{rng.choice('0125678')}{rng.randrange(1, 10)}", "en", rng)
    return f"{pick[0]} {pick[1]} {said} {pick[2]} {pick[3]} {pick[4]}"


def password(rng: random.Random, language: Language) -> str:
    """Draw a secret word or a code of four to six digits."""
    if rng.random() < 0.5:
        return spoken.digit_by_digit(digits(rng, rng.choice((4, 6))), language)
    return rng.choice(SECRET_WORDS[language])


SECRET_WORDS: dict[Language, tuple[str, ...]] = {
    "fr": tuple(
        "orage tempête fontaine lavande printemps tournesol papillon chocolat violette montagne".split()
    ),
    "en": tuple(
        "thunder rainbow sunflower chocolate butterfly lavender harbour meadow dragon mountain".split()
    ),
}
