"""Capitals that a written code begins with: "SD-MTR-55-20917", "AP.BAP.0071", "WK, 1130 6627"."""

from __future__ import annotations

from sourdine.models.personal.tokens import Conversation

LONGEST = 4  # letters
_JOINTS = ("-", ".", "/", "‑", "–")


def with_prefix(conversation: Conversation, first: int) -> int:
    """Give the first token of a code whose figures begin at ``first``."""
    if not conversation.written or conversation.language != "en":
        return first
    tokens = conversation.tokens
    begin, _ = conversation.bounds[tokens[first].turn]
    while first > begin and _is_capitals(tokens[first - 1].text) and tokens[first].gap in _JOINTS:
        if tokens[first].gap == "." and tokens[first].start - tokens[first - 1].end > 1:
            return first
        first -= 1
    opens = first - 1 == begin or (first - 1 > begin and any(mark in tokens[first - 1].gap for mark in ".?!"))
    if (
        opens
        and tokens[first].gap == ","
        and len(tokens[first - 1].text) > 1
        and _is_capitals(tokens[first - 1].text)
    ):
        return first - 1
    return first


def _is_capitals(text: str) -> bool:
    return len(text) <= LONGEST and text.isalpha() and text.isupper() and text != "I"
