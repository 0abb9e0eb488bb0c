"""The card of a call: what was said of its figures so far, and what follows them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sourdine.models.personal.answers import Turnful
from sourdine.models.personal.plain import is_quantity
from sourdine.models.personal.runs import CARD, Run
from sourdine.models.personal.tokens import Conversation

CARD_REACH = 8  # turns after a card's figures in which its end and its security code are said
SECRET_CODE = (3, 4)  # figures of a card's security code


@dataclass(slots=True)
class Card:
    """Pieces of more than three figures, and who said them."""

    pieces: list[str] = field(default_factory=list)
    speakers: set[str] = field(default_factory=set)
    figures: int = 0
    last: int = -1  # turn

    def note(self, run: Run, speaker: str) -> None:
        """Remember a piece."""
        if len(run.digits) > 3:
            self.pieces.append(run.value if run.letters else run.digits)
            self.figures += len(self.pieces[-1])
            self.speakers.add(speaker)
            self.last = max(self.last, run.turn)

    @property
    def is_whole(self) -> bool:
        """Whether the figures of a whole card were said."""
        return self.figures >= CARD - 2

    def follows(self, run: Run, speaker: str) -> bool:
        """Tell what those who said the figures say soon after them."""
        return self.is_whole and run.turn - self.last <= CARD_REACH and speaker in self.speakers

    def holds(self, run: Run) -> bool:
        """Tell figures of the card itself, said again."""
        return any(run.digits in piece for piece in self.pieces)


def is_short_code(conversation: Conversation, run: Run, turnful: Turnful) -> bool:
    """Tell three figures however they are said, or four one by one, that count nothing."""
    if run.letters or len(run.digits) not in SECRET_CODE or is_quantity(conversation, run):
        return False
    alone = all(len(unit.value) == 1 for unit in run.numbers)
    return alone or (len(run.digits) == 3 and (turnful.mostly or not conversation.written))
