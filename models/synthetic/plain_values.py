"""Made-up values that are nobody's: amounts, durations, times, quantities. They must stay audible."""

from __future__ import annotations

import random

from sourdine.models.synthetic import spoken
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.models.synthetic.values import say_day
from sourdine.pipeline.records import Language


def amount(rng: random.Random, language: Language) -> str:
    """Draw an amount of money: "quarante-trois euros vingt", "twenty five pounds and ten pence"."""
    whole = rng.randrange(2, 100) if rng.random() < 0.7 else rng.randrange(100, 3000)
    cents = rng.choice((0, 0, 10, 20, 50, 99, rng.randrange(1, 100)))
    said = spoken.say(whole, language)
    if language == "fr":
        return f"{said} euros" + (f" {spoken.french(cents)}" if cents else "")
    unit, small = rng.choice((("pounds", "pence"), ("dollars", "cents"), ("euros", "cents")))
    if not cents:
        return f"{said} {unit}"
    return (
        f"{said} {unit} and {spoken.english(cents)} {small}"
        if rng.random() < 0.5
        else f"{said} {unit} {spoken.english(cents)}"
    )


def duration(rng: random.Random, language: Language) -> str:
    """Draw a duration: "trois semaines", "two to three working days"."""
    count = rng.randrange(2, 49)
    units = (
        "jours mois semaines heures minutes ans"
        if language == "fr"
        else "days months weeks hours minutes years"
    )
    if rng.random() < 0.2:
        low = rng.randrange(2, 9)
        link = "à" if language == "fr" else "to"
        return (
            f"{spoken.say(low, language)} {link} {spoken.say(low + 1, language)} {rng.choice(units.split())}"
        )
    return f"{spoken.say(count, language)} {rng.choice(units.split())}"


def clock(rng: random.Random, language: Language) -> str:
    """Draw a time of day."""
    hour, minutes = rng.randrange(7, 21), rng.choice((0, 0, 15, 30, 45, rng.randrange(1, 60)))
    if language == "fr":
        words = {0: "", 15: " et quart", 30: rng.choice((" trente", " et demie"))}
        return f"{spoken.french(hour)} heures{words.get(minutes, ' ' + spoken.french(minutes))}"
    hour = (hour - 1) % 12 + 1
    if minutes == 0:
        return f"{spoken.english(hour)} o'clock"
    if minutes in (15, 30):
        return f"{'half' if minutes == 30 else 'quarter'} past {spoken.english(hour)}"
    return f"{spoken.english(hour)} {'oh ' if minutes < 10 else ''}{spoken.english(minutes)}"


def date(rng: random.Random, language: Language) -> str:
    """Draw a day of the year."""
    return say_day(rng.randrange(1, 29), rng.randrange(1, 13), rng, language)


def appointment(rng: random.Random, language: Language) -> str:
    """Draw a day to meet: "jeudi douze mars", "friday the third of june"."""
    weekday = rng.choice(LEXICONS[language].weekdays)
    if language == "fr":
        return f"{weekday} {date(rng, 'fr')}"
    day = date(rng, "en")
    return f"{weekday} {day}" if day.split()[0] in LEXICONS["en"].months else f"{weekday} the {day}"


_UNITS: dict[Language, dict[str, str]] = {
    "fr": {
        "quantity": "colis articles mètres kilomètres litres pourcent degrés appels factures pièces",
        "energy": "kilowatt-heures kilowatts",
        "data": "gigaoctets mégaoctets",
    },
    "en": {
        "quantity": "parcels items metres miles litres percent degrees calls invoices pieces",
        "energy": "kilowatt|hours kilowatts",
        "data": "gigabytes megabytes",
    },
}


def measure(rng: random.Random, language: Language, kind: str = "quantity") -> str:
    """Draw a measure of a ``kind``: "quantity", "energy" or "data"."""
    top = {"quantity": 60, "energy": 9000, "data": 300}[kind]
    unit = rng.choice(_UNITS[language][kind].split()).replace("|", " ")
    return f"{spoken.say(rng.randrange(2, top), language)} {unit}"


def quantity(rng: random.Random, language: Language) -> str:
    """Draw a count of things."""
    return measure(rng, language)


def energy(rng: random.Random, language: Language) -> str:
    """Draw an amount of energy."""
    return measure(rng, language, "energy")


def data(rng: random.Random, language: Language) -> str:
    """Draw an amount of mobile data."""
    return measure(rng, language, "data")
