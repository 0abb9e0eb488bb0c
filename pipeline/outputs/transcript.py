"""Words with placeholders, grouped into turns; the transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sourdine.pipeline.records import Heard, RedactionPlan


@dataclass(frozen=True, slots=True)
class SafeWord:
    """A word as it may be shown: its text, or the placeholder in its place. Seconds."""

    text: str
    start: float
    end: float
    channel: int
    redacted: bool


@dataclass(frozen=True, slots=True)
class SafeTurn:
    """What one speaker says without the other one taking over, as it may be shown."""

    speaker: str
    channel: int
    words: tuple[SafeWord, ...]


def safe_turns(heard: Heard, plan: RedactionPlan, speakers: Sequence[str]) -> tuple[SafeTurn, ...]:
    """The only place where heard words become text that is shown: every output takes these turns."""
    raise NotImplementedError


def transcript_json(turns: Sequence[SafeTurn], language: str) -> dict[str, Any]:
    """``transcript.json``."""
    raise NotImplementedError
