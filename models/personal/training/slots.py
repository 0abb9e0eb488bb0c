"""What the slots of the sentence frames are filled with: names, streets, amounts, times, in both styles."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from sourdine.models.personal.training.names import Origin, filling, origins, town_names
from sourdine.models.personal.vocabulary import MONTHS
from sourdine.models.synthetic import plain_values, spoken
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.pipeline.records import Language


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a slot is filled by."""

    rng: random.Random
    language: Language
    origin: Origin
    written: bool

    def elsewhere(self) -> Drawing:
        """Give the same with another origin."""
        return replace(self, origin=self.rng.choice(origins(self.language)))


_Slot = Callable[[Drawing], str]


def _first(draw: Drawing) -> str:
    if draw.rng.random() < 0.1:
        draw = draw.elsewhere()
    return draw.rng.choice(draw.origin.first)


def _last(draw: Drawing) -> str:
    if draw.rng.random() < 0.2:
        draw = draw.elsewhere()
    return draw.rng.choice(draw.origin.last)


def _full(draw: Drawing) -> str:
    first, last = _first(draw), _last(draw)
    return f"{last} {first}" if draw.rng.random() < 0.08 else f"{first} {last}"


def _number(draw: Drawing) -> str:
    number = draw.rng.choice(
        (draw.rng.randrange(1, 20), draw.rng.randrange(1, 100), draw.rng.randrange(1, 400))
    )
    return (
        str(number)
        if draw.rng.random() < (0.9 if draw.written else 0.1)
        else spoken.say(number, draw.language)
    )


def _street(draw: Drawing) -> str:
    listed = filling(draw.language)
    kind = draw.rng.choice(listed["street.kind"])
    lexicon = LEXICONS[draw.language]
    name = draw.rng.choice(listed["street.name"] if draw.rng.random() < 0.7 else tuple(lexicon.streets))
    number = _number(draw)
    if draw.rng.random() < 0.1:
        number += (
            draw.rng.choice((" bis", " ter")) if draw.language == "fr" else draw.rng.choice((" a", " b", "a"))
        )
    if draw.language == "fr":
        name = name if draw.rng.random() < 0.8 else _full(draw)
        return f"{number} {kind} {name}" if draw.rng.random() < 0.85 else f"{kind} {name}"
    return f"{number} {name} {kind}"


def _flat(draw: Drawing) -> str:
    number = _number(draw)
    if draw.language == "fr":
        shapes = (
            "appartement {}|bâtiment b|quatrième gauche|porte {}|escalier {}|étage {}|"
            "deuxième étage porte {}|bâtiment c appartement {}|villa {}|résidence les pins"
        )
    else:
        shapes = "flat {}|apartment {}|unit {}|flat {} b|apartment {} c|suite {}"
    return draw.rng.choice(shapes.split("|")).format(number)


def _postcode(draw: Drawing) -> str:
    if draw.language == "fr":
        code = f"{draw.rng.randrange(1, 96):02}{draw.rng.randrange(0, 1000):03}"
        said = f"{spoken.say(int(code[:2]), 'fr')} {spoken.say(int(code[2:]), 'fr')}"
        return code if draw.written else said
    if draw.rng.random() < 0.3:
        return " ".join(spoken.say(int(digit), "en") for digit in f"{draw.rng.randrange(10000, 99999)}")
    letters = [draw.rng.choice("abcdefghlmnprstw") for _ in range(4)]
    one, two = (spoken.say(draw.rng.randrange(1, 10), "en") for _ in range(2))
    if draw.written:
        number = draw.rng.randrange(1, 30)
        return f"{letters[0]}{letters[1]}{number} {number % 9}{letters[2]}{letters[3]}".upper()
    return f"{letters[0]} {letters[1]} {one} {two} {letters[2]} {letters[3]}"


def _price(draw: Drawing) -> str:
    euros, cents = (
        draw.rng.choice((draw.rng.randrange(1, 100), draw.rng.randrange(1, 30_000))),
        draw.rng.randrange(100),
    )
    if not draw.written:
        return plain_values.amount(draw.rng, draw.language)
    if draw.language == "fr":
        return f"{euros:,}".replace(",", " ") + draw.rng.choice((" €", f",{cents:02} €", " euros"))
    return draw.rng.choice("£$") + f"{euros:,}" + draw.rng.choice(("", f".{cents:02}"))


