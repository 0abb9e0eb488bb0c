"""The report of a job, below ``jobs/<job id>/``: a row for every recording, the sums, and a page to look at.

Nothing of it tells a name: recordings are their call ids. Rows are written a part at a time while the job
goes on, so that a job that is killed leaves all but its last minute.
"""

from __future__ import annotations

import json
import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.storage import Content, Storage
from sourdine.pipeline.summary import Tally, numbers
from sourdine.workers.archive.page import page
from sourdine.workers.archive.setup import Usage

FOLDER = "jobs"
_PART_ROWS = 5000
_PART_SECONDS = 60.0
_BINS = 120  # points of the plot over time, at most


@dataclass(frozen=True, slots=True)
class Facts:
    """A job in numbers, as `page` shows them and ``summary.json`` holds them."""

    job: str
    began: str
    finished: bool
    stopped: str | None
    workers: int
    deaths: int
    totals: dict[str, Any]
    steps: dict[str, float]  # processor seconds by step
    usage: dict[str, float]
    speed: list[tuple[float, float]]  # seconds since the beginning, hours of sound per hour


class Report:
    """Takes outcomes one by one and keeps sums only."""

    def __init__(
        self, storage: Storage, now: datetime | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        began = now or datetime.now(UTC)
        self.job = f"{began:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self.tally = Tally()
        self._storage, self._clock, self._began = storage, clock, began
        self._start = self._written = clock()
        self._rows: list[bytes] = []
        self._parts = 0
        self._steps: defaultdict[str, float] = defaultdict(float)
        self._speed = Speed()

    def add(self, outcome: Outcome) -> None:
        """Take the next outcome."""
        at = self._clock() - self._start
        self.tally.add(outcome)
        self._rows.append(_row(outcome, at))
        for step, seconds in outcome.steps.items():
            self._steps[step] += seconds
        if outcome.state != "skipped":
            self._speed.add(at, outcome.seconds)
        if len(self._rows) >= _PART_ROWS or self._clock() - self._written > _PART_SECONDS:
            self._write_rows()

    def finish(self, finished: bool, stopped: str | None, deaths: int, workers: int, usage: Usage) -> str:
        """Write what is missing; gives where the report is, below the destination."""
        elapsed = self._clock() - self._start
        facts = Facts(
            job=self.job,
            began=self._began.isoformat(timespec="seconds"),
            finished=finished,
            stopped=stopped,
            workers=workers,
            deaths=deaths,
            totals=numbers(self.tally.totals(elapsed)),
            steps={step: round(seconds, 3) for step, seconds in self._steps.items()},
            usage={name: round(value, 3) for name, value in asdict(usage).items()},
            speed=self._speed.points(elapsed),
        )
        self._write_rows()
        self._put("summary.json", json.dumps(asdict(facts), indent=1).encode() + b"\n", "application/json")
        self._put("report.html", page(facts).encode(), "text/html; charset=utf-8")
        return f"{FOLDER}/{self.job}"

    def _write_rows(self) -> None:
        self._written = self._clock()
        if not self._rows:
            return
        name = f"outcomes-{self._parts + 1:05}.jsonl"
        if self._put(name, b"".join(self._rows), "application/x-ndjson"):
            self._rows, self._parts = [], self._parts + 1

    def _put(self, name: str, data: bytes, media_type: str) -> bool:
        try:
            self._storage.put(f"{FOLDER}/{self.job}/{name}", Content.of(data, media_type))
        except (Retry, StopJob):  # rows stay for the next time; a report is no reason to lose a job
            return False
        return True


class Speed:
    """Sound done over time, in a bounded number of equal stretches that grow with the job."""

    def __init__(self, stretch: float = 1.0) -> None:
        self._stretch, self._bins = stretch, [0.0]

    def add(self, at: float, seconds: float) -> None:
        """``seconds`` of sound were done ``at`` seconds after the beginning."""
        while at / self._stretch >= _BINS:
            self._stretch *= 2
            self._bins = [sum(self._bins[index : index + 2]) for index in range(0, len(self._bins), 2)]
        place = int(at / self._stretch)
        self._bins += [0.0] * (place + 1 - len(self._bins))
        self._bins[place] += seconds

    def points(self, elapsed: float) -> list[tuple[float, float]]:
        """Middle of each stretch in seconds, and hours of sound per hour in it."""
        rows = []
        for index, seconds in enumerate(self._bins):
            start = index * self._stretch
            length = min(self._stretch, max(elapsed - start, 1e-3))
            rows.append((round(start + length / 2, 2), round(seconds / max(length, 0.05), 3)))
        return rows


def _row(outcome: Outcome, at: float) -> bytes:
    row = {
        "call": outcome.call_id,
        "state": outcome.state,
        "reason": outcome.reason,
        "message": outcome.message,
        "seconds": round(outcome.seconds, 3),
        "regions": dict(outcome.regions),
        "steps": dict(outcome.steps),
        "at": round(at, 2),
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
