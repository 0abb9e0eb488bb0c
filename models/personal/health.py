"""Health (GDPR art. 9), as people tell of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from sourdine.models.personal.cues import Cue
from sourdine.models.personal.health_terms import HEALTH_EN, HEALTH_FR
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import FUNCTION
from sourdine.pipeline.records import Language

_TERMS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(rf"\b(?:{HEALTH_FR})\b"),
    "en": re.compile(rf"\b(?:{HEALTH_EN})\b"),
}


def find_health(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give the words that tell of somebody's health."""
    return find_matches(conversation, _TERMS[conversation.language], "HEALTH", 0.6, "health.term")


def find_matches(
    conversation: Conversation,
    pattern: re.Pattern[str],
    entity: str,
    score: float,
    rule: str,
    accept: Callable[[re.Match[str], int], bool] | None = None,
) -> list[Finding]:
    """Give what a pattern matches in the folded words of each turn; ``accept``: of a match and its turn."""
    found = []
    tokens = conversation.tokens
    for turn, (first, last) in enumerate(conversation.bounds):
        if first == last:
            continue
        starts, at = [], 0
        for token in tokens[first:last]:
            starts.append(at)
            at += len(token.key) + 1
        text = " ".join(token.key for token in tokens[first:last])
        for match in pattern.finditer(text):
            name = match.lastgroup
            if accept is not None and not accept(match, turn):
                continue
            begin, end = match.span(name) if name else match.span()
            inside = [first + i for i, start in enumerate(starts) if begin <= start < end]
            if inside:
                found.append(Finding(tokens[inside[0]].start, tokens[inside[-1]].end, entity, score, rule))
    return found


def is_filler(key: str, language: Language) -> bool:
    """Tell words that mean nothing on their own."""
    return key in FUNCTION[language]
