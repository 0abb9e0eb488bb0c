"""How much of a turn its figures are: whether they answer a question, or are said along with other things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sourdine.models.personal.cues import key_words
from sourdine.models.personal.lexicon import common, is_word
from sourdine.models.personal.number_words import MISHEARD
from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import FILLER, UNITS
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

WORDY_ONES = word_set("un une one oh second first premier")
FIGURES_ONLY = ("CREDIT_CARD", "CARD_CVV", "CARD_EXPIRY", "PHONE_NUMBER", "DATE_OF_BIRTH", "AGE")


@dataclass(frozen=True, slots=True)
class Turnful:
    """Counts of a turn: ``content`` words are no filler, ``covered`` words are figures or letters."""

    content: int
    covered: int

    @property
    def mostly(self) -> bool:
        """Tell that figures are at least half of it."""
        return self.covered * 2 >= self.content

    @property
    def only(self) -> bool:
        """Tell that figures are all of it."""
        return self.covered >= self.content


def count_turn(conversation: Conversation, turn: int, runs: Sequence[Run]) -> Turnful:
    """Count the words of a turn; dates are no figures here."""
    first, last = conversation.bounds[turn]
    filler = FILLER[conversation.language]
    covered = sum(b - a + 1 for run in runs if not run.month for a, b in run.segments)
    return Turnful(sum(token.key not in filler for token in conversation.tokens[first:last]), covered)


def starts_turn(conversation: Conversation, run: Run) -> bool:
    """Tell that nothing but filler, or one other word, was said before a run in its turn."""
    first, _ = conversation.bounds[run.turn]
    filler = FILLER[conversation.language]
    return sum(token.key not in filler for token in conversation.tokens[first : run.start]) <= 1


def is_trivial(conversation: Conversation, run: Run, entity: str, turn: Turnful) -> bool:
    """Tell "un", "one", a lone letter, in a sentence of other words."""
    first, last = conversation.bounds[run.turn]
    if run.has_helper:
        return False
    if run.count("letter") >= 3 and not run.digits:
        return entity in FIGURES_ONLY
    if last - first <= 2:
        return False
    if not run.digits:
        return run.count("letter") < 2 and not (len(run.letters) > 1 and turn.mostly)
    if any(not unit.exact for unit in run.numbers) and len(run.numbers) == 1:
        return True
    said = [conversation.tokens[unit.first].key for unit in run.numbers]
    return len(said) == 1 and said[0] in WORDY_ONES and turn.content > 1


def widen(conversation: Conversation, run: Run, turn: Turnful) -> None:
    """Where a turn is mostly the number, take in the words that a recogniser misheard beside it."""
    if conversation.written or turn.covered * 5 < turn.content * 3 or len(run.digits) < 2:
        return
    tokens, language = conversation.tokens, conversation.language
    bound_first, bound_last = conversation.bounds[run.turn]
    first, last = run.segments[0][0], run.segments[-1][1]
    while first > bound_first and run.segments[0][0] - first < 2 and _is_odd(tokens[first - 1], language):
        first -= 1
    while last + 1 < bound_last and last - run.segments[-1][1] < 2 and _is_odd(tokens[last + 1], language):
        last += 1
    run.segments[0] = (first, run.segments[0][1])
    run.segments[-1] = (run.segments[-1][0], last)


def _is_odd(token: Token, language: Language) -> bool:
    """Tell a word that has no business beside a number: no ordinary word, no unit, no cue."""
    key = token.key.partition("'")[0] if language == "en" else token.key
    if key in FILLER[language] or key in UNITS[language] or key in key_words(language, 3):
        return False
    return key in MISHEARD[language] or not (key in common(language) or is_word(key, language))
