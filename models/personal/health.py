"""Health (GDPR art. 9), as people say it."""

from __future__ import annotations

import re

from sourdine.models.personal.cues import Cue
from sourdine.models.personal.health_terms import HEALTH_EN, HEALTH_FR
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation, folded_text
from sourdine.pipeline.records import Language

_TERMS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(rf"\b(?:{HEALTH_FR})\b"),
    "en": re.compile(rf"\b(?:{HEALTH_EN})\b"),
}


def find_health(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give the words that tell of somebody's health."""
    return _matches(conversation, _TERMS[conversation.language])


def _matches(conversation: Conversation, pattern: re.Pattern[str]) -> list[Finding]:
    """Match each turn."""
    found = []
    tokens = conversation.tokens
    for turn, (first, _) in enumerate(conversation.bounds):
        text, starts = folded_text(conversation, turn)
        for match in pattern.finditer(text):
            begin, end = match.span(match.lastgroup or 0)  # "souffre du [dos]"
            inside = [first + i for i, start in enumerate(starts) if begin <= start < end]
            if inside:
                found.append(
                    Finding(tokens[inside[0]].start, tokens[inside[-1]].end, "HEALTH", 0.6, "health.term")
                )
    return found
