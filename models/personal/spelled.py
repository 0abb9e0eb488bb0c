"""Words spelled letter by letter."""

from __future__ import annotations

from sourdine.models.personal.letters import MISHEARD_LETTERS
from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.word_sets import word_set

ACCENTS = word_set("accent aigu grave circonflexe trema cedille tilde umlaut fada")
ANNOUNCED = word_set("epelle epele epeler epellation ecrit spell spelled spelling spelt")
MOST = 3  # letters heard as words before the first one that was heard as a letter
SPELLED = 3  # turns around a word in which it is spelled


def is_spelled_word(conversation: Conversation, run: Run) -> bool:
    """Tell letters that spell a word said within a few turns: a name, whatever was asked for."""
    if run.digits or run.count("letter") < 3:
        return False
    letters = run.letters
    first = conversation.bounds[max(0, run.turn - SPELLED)][0]
    last = conversation.bounds[min(run.turn + SPELLED, len(conversation.bounds) - 1)][1]
    return any(
        len(token.key) >= 3 and (token.key == letters or token.key.startswith(letters))
        for token in conversation.tokens[first:last]
    )


def to_accent(conversation: Conversation, run: Run) -> None:
    """Take in what is said about the last letter: "accent aigu", "fada on the a"."""
    _, bound = conversation.bounds[run.turn]
    first, last = run.segments[-1]
    while last + 1 < bound and conversation.tokens[last + 1].key in ACCENTS:
        last += 1
    run.segments[-1] = (first, last)


def from_cue(conversation: Conversation, run: Run) -> None:
    """Take in letters heard as words between an announcement and the run: "je vous épelle elle est f e"."""
    first, last = run.segments[0]
    least, _ = conversation.bounds[run.turn]
    tokens, misheard = conversation.tokens, MISHEARD_LETTERS[conversation.language]
    start = first
    while start > least and first - start < MOST and tokens[start - 1].key in misheard:
        start -= 1
    if start > least and tokens[start - 1].key in ANNOUNCED:
        run.segments[0] = (start, last)
