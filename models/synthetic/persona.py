"""Somebody made up: one value of every kind, said whole, in pieces, wrongly, or read back in another way."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from sourdine.models.synthetic import codes, plain_values, spoken, values
from sourdine.models.synthetic.values import Kind
from sourdine.pipeline.records import Language

_SLOT = re.compile(
    r"(?P<name>[a-z_]+)(?P<memo>\.\w+)?(?::(?P<piece>\d)/(?P<pieces>\d))?(?P<wrong>!)?(?P<again>~)?"
)
_KINDS: dict[str, Kind] = values.KINDS | codes.KINDS
#: Slots that share a kind but not a value, e.g. the place of birth beside the town.
_ALIASES = {
    "agent": "person",
    "other": "person",
    "mobile": "phone",
    "case": "account",
    "birthplace": "town",
}


def parts(rng: random.Random, language: Language) -> str:
    """Draw a number of instalments."""
    count = spoken.say(rng.randrange(2, 13), language)
    return f"{count} fois" if language == "fr" else f"{count} payments"


def percent(rng: random.Random, language: Language) -> str:
    """Draw a percentage."""
    return f"{spoken.say(rng.randrange(2, 60), language)} {'pourcent' if language == 'fr' else 'percent'}"


_PLAIN: dict[str, Callable[[random.Random, Language], str]] = {
    "amount": plain_values.amount,
    "duration": plain_values.duration,
    "clock": plain_values.clock,
    "appointment": plain_values.appointment,
    "date": plain_values.date,
    "quantity": plain_values.quantity,
    "energy": plain_values.energy,
    "data": plain_values.data,
    "parts": parts,
    "percent": percent,
}


class Persona:
    """The values of one call's customer, agent and third person.

    A slot is ``name``, for the second of three pieces ``name:2/3``, with a slip of the tongue ``name!``, in
    another way of saying it ``name~``. Plain values are drawn anew each time unless named ``amount.a``.
    """

    def __init__(self, rng: random.Random, language: Language) -> None:
        self._rng = rng
        self._language = language
        self._styles: dict[str, int] = {}
        self._memory: dict[str, str] = {}
        self._written = {name: kind.draw(rng, language) for name, kind in _KINDS.items()}
        self._written |= {name: _KINDS[kind].draw(rng, language) for name, kind in _ALIASES.items()}
        first, last = self._written["first"], self._written["last"]
        self._written |= {"person": f"{first} {last}", "spelled": last, "email": f"{first} {last}"}
        self._written |= {f"{who}_first": self._written[who].split()[0] for who in ("agent", "other")}

    def say(self, slot: str) -> tuple[str | None, str]:
        """Give the entity (``None``: not personal) and the words of a slot.

        Raises ``ValueError`` where there is no such slot.
        """
        match = _SLOT.fullmatch(slot)
        name = match["name"] if match else ""
        if match is None or (name not in _PLAIN and name not in self._written):
            raise ValueError(f"unknown slot {slot!r}")
        if name in _PLAIN:
            return None, self._plain(name, match["memo"])
        kind = self._kind(name)
        piece = (int(match["piece"]), int(match["pieces"])) if match["piece"] else (1, 1)
        style = self._style(f"{name}~" if match["again"] else name)
        said = self._piece(kind, self._written[name], style, piece)
        return kind.entity, self._slip(kind, name, style, piece, said) if match["wrong"] else said

    def _plain(self, name: str, memo: str | None) -> str:
        said = _PLAIN[name](self._rng, self._language)
        return self._memory.setdefault(f"{name}{memo}", said) if memo else said

    def _kind(self, name: str) -> Kind:
        if name.endswith("_first"):
            return _KINDS["first"]
        return _KINDS[_ALIASES.get(name, name)]

    def _style(self, name: str) -> int:
        return self._styles.setdefault(name, self._rng.getrandbits(32))

    def _piece(self, kind: Kind, written: str, style: int, piece: tuple[int, int]) -> str:
        chunks = list(kind.say(written, random.Random(style), self._language))
        number, of = piece
        start, end = (len(chunks) * at // of for at in (number - 1, number))
        return " ".join(chunks[start:end] or chunks[-1:])

    def _slip(self, kind: Kind, name: str, style: int, piece: tuple[int, int], right: str) -> str:
        """Say the piece with one digit wrong (a wrong date or word where there is none)."""
        for _ in range(50):
            written = _with_slip(self._written[name], self._rng)
            if name == "birth" or written == self._written[name]:
                written = kind.draw(self._rng, self._language)
            said = self._piece(kind, written, style, piece)
            if said != right:
                return said
        return right


def _with_slip(written: str, rng: random.Random) -> str:
    """Change one digit that is not among the first two characters."""
    places = [at for at, c in enumerate(written) if c.isdigit() and at > 1] or [
        at for at, c in enumerate(written) if c.isdigit()
    ]
    if not places:
        return written
    at = rng.choice(places)
    digit = rng.choice([d for d in "123456789" if d != written[at]])
    return f"{written[:at]}{digit}{written[at + 1 :]}"
