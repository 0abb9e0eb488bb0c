"""Many overlapping findings to few that don't overlap; no covered character is ever given up."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sourdine.models.personal.tokens import Conversation

_POSSESSIVE = re.compile(r"['’]s\b")  # said as part of the name, and of its label: "gemma's"
_BETWEEN = re.compile(r"[ '’.-]{0,2}")


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
    findings = (_possessive(conversation, one) for one in findings)
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
    trimmed = [kept for one in merged if (kept := _trim(conversation.text, one))]
    return _join(conversation.text, trimmed)


def _possessive(conversation: Conversation, one: Finding) -> Finding:
    """Take in the English "'s" after a name."""
    said = conversation.language == "en" and one.entity == "PERSON"
    if said and (ending := _POSSESSIVE.match(conversation.text, one.end)):
        return replace(one, end=ending.end())
    return one


def _resolve(cluster: list[Finding]) -> list[Finding]:
    if len(cluster) <= 1:
        return cluster
    kept: list[Finding] = []
    taken: list[tuple[int, int]] = []  # sorted, disjoint
    for one in sorted(cluster, key=lambda one: (-one.score, one.start - one.end)):
        first = bisect_right(taken, (one.start, one.start)) - 1
        first = max(0, first if first >= 0 and taken[first][1] > one.start else first + 1)
        last = first
        at = one.start
        while last < len(taken) and taken[last][0] < one.end:
            if at < taken[last][0]:
                kept.append(Finding(at, taken[last][0], one.entity, one.score, one.rule))
            at = max(at, taken[last][1])
            last += 1
        if at < one.end:
            kept.append(Finding(at, one.end, one.entity, one.score, one.rule))
        start = min([one.start, *(taken[first][:1] if last > first else ())])
        taken[first:last] = [(start, max(at, one.end))]
    return sorted(kept, key=lambda one: one.start)


def _join(text: str, findings: list[Finding]) -> list[Finding]:
    """Make one of neighbours of the same kind: "jean" and "dupont"."""
    joined: list[Finding] = []
    for one in findings:
        last = joined[-1] if joined else None
        if last and last.entity == one.entity and _BETWEEN.fullmatch(text, last.end, one.start):
            sure = last if last.score >= one.score else one
            joined[-1] = Finding(last.start, one.end, one.entity, sure.score, sure.rule)
        else:
            joined.append(one)
    return joined


def _trim(text: str, one: Finding) -> Finding | None:
    """Drop spaces at the edges, and findings with no letter or figure in them."""
    start, end = one.start, one.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Finding(start, end, one.entity, one.score, one.rule) if start < end else None
