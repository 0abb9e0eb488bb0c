"""Runs of figures and letters within a turn, whatever is said between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from sourdine.models.personal.letters import ACRONYMS, LIKE_WORDS, NATO, may_be_word
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.view import Unit
from sourdine.models.personal.vocabulary import BESIDE, INSIDE, MONTHS, SIGNS, UNITS
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

LONGEST_GAP = 3  # words between two figures of one run
DATE_LINKS = word_set("de l' an du of the in year")  # "trente janvier de l'an deux mille"
NATO_TURN = 3  # words of the spelling alphabet that make all of a turn's such words letters
CARD = 15  # figures after which a comma ends a number
MOST_PRICE = 3  # groups of figures in an amount
_NATO_NAMES = word_set("mike charlie oscar victor juliet romeo papa india quebec hotel golf lima")


@dataclass(slots=True, eq=False)
class Run:
    """Figures, letters and months said in a row: units ``first`` to ``last`` of a turn (included).

    ``segments`` are the parts (first and last token) to cover, words beside them left out.
    """

    turn: int
    first: int
    last: int
    items: list[Unit]
    segments: list[tuple[int, int]] = field(default_factory=list)
    month: int = 0
    ordinal: bool = False
    skipped: bool = False  # looked at and left audible, so far

    @property
    def value(self) -> str:
        """Figures and letters in order: "fr7630006"."""
        return "".join(unit.value for unit in self.items if unit.kind != "word")

    @property
    def digits(self) -> str:
        """The figures alone."""
        return "".join(unit.value for unit in self.items if unit.kind == "number")

    @property
    def letters(self) -> str:
        """The letters alone, "deux l" read as "ll"."""
        return "".join(unit.value for unit in self.items if unit.kind == "letter")

    @property
    def numbers(self) -> list[Unit]:
        """The numbers as said: "zero six", "douze"."""
        return [unit for unit in self.items if unit.kind == "number"]

    @property
    def has_helper(self) -> bool:
        """Tell that a letter is explained: "m comme Marcel"."""
        return any(unit.kind == "word" for unit in self.items) and bool(self.letters)

    @property
    def changes(self) -> int:
        """Give how often letters and figures take turns, as in codes."""
        kinds = [unit.kind for unit in self.items if unit.kind != "word"]
        return sum(one != other for one, other in pairwise(kinds))

    def count(self, kind: str) -> int:
        """Give how many numbers or letters were said, "deux l" as one."""
        return sum(unit.kind == kind for unit in self.items)

    @property
    def start(self) -> int:
        """First token."""
        return self.items[0].first

    @property
    def end(self) -> int:
        """Last token."""
        return self.segments[-1][1]


def find_runs(conversation: Conversation, turn: int) -> list[Run]:
    """Give the runs of a turn in order; single letters that are words are none."""
    units = conversation.units[turn]
    language = conversation.language
    runs: list[Run] = []
    at = 0
    while at < len(units):
        if _starts(units, at, language):
            run = _grow(conversation, turn, at)
            if run.items:
                runs.append(run)
            at = run.last
        at += 1
    return runs


def _starts(units: Sequence[Unit], at: int, language: Language) -> bool:
    unit = units[at]
    if unit.kind == "letter" and may_be_word(unit.value, language):
        return (
            at + 1 < len(units)
            and units[at + 1].kind == "letter"
            and (
                not may_be_word(units[at + 1].value, language)
                or (at + 2 < len(units) and units[at + 2].kind == "letter")
            )
        )
    return unit.kind != "word" or unit.value in MONTHS[language] or _is_nato(units, at)


def _is_nato(units: Sequence[Unit], at: int) -> bool:
    """Tell a word of the spelling alphabet beside another one or beside a figure or letter."""
    if units[at].kind != "word" or units[at].value not in NATO:
        return False
    if units[at].value == "november":  # a month, unless it helps an n
        return any(unit.kind == "letter" and unit.value == "n" for unit in units[max(0, at - 2) : at])
    if sum(unit.kind == "word" and unit.value in NATO for unit in units) >= NATO_TURN:
        return True  # a turn that spells
    around = (*units[max(0, at - 1) : at], *units[at + 1 : at + 2])
    if units[at].value in UNITS["en"] or units[at].value in UNITS["fr"]:  # "a kilo", "two kilo"
        return any(unit.kind == "word" and unit.value in NATO for unit in around)
    alike = list(takewhile(lambda unit: unit.value in NATO, units[at : at + 3]))
    alike += list(takewhile(lambda unit: unit.value in NATO, units[max(0, at - 2) : at][::-1]))
    if len(alike) >= 3:
        return True
    return any(
        (unit.kind != "word" and not _is_article(unit))
        or (unit.value in NATO and unit.value not in _NATO_NAMES)
        for unit in around
    )


def _is_loose(units: Sequence[Unit], index: int, last: int) -> bool:
    """Tell "a", "i", "y" that stand there as words: not between figures and letters."""
    if not _is_article(units[index]) or (index == last + 1 and units[last].kind == "letter"):
        return False
    following = units[index + 1] if index + 1 < len(units) else None
    return index > last + 1 or (following is not None and following.kind == "word")


def _is_article(unit: Unit) -> bool:
    return unit.kind == "letter" and unit.value in ("a", "i", "y")


def _grow(conversation: Conversation, turn: int, at: int) -> Run:
    units, language = conversation.units[turn], conversation.language
    run = Run(turn, at, at, [])
    for index, skipped in _members(conversation, units, at):
        _add(run, units, index, skipped, language)
    if not _ends_in_letter(conversation, units, run):
        _drop_edges(run, language)
    return run


def _is_cut(conversation: Conversation, units: Sequence[Unit], index: int, last: int) -> bool:
    """Tell where a run ends although a number follows: at a sign of money, before an amount, at the
    end of a sentence with more words between."""
    gap = conversation.tokens[units[index].first].gap
    if any(sign in gap for sign in SIGNS):
        return True
    if (_is_comma(conversation, units, index) or index > last + 1) and _is_amount(conversation, units, index):
        return True
    if not conversation.written:
        return False
    if index == last + 1 and _parts_sentences(conversation, units, index):
        return True
    if index == last + 1:  # "une 208, EX 904 LM"
        plate = units[index].kind == "letter" and len(units[index].value) > 1 and units[last].kind == "number"
        more = index + 1 < len(units) and units[index + 1].kind == "number"
        return plate and more and _is_comma(conversation, units, index)
    between = (conversation.tokens[unit.first].gap for unit in units[last + 1 : index + 1])
    return any(mark in gap for gap in between for mark in ".?!;")


def _parts_sentences(conversation: Conversation, units: Sequence[Unit], index: int) -> bool:
    """Tell two numbers that a mark and a space part: "2016? 4", "2018. 2", "one, 4471"; groups of one
    number are parted so too, but not after a question, a year or a word."""
    first, before = units[index].first, units[index - 1]
    token = conversation.tokens[first]
    if not token.gap or token.start - conversation.tokens[first - 1].end <= len(token.gap):
        return False
    if any(mark in token.gap for mark in "?!;"):
        return True
    if (
        conversation.language != "en"
        or before.kind != "number"
        or not any(mark in token.gap for mark in ".,")
    ):
        return False
    word = before.first == before.last and conversation.tokens[before.first].key in (
        "one",
        "first",
        "second",
        "third",
    )
    return word and token.key.isdecimal()


def _is_comma(conversation: Conversation, units: Sequence[Unit], index: int) -> bool:
    """Tell a comma that parts two numbers from one within a number ("174,30")."""
    first = units[index].first
    token = conversation.tokens[first]
    return "," in token.gap and token.start - conversation.tokens[first - 1].end > len(token.gap)


def _is_stop(gap: str) -> bool:
    return any(mark in gap for mark in ",.;?!")


def _is_amount(conversation: Conversation, units: Sequence[Unit], index: int) -> bool:
    """Tell that the figures from a unit on end in a sign of money or a word for what is counted."""
    tokens = conversation.tokens
    for at in range(index, min(index + MOST_PRICE, len(units))):
        if units[at].kind != "number":
            return False
        end = tokens[units[at].last].end
        if any(sign in conversation.text[end : end + 2] for sign in SIGNS):
            return True
        if at + 1 < len(units) and units[at + 1].value in UNITS[conversation.language]:
            return True
    return False


def _members(conversation: Conversation, units: Sequence[Unit], at: int) -> Iterator[tuple[int, bool]]:
    """Yield the units of a run; the flag tells that words beside the run lie before the unit."""
    language = conversation.language
    yield at, False
    last = index = at
    beside = False
    dated = False
    figures = len(units[at].value) if units[at].kind == "number" else 0
    while index + 1 < len(units) and index + 1 - last <= LONGEST_GAP + dated:
        index += 1
        unit = units[index]
        is_month = unit.kind == "word" and unit.value in MONTHS[language]
        if _is_cut(conversation, units, index, last):
            return
        if figures >= CARD and _is_stop(conversation.tokens[unit.first].gap):
            return
        if (unit.kind != "word" and not _is_loose(units, index, last)) or is_month or _is_nato(units, index):
            yield index, beside
            last, beside, dated = index, False, is_month
            figures += len(unit.value) if unit.kind == "number" else 0
        elif _is_helper(units, last, index, language):
            yield index, beside
            last = index
        elif conversation.written and unit.value in ("et", "and"):
            return
        elif unit.value in BESIDE[language]:
            beside = True
        elif unit.value not in INSIDE[language] and not (dated and unit.value in DATE_LINKS):
            return


def _is_helper(units: Sequence[Unit], last: int, index: int, language: Language) -> bool:
    """Tell "Marcel" in "m comme Marcel" and "bravo" in "b bravo", also after "deux l"."""
    letter = units[last]
    if letter.kind != "letter":
        return False
    if letter.value == "x" and units[index].value == "ray":
        return index == last + 1
    if not units[index].value.startswith(letter.value[0]):
        return False
    between = [unit.value for unit in units[last + 1 : index]]
    if not between:
        return units[index].value in NATO
    return between[0] in LIKE_WORDS[language] and len(between) <= 2


def _add(run: Run, units: Sequence[Unit], index: int, skipped: bool, language: Language) -> None:
    unit = units[index]
    if unit.kind == "word" and unit.value in NATO and not _helps(run, unit):
        unit = Unit("letter", unit.first, unit.last, unit.value[0])
    if unit.kind == "word" and unit.value in MONTHS[language] and not _helps(run, unit):
        run.month = MONTHS[language][unit.value]
    if unit.kind == "letter" and run.items and run.items[-1].value == "2" and run.letters:
        unit = Unit("letter", unit.first, unit.last, unit.value * 2)
    run.ordinal = run.ordinal or unit.ordinal
    if run.segments and not skipped:
        run.segments[-1] = (run.segments[-1][0], unit.last)
    else:
        run.segments.append((unit.first, unit.last))
    run.items.append(unit)
    run.last = index


def _helps(run: Run, unit: Unit) -> bool:
    before = [item for item in run.items if item.kind != "word"]
    return bool(before) and before[-1].kind == "letter" and before[-1].value[0] == unit.value[0]


def _ends_in_letter(conversation: Conversation, units: Sequence[Unit], run: Run) -> bool:
    """Tell a number whose last letter could be a word and is none: a capital ("1234567 A"), the last word."""
    if (
        len(run.digits) < (3 if len(units) > 4 else 1)
        or run.items[-1].kind != "letter"
        or run.items[-2].kind != "number"
    ):
        return False
    token = conversation.tokens[run.items[-1].last]
    if conversation.written:
        return token.text.isupper() and token.text != "I" and token.gap in ("", "-", "/")
    return run.last + 1 == len(units)


def _drop_edges(run: Run, language: Language) -> None:
    """Drop letters at the edges that are words there ("il y a 5", "two a day"), and lone acronyms."""
    if run.letters in ACRONYMS and not run.digits:
        run.items.clear()
    if any(unit.kind == "letter" and not may_be_word(unit.value, language) for unit in run.items):
        return
    while run.items and run.items[-1].kind == "letter":
        dropped = run.items.pop()
        start, _ = run.segments[-1]
        if start >= dropped.first:
            run.segments.pop()
        elif run.items:
            run.segments[-1] = (start, run.items[-1].last)