def _percent(draw: Drawing) -> str:
    value, rest = draw.rng.randrange(1, 40), draw.rng.randrange(100)
    if not draw.written:
        said = spoken.say(value, draw.language)
        return f"{said} pour cent" if draw.language == "fr" else f"{said} percent"
    return f"{value},{rest} %" if draw.language == "fr" else f"{value}.{rest}%"


def _time(draw: Drawing) -> str:
    hour, minute = draw.rng.randrange(7, 22), draw.rng.choice((0, 15, 30, 45, 20))
    if not draw.written:
        return plain_values.clock(draw.rng, draw.language)
    return f"{hour}h{minute:02}" if draw.language == "fr" else f"{hour}:{minute:02}"


def _reference(draw: Drawing) -> str:
    letters = "".join(draw.rng.choices("abcdefghklmnprstvwxz", k=draw.rng.randrange(1, 4)))
    figures = str(draw.rng.randrange(10, 10_000))
    if draw.written:
        return letters.upper() + draw.rng.choice(("", "-", " ")) + figures
    return " ".join((*letters, *(spoken.say(int(figure), draw.language) for figure in figures)))


def _size(draw: Drawing) -> str:
    number = spoken.say(draw.rng.randrange(2, 300), draw.language)
    if draw.written:
        return f"{draw.rng.randrange(2, 300)} " + draw.rng.choice(
            ("m²", "cm", "mm", "kg", "litres", "GB", "km")
        )
    return f"{number} " + ("mètres" if draw.language == "fr" else "metres")


def _phone(draw: Drawing) -> str:
    pairs = [draw.rng.randrange(10, 99) for _ in range(4)]
    if draw.written:
        return "06 " + " ".join(map(str, pairs)) if draw.language == "fr" else f"07700 9{pairs[0]}{pairs[1]}"
    said = " ".join(spoken.say(pair, draw.language) for pair in pairs)
    return f"zéro six {said}" if draw.language == "fr" else f"oh seven seven {said}"


def _date(draw: Drawing) -> str:
    day, month = draw.rng.randrange(2, 29), _month(draw)
    if draw.written:
        return f"{day} {month}" if draw.language == "fr" else f"{day} {month.capitalize()}"
    return f"{spoken.say(day, draw.language)} {month}"


def _business(draw: Drawing) -> str:
    """Make up a company: a name, a town or a thing before what it does."""
    rng, listed = draw.rng, filling(draw.language)
    head = rng.choice((_last, _last, _town, _listed("thing"), _listed("street.name"), _listed("company")))(
        draw
    )
    head = head.split()[-1] if rng.random() < 0.7 else head
    trade = rng.choice(listed["business"])
    if draw.language == "fr" and rng.random() < 0.6:
        return f"{trade} {head}" if rng.random() < 0.6 else f"{trade} de {head}"
    return f"{head} {trade}"


def _acronym(draw: Drawing) -> str:
    said = _listed("acronym")(draw)
    return said.upper() if draw.written else said


def _listed(*names: str) -> _Slot:
    def listed(draw: Drawing) -> str:
        return draw.rng.choice(filling(draw.language)[draw.rng.choice(names)])

    return listed


def _town(draw: Drawing) -> str:
    return draw.rng.choice(town_names(draw.language))


def _month(draw: Drawing) -> str:
    return draw.rng.choice(
        [month for month in MONTHS[draw.language] if len(month) > 4 or month in ("may", "mai")]
    )


SLOTS: dict[str, _Slot] = {
    "first": _first,
    "last": _last,
    "full": _full,
    "home": _town,
    "town": _town,
    "street": _street,
    "streetname": _listed("street.name"),
    "apt": _flat,
    "cp": _postcode,
    "pc": _postcode,
    "pobox": lambda draw: f"p o box {_number(draw)}",
    "ill": _listed("ill"),
    "co": _listed("company"),
    "biz": _business,
    "acro": _acronym,
    "car": _listed("car"),
    "prod": _listed("product"),
    "place": _listed("place"),
    "n": _number,
    "price": _price,
    "pct": _percent,
    "time": _time,
    "ref": _reference,
    "size": _size,
    "phone": _phone,
    "date": _date,
    "job": _listed("job"),
    "thing": _listed("thing"),
    "month": _month,
    "day": lambda draw: draw.rng.choice(LEXICONS[draw.language].weekdays),
}
