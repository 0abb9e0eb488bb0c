"""Made-up numbers and codes as people say them: telephones, cards, IBANs, identity and customer numbers.

They are drawn at random; cards, IBANs and the French NIR merely keep their checksums.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from sourdine.models.synthetic import checksums, spoken
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.models.synthetic.listing import words
from sourdine.models.synthetic.values import Kind, say_plainly
from sourdine.pipeline.records import Language


def digits(rng: random.Random, count: int) -> str:
    """Draw ``count`` digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def letters(rng: random.Random, count: int, among: str = "abcdefghjklmnprstvwxyz") -> str:
    """Draw ``count`` letters that are not easily mistaken for digits."""
    return "".join(rng.choice(among) for _ in range(count))


def sliced(text: str, sizes: Sequence[int]) -> list[str]:
    """Cut ``text`` into slices; the last size goes on to the end."""
    slices: list[str] = []
    while text:
        size = sizes[min(len(slices), len(sizes) - 1)]
        slices.append(text[:size])
        text = text[size:]
    return slices


def say_code(code: str, language: Language, rng: random.Random | None = None, group: int = 1) -> str:
    """Say letters one by one and digits one by one or in groups that are said as numbers."""
    said: list[str] = []
    run = ""
    for c in f"{code} ":
        if c.isdigit():
            run += c
            continue
        if run:
            one_by_one = spoken.digit_by_digit(run, language, rng)
            said.append(one_by_one if group == 1 else spoken.in_groups(run, (group,), language))
            run = ""
        if c.isalpha():
            said.append(c.lower())
    return " ".join(said)


def draw_phone(rng: random.Random, language: Language) -> str:
    """Draw a telephone number of ten digits (eleven for a British one)."""
    if language == "fr":
        return f"0{rng.choice('1234567679')}{digits(rng, 8)}"
    if rng.random() < 0.5:
        return rng.choice(("07", "02", "01")) + digits(rng, 9)
    return rng.choice("23456789") + digits(rng, 9)


def say_phone(number: str, rng: random.Random, language: Language) -> list[str]:
    """Say a number in pairs or digit by digit, now and then with the country's code."""
    way = rng.random()
    if language == "fr":
        if way < 0.1:
            return ["plus trente-trois", *_groups(number[1:], (1, 2), rng)]
        if way < 0.25:
            return [spoken.digit_by_digit(pair, "fr") for pair in sliced(number, (2,))]
        return _groups(number, (2,), rng)
    sizes = (5, 3, 3) if len(number) == 11 else (3, 3, 4)
    if way < 0.1 and number.startswith("0"):
        return ["plus four four", *(spoken.digit_by_digit(s, "en") for s in sliced(number[1:], (4, 3)))]
    return _digits_in(number, sizes, rng)


def _groups(number: str, sizes: Sequence[int], rng: random.Random) -> list[str]:
    northern = rng.random() < 0.05
    return [spoken.in_groups(s, (len(s),), "fr", northern) for s in sliced(number, sizes)]


def _digits_in(number: str, sizes: Sequence[int], rng: random.Random) -> list[str]:
    """English digits one by one; one speaker keeps to one way of saying zero."""
    plain = rng.random() < 0.5
    style = rng.getrandbits(32)
    ways = [None if plain else random.Random(style) for _ in range(len(number))]
    return [spoken.digit_by_digit(s, "en", way) for s, way in zip(sliced(number, sizes), ways, strict=False)]


def draw_postcode(rng: random.Random, language: Language) -> str:
    """Draw a French postcode, or a British one, now and then an American one."""
    if language == "fr":
        return f"{rng.randrange(1, 96):02d}{rng.choice('0123')}{rng.choice('0056')}0"
    if rng.random() < 0.3:
        return digits(rng, 5)
    among = "abcdefghjklmnoprstuwxy"
    area = letters(rng, rng.choice((1, 2)), among)
    return f"{area}{rng.randrange(1, 30)} {rng.randrange(1, 10)}{letters(rng, 2, among)}"


def say_postcode(code: str, rng: random.Random, language: Language) -> list[str]:
    """Say a postcode: "soixante-neuf zéro zéro trois", "s w twelve four a b"."""
    way = rng.random()
    if language == "en":
        return [say_code(half, "en", None, 1 if way < 0.5 or half.isdigit() else 2) for half in code.split()]
    if way < 0.6:
        return [spoken.in_groups(s, (len(s),), "fr") for s in sliced(code, (2, 3))]
    if way < 0.8:
        return [spoken.in_groups(s, (len(s),), "fr") for s in sliced(code, (2, 1, 2))]
    return [spoken.french(int(code))]


def draw_card(rng: random.Random, language: Language) -> str:
    """Draw a Luhn-valid card number of 16 digits."""
    return checksums.with_luhn(f"{rng.choice(('4', '51', '53', '497', '2221'))}{digits(rng, 14)}"[:15])


def say_card(number: str, rng: random.Random, language: Language) -> list[str]:
    """Say four groups of four digits, all in the same way."""
    pairs = rng.random() < (0.5 if language == "fr" else 0.15)
    if pairs:
        return [spoken.in_groups(s, (2,), language) for s in sliced(number, (4,))]
    if language == "fr":
        return [spoken.digit_by_digit(s, "fr") for s in sliced(number, (4,))]
    return _digits_in(number, (4,), rng)


def draw_expiry(rng: random.Random, language: Language) -> str:
    """Draw month and year, "09/27"."""
    return f"{rng.randrange(1, 13):02d}/{rng.randrange(25, 35)}"


