"""Many overlapping findings to few that don't overlap; no covered character is ever given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sourdine.models.personal.tokens import Conversation


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data in the conversation's text: ``text[start:end]``."""

    start: int
    end: int
    entity: str
    score: float
    rule: str


def merge(conversation: Conversation, findings: Iterable[Finding]) -> list[Finding]:
    """Resolve overlaps: the higher score (then the longer) keeps its whole span, the other its rest."""
    ordered = sorted(findings, key=lambda one: (one.start, -one.end))
    merged: list[Finding] = []
    cluster: list[Finding] = []
    reach = -1
    for one in ordered:
        if cluster and one.start >= reach:
            merged += _resolve(cluster)
            cluster = []
        cluster.append(one)
        reach = max(reach, one.end)
    merged += _resolve(cluster)
    return [trimmed for one in merged if (trimmed := _trim(conversation.text, one))]


def _resolve(cluster: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for one in sorted(cluster, key=lambda one: (-one.score, one.start - one.end)):
        pieces = [(one.start, one.end)]
        for other in kept:
            pieces = [rest for piece in pieces for rest in _minus(piece, other)]
        kept += [Finding(start, end, one.entity, one.score, one.rule) for start, end in pieces]
    return sorted(kept, key=lambda one: one.start)


def _minus(piece: tuple[int, int], other: Finding) -> list[tuple[int, int]]:
    start, end = piece
    if other.end <= start or end <= other.start:
        return [piece]
    rest = [(start, min(end, other.start)), (max(start, other.end), end)]
    return [(a, b) for a, b in rest if a < b]


def _trim(text: str, one: Finding) -> Finding | None:
    """Drop spaces at the edges, and findings with no letter or figure in them."""
    start, end = one.start, one.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Finding(start, end, one.entity, one.score, one.rule) if start < end else None
