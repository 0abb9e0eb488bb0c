"""Counters for Prometheus, through Ray's own metrics."""

from __future__ import annotations

from sourdine.pipeline.records import Outcome


class Meters:
    """``sourdine_recordings`` by state and reason, ``sourdine_sound_seconds``, ``sourdine_regions``."""

    def __init__(self) -> None:
        from ray.util.metrics import Counter

        self._recordings = Counter(
            "sourdine_recordings", "Recordings by what became of them.", tag_keys=("state", "reason")
        )
        self._sound = Counter("sourdine_sound_seconds", "Seconds of sound that were worked on.")
        self._regions = Counter("sourdine_regions", "Silenced regions.", tag_keys=("entity",))

    def add(self, outcome: Outcome) -> None:
        """Count the next outcome."""
        self._recordings.inc(1, {"state": outcome.state, "reason": outcome.reason or "none"})
        if outcome.seconds and outcome.state != "skipped":
            self._sound.inc(outcome.seconds)
        for entity, count in outcome.regions.items():
            self._regions.inc(count, {"entity": entity})
