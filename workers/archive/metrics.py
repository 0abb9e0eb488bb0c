"""Counters for Prometheus, through Ray's own metrics."""

from __future__ import annotations

from sourdine.pipeline.records import Outcome


class Meters:
    """What docs/scale.md tells operators of. Ray puts ``ray_`` before a name and ``_total`` after it."""

    def __init__(self) -> None:
        from ray.util.metrics import Counter

        self._recordings = Counter(
            "sourdine_recordings", "Recordings by what became of them.", tag_keys=("state", "reason")
        )
        self._sound = Counter("sourdine_sound_seconds", "Seconds of sound that were worked on.")
        self._regions = Counter("sourdine_regions", "Silenced regions.", tag_keys=("entity",))
        self._steps = Counter("sourdine_step_seconds", "Processor seconds by step.", tag_keys=("step",))

    def add(self, outcome: Outcome) -> None:
        """Count the next outcome."""
        self._recordings.inc(1, {"state": outcome.state, "reason": outcome.reason or "none"})
        if outcome.seconds and outcome.state != "skipped":
            self._sound.inc(outcome.seconds)
        for entity, count in outcome.regions.items():
            self._regions.inc(count, {"entity": entity})
        for step, seconds in outcome.steps.items():
            if seconds > 0:  # Ray refuses to count nothing
                self._steps.inc(seconds, {"step": step})
