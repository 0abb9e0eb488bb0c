"""How an archive job scales: ``python -m benchmarks.scaling``.

- ``workers``: hours of sound per hour with one worker on one core and with two on two, by turns, on the same
  short calls (a worker that is alone takes more than its core: decoding and finishing have threads of their
  own); the start of the job, measured by one over a second of silence, is left out.
- ``call_length``: the most memory that ``sourdine redact`` holds for one call of so many minutes.
- ``archive_size``: the most memory that listing an archive of so many recordings takes the driver.

Everything with the starter model.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import archive_run
from benchmarks.machine import machine
from benchmarks.mixes import join_calls, make

_STARTER = archive_run.Model("starter")
_MINUTES = (1, 4, 15, 60)
_RECORDINGS = (10_000, 100_000, 1_000_000)


def by_workers(calls: int, rounds: int) -> dict[str, Any]:
    """Speed with one worker and with two."""
    runs: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make("short", calls, folder / "calls")
        for turn in range(rounds):
            for workers, found in runs.items():
                place = folder / f"{workers}-{turn}"
                with _cores(workers):
                    start = archive_run.starting(_STARTER, place, workers)
                    one = archive_run.run(folder / "calls", _STARTER, place / "safe", workers)
                found.append(archive_run.told(one, start))
    speed = {workers: statistics.median(one["steady"] for one in found) for workers, found in runs.items()}
    return {
        "calls": calls,
        "hours_per_hour": speed,
        "times_faster": round(speed[2] / speed[1], 2),
        "runs": runs,
    }


@contextmanager
def _cores(count: int) -> Iterator[None]:
    """Let this process, and those that it starts, run on so many cores only."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(every)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)


def by_length(minutes: int) -> float:
    """MiB that one call takes."""
    with tempfile.TemporaryDirectory() as scratch:
        call = Path(scratch) / "en-call.wav"
        join_calls("en", 60.0 * minutes, call)
        options = ["--out", str(Path(scratch) / "safe"), "--model", "starter", "--lawful-basis", "contract"]
        return _peak(["sourdine.pipeline.cli", "redact", str(call), *options])


def by_size(recordings: int) -> float:
    """MiB that the listing of an archive takes, nine in ten of it published."""
    published = str(recordings * 9 // 10)
    return _peak(["benchmarks.listing", "--recordings", str(recordings), "--published", published])


def _peak(module: list[str]) -> float:
    """The most memory of a process with its children, MiB."""
    script = (
        "import resource, subprocess, sys;"
        "subprocess.run([sys.executable, '-m', *sys.argv[1:]], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", script, *module], capture_output=True, text=True, check=True
    )
    return round(int(told.stdout) / 1024, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=int, nargs="*", default=_MINUTES, help="lengths of calls")
    parser.add_argument("--recordings", type=int, nargs="*", default=_RECORDINGS, help="sizes of archives")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    found = {
        "workers": by_workers(wanted.calls, wanted.rounds),
        "call_length": {f"{minutes} min": by_length(minutes) for minutes in wanted.minutes},
        "archive_size": {f"{count:,}": by_size(count) for count in wanted.recordings},
        "machine": machine(),
    }
    print(json.dumps(found, indent=1))
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
