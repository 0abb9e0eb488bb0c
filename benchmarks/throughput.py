"""Hours of sound per hour, against the plain script: ``python -m benchmarks.throughput``.

The demo calls, ``--copies`` times each, go by turns through ``sourdine archive`` (all of it: consent gate to
manifest, the safe copy heard again) and through `PlainScript`, which is faster-whisper with word times on
every channel of a file after the other, plain or in its own batches. Same model, beam, compute type and
files; each may use every core. Loading the model is not counted for the scripts; for the archive ``job``
counts everything and ``steady`` begins with the first recording that is done.

The words of both are compared on the same windows of speech, in batches here and one by one there: share of
common words (difflib). Over whole channels the starter model would not do, it knows windows up to 10 s only.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, get_args

from sourdine.models.speech import WhisperRecogniser, starter_folder
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.listen import cut, voice_activity, windows
from sourdine.pipeline.records import Language, Outcome
from sourdine.pipeline.settings import AudioLimits, load_settings
from sourdine.workers.archive.job import run_archive
from sourdine.workers.archive.setup import ArchiveJob
from sourdine.workers.local import Job

from benchmarks.machine import machine
from benchmarks.plain_script import Mode, PlainScript

CALLS = Path(__file__).parents[1] / "pipeline" / "demo" / "calls"
_SOUND = (".wav", ".flac", ".mp3", ".opus")


class Stopwatch:
    """Follows an archive job."""

    def __init__(self) -> None:
        self.done: list[tuple[float, float]] = []  # when, seconds of sound
        self.states: dict[str, int] = {}

    def report(self, outcome: Outcome, size: int) -> None:
        """Note the next outcome."""
        self.done.append((time.monotonic(), outcome.seconds))
        self.states[outcome.state] = self.states.get(outcome.state, 0) + 1

    def look(self, listed: int, left: int, bytes_left: int, complete: bool) -> None:
        """Nothing to note."""


def archive(calls: Path, model: str, folder: Path) -> dict[str, Any]:
    """One run of the product over all calls."""
    settings = load_settings("default")
    settings = replace(settings, speech=replace(settings.speech, model=model, device="cpu"))
    job = Job((str(calls),), str(folder), settings, lawful_basis="legitimate_interests")
    watch, start = Stopwatch(), time.monotonic()
    ending = run_archive(ArchiveJob(job), watch)
    took = time.monotonic() - start
    sound = sum(seconds for _, seconds in watch.done)
    first, last = watch.done[0], watch.done[-1]
    summary = json.loads((folder / ending.report / "summary.json").read_text(encoding="utf-8"))
    return {
        "job": round(sound / took, 2),
        "steady": round((sound - first[1]) / (last[0] - first[0]), 2),
        "states": watch.states,
        "steps": summary["steps"],
        "usage": summary["usage"],
    }


def script(calls: Sequence[Path], runner: PlainScript, folder: Path) -> float:
    """One run of a script over all calls: hours of sound per hour."""
    start = time.monotonic()
    sound = sum(runner.redact(call, folder / f"{call.stem}.wav", _language(call)) for call in calls)
    return round(sound / (time.monotonic() - start), 2)


def agreement(calls: Sequence[Path], model: str, runner: PlainScript) -> float:
    """Share of words that the product's batches and the script hear in common in the same windows."""
    recogniser = WhisperRecogniser(model)
    ours, theirs = [], []
    for call in calls:
        sound = decode(call, AudioLimits(), call.name)
        for channel in range(sound.format.channels):
            samples = channel_16k(sound, channel)
            wanted = windows(voice_activity(samples, channel), samples, recogniser.max_window)
            heard = recogniser.transcribe(
                [cut(samples, one.start, one.end) for one in wanted], _language(call)
            )
            ours += [_plain(word.text) for one in heard for word in one.words]
            for one in wanted:
                piece = cut(samples, one.start, one.end)
                theirs += [_plain(text) for text, _, _ in runner.words(piece, _language(call))]
    return round(SequenceMatcher(None, ours, theirs, autojunk=False).ratio(), 4)


def measure(model: str, copies: int, rounds: int, only: int | None) -> dict[str, Any]:
    """Everything by turns, ``rounds`` times."""
    place = str(starter_folder()) if model == "starter" else model
    runners = {mode: PlainScript(place, mode, batch_size=8) for mode in get_args(Mode)}
    originals = sorted(path for path in CALLS.iterdir() if path.suffix in _SOUND)[:only]
    runs: dict[str, list[Any]] = {"archive": [], **{mode: [] for mode in runners}}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "calls").mkdir()
        for number in range(copies):
            for path in originals:
                shutil.copy(path, folder / "calls" / f"{path.stem}-{number:03}{path.suffix}")
        calls = sorted((folder / "calls").iterdir())
        for turn in range(rounds):
            runs["archive"].append(archive(folder / "calls", model, folder / f"safe-{turn}"))
            for mode, runner in runners.items():
                (folder / f"{mode}-{turn}").mkdir()
                runs[mode].append(script(calls, runner, folder / f"{mode}-{turn}"))
    steady = statistics.median(one["steady"] for one in runs["archive"])
    return {
        "model": model,
        "calls": len(calls),
        "runs": runs,
        "times_faster": {mode: round(steady / statistics.median(runs[mode]), 2) for mode in runners},
        "word_agreement": agreement(originals, model, runners["plain"]),
        "machine": machine(),
    }


def _language(call: Path) -> Language:
    return "fr" if call.name.startswith("fr") else "en"


def _plain(word: str) -> str:
    return word.strip().strip(".,!?").lower()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--copies", type=int, default=8, help="of each demo call")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=int, help="the first so many demo calls")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    found = measure(wanted.model, wanted.copies, wanted.rounds, wanted.only)
    print(json.dumps(found, indent=1))
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
