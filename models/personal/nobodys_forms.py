"""Figures that are nobody's: a firm's own telephone lines, decimals, draws, and what was said of a "
"thing before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from sourdine.models.personal.cues import OTHER, Cue
from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation

# No person has these: freephone and business lines of the United Kingdom (Ofcom, National Telephone
# Numbering Plan: 0800, 0808, 03) and toll-free lines of North America (NANPA: 800, 833, 844, …).
_LINES = re.compile(r"0?80[08]\d{6,7}|03\d{8,9}|1?8(?:00|33|44|55|66|77|88)\d{7}")
_LINE_KINDS = (None, OTHER, "PHONE_NUMBER", "CREDIT_CARD")
_POINTED = ("DATE_OF_BIRTH", "CARD_EXPIRY", "BANK_ACCOUNT", "PASSWORD", "EMAIL_ADDRESS")
LEAST = 3  # figures and letters of what is known again
DRAWN = 5  # numbers of a draw
COUNT = 2  # figures of "the last four"


@dataclass(slots=True)
class Nobodys:
    """What was announced in the call as an amount, a measure, a part, so that it is known when said again."""

    values: set[str] = field(default_factory=set)

    def note(self, run: Run) -> None:
        """Remember a run."""
        if len(run.value) >= LEAST and run.digits:
            self.values.add(run.value)

    def knows(self, run: Run) -> bool:
        """Tell a run said before, or the begin or end of one."""
        value = run.value
        if value in self.values:
            return True
        return len(value) > LEAST and any(
            one.startswith(value) or one.endswith(value) or value.endswith(one) for one in self.values
        )


def is_counted_in(run: Run, cues: list[Cue]) -> bool:
    """Tell a number that is part of what announces another: "the last four of your card"."""
    return len(run.value) <= COUNT and any(
        cue.first <= run.start and run.end <= cue.last and cue.first < cue.last for cue in cues
    )


def is_nobodys(conversation: Conversation, run: Run, entity: str | None) -> bool:
    """Tell figures whose form says that they are no person's. ``entity``: what is expected."""
    if run.letters or conversation.language != "en":
        return False
    if entity in _LINE_KINDS and _LINES.fullmatch(run.digits):
        return True
    return _is_decimal(conversation, run, entity) or _is_drawn(run)


def _is_decimal(conversation: Conversation, run: Run, entity: str | None) -> bool:
    """Tell "22.91" and "0.3": two groups with a point and no space between."""
    if len(run.numbers) != 2 or entity in _POINTED:
        return False
    before, after = (conversation.tokens[unit.first] for unit in run.numbers)
    if after.gap != "." or after.start - before.end != 1 or not (before.key + after.key).isdecimal():
        return False
    whole = before.key == "0" or not before.key.startswith("0")
    return whole and (len(after.key) <= 2 or before.key == "0")


def _is_drawn(run: Run) -> bool:
    """Tell numbers of a draw: five or more that only rise, most of two figures."""
    numbers = run.numbers
    if len(numbers) < DRAWN or any(unit.value.startswith("0") or len(unit.value) > 2 for unit in numbers):
        return False
    rising = all(int(one.value) < int(other.value) for one, other in pairwise(numbers))
    return rising and sum(len(unit.value) == 2 for unit in numbers) * 2 > len(numbers)