def say_expiry(expiry: str, rng: random.Random, language: Language) -> list[str]:
    """Say "zéro neuf vingt-sept" or "september twenty twenty seven"."""
    month, short = (int(part) for part in expiry.split("/"))
    if rng.random() < 0.5:
        name = LEXICONS[language].months[month - 1]
        return [name, spoken.year(2000 + short, language, rng)]
    zero = month < 10 and (language == "fr" or rng.random() < 0.7)
    lead = f"{'zéro' if language == 'fr' else rng.choice(('zero', 'oh'))} " if zero else ""
    return [f"{lead}{spoken.say(month, language)}", spoken.say(short, language)]


def draw_cvv(rng: random.Random, language: Language) -> str:
    """Draw a card's security code: three digits."""
    return digits(rng, 3)


def say_cvv(code: str, rng: random.Random, language: Language) -> list[str]:
    """Say three digits one by one, in French also as one number."""
    if language == "fr" and rng.random() < 0.4:
        return [spoken.in_groups(code, (3,), "fr")]
    return [spoken.digit_by_digit(code, language, rng)]


def draw_iban(rng: random.Random, language: Language) -> str:
    """Draw a French or British IBAN."""
    if language == "fr":
        return checksums.iban("FR", digits(rng, 23))
    return checksums.iban("GB", letters(rng, 4, "ABCDEHKLMNRSTWX") + digits(rng, 14))


def say_iban(number: str, rng: random.Random, language: Language) -> list[str]:
    """Say groups of four."""
    pairs = language == "fr" and rng.random() < 0.4
    return [say_code(s, language, None, 2 if pairs else 1) for s in sliced(number, (4,))]


def draw_national(rng: random.Random, language: Language) -> str:
    """Draw a French NIR with its key, or a British national insurance number."""
    if language == "en":
        among = "abceghjklmnprstwxyz"
        return f"{letters(rng, 2, among)}{digits(rng, 6)}{letters(rng, 1, 'abcd')}"
    born = f"{rng.randrange(100):02d}{rng.randrange(1, 13):02d}"
    return checksums.nir(f"{rng.choice('12')}{born}{rng.randrange(1, 96):02d}{digits(rng, 6)}")


def say_national(number: str, rng: random.Random, language: Language) -> list[str]:
    """Say the number in its customary groups."""
    if language == "en":
        return [say_code(s, "en") for s in sliced(number, (2, 3, 4))]
    sizes = (1, 2, 2, 2, 3, 3, 2)
    if rng.random() < 0.3:
        return [spoken.digit_by_digit(s, "fr") for s in sliced(number, sizes)]
    return _groups(number, sizes, rng)


def draw_account(rng: random.Random, language: Language) -> str:
    """Draw a customer, contract or case number: digits, now and then letters before them."""
    return letters(rng, rng.choice((0, 0, 1, 2, 3))) + digits(rng, rng.randrange(5, 11))


def say_account(number: str, rng: random.Random, language: Language) -> list[str]:
    """Say the letters and the digits, in French also in groups."""
    group = rng.choice((2, 3)) if language == "fr" and rng.random() < 0.4 else 1
    style = rng if language == "en" and rng.random() < 0.5 else None
    return [say_code(s, language, style, group) for s in sliced(number, (6,))]


def draw_plate(rng: random.Random, language: Language) -> str:
    """Draw a licence plate: "ab-123-cd", "ab51 xyz"."""
    if language == "fr":
        return f"{letters(rng, 2)}{digits(rng, 3)}{letters(rng, 2)}"
    return f"{letters(rng, 2)}{rng.choice('0125678')}{rng.randrange(1, 10)}{letters(rng, 3)}"


def say_plate(plate: str, rng: random.Random, language: Language) -> list[str]:
    """Say letters one by one and the French number mostly as one."""
    group = 3 if language == "fr" and rng.random() < 0.6 else 1
    return [say_code(s, language, None, group) for s in sliced(plate, (5 if language == "fr" else 4,))]


def draw_password(rng: random.Random, language: Language) -> str:
    """Draw a secret word or a code of four or six digits."""
    return digits(rng, rng.choice((4, 6))) if rng.random() < 0.5 else rng.choice(SECRET_WORDS[language])


def say_password(password: str, rng: random.Random, language: Language) -> Sequence[str]:
    """Say the word or the digits."""
    if password.isdigit():
        return [spoken.digit_by_digit(password, language)]
    return say_plainly(password, rng, language)


SECRET_WORDS: dict[Language, tuple[str, ...]] = {
    "fr": words("orage tempête fontaine lavande printemps tournesol papillon chocolat violette montagne"),
    "en": words("thunder rainbow sunflower chocolate butterfly lavender harbour meadow dragon mountain"),
}

KINDS: dict[str, Kind] = {
    "phone": Kind("PHONE_NUMBER", draw_phone, say_phone),
    "postcode": Kind("ADDRESS", draw_postcode, say_postcode),
    "card": Kind("CREDIT_CARD", draw_card, say_card),
    "expiry": Kind("CARD_EXPIRY", draw_expiry, say_expiry),
    "cvv": Kind("CARD_CVV", draw_cvv, say_cvv),
    "iban": Kind("IBAN_CODE", draw_iban, say_iban),
    "national": Kind("NATIONAL_ID", draw_national, say_national),
    "account": Kind("ACCOUNT_ID", draw_account, say_account),
    "plate": Kind("LICENSE_PLATE", draw_plate, say_plate),
    "password": Kind("PASSWORD", draw_password, say_password),
}
