"""What is expected to be said next: typed windows that questions and announcements open."""

from __future__ import annotations

from dataclasses import dataclass, field

from sourdine.models.personal.cues import BARE, CARD_BACK, CARD_WORD, ENDING, KEY, OTHER, REFERENCE
from sourdine.models.personal.runs import Run

# Figures (and letters) after which the window is satisfied; it stays open for corrections and read-backs.
SIZES: dict[str, tuple[int, int]] = {
    "CREDIT_CARD": (1, 36),
    "CARD_CVV": (1, 4),
    "CARD_EXPIRY": (2, 6),
    "PHONE_NUMBER": (1, 24),
    "IBAN_CODE": (1, 34),
    "BANK_ACCOUNT": (1, 30),
    "NATIONAL_ID": (1, 30),
    "COMPANY_ID": (1, 14),
    "ACCOUNT_ID": (1, 36),
    "LICENSE_PLATE": (1, 18),
    "DATE_OF_BIRTH": (1, 8),
    "AGE": (1, 3),
    "PASSWORD": (1, 24),
    "ADDRESS": (1, 12),
    "EMAIL_ADDRESS": (1, 30),
    OTHER: (1, 20),
}
FULL: dict[str, int] = {
    "CREDIT_CARD": 16,
    "CARD_CVV": 3,
    "CARD_EXPIRY": 4,
    "PHONE_NUMBER": 10,
    "IBAN_CODE": 20,
    "BANK_ACCOUNT": 8,
    "NATIONAL_ID": 9,
    "COMPANY_ID": 9,
    "ACCOUNT_ID": 5,
    "LICENSE_PLATE": 7,
    "DATE_OF_BIRTH": 5,
    "AGE": 2,
    "PASSWORD": 4,
    "ADDRESS": 6,
    "EMAIL_ADDRESS": 3,
}
PATIENCE = 6  # turns without a hit
BARE_PATIENCE = 3  # the same of "the number"
SHORT_PATIENCE = {OTHER: 2, "AGE": 3, "ADDRESS": 4}
_NO_NUMBERS = ("ADDRESS", "EMAIL_ADDRESS", OTHER)  # "the number" never means these
CARD_MEMORY = 24  # turns within which "it expires" speaks of a card


@dataclass(slots=True)
class Window:
    """One expectation: opened in turn ``opened`` by ``asker``, last satisfied in ``last``; ``seen`` counts
    characters."""

    entity: str
    opened: int
    last: int
    seen: int = 0
    asker: str = ""
    bare: bool = False  # "the number": of what was not said
    reference: bool = False  # "the reference": of a file, or of goods

    @property
    def patience(self) -> int:
        """Turns without a hit after which the window closes."""
        unsaid = self.bare and not self.seen and self.entity != "PHONE_NUMBER"
        return BARE_PATIENCE if unsaid else SHORT_PATIENCE.get(self.entity, PATIENCE)

    @property
    def full(self) -> bool:
        """Tell whether as much was said as such a number has."""
        return self.seen >= FULL.get(self.entity, 1)


