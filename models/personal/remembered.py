"""Numbers found so far in a call, so that what is said again is known again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sourdine.models.personal.dates import day_and_month
from sourdine.models.personal.plain import is_quantity
from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.word_sets import word_set

GRAM = 4  # figures in a row that tell a number
_INSTEAD = word_set("ou or")
PIECE = 3  # figures of a piece of a number
MOST_BETWEEN = 2  # words between a number and what is said in its place
NEAR = 2  # turns around a number in which three of its figures are enough
NEARLY = 5  # figures of a number that may differ in one from a number beside it
BIRTHDAY_REACH = 3  # turns after a birthday in which its day and month are enough


@dataclass(frozen=True, slots=True)
class Latest:
    """The number that was found last."""

    run: Run | None = None
    entity: str = ""

    def alternative(self, conversation: Conversation, run: Run) -> str | None:
        """Give its kind to one of the same length that is said in its place: "6103 ou 6130"."""
        last = self.run
        if last is None or last.turn != run.turn or run.month or len(run.digits) != len(last.digits):
            return None
        between = [token.key for token in conversation.tokens[last.end + 1 : run.start]]
        instead = len(run.digits) >= 3 and not _INSTEAD.isdisjoint(between)
        return self.entity if instead and len(between) <= MOST_BETWEEN else None


@dataclass(slots=True)
class Remembered:
    """What was found: figures and their kind, pieces of them, and when they were said."""

    values: dict[str, str] = field(default_factory=dict)  # figures → entity
    grams: dict[str, str] = field(default_factory=dict)  # four figures → entity
    said: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # turn → figures and entity
    born: set[tuple[int, int]] = field(default_factory=set)  # days and months of birthdays
    born_turn: int = -1  # turn of the last birthday

    def note(self, run: Run, entity: str) -> None:
        """Remember a run that was found."""
        if len(run.digits) >= 3:
            self.values.setdefault(run.digits, entity)
        if len(run.digits) > 3:
            self.said.setdefault(run.turn, []).append((run.value if run.letters else run.digits, entity))
        for gram in _grams(run.digits):
            self.grams.setdefault(gram, entity)
        if entity == "DATE_OF_BIRTH":
            self.born_turn = run.turn
            day = day_and_month(run)
            self.born.update((day,) if day else ())

    def knows(self, run: Run) -> bool:
        """Tell that a run shares figures with something found before."""
        return run.digits in self.values or any(gram in self.grams for gram in _grams(run.digits))

    def is_birthday(self, run: Run) -> bool:
        """Tell a birthday's day and month said again soon."""
        return day_and_month(run) in self.born and run.turn - self.born_turn <= BIRTHDAY_REACH

    def kind_again(self, conversation: Conversation, run: Run) -> str:
        """Give the kind of what a run repeats: a number, its begin or end, or its figures in other groups."""
        digits = run.digits
        if is_quantity(conversation, run):
            return ""
        if run.letters and digits and len(run.value) >= 3:
            for value, entity in self.said.get(run.turn, ()):
                if value.startswith(run.value[:2]):  # begun, and said again from the start
                    return entity
        whole = self.whole(digits) or self._part_of(run)
        if whole:
            return whole
        if len(digits) >= GRAM and all(gram in self.grams for gram in _grams(digits)):
            return self.grams[digits[:GRAM]]
        return self._nearly(run)

    def whole(self, digits: str) -> str:
        """Give the kind of a number that was found as it is, or said before in pieces: 888, 211, 9303.

        The last piece may be another one: it was corrected, or heard otherwise.
        """
        if digits in self.values:
            return self.values[digits]
        begins = {0: ""}  # where a piece may begin → the kind of the first
        sizes = {len(piece) for piece in self.values}
        for at in range(len(digits)):
            for size in sizes if at in begins else ():
                if (entity := self.values.get(digits[at : at + size])) is not None:
                    begins.setdefault(min(at + size, len(digits)), begins[at] or entity)
        known = max(begins)
        rest = len(digits) - known
        return begins[known] if rest == 0 or (rest <= GRAM and known >= 2 * PIECE) else ""

    def _nearly(self, run: Run) -> str:
        """Give the kind of a long number of which a figure was lost or changed in saying or hearing it."""
        if len(run.digits) < NEARLY:
            return ""
        for turn in range(run.turn - NEAR, run.turn + NEAR + 1):
            for value, entity in self.said.get(turn, ()):
                if _is_one_off(run.digits, value):
                    return entity
        return ""

    def _part_of(self, run: Run) -> str:
        if len(run.digits) < 3:
            return ""
        for turn in range(run.turn - NEAR, run.turn + NEAR + 1):
            for value, entity in self.said.get(turn, ()):
                if value.startswith(run.digits) or value.endswith(run.digits):
                    return entity
        return ""


def _is_one_off(one: str, other: str) -> bool:
    """Tell that two numbers are the same but for one figure, which may be missing."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    return other[at + 1 :] in (one[at:], one[at + 1 :]) or other[at:] == one[at + 1 :]


def _grams(digits: str) -> Iterator[str]:
    for at in range(len(digits) - GRAM + 1):
        yield digits[at : at + GRAM]
