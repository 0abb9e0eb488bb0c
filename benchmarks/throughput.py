"""Hours of sound per hour, against the plain script: ``python -m benchmarks.throughput``.

Calls go by turns through ``sourdine archive`` (all of it: consent gate to manifest, the safe copy heard
again) and through `PlainScript`, which is faster-whisper with word times on every channel of a file after the
other, plain or in its own batches. Same model, beam, compute type and files; each may use every core. Loading
the model is not counted for the scripts; for the archive ``job`` counts everything, and ``steady`` leaves out
what a job over a second of silence takes in the same run. Processor time is told too: on a machine where
others are at work it is the figure that holds.

``--model`` is the starter, a folder, or a shape of `benchmarks.shapes`; whether the words are the same is the
question of `benchmarks.same_words`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from sourdine.models.speech import starter_folder

from benchmarks import archive_run, shapes
from benchmarks.machine import machine
from benchmarks.mixes import Mix, language, make
from benchmarks.plain_script import Mode, PlainScript

RESULTS = Path(__file__).parent / "results" / "throughput.json"


def script(calls: Sequence[Path], runner: PlainScript, folder: Path) -> dict[str, float]:
    """One run of a script over all calls."""
    folder.mkdir()
    start, processor = time.monotonic(), time.process_time()
    sound = sum(runner.redact(call, folder / f"{call.stem}.wav", language(call)) for call in calls)
    took = time.monotonic() - start
    return {"steady": round(sound / took, 2), "processor": round(time.process_time() - processor, 1)}


def measure(name: str, mix: Mix, count: int, rounds: int, on_gpu: bool) -> dict[str, Any]:
    """Everything by turns, ``rounds`` times."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        model = archive_run.Model(_place(name, folder, on_gpu))
        if on_gpu:
            model = archive_run.Model(model.place, "cuda", "float16", 32)
        calls = make(mix, count, folder / "calls")
        options = (model.batch_size, model.device, model.compute_type)
        runners = {mode: PlainScript(model.place, mode, *options) for mode in get_args(Mode)}
        runs: dict[str, list[dict[str, Any]]] = {"archive": [], **{mode: [] for mode in runners}}
        for turn in range(rounds):
            start = archive_run.starting(model, folder / f"start-{turn}")
            found = archive_run.run(folder / "calls", model, folder / f"safe-{turn}")
            runs["archive"].append(archive_run.told(found, start))
            for mode, runner in runners.items():
                runs[mode].append(script(calls, runner, folder / f"{mode}-{turn}"))
    spent = {name: statistics.median(one["processor"] for one in found) for name, found in runs.items()}
    speed = {
        name: round(statistics.median(one["steady"] for one in found), 2) for name, found in runs.items()
    }
    return {
        "model": name,
        "device": model.device,
        "mix": mix,
        "calls": count,
        "hours_per_hour": speed,
        "processor_seconds": spent,
        "times_less_processor": {mode: round(spent[mode] / spent["archive"], 2) for mode in runners},
        "times_faster": {mode: round(speed["archive"] / speed[mode], 2) for mode in runners},
        "outside": statistics.median(one["outside"] for one in runs["archive"]),
        "runs": runs,
        "machine": machine(),
    }


def _place(name: str, folder: Path, on_gpu: bool) -> str:
    if name == "starter":
        return shutil.copytree(starter_folder(), folder / "starter").as_posix()
    if name in shapes.SHAPES:
        shapes.write(shapes.SHAPES[name], folder / name, None if on_gpu else "int8")
        return str(folder / name)
    return name


def keep(found: dict[str, Any], path: Path) -> None:
    """Put a measurement in the place of an earlier one of the same model, mix and device."""
    rows = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    rows = [row for row in rows if any(row[key] != found[key] for key in ("model", "mix", "device"))]
    path.write_text(json.dumps([*rows, found], indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="starter", help=f"starter, {', '.join(shapes.SHAPES)}, a folder")
    parser.add_argument("--mix", choices=get_args(Mix), default="short")
    parser.add_argument("--calls", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--gpu", action="store_true", help="half precision, batches of 32")
    parser.add_argument("--keep", action="store_true", help=f"put the result into {RESULTS.name}")
    wanted = parser.parse_args()
    found = measure(wanted.model, wanted.mix, wanted.calls, wanted.rounds, wanted.gpu)
    print(json.dumps(found, indent=1))
    if wanted.keep:
        keep(found, RESULTS)


if __name__ == "__main__":
    main()
