"""Made-up numbers and codes as people say them: cards, IBANs, identity and customer numbers, passwords.

They are drawn at random; cards, IBANs and the French NIR merely keep their checksums.
"""

from __future__ import annotations

import random

from sourdine.models.synthetic import checksums, spoken
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.models.synthetic.listing import words
from sourdine.models.synthetic.values import digits
from sourdine.pipeline.records import Language


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
    "fr": words("orage tempête fontaine lavande printemps tournesol papillon chocolat violette montagne"),
    "en": words("thunder rainbow sunflower chocolate butterfly lavender harbour meadow dragon mountain"),
}
