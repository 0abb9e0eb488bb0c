"""Passwords, secret words and codes: what is said after they are announced or asked for."""

from __future__ import annotations

from sourdine.models.personal.asked import asked_turns, content
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import FUNCTION
from sourdine.models.personal.word_sets import word_set

_IS = word_set("est c' is was it's c'est etait sera")
_NOT = word_set(
    "pas plus faux incorrect bloque oublie oubliee expire perdu wrong not locked expired "
    "forgotten lost case different same correct correcte valable valide bon mauvais required "
    "invalid perdue reinitialise envoye sent obligatoire personnel confidentiel arrive simple "
    "long court needed important"
)
LONGEST = 5  # words of a secret


def find_secrets(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give secret words; figures are the number recogniser's."""
    spans: list[tuple[int, int, float, str]] = []
    for turn, found in enumerate(cues):
        for cue in found:
            if cue.entity == "PASSWORD":
                spans += _said(conversation, turn, cue.last)
    answered: set[int] = set()
    for turn, question in sorted(asked_turns(conversation, cues, "PASSWORD").items()):
        if question not in answered and not any(cue.entity == "PASSWORD" for cue in cues[turn]):
            spans += _answer(conversation, turn)
        if content(conversation, turn):
            answered.add(question)
    tokens = conversation.tokens
    return [Finding(tokens[a].start, tokens[b].end, "PASSWORD", score, rule) for a, b, score, rule in spans]


def _said(conversation: Conversation, turn: int, at: int) -> list[tuple[int, int, float, str]]:
    """Read "le mot de passe c'est tournesol vingt deux"."""
    tokens = conversation.tokens
    _, last = conversation.bounds[turn]
    start = at + 1
    while start < last and start - at <= 4 and tokens[start].key not in _IS and ":" not in tokens[start].gap:
        start += 1
    while start < last and tokens[start].key in _IS:
        start += 1
    if start >= last or start == at + 1 or start - at > 6:
        return []
    return _word(conversation, start, last, 0.75, "secret.cue")


def _word(
    conversation: Conversation, start: int, last: int, score: float, rule: str
) -> list[tuple[int, int, float, str]]:
    tokens, language = conversation.tokens, conversation.language
    if tokens[start].key in _NOT:
        return []
    end = start - 1
    for index in range(start, min(last, start + LONGEST)):
        ends = index > start and any(mark in tokens[index].gap for mark in ".,;?!")
        if ends or (tokens[index].key in FUNCTION[language] and len(tokens[index].key) > 1):
            break
        end = index
    return [(start, end, score, rule)] if end >= start else []


def _answer(conversation: Conversation, turn: int) -> list[tuple[int, int, float, str]]:
    """Take a short answer for the secret itself."""
    tokens = conversation.tokens
    first, last = conversation.bounds[turn]
    said = content(conversation, turn)
    after = [index for index in range(first, last) if tokens[index].key in _IS]
    if after:
        said = [index for index in said if index > after[-1]]
    if not said or last - first > 8 or any(tokens[index].key in _NOT for index in said):
        return []
    if said[-1] - said[0] > LONGEST:
        return []
    return [(said[0], said[-1], 0.55, "secret.expected")]
