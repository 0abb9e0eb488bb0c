"""Kill a worker at every single point at which it touches the disk: ``python -m benchmarks.kill_points``.

A synthetic archive, a demo call and short silences, is worked on by the archive's worker in a process of its
own, and SIGKILL comes just before the n-th time that it opens a file for writing, or names, links, moves or
removes one: in the destination, the catalogue, the vault, the temporary folder and among the originals. Then
a second process goes on, killed too in every third history, and a third one undisturbed. This for n = 1, 2, …
until nothing is left to kill, with originals kept, deleted after publication, and moved into the vault; then
with other second points, until ``--kills`` have landed. What the destination must then hold is what an
undisturbed worker leaves.
Words come from a transcript: listening is done, or not, before anything is written.

``benchmarks.kill_jobs`` kills whole jobs with their Ray processes at random moments.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import wave
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from rich.progress import track
from sourdine.pipeline.catalogue import open_catalogue
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.settings import OriginalPolicy, OriginalSettings
from sourdine.pipeline.settings_file import load_settings
from sourdine.pipeline.storage import open_storage
from sourdine.workers.archive.hand import Hand
from sourdine.workers.archive.job import setup_of
from sourdine.workers.archive.listing import listing
from sourdine.workers.archive.setup import ArchiveJob, Defect, Setup, Stop
from sourdine.workers.local import Job, open_detector

from benchmarks.machine import machine

CALLS = Path(__file__).parents[1] / "pipeline" / "demo" / "calls"
SPOKEN, SILENCES = "fr-delivery", 3
POLICIES: tuple[OriginalPolicy, ...] = ("keep", "delete", "vault")
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir", "os.symlink", "os.truncate"}
RESULTS = Path(__file__).parent / "results" / "kill_points.json"


@dataclass(frozen=True, slots=True)
class Left:
    """What a history leaves: hashes of published sources, names of originals, and what is wrong in itself."""

    published: frozenset[str]
    originals: frozenset[str]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Where to kill the first process, and the second (0: not at all)."""

    policy: OriginalPolicy
    first: int
    second: int = 0


