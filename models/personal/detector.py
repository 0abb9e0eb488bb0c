"""The detector: a conversation in, personal data out, as spans of characters beside the text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from sourdine.models.personal.settings import DetectorSettings
from sourdine.pipeline.records import Language, TextSpan, Turn

if TYPE_CHECKING:
    from sourdine.models.personal.engine import Engine

VERSION = "sourdine-personal 0.1.0"


@dataclass(frozen=True, slots=True)
class Detection:
    """Spans, and why a person should look at the call (no personal data in the reasons)."""

    spans: tuple[TextSpan, ...]
    review_reasons: tuple[str, ...] = ()


class PersonalDataDetector:
    """Finds personal data in whole conversations, French and English, spoken or written style.

    Safe for many threads after ``warm_up()`` (the first call does it, under a lock).
    """

    version = VERSION

    def __init__(self, settings: DetectorSettings | None = None) -> None:
        self.settings = settings or DetectorSettings()
        self._lock = Lock()
        self._engine: Engine | None = None

    def warm_up(self) -> None:
        """Load lexicons, compile patterns and read one sentence per language, once.

        Raises ValueError where the settings name a recogniser that cannot be built.
        """
        with self._lock:
            if self._engine is None:
                # Or Presidio loads torch, where it is installed, only to look for a GPU.
                os.environ.setdefault("PRESIDIO_DEVICE", "cpu")
                from sourdine.models.personal.engine import Engine  # Presidio: heavy

                self._engine = Engine(self.settings)

    def detect(self, turns: Sequence[Turn], language: Language) -> list[TextSpan]:
        """Give the personal data of a whole conversation: all speakers, turns in time order.

        Offsets are characters of each turn's text as given; spans are in order and never overlap.
        Never raises on any text. Where a recogniser fails, the turns that it fails on are
        masked whole (entity ``UNREADABLE``); ``detect_with_review`` says so in words.
        """
        return list(self.detect_with_review(turns, language).spans)

    def detect_with_review(self, turns: Sequence[Turn], language: Language) -> Detection:
        """Like ``detect``, with the reasons why the call needs a person's eye, if any."""
        if self._engine is None:
            self.warm_up()
        assert self._engine is not None  # noqa: S101  (warm_up either sets it or raises)
        spans, reasons = self._engine.find(turns, language)
        return Detection(tuple(spans), tuple(reasons))
