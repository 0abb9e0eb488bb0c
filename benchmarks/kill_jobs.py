"""Kill an archive job again and again and look at what is left: ``python -m benchmarks.kill_jobs``.

A synthetic archive, short silences and a demo call, goes through ``sourdine archive`` in its own process.
At random moments the driver, one of its workers or Ray's own process on the machine gets SIGKILL, and a job
that ended by it is started again; after some kills the destination is finished undisturbed, and a fresh one
begun, until ``--kills`` have landed or ``--minutes`` are over. Of each destination it counts calls that an
undisturbed job publishes and it lacks (lost), manifests that changed after they were there, sounds that are
their original's bytes though something had to be silenced, and files that no manifest names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import machine

WORKER, RAYLET = b"ray::Worker", b"raylet/raylet"
CALLS = Path(__file__).parents[1] / "pipeline" / "demo" / "calls"


@dataclass(slots=True)
class Seen:
    """What was found over all destinations."""

    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    published: int = 0
    lost: int = 0
    changed_after_publication: int = 0
    originals_published: int = 0
    left_over: int = 0


def make_archive(folder: Path, silences: int) -> set[str]:
    """Recordings to work on; gives the hashes of those in which something must be silenced."""
    folder.mkdir()
    for number in range(silences):
        with wave.open(str(folder / f"silence-{number:03}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(2 * (8000 + number)))
    spoken = [path for path in CALLS.iterdir() if path.name == "fr-delivery.wav"]
    for path in spoken:
        shutil.copy(path, folder / path.name)
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in spoken}


def start(calls: Path, safe: Path) -> subprocess.Popen[bytes]:
    """A job of two workers."""
    options = ["--model", "starter", "--workers", "2", "--lawful-basis", "contract", "--json"]
    command = [sys.executable, "-m", "sourdine.pipeline.cli", "archive", str(calls), "--out", str(safe)]
    return subprocess.Popen(  # noqa: S603 - our own program
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def manifests(safe: Path) -> dict[str, str]:
    """Published calls with the hash of their manifest."""
    found = safe.glob("*/manifest.json")
    return {path.parent.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def below(driver: int, command: bytes) -> list[int]:
    """Processes below a driver whose command line holds some bytes."""
    parents: dict[int, int] = {}
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError, IndexError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if command in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return [one for one in found if driver in _above(one, parents)]


def wait_for_workers(job: subprocess.Popen[bytes]) -> None:
    """Until the job has workers, has ended, or takes more than a minute."""
    end = time.monotonic() + 60
    while job.poll() is None and not below(job.pid, WORKER) and time.monotonic() < end:
        time.sleep(0.1)


def kill(job: subprocess.Popen[bytes], dice: random.Random) -> str:
    """SIGKILL for one process of a job; tells which kind."""
    drawn = dice.random()
    victims = below(job.pid, WORKER) if drawn < 0.7 else below(job.pid, RAYLET) if drawn < 0.8 else []
    kind = "driver" if not victims else "worker" if drawn < 0.7 else "raylet"
    with suppress(ProcessLookupError):
        os.kill(dice.choice(victims) if victims else job.pid, signal.SIGKILL)
    return kind


def _above(process: int, parents: dict[int, int]) -> Iterator[int]:
    while process := parents.get(process, 0):
        yield process


def disturb(calls: Path, safe: Path, kills: int, seen: Seen, dice: random.Random) -> dict[str, str]:
    """Jobs over one destination, killed up to ``kills`` times; gives what was published when last looked."""
    known: dict[str, str] = {}
    while kills:
        job = start(calls, safe)
        while job.poll() is None and kills:
            if dice.random() < 0.9:  # the rest hits a job that is only starting
                wait_for_workers(job)
            time.sleep(dice.uniform(0, 2))
            if job.poll() is None:
                seen.kills[kill(job, dice)] += 1
                kills -= 1
            now = manifests(safe)
            seen.changed_after_publication += sum(now.get(call) != one for call, one in known.items())
            known = now
        if job.poll() in (0, 1):
            break  # it was faster than the kills, or has set aside what died too often
        with suppress(ProcessLookupError):
            job.kill()
        job.wait()
    return known


def settle(
    calls: Path, safe: Path, expected: set[str], known: dict[str, str], spoken: set[str], seen: Seen
) -> None:
    """Finish undisturbed and look at everything. What died alone again and again was set aside: run again."""
    for _ in range(3):
        start(calls, safe).wait()
        if set(manifests(safe)) >= expected:
            break
    after = manifests(safe)
    seen.rounds += 1
    seen.published += len(after)
    seen.lost += len(expected - set(after))
    seen.changed_after_publication += sum(after.get(call) != one for call, one in known.items())
    for path in (one for one in safe.rglob("*") if one.is_file()):
        seen.originals_published += hashlib.sha256(path.read_bytes()).hexdigest() in spoken
    for call in after:
        named = json.loads((safe / call / "manifest.json").read_text("utf-8"))["artefacts"]
        there = {str(path.relative_to(safe / call)) for path in (safe / call).rglob("*") if path.is_file()}
        seen.left_over += len(there - {"manifest.json", *named}) + len(set(named) - there)
    seen.left_over += len([path for path in safe.glob("attempts/*") if path.is_file()])


def measure(kills: int, minutes: float, each: int, silences: int, seed: int) -> Iterator[dict[str, Any]]:
    """Kill until enough, ``each`` kills at most over one destination; tells after every one how it stands."""
    dice, seen, end = random.Random(seed), Seen(), time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        spoken = make_archive(folder / "calls", silences)
        start(folder / "calls", folder / "reference").wait()
        expected = set(manifests(folder / "reference"))
        while seen.kills.total() < kills and time.monotonic() < end:
            safe = folder / f"safe-{seen.rounds}"
            known = disturb(folder / "calls", safe, min(each, kills - seen.kills.total()), seen, dice)
            settle(folder / "calls", safe, expected, known, spoken, seen)
            shutil.rmtree(safe)
            fields = {name: getattr(seen, name) for name in Seen.__slots__}
            total = {"landed": seen.kills.total(), "of": kills}
            yield {**fields, "kills": {**total, **seen.kills}, "calls": len(expected), "machine": machine()}


def main() -> None:
    """Measure and print; fails if anything is lost, changed or left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=1e6, help="to begin no other destination after")
    parser.add_argument("--each", type=int, default=10, help="kills over one destination")
    parser.add_argument("--silences", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    found: dict[str, Any] = {}
    for found in measure(wanted.kills, wanted.minutes, wanted.each, wanted.silences, wanted.seed):
        if wanted.json:  # each time, so that a long run may be ended
            wanted.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    names = ("lost", "changed_after_publication", "originals_published", "left_over")
    sys.exit(any(found[name] for name in names))


if __name__ == "__main__":
    main()