def make_archive(folder: Path) -> None:
    """Recordings in ``folder``, and their transcripts."""
    calls = folder / "calls"
    calls.mkdir(parents=True)
    for number in range(SILENCES):
        with wave.open(str(calls / f"silence-{number}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(2 * (8000 + number)))
    shutil.copy(CALLS / f"{SPOKEN}.wav", calls)
    truth = json.loads((CALLS / f"{SPOKEN}.truth.json").read_text("utf-8"))
    words = [{"word": word["text"], "start": word["start"], "end": word["end"]} for word in truth["words"]]
    (folder / "texts").mkdir()
    for path in calls.iterdir():  # as Deepgram writes them
        alternative = {"transcript": "", "words": words if path.stem == SPOKEN else []}
        text = {"results": {"channels": [{"alternatives": [alternative], "detected_language": "fr"}]}}
        (folder / "texts" / f"{path.stem}.json").write_text(json.dumps(text), "utf-8")


def job_in(folder: Path, policy: OriginalPolicy) -> ArchiveJob:
    """The job of a history."""
    settings = load_settings("default")
    vault = str(folder / "vault") if policy == "vault" else None
    settings = replace(settings, originals=OriginalSettings(policy, vault))
    texts = folder / "texts"
    calls, safe = str(folder / "calls"), str(folder / "safe")
    return ArchiveJob(Job((calls,), safe, settings, lawful_basis="contract", transcripts=texts))


class WarmHand(Hand):
    """The archive's worker, with a detector that was opened before."""

    def __init__(self, setup: Setup, detector: Any) -> None:
        super().__init__(setup)
        self._detector = detector


def work(folder: Path, policy: OriginalPolicy, detector: Any) -> None:
    """Do what is left, as a worker and its driver would."""
    job, keys = job_in(folder, policy), load_keyset()
    hand, storage = WarmHand(setup_of(job, keys), detector), open_storage(job.job.destination)
    if not any((folder / "calls").iterdir()):  # the last original is settled: a job has nothing to do
        with suppress(StopJob):
            listing(job, storage, keys)
        return
    for one in listing(job, storage, keys):
        if not one.published:
            answer = hand.process(one.task)
            if isinstance(answer, (Stop, Defect)):
                raise SystemExit(f"a worker stopped: {answer}")


def in_process(folder: Path, run: Callable[[], None], at: int) -> tuple[int, int]:
    """Run in a fork that dies at its ``at``-th change (0: never); its signal or exit code, and changes."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        code = 3
        try:
            os.close(read)
            os.environ["SOURDINE_HOME"] = str(folder / "home")
            tempfile.tempdir = str(folder / "temporary")
            count = watch(str(folder), at)
            run()
            os.write(write, str(count()).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read) as told:
        changes = int(told.read() or 0)
    _, status = os.waitpid(child, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), changes


def watch(folder: str, at: int) -> Callable[[], int]:
    """Count the changes below a folder, and die before the one that is number ``at``."""
    seen = 0

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        changes = event in CHANGES or (event == "open" and _writes(arguments[2]))
        if changes and isinstance(arguments[0], (str, Path)) and str(arguments[0]).startswith(folder):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)
    return lambda: seen


def _writes(flags: Any) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def look_at(folder: Path, spoken: str) -> Left:
    """What is published, which originals are still there, and what must never be."""
    safe, faults, published = folder / "safe", [], set()
    for path in safe.glob("*/manifest.json"):
        manifest = json.loads(path.read_text("utf-8"))
        faults += ["published twice"] * (manifest["source"]["sha256"] in published)
        published.add(manifest["source"]["sha256"])
        named = {*manifest["artefacts"], "manifest.json"}
        there = {str(one.relative_to(path.parent)) for one in path.parent.rglob("*") if one.is_file()}
        faults += [f"left over or missing: {len(named ^ there)}"] * (named != there)
        for name, told in manifest["artefacts"].items():
            data = (path.parent / name).read_bytes() if name in there else b""
            faults += ["not what the manifest says"] * (hashlib.sha256(data).hexdigest() != told["sha256"])
    for path in (one for one in safe.rglob("*") if one.is_file()):  # whatever it is called, wherever it lies
        faults += ["an original published"] * (_hash(path) == spoken)
    faults += ["a note of a try left"] * bool([path for path in safe.glob("attempts/*") if path.is_file()])
    faults += ["work left in the temporary folder"] * any((folder / "temporary").rglob("*"))
    originals = frozenset(path.name for path in (folder / "calls").iterdir())
    return Left(frozenset(published), originals, tuple(faults))


def play(history: History, archive: Path, detector: Any) -> tuple[Left, int, int]:
    """What a history leaves, how many kills landed, and the changes that the last process made."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree(archive, folder, dirs_exist_ok=True)
        (folder / "temporary").mkdir()

        def run() -> None:
            work(folder, history.policy, detector)

        landed, changes = 0, 0
        for at in (*(one for one in (history.first, history.second) if one), 0):
            code, changes = in_process(folder, run, at)
            landed += code == -signal.SIGKILL
            if code not in (0, -signal.SIGKILL):
                return Left(frozenset(), frozenset(), (f"a worker ended with {code}",)), landed, changes
        return look_at(folder, _hash(archive / "calls" / f"{SPOKEN}.wav")), landed, changes


def histories(changes: Mapping[OriginalPolicy, int], kills: int, seed: int) -> list[History]:
    """Every point once, a second kill in every third history; then random pairs, until there are enough.

    Fewer kills than there are points: so many of the points, drawn by chance.
    """
    dice = random.Random(seed)
    found = [
        History(policy, first, 0 if first % 3 else dice.randint(1, changes[policy] - first + 1))
        for policy in POLICIES
        for first in range(1, changes[policy] + 1)
    ]
    if kills < len(found):
        return dice.sample(found, kills)
    left = kills - sum(1 + bool(one.second) for one in found)
    for _ in range(0, left, 2):
        policy = dice.choice(POLICIES)
        first = dice.randint(1, changes[policy] - 1)
        found.append(History(policy, first, dice.randint(1, changes[policy] - first)))
    return found


@cache
def _warm(archive: Path) -> Any:
    """A detector, once everything is imported that a worker needs."""
    detector = open_detector(load_settings("default"))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(archive, folder, dirs_exist_ok=True)
        os.environ["SOURDINE_HOME"] = f"{folder}/home"
        work(Path(folder), "keep", detector)
    return detector


def _played(history: History, archive: Path) -> tuple[History, Left, int]:
    left, landed, _ = play(history, archive, _warm(archive))
    return history, left, landed


def measure(kills: int, processes: int, seed: int) -> Iterator[dict[str, Any]]:
    """Play all histories and compare what each leaves with what an undisturbed worker does.

    Tells how it stands after every 25th, so that a long run may be ended, and at the end.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch)
        make_archive(archive)
        os.environ["SOURDINE_HOME"] = str(archive / "home")
        open_catalogue(None, load_keyset()).engine.dispose()  # a job makes both before its workers begin
        calm = {policy: play(History(policy, 0), archive, _warm(archive)) for policy in POLICIES}
        wrong = Counter(fault for left, _, _ in calm.values() for fault in left.faults)
        changes = {policy: made for policy, (_, _, made) in calm.items()}
        wanted, landed = histories(changes, kills, seed), 0
        random.Random(seed).shuffle(wanted)  # a run that is ended early has seen points of all kinds
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            jobs = [pool.submit(_played, one, archive) for one in wanted]
            for count, job in enumerate(track(as_completed(jobs), "killing", total=len(jobs)), 1):
                history, left, hits = job.result()
                expected = calm[history.policy][0]
                wrong.update(left.faults)
                wrong["lost"] += len(expected.published - left.published)
                wrong["not expected"] += len(left.published - expected.published)
                wrong["originals not as expected"] += len(expected.originals ^ left.originals)
                landed += hits
                if count % 25 == 0 or count == len(jobs):
                    yield {
                        "kills": landed,
                        "points": changes,
                        "histories": {"played": count, "of": len(jobs)},
                        "published": {policy: len(left.published) for policy, (left, _, _) in calm.items()},
                        "wrong": dict(+wrong),
                        "seconds": round(time.monotonic() - began),
                        "machine": machine(),
                    }


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Measure and print; fails if anything is lost, doubled, changed or left."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=RESULTS)
    wanted = parser.parse_args()
    found: dict[str, Any] = {}
    for found in measure(wanted.kills, wanted.processes, wanted.seed):
        wanted.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    sys.exit(bool(found["wrong"]))


if __name__ == "__main__":
    main()
