"""Personal numbers: one pass over the conversation with what is expected at each moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sourdine.models.personal.cues import Cue, find_cues, key_words
from sourdine.models.personal.expectation import Expectations
from sourdine.models.personal.lexicon import common
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.number_words import MISHEARD
from sourdine.models.personal.plain import is_plain, trim_amount
from sourdine.models.personal.runs import Run, find_runs
from sourdine.models.personal.shapes import Shape, shape_of
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import CLEARLY, FILLER, UNITS
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

LONG = 6  # figures in several numbers that are masked without any cue
LONG_SINGLE = 9  # figures in a number said as one ("quarante cinq mille …")
CHAIN = 8  # figures over several turns
# Expected kinds that give way to a number whose check digits say otherwise.
OVERRULED = word_set("ACCOUNT_ID PHONE_NUMBER PASSWORD EMAIL_ADDRESS ADDRESS BANK_ACCOUNT AGE")
_LEADS = {"DATE_OF_BIRTH": frozenset(("the",)), "PHONE_NUMBER": frozenset(("plus",))} | dict.fromkeys(
    ("ACCOUNT_ID", "LICENSE_PLATE", "NATIONAL_ID"), frozenset(("a", "y"))
)
WORDY_ONES = word_set("un une one oh second first premier")


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
    content: int = 0  # words of this turn that are no filler
    covered: int = 0  # of them figures and letters
    announced: bool = False  # something was announced earlier in this turn
    values: dict[str, str] = field(default_factory=dict)  # figures of something found → entity
    grams: dict[str, str] = field(default_factory=dict)  # four figures of something found → entity

    def read(self) -> list[Finding]:
        """Give every personal number of the conversation."""
        for turn, cues in enumerate(self.conversation.cues or find_cues(self.conversation)):
            self._turn(turn, cues)
        for run in self.skipped:
            self._again(run)
        return self.findings

    def _turn(self, turn: int, cues: list[Cue]) -> None:
        speaker = self.conversation.speakers[turn]
        runs = find_runs(self.conversation, turn)
        self.expectations.start_turn(turn, speaker)
        waiting = iter(_in_order(cues, runs))
        self.announced = False
        first, last = self.conversation.bounds[turn]
        filler = FILLER[self.conversation.language]
        numbers = [run for run in runs if not run.month]
        self.covered = sum(last - first + 1 for run in numbers for first, last in run.segments)
        self.content = sum(token.key not in filler for token in self.conversation.tokens[first:last])
        for one in waiting:
            if isinstance(one, Cue):
                self.announced = True
                self.expectations.announce(one.entity)
            else:
                self._run(one)
        self._keep_chain(speaker, runs, last - first)
        self.expectations.end_turn(last - first, bool(runs))

    def _run(self, run: Run) -> None:
        trim_amount(self.conversation, run)
        if run.month or (run.ordinal and self.expectations.waits("DATE_OF_BIRTH")):
            self._date(run)
            return
        entity = self.expectations.entity_for(run)
        if entity is not None and not self._is_worth(run, entity):
            entity = None
        if is_plain(self.conversation, run, entity is not None):
            return
        shape = shape_of(run.value, self.conversation.language)
        if shape is not None and self._rules(shape, entity):
            self._emit(run, shape.entity, shape.score, shape.rule)
        elif entity is not None and not self._is_trivial(run, entity):
            raised = shape is not None and shape.entity == entity
            self._widen(run)
            self._emit(run, entity, 0.9 if raised else 0.75, "figures.expected")
        elif self._is_long(run):
            self._emit(run, "ACCOUNT_ID", 0.5, "figures.long")
        elif len(run.letters) >= 3 and len(run.digits) <= 1:
            self._emit(run, self.expectations.spelled(), 0.7, "letters.spelled")
        else:
            run.skipped = True
            self.skipped.append(run)

    def _is_worth(self, run: Run, entity: str) -> bool:
        """Tell whether a run answers what is expected: it is most of the turn, or long, or announced here."""
        if self.announced and not self.expectations.is_full(entity):
            return True
        if self.expectations.is_full(entity):
            return self.covered >= self.content or len(run.value) >= 5
        return self.covered * 2 >= self.content or len(run.value) >= 4

    def _widen(self, run: Run) -> None:
        """Where a turn is mostly the number, take in the words that a recogniser misheard beside it."""
        if self.covered * 5 < self.content * 3 or len(run.digits) < 2:
            return
        tokens, language = self.conversation.tokens, self.conversation.language
        bound_first, bound_last = self.conversation.bounds[run.turn]
        first, last = run.segments[0][0], run.segments[-1][1]
        while first > bound_first and run.segments[0][0] - first < 2 and _is_odd(tokens[first - 1], language):
            first -= 1
        while (
            last + 1 < bound_last and last - run.segments[-1][1] < 2 and _is_odd(tokens[last + 1], language)
        ):
            last += 1
        run.segments[0] = (first, run.segments[0][1])
        run.segments[-1] = (run.segments[-1][0], last)

    def _date(self, run: Run) -> None:
        """Dates stay audible unless they are birthdays or a card's end."""
        for entity in ("DATE_OF_BIRTH", "CARD_EXPIRY"):
            if self._is_appointment(run, entity):
                continue
            if self.expectations.waits(entity) and (not self.expectations.is_full(entity) or _year(run)):
                self._widen(run)
                rule = "date.birth" if entity == "DATE_OF_BIRTH" else "figures.expected"
                self._emit(run, entity, 0.85, rule)
                return
        year = _year(run)
        if year is not None and 1900 <= year <= 2008 and len(run.numbers) >= 2:
            self._emit(run, "DATE_OF_BIRTH", 0.5, "date.past")

    def _rules(self, shape: Shape, entity: str | None) -> bool:
        """Tell whether the shape chooses the kind, and not what was expected."""
        if entity is None or (entity == "ACCOUNT_ID" and shape.entity == "PHONE_NUMBER"):
            return True
        return shape.score >= 0.9 and entity in OVERRULED

    def _is_appointment(self, run: Run, entity: str) -> bool:
        """Tell a day without a year that the one who asked for a birthday proposes, or a day of the week."""
        if entity != "DATE_OF_BIRTH" or _year(run) is not None:
            return False
        units = self.conversation.units[run.turn]
        before = {unit.value for unit in units[max(0, run.first - 2) : run.first]}
        if before & CLEARLY[self.conversation.language]:
            return True
        return self.conversation.speakers[run.turn] == "agent" and not self.announced

    def _is_trivial(self, run: Run, entity: str) -> bool:
        """Tell "un", "one", a lone letter, in a sentence of other words."""
        first, last = self.conversation.bounds[run.turn]
        tokens = self.conversation.tokens
        if len(run.letters) >= 3 and not run.digits:
            return entity in (
                "CREDIT_CARD",
                "CARD_CVV",
                "CARD_EXPIRY",
                "PHONE_NUMBER",
                "DATE_OF_BIRTH",
                "AGE",
            )
        if last - first <= 2:
            return False
        if not run.digits:
            return len(run.letters) < 2
        if any(not unit.exact for unit in run.numbers) and len(run.numbers) == 1:
            return True
        said = [tokens[unit.first].key for unit in run.numbers]
        return len(said) == 1 and said[0] in WORDY_ONES and self.content > 1

    def _is_long(self, run: Run) -> bool:
        if run.letters and run.digits:
            return len(run.value) >= LONG and len(run.digits) >= 2
        if any(not unit.exact for unit in run.numbers):
            return len(run.digits) >= LONG_SINGLE
        several = len(run.numbers) >= 3 and all(
            len(unit.value) < 4 or unit.first == unit.last for unit in run.numbers
        )
        return len(run.digits) >= (LONG if several else LONG_SINGLE)

    def _keep_chain(self, speaker: str, runs: list[Run], length: int) -> None:
        """Add up unannounced figures over turns that are little else than figures."""
        pending = [run for run in runs if run.skipped and run.digits]
        chain = self.chains.setdefault(speaker, _Chain())
        covered = sum(last - first + 1 for run in runs for first, last in run.segments)
        if not pending:
            if length > 4:
                for other in self.chains.values():
                    other.runs.clear()
            return
        if covered * 2 < length:
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

    def _again(self, run: Run) -> None:
        digits = run.digits
        if digits in self.values:
            self._emit(run, self.values[digits], 0.6, "figures.again")
        elif len(digits) >= 4 and all(gram in self.grams for gram in _fours(digits)):
            self._emit(run, self.grams[digits[:4]], 0.6, "figures.again")

    def _emit(self, run: Run, entity: str, score: float, rule: str) -> None:
        tokens = self.conversation.tokens
        for first, last in run.segments:
            lead = _LEADS.get(entity)
            if lead is not None and first and tokens[first - 1].key in lead and tokens[first - 1].text != "à":
                first -= 1
            self.findings.append(Finding(tokens[first].start, tokens[last].end, entity, score, rule))
        if len(run.digits) >= 3:
            self.values.setdefault(run.digits, entity)
        for gram in _fours(run.digits):
            self.grams.setdefault(gram, entity)
        self.expectations.hit(entity, len(run.digits) + len(run.letters), opens=len(run.value) >= 5)


def _is_odd(token: Token, language: Language) -> bool:
    """Tell a word that has no business beside a number: no ordinary word, no unit, no cue."""
    key = token.key
    if key in FILLER[language] or key in UNITS[language] or key in key_words(language, 3):
        return False
    return key in MISHEARD[language] or key not in common(language)


def _fours(digits: str) -> Iterator[str]:
    for at in range(len(digits) - 3):
        yield digits[at : at + 4]


def _in_order(cues: list[Cue], runs: list[Run]) -> list[Cue | Run]:
    """Cues before the runs that follow them; a cue that ends inside a run comes before it."""
    both: list[tuple[int, int, Cue | Run]] = [(cue.last, 0, cue) for cue in cues]
    both += [(run.end, 1, run) for run in runs]
    return [one for _, _, one in sorted(both, key=lambda three: three[:2])]


def _year(run: Run) -> int | None:
    for at, unit in enumerate(run.numbers):
        if len(unit.value) == 4 and not unit.value.startswith("0"):
            return int(unit.value)
        following = run.numbers[at + 1] if at + 1 < len(run.numbers) else None
        if unit.value in ("19", "20") and at and following is not None and len(following.value) == 2:
            return int(unit.value + following.value)
    return None
