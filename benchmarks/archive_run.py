"""One run of ``sourdine archive`` with a stopwatch."""

from __future__ import annotations

import json
import time
import wave
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from sourdine.pipeline.records import Outcome
from sourdine.pipeline.settings_file import load_settings
from sourdine.workers.archive.job import run_archive
from sourdine.workers.archive.setup import ArchiveJob
from sourdine.workers.local import Job


@dataclass(slots=True)
class _Watch:
    """Follows an archive job."""

    sound: float = 0.0
    states: dict[str, int] = field(default_factory=dict)

    def report(self, outcome: Outcome, size: int) -> None:
        """Add the next outcome."""
        self.sound += outcome.seconds
        name = f"{outcome.state} ({outcome.reason})" if outcome.reason else outcome.state
        self.states[name] = self.states.get(name, 0) + 1

    def look(self, listed: int, left: int, bytes_left: int, complete: bool) -> None:
        """Nothing to note."""


@dataclass(frozen=True, slots=True)
class Model:
    """What listens, and where."""

    place: str
    device: Literal["cpu", "cuda"] = "cpu"
    compute_type: str = "int8"
    batch_size: int = 8


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took. Seconds; ``steps`` and ``processor`` of processor time in all workers together."""

    sound: float
    took: float
    states: dict[str, int]
    steps: dict[str, float]
    usage: dict[str, float]


def run(calls: Path, model: Model, safe: Path, workers: int | None = None) -> Run:
    """Take all calls of a folder through the product."""
    settings = load_settings("default")
    speech = replace(
        settings.speech,
        model=model.place,
        device=model.device,
        compute_type=model.compute_type,
        batch_size=model.batch_size,
    )
    settings = replace(settings, speech=speech)
    job = Job((str(calls),), str(safe), settings, lawful_basis="legitimate_interests")
    watch, start = _Watch(), time.monotonic()
    ending = run_archive(ArchiveJob(job, workers=workers), watch)
    took = time.monotonic() - start
    summary = json.loads((safe / ending.report / "summary.json").read_text(encoding="utf-8"))
    return Run(watch.sound, took, watch.states, summary["steps"], summary["usage"])


def starting(model: Model, folder: Path, workers: int | None = None) -> Run:
    """A run over one second of silence: what starting and ending a job takes, and no work."""
    calls = folder / "nothing"
    calls.mkdir(exist_ok=True, parents=True)
    with wave.open(str(calls / "silence.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))
    return run(calls, model, folder / "nothing-safe", workers)


def told(found: Run, start: Run) -> dict[str, Any]:
    """Figures of a run: hours of sound per hour with and without its start, and where its time went.

    ``processor`` is the workers' processor time, start not counted; ``outside`` the share of it that
    recognition did not take.
    """
    steps = sum(found.steps.values())
    processor = found.usage["processor"] - start.usage["processor"]
    return {
        "job": round(found.sound / found.took, 2),
        "steady": round(found.sound / max(found.took - start.took, 1e-9), 2),
        "start_seconds": round(start.took, 1),
        "processor": round(processor, 1),
        "outside": round(steps / max(processor, steps), 4),
        "states": found.states,
        "steps": {name: round(seconds, 2) for name, seconds in found.steps.items()},
        "usage": found.usage,
    }
