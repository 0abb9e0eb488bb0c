"""Cross-talk: is what one channel says also audible on another one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sourdine.pipeline.records import Sound, Speech


@dataclass(frozen=True, slots=True)
class Bleed:
    """``source`` is heard on ``target``, ``delay`` seconds later."""

    source: int
    target: int
    delay: float


def measure_bleed(sound: Sound, speech: Sequence[Speech]) -> tuple[Bleed, ...]:
    """Pairs of channels where the one's speech is audible on the other one."""
    raise NotImplementedError