@dataclass(slots=True)
class Expectations:
    """The windows open at a moment of the conversation, the latest last."""

    windows: list[Window] = field(default_factory=list)
    turn: int = 0
    speaker: str = ""
    card_turn: int = -CARD_MEMORY - 1
    latest: str = ""  # what was found last, and when
    latest_turn: int = 0

    def start_turn(self, turn: int, speaker: str) -> None:
        """Go on to the next turn; forget windows that nobody filled for too long."""
        self.turn, self.speaker = turn, speaker
        self.windows = [one for one in self.windows if turn - one.last <= one.patience]

    def announce(self, entity: str) -> None:
        """Open a window. Those satisfied before end; those asked in the same turn stay."""
        if entity == ENDING:
            entity = (
                self.latest if self.latest and self.turn - self.latest_turn <= PATIENCE else "CREDIT_CARD"
            )
        bare, reference = entity in BARE, entity == REFERENCE
        if bare:
            if not reference and self._refresh():
                return
            entity = BARE[entity]
        if entity == CARD_WORD:
            self.card_turn = self.turn
            return
        if entity == KEY:
            self._reopen()
            return
        if entity == CARD_BACK:
            if not self.has_card():
                return
            entity = "CARD_CVV"
        if entity == "ADDRESS" and any(
            one.entity == "EMAIL_ADDRESS" and not one.full for one in self.windows
        ):
            return  # "the address": of the e-mail that was asked for
        if entity not in SIZES and entity != "PERSON":
            return
        if entity == "CARD_EXPIRY" and not self.has_card():
            return
        if entity == "CREDIT_CARD":
            self.card_turn = self.turn
        if entity == OTHER:
            self.windows = [one for one in self.windows if one.entity != OTHER]
            self.windows.append(Window(entity, self.turn, self.turn, asker=self.speaker))
            return
        again = next((one for one in self.windows if one.entity == entity), None)
        if again is not None and not again.full:
            again.last, again.asker = self.turn, self.speaker
            self.windows.remove(again)
            self.windows.append(again)
            return
        self.windows = [
            one
            for one in self.windows
            if one.entity != entity
            and one.entity != OTHER
            and (one.opened == self.turn or (one.seen == 0 and self.turn - one.opened < 3))
        ]
        opened = Window(entity, self.turn, self.turn, asker=self.speaker, bare=bare, reference=reference)
        self.windows.append(opened)

    def _reopen(self) -> None:
        """Let the latest number that has a key of two figures go on."""
        for one in reversed(self.windows):
            if one.entity in ("NATIONAL_ID", "BANK_ACCOUNT", "IBAN_CODE"):
                one.seen, one.last = min(one.seen, FULL[one.entity] - 2), self.turn
                return

    def _refresh(self) -> bool:
        """Keep the latest unfilled window open; tell whether there is one."""
        for one in reversed(self.windows):
            if one.entity in SIZES and not one.full and one.entity not in _NO_NUMBERS:
                one.last = self.turn
                return True
        return False

    def waits(self, entity: str) -> bool:
        """Tell whether a window for the entity is open."""
        return any(one.entity == entity for one in self.windows)

    def entity_for(self, run: Run) -> str | None:
        """Give what a run most likely is: the latest window that it fits, unfilled ones first."""
        size = len(run.value)
        fitting = [one for one in self.windows if one.entity in SIZES and _fits(one, run, size)]
        if not fitting:
            return None
        unfilled = [one for one in fitting if not one.full]
        if not unfilled:
            return fitting[-1].entity
        if unfilled[-1].entity == OTHER and unfilled[-1].opened != self.turn:
            waiting = [one for one in unfilled if one.entity not in (*_NO_NUMBERS, "AGE", "DATE_OF_BIRTH")]
            waiting = [one for one in waiting if one.seen or len(run.digits) >= 5]
            if waiting:
                return waiting[-1].entity
        latest = max(one.opened for one in unfilled)
        asked = [one for one in unfilled if one.opened == latest]
        if latest == self.turn:
            return asked[-1].entity
        # Asked together in one question: answered in the same order.
        asked = [one for one in asked if one.entity != OTHER] or asked
        return next((one.entity for one in asked if one.seen == 0), asked[-1].entity)

    def spelled(self) -> str:
        """Give what spelled letters are part of: what was asked for last, a name by default."""
        for one in reversed(self.windows):
            if one.entity in (
                "EMAIL_ADDRESS",
                "PASSWORD",
                "PERSON",
                "ADDRESS",
                "ACCOUNT_ID",
                "LICENSE_PLATE",
            ):
                return one.entity
        return "PERSON"

    def has_card(self) -> bool:
        """Tell that a card was spoken of lately."""
        return self.turn - self.card_turn <= CARD_MEMORY

    def window(self, entity: str) -> Window | None:
        """Give the window for the entity."""
        return next((one for one in self.windows if one.entity == entity), None)

    def is_full(self, entity: str) -> bool:
        """Tell whether the window for the entity was satisfied already."""
        return any(one.entity == entity and one.full for one in self.windows)

    def hit(self, entity: str, size: int, opens: bool) -> None:
        """Note that a number was said; ``opens``: it may go on although nothing announced it."""
        if entity == "CREDIT_CARD":
            self.card_turn = self.turn
        if entity != OTHER:
            self.latest, self.latest_turn = entity, self.turn
        for one in self.windows:
            if one.entity == entity:
                one.seen += size
                one.last = self.turn
                return
        if opens:
            self.windows.append(Window(entity, self.turn, self.turn, size, self.speaker))

    def end_turn(self, length: int, figures: bool) -> None:
        """Close satisfied windows when the talk moves on: a longer turn without any figure."""
        if length > 7 and not figures:
            self.windows = [one for one in self.windows if not one.full or one.opened == self.turn]


def _fits(window: Window, run: Run, size: int) -> bool:
    low, high = SIZES[window.entity]
    if not low <= size <= high:
        return False
    if window.entity in ("CREDIT_CARD", "CARD_CVV", "PHONE_NUMBER", "AGE", "CARD_EXPIRY", OTHER):
        return bool(run.digits)
    if window.entity == "EMAIL_ADDRESS":
        return len(run.digits) <= max(4, len(run.letters))
    return window.entity != "ADDRESS" or bool(run.digits)
