"""Personal numbers: one pass over the conversation with what is expected at each moment."""

from __future__ import annotations

from dataclasses import dataclass, field

from sourdine.models.personal.answers import Turnful, count_turn, is_trivial, starts_turn, widen
from sourdine.models.personal.asked import asked_turns
from sourdine.models.personal.card import CARD_REACH, SECRET_CODE, Card, is_short_code
from sourdine.models.personal.cues import CARD_WORD, OTHER, Cue, cue_text, find_cues
from sourdine.models.personal.dates import (
    OLDEST,
    holidays,
    is_card_end,
    is_past,
    is_spoken_birthday,
    is_spoken_card_end,
    is_written_birthday,
    year_of,
)
from sourdine.models.personal.expectation import SIZES, Expectations, Window
from sourdine.models.personal.letters import ACRONYMS
from sourdine.models.personal.long_numbers import (
    LONG,
    LONG_CODE,
    STARTS_PHONE,
    begins_phone,
    has_price,
    is_long,
    is_price,
    long_kind,
)
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.misheard_around import ends_long_number, misheard_around
from sourdine.models.personal.nobodys import (
    is_no_answer,
    is_of_event,
    is_service_line,
    others,
)
from sourdine.models.personal.nobodys_forms import Nobodys, is_counted_in, is_nobodys
from sourdine.models.personal.plain import is_plain, is_quantity, trim_amount
from sourdine.models.personal.plates import begins_iban, begins_plate, with_capitals
from sourdine.models.personal.prefixes import with_prefix
from sourdine.models.personal.remembered import Latest, Remembered
from sourdine.models.personal.runs import Run, find_runs
from sourdine.models.personal.shapes import Shape, shape_of
from sourdine.models.personal.spelled import from_cue, is_spelled_word, to_accent
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import CLEARLY, FILLER, UNITS
from sourdine.models.personal.word_sets import word_set

CHAIN = 8  # figures over several turns
SILENT = ("PERSON", "LOCATION", OTHER, CARD_WORD)  # cues that announce no personal number
GOING_ON = 3  # turns in which a code goes on
SPELT = ("LICENSE_PLATE", "ACCOUNT_ID", "NATIONAL_ID", "IBAN_CODE", "ADDRESS", "PASSWORD")
NUMBERS = ("PHONE_NUMBER", "ACCOUNT_ID", "NATIONAL_ID", "BANK_ACCOUNT")  # may look like a firm's line
CODED = ("LICENSE_PLATE", "ACCOUNT_ID", "NATIONAL_ID", "IBAN_CODE")  # letters and figures
SIGNS_AFTER = word_set("star etoile diese hash cloche")  # keys pressed after a code
ABROAD = (
    "33",
    "44",
    "41",
    "32",
    "1",
    "353",
    "352",
    "49",
    "34",
    "39",
    "351",
    "213",
    "212",
    "216",
)  # "plus 44"
# Expected kinds that give way to a number whose check digits say otherwise.
OVERRULED = word_set("ACCOUNT_ID PHONE_NUMBER PASSWORD EMAIL_ADDRESS ADDRESS BANK_ACCOUNT AGE")
_LEADS = {
    "DATE_OF_BIRTH": frozenset(("the",)),
    "CARD_EXPIRY": frozenset(("of", "end", "fin")),
    "PHONE_NUMBER": frozenset(("plus",)),
} | dict.fromkeys(("ACCOUNT_ID", "LICENSE_PLATE", "NATIONAL_ID", "PASSWORD"), frozenset(("a", "y")))


@dataclass(slots=True)
class _Chain:
    """Short runs of one speaker that nothing announced, waiting to add up to a long number."""

    runs: list[Run] = field(default_factory=list)

    def digits(self) -> str:
        return "".join(run.digits for run in self.runs)


