"""Secrets known by how they are talked about: "all small letters", "capital s summer", "u and s", "it "
"says …"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sourdine.models.personal.asked import content, is_number, near_cue
from sourdine.models.personal.cues import Cue, cue_text
from sourdine.models.personal.lexicon import common
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.word_sets import word_set

Span = tuple[int, int, float, str]
NEARBY = 8  # turns after a password was spoken of in which its letters are described
LETTERS = 3  # turns after single letters were asked for
SHORT = 8  # words of a turn that gives letters
ECHO = 2  # turns in which a secret is said back
CHECKED = 4  # words of a turn that reads out what is on file, fillers left out
_CASE = r"(?:small|lower ?case|capitals?|caps|upper ?case)"
_DESCRIBED = re.compile(
    rf"\b(?P<after>[a-z]{{3,}}) (?:(?:it's |that's )?all |no |in |with (?:a |no )?)+{_CASE}\b|"
    rf"\bcapital (?P<letter>[a-z]) (?P<before>[a-z]{{3,}})\b"
)
_SIGNS = word_set("exclamation mark hash star dash bang underscore dot question")
_NOT = word_set("it that they letters letter all small word one and the name with lower upper for")
_LETTERS = re.compile(r"\b(?:letters?|characters?)\b")
_DENIAL = re.compile(
    r"^(?:no|nope|nah|not|sorry no|i'm afraid not)\b|\bthat's not\b|\bnot the one\b|"
    r"\bsomething (?:longer|shorter|"
    r"different|else)\b|\b(?:doesn't|not) match\w*|\btry again\b|\bany other\b"
)
DENIED = 8  # turns after a password was asked for in which an answer is refused
_ON_FILE = re.compile(r"\b(?:it says|i've got|i have|we've got|we have|it's down as) ([a-z]{4,})\b")


def described_secrets(conversation: Conversation, cues: list[list[Cue]]) -> Iterator[Span]:
    """Yield secrets whose spelling is described near a password: "seashell, all small, then 22"."""
    near = near_cue(cues, "PASSWORD", NEARBY) | near_cue(cues, "ANY_CODE", NEARBY)
    for turn in sorted(near):
        if conversation.language != "en" or turn >= len(conversation.bounds):
            continue
        first, last = conversation.bounds[turn]
        text, starts = cue_text(conversation.tokens, first, last, "en")
        places = {start: first + number for number, start in enumerate(starts)}
        for match in _DESCRIBED.finditer(text):
            group = "after" if match["after"] else "letter"
            at = places[match.start(group)]
            key = match["after"] or match["before"]
            if key in _NOT or (match["letter"] and not key.startswith(match["letter"])):
                continue
            start = at if match["after"] else at - 1
            yield start, (at if match["after"] else at + 1), 0.6, "secret.cue"
            yield from _signs(conversation, places[match.start(group)] + 1, last)


def _signs(conversation: Conversation, first: int, last: int) -> Iterator[Span]:
    """Yield the figures and signs after a secret in its turn."""
    tokens = conversation.tokens
    signs = [at for at in range(first, last) if tokens[at].key in _SIGNS or is_number(tokens[at], "en")]
    if signs and len(signs) * 2 >= signs[-1] - signs[0]:
        yield signs[0], signs[-1], 0.6, "secret.cue"


def single_letters(conversation: Conversation, cues: list[list[Cue]]) -> Iterator[Span]:
    """Yield the letters that answer "the second and fifth letters of your memorable word"."""
    for turn, found in enumerate(cues):
        if not any(cue.entity == "PASSWORD" for cue in found):
            continue
        first, last = conversation.bounds[turn]
        if not _LETTERS.search(cue_text(conversation.tokens, first, last, conversation.language)[0]):
            continue
        for later in range(turn + 1, min(turn + 1 + LETTERS, len(conversation.bounds))):
            begin, end = conversation.bounds[later]
            letters = [
                unit
                for unit in conversation.units[later]
                if unit.kind == "letter"
                and unit.first - begin < SHORT
                and _is_letter(conversation, unit.first)
            ]
            while len(letters) > 1 and letters[-1].first - letters[-2].last > 3:
                letters.pop()
            if letters and (end - begin <= SHORT or letters[0].first == begin):
                yield letters[0].first, letters[-1].last, 0.6, "secret.expected"


def _is_letter(conversation: Conversation, at: int) -> bool:
    """Tell "A" from the article: not before a word of its sentence."""
    token = conversation.tokens[at]
    if token.key not in ("a", "i"):
        return True
    _, last = conversation.bounds[token.turn]
    follows = conversation.tokens[at + 1] if at + 1 < last else None
    return follows is None or bool(follows.gap) or follows.key == "and"


def denied(conversation: Conversation, cues: list[list[Cue]]) -> Iterator[int]:
    """Yield the turns that try again after a secret was refused: "no, that's last year's"."""
    near = near_cue(cues, "PASSWORD", DENIED)
    for turn in sorted(near):
        if turn + 1 >= len(conversation.bounds) or conversation.language != "en" or turn == 0:
            continue
        first, last = conversation.bounds[turn]
        if conversation.speakers[turn] == "customer" or last - first > 12:
            continue
        if any(cue.entity not in ("PASSWORD", "ANY_CODE") for cue in cues[turn]):
            continue
        if _DENIAL.search(cue_text(conversation.tokens, first, last, "en")[0]):
            yield turn + 1


def checked_secrets(conversation: Conversation, turns: Collection[int]) -> Iterator[Span]:
    """Yield the word that is on file, read out after one of ``turns``, in which a secret was given."""
    for turn in turns:
        for later in range(turn + 1, min(turn + 1 + ECHO, len(conversation.bounds))):
            first, last = conversation.bounds[later]
            text, starts = cue_text(conversation.tokens, first, last, conversation.language)
            match = _ON_FILE.search(text)
            if match and len(content(conversation, later)) <= CHECKED and match[1] not in _MEANT:
                at = first + starts.index(match.start(1))
                yield at, at, 0.55, "secret.expected"


_MEANT = word_set(
    "that this something another different here your there nothing them more less wrong what"
) | (word_set("sent texted emailed reset changed locked updated"))


def said_back(conversation: Conversation, at: int, secret: int) -> bool:
    """Tell a common word that was the secret just before, said again in a few words."""
    tokens = conversation.tokens
    turn = tokens[at].turn
    few = len(content(conversation, turn)) <= CHECKED
    return tokens[at].key in common(conversation.language) and few and 0 < turn - secret <= ECHO + 1