@dataclass(slots=True)
class FigureReader:
    """Reads a conversation turn by turn; ``findings`` grows."""

    conversation: Conversation
    findings: list[Finding] = field(default_factory=list)
    expectations: Expectations = field(default_factory=Expectations)
    chains: dict[str, _Chain] = field(default_factory=dict)
    skipped: list[Run] = field(default_factory=list)
    others: list[Run] = field(default_factory=list)  # announced as nobody's
    plain: list[Run] = field(default_factory=list)  # amounts, times, quantities
    surely: list[Run] = field(default_factory=list)  # nobody's by their form, whatever is said
    turnful: Turnful = field(default_factory=lambda: Turnful(0, 0))  # of the turn that is read
    announced: bool = False  # something was announced earlier in this turn
    remembered: Remembered = field(default_factory=Remembered)
    card: Card = field(default_factory=Card)
    nobodys: Nobodys = field(default_factory=Nobodys)
    latest: Latest = field(default_factory=Latest)
    answers: set[int] = field(default_factory=set)  # turns of who was asked for a number of their own

    def read(self) -> list[Finding]:
        """Give every personal number of the conversation."""
        cues_of_turns = self.conversation.cues or find_cues(self.conversation)
        self.answers = {
            turn for entity in NUMBERS for turn in asked_turns(self.conversation, cues_of_turns, entity)
        }
        for turn, cues in enumerate(cues_of_turns):
            self._turn(turn, cues)
        for run in self.skipped:
            if again := self.remembered.kind_again(self.conversation, run):
                self._emit(run, again, 0.6, "figures.again")
        for run in self.others:
            if len(run.digits) > 4 and (again := self.remembered.whole(run.digits)):
                self._emit(run, again, 0.6, "figures.again")
        return self.findings

    def _turn(self, turn: int, cues: list[Cue]) -> None:
        speaker = self.conversation.speakers[turn]
        runs = find_runs(self.conversation, turn)
        self.expectations.start_turn(turn, speaker)
        waiting = iter(_in_order(cues, runs))
        self.announced = False
        first, last = self.conversation.bounds[turn]
        self.turnful = count_turn(self.conversation, turn, runs)
        self._capitals(turn)
        for one in waiting:
            if isinstance(one, Cue):
                self.announced = self.announced or one.entity not in SILENT
                self.expectations.announce(one.entity)
            elif is_counted_in(one, cues):
                continue
            else:
                self._run(one)
        self._holidays(turn)
        self._keep_chain(speaker, runs, last - first)
        self.expectations.end_turn(last - first, bool(runs))

    def _capitals(self, turn: int) -> None:
        """Take the capitals that a turn begins with for the end of a plate or number: "RP."."""
        first, last = self.conversation.bounds[turn]
        token = self.conversation.tokens[first] if first < last else None
        if token is None or not (2 <= len(token.text) <= 4 and token.text.isalpha() and token.text.isupper()):
            return
        if (
            not self.conversation.written
            or token.key in ACRONYMS
            or token.key in FILLER[self.conversation.language]
        ):
            return
        for window in reversed(self.expectations.windows):
            if window.entity in CODED and window.seen and not window.full and turn - window.last <= 2:
                self.findings.append(Finding(token.start, token.end, window.entity, 0.6, "figures.expected"))
                self.expectations.hit(window.entity, len(token.key), opens=False)
                return

    def _run(self, run: Run) -> None:
        trim_amount(self.conversation, run)
        if (entity := self.latest.alternative(self.conversation, run)) is not None:
            self._emit(run, entity, 0.6, "figures.again")
            return
        if run.month or (run.ordinal and self.expectations.waits("DATE_OF_BIRTH")):
            self._date(run)
            return
        shape = shape_of(run.value, self.conversation.language)
        near = not self.answers.isdisjoint((run.turn, run.turn - 1))  # the answer, or what is read back of it
        asked = near or self.remembered.knows(run)
        if (
            shape is not None
            and shape.entity == "PHONE_NUMBER"
            and not asked
            and is_service_line(self.conversation, run)
        ):
            self.others.append(run)
            self.surely.append(run)
            return
        entity = self.expectations.entity_for(run)
        if not (asked and entity == "PHONE_NUMBER") and is_nobodys(self.conversation, run, entity):
            self.others.append(run)
            self.surely.append(run)
            return
        if not self.announced and self.nobodys.knows(run) and not self.remembered.knows(run):
            self.others.append(run)
            return
        if entity is not None and is_spelled_word(self.conversation, run):
            entity = "PERSON" if entity not in ("EMAIL_ADDRESS", "ADDRESS") else entity
            widen(self.conversation, run, self.turnful)
            to_accent(self.conversation, run)
            from_cue(self.conversation, run)
            self._emit(run, entity, 0.75, "letters.spelled")
            return
        on_card = self.card.follows(run, self.expectations.speaker) and (
            is_spoken_card_end(run) or is_short_code(self.conversation, run, self.turnful)
        )
        if entity == OTHER and on_card:
            entity = None
        if entity == OTHER:
            self.expectations.hit(OTHER, len(run.value), opens=False)
            window = self.expectations.window(OTHER)
            answers = window is not None and run.turn - window.opened <= self.turnful.mostly
            if shape is None and (answers or len(run.digits) <= LONG_CODE):
                self.others.append(run)
                self.nobodys.note(run)
                return
            entity = None
        window = self.expectations.window(entity) if entity else None
        if others(self.conversation, run, window, year_of(run)):
            self.others.append(run)
            return
        if entity is not None and not self._is_worth(run, entity):
            entity = None
        if entity == "ACCOUNT_ID" and shape is None and has_price(self.conversation, run):
            self.others.append(run)
            return
        if is_plain(self.conversation, run, entity is not None):
            self.plain.append(run)
            return
        born = is_written_birthday(self.conversation, run) or (entity is None and is_spoken_birthday(run))
        if self._card_ends(run) or born:
            entity = "CARD_EXPIRY" if self._card_ends(run) else "DATE_OF_BIRTH"
            self._emit(run, entity, 0.7, "figures.shape" if entity == "CARD_EXPIRY" else "date.past")
        elif shape is not None and self._rules(shape, entity):
            self._emit(run, shape.entity, shape.score, shape.rule)
        elif entity is not None and not is_trivial(self.conversation, run, entity, self.turnful):
            raised = shape is not None and shape.entity == entity
            widen(self.conversation, run, self.turnful)
            self._emit(run, self._kind(run, entity), 0.9 if raised else 0.75, "figures.expected")
        elif is_long(self.conversation, run):
            self._emit(run, long_kind(self.conversation, run), 0.5, "figures.long")
            self._emit_begin(run)
        elif begins_iban(self.conversation, run):
            self._emit(run, "IBAN_CODE", 0.5, "figures.shape")
            self.expectations.announce("IBAN_CODE")
        elif begins_plate(self.conversation, run):
            self._emit(run, "LICENSE_PLATE", 0.5, "figures.shape")
        elif begins_phone(self.conversation, run):
            self._emit(run, "PHONE_NUMBER", 0.5, "figures.shape")
        elif on_card:
            entity = "CARD_EXPIRY" if is_spoken_card_end(run) else "CARD_CVV"
            self._emit(run, entity, 0.5, "figures.after_card")
        elif len(run.digits) <= 1 and run.count("letter") >= 3:
            from_cue(self.conversation, run)
            self._emit(run, self.expectations.spelled(), 0.7, "letters.spelled")
        else:
            run.skipped = True
            self.skipped.append(run)

    def _card_ends(self, run: Run) -> bool:
        return self.expectations.has_card() and is_card_end(self.conversation, run)

    def _kind(self, run: Run, entity: str) -> str:
        """Give a telephone's first figures their kind where an address was asked for."""
        if entity == "ADDRESS" and self.conversation.language == "fr" and STARTS_PHONE.fullmatch(run.value):
            return "PHONE_NUMBER"
        if entity == "PHONE_NUMBER" and self._is_no_phone(run):
            return "ACCOUNT_ID"
        return entity

    def _is_no_phone(self, run: Run) -> bool:
        """Tell letters among the figures, or a length and a begin that no telephone has."""
        window = self.expectations.window("PHONE_NUMBER")
        if window is None or not window.bare or window.seen:
            return False
        if run.letters:
            return True
        begun = ("0", "33", "6", "7") if self.conversation.language == "fr" else ("0", "1", "44", "7")
        size = len(run.digits)
        return size >= LONG and not run.digits.startswith(begun) and size not in (10, 11)

    def _is_worth(self, run: Run, entity: str) -> bool:
        """Tell whether a run answers what is expected: it is most of the turn, or long, or announced here."""
        window = self.expectations.window(entity)
        answers = self.turnful.mostly or starts_turn(self.conversation, run)
        if window is not None and is_no_answer(self.conversation, run, window, answers):
            return False
        if window is None or (self.announced and not window.full):
            return True
        mostly, starts = self.turnful.mostly, starts_turn(self.conversation, run)
        if entity == "ADDRESS" and len(run.value) <= 2 and run.turn - window.opened > 2:
            return False
        if run.digits.startswith("0") and len(run.digits) > 1 and window.entity != "ADDRESS":
            return True  # no amount begins so
        if run.has_helper and window.entity in SPELT and window.seen:
            return True
        if (
            self._is_askers(window)
            and not self.remembered.knows(run)
            and (not mostly or (not window.seen and self.expectations.speaker == "agent"))
        ):
            return False
        if (run.has_helper or (run.letters and run.digits)) and window.entity in SPELT:
            return run.turn - window.last <= GOING_ON or mostly or starts
        if window.full:
            going_on = starts and self._goes_on(run, window)
            return self.turnful.only or len(run.value) >= 5 or (mostly and going_on)
        return mostly or len(run.value) >= 4 or starts

    def _is_askers(self, window: Window) -> bool:
        """Tell that the one who asked speaks now: what they say is no answer."""
        speaker = self.expectations.speaker
        return speaker == window.asker != "unknown" and self.expectations.turn != window.opened

    def _goes_on(self, run: Run, window: Window) -> bool:
        """Tell that a number dictated in pieces goes on, although it could be complete."""
        _, most = SIZES[window.entity]
        return self.expectations.turn - window.last <= 2 and window.seen + len(run.value) <= most

    def _date(self, run: Run) -> None:
        """Dates stay audible unless they are birthdays or a card's end."""
        year = year_of(run)
        if year is not None and year < OLDEST:
            self.surely.append(run)  # history
            return
        if is_of_event(self.conversation, run):
            return
        for entity in ("DATE_OF_BIRTH", "CARD_EXPIRY"):
            if self._is_appointment(run, entity):
                continue
            again = entity == "DATE_OF_BIRTH" and run.turn == self.remembered.born_turn
            if not run.month and len(run.numbers) == 1 and not starts_turn(self.conversation, run):
                continue  # "I fly on the 30th"
            if self.expectations.waits(entity) and (not self.expectations.is_full(entity) or year or again):
                widen(self.conversation, run, self.turnful)
                rule = "date.birth" if entity == "DATE_OF_BIRTH" else "figures.expected"
                self._emit(run, entity, 0.85, rule)
                return
        if is_spoken_card_end(run) and self.card.follows(run, self.expectations.speaker):
            self._emit(run, "CARD_EXPIRY", 0.5, "figures.after_card")
        elif (
            is_past(year) and (len(run.numbers) >= 2 or run.ordinal) and not is_price(self.conversation, run)
        ):
            self._emit(run, "DATE_OF_BIRTH", 0.5, "date.past")
        elif self.remembered.is_birthday(run):
            self._emit(run, "DATE_OF_BIRTH", 0.6, "figures.again")

    def _holidays(self, turn: int) -> None:
        """Take a day that has a name for a birthday where one was asked for or told."""
        if not self.expectations.waits("DATE_OF_BIRTH"):
            return
        first, last = self.conversation.bounds[turn]
        text, starts = cue_text(self.conversation.tokens, first, last, self.conversation.language)
        for begin, end in holidays(text, self.conversation.language):
            tokens = [
                self.conversation.tokens[first + at]
                for at, start in enumerate(starts)
                if begin <= start < end
            ]
            self.findings.append(Finding(tokens[0].start, tokens[-1].end, "DATE_OF_BIRTH", 0.6, "date.birth"))
            self.expectations.hit("DATE_OF_BIRTH", 2, opens=False)

    def _rules(self, shape: Shape, entity: str | None) -> bool:
        """Tell whether the shape chooses the kind, and not what was expected."""
        if entity is None or (entity == "ACCOUNT_ID" and shape.entity in ("PHONE_NUMBER", "ADDRESS")):
            return True
        if entity == "ADDRESS":
            return shape.entity != "ADDRESS"
        window = self.expectations.window(entity)
        if window is not None and window.seen == 0 and self.expectations.turn - window.opened > 3:
            return shape.score >= 0.8
        return shape.score >= 0.9 and entity in OVERRULED

    def _is_appointment(self, run: Run, entity: str) -> bool:
        """Tell a day without a year that the one who asked for a birthday proposes, or a day of the week."""
        if entity != "DATE_OF_BIRTH" or year_of(run) is not None:
            return False
        units = self.conversation.units[run.turn]
        before = {unit.value for unit in units[max(0, run.first - 2) : run.first]}
        if before & CLEARLY[self.conversation.language]:
            return True
        return self.conversation.speakers[run.turn] == "agent" and not self.announced

    def _keep_chain(self, speaker: str, runs: list[Run], length: int) -> None:
        """Add up unannounced figures over turns that are little else than figures."""
        pending = [run for run in runs if run.skipped and run.digits]
        pending = [run for run in pending if not is_quantity(self.conversation, run)]
        chain = self.chains.setdefault(speaker, _Chain())
        covered = sum(last - first + 1 for run in runs for first, last in run.segments)
        if not pending:
            if length > 4:
                for other in self.chains.values():
                    other.runs.clear()
            return
        first, last = self.conversation.bounds[runs[0].turn]
        units = UNITS[self.conversation.language]
        counted = any(token.key in units for token in self.conversation.tokens[first:last])
        if covered * 2 < length or counted:
            chain.runs.clear()
            return
        chain.runs += pending
        if len(chain.digits()) >= CHAIN:
            shape = shape_of(chain.digits(), self.conversation.language)
            entity = shape.entity if shape else "ACCOUNT_ID"
            for run in chain.runs:
                self._emit(run, entity, 0.55, "figures.long")
            self.expectations.announce(entity)
            chain.runs.clear()

    def _emit_begin(self, run: Run) -> None:
        """Take in what the same speaker said of a long number in the turns before."""
        chain = self.chains.get(self.expectations.speaker)
        for begun in chain.runs if chain else ():
            if run.turn - begun.turn <= GOING_ON:
                self._emit(begun, long_kind(self.conversation, run), 0.5, "figures.long")

    def _emit(self, run: Run, entity: str, score: float, rule: str) -> None:
        tokens = self.conversation.tokens
        entity = self._code(run, entity)
        lead = _LEADS.get(entity, frozenset())
        for first, last in misheard_around(self.conversation, run):
            while first and tokens[first - 1].key in lead and tokens[first - 1].text != "à":
                first -= 1
            if first and tokens[first - 1].key == "plus" and run.digits.startswith(ABROAD):
                first -= 1
            if entity in CODED and first == run.segments[0][0]:
                first = with_prefix(self.conversation, first)
            if last >= run.segments[-1][1]:
                last = self._trailing(run, entity, last)
            if entity == "LICENSE_PLATE" and run.digits:
                first, last = with_capitals(self.conversation, first, last)
            self.findings.append(Finding(tokens[first].start, tokens[last].end, entity, score, rule))
        self.remembered.note(run, entity)
        self.latest = Latest(run, entity)
        if entity == "CREDIT_CARD":
            self.card.note(run, self.conversation.speakers[run.turn])
        self.expectations.hit(entity, len(run.digits) + len(run.letters), opens=len(run.value) >= 5)

    def _code(self, run: Run, entity: str) -> str:
        """Give a short code that is said where a card is spoken of its strictest kind: a security code."""
        if entity == "CREDIT_CARD" and len(run.digits) == SECRET_CODE[0]:
            speaker = self.expectations.speaker
            told = self.card.follows(run, speaker) and is_short_code(self.conversation, run, self.turnful)
            return "CARD_CVV" if told and not self.card.holds(run) else entity
        if entity not in ("PASSWORD", "ACCOUNT_ID", "PHONE_NUMBER", "BANK_ACCOUNT", "ADDRESS") or run.letters:
            return entity
        short = len(run.digits) in SECRET_CODE and len(run.numbers) <= len(run.digits)
        paid = self.expectations.latest in ("CREDIT_CARD", "CARD_EXPIRY", "CARD_CVV")
        recent = self.expectations.turn - self.expectations.latest_turn <= CARD_REACH
        return "CARD_CVV" if short and paid and recent and self.card.is_whole else entity

    def _trailing(self, run: Run, entity: str, last: int) -> int:
        """Take in the letter or key that ends a code: "… quatre cinq a", "… seven star"."""
        tokens = self.conversation.tokens
        _, bound = self.conversation.bounds[run.turn]
        if last + 1 >= bound or not run.digits:
            return last
        token = tokens[last + 1]
        if last + 2 == bound and ends_long_number(self.conversation, token, entity):
            return last + 1
        if entity not in ("PASSWORD", *CODED):
            return last
        if token.key in SIGNS_AFTER and entity == "PASSWORD":
            return last + 1
        ends = last + 2 >= bound or any(mark in tokens[last + 2].gap for mark in ",.;?!")
        single = len(token.key) == 1 and token.key.isalpha() and token.text not in ("à", "I")
        return last + 1 if single and ends and token.gap in ("", ",", "-") else last


def _in_order(cues: list[Cue], runs: list[Run]) -> list[Cue | Run]:
    """Cues before the runs that follow them; a cue that ends inside a run comes before it."""
    both: list[tuple[int, int, Cue | Run]] = [(cue.last, 0, cue) for cue in cues]
    both += [(run.end, 1, run) for run in runs]
    return [one for _, _, one in sorted(both, key=lambda three: three[:2])]
