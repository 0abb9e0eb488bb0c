"""What memory a long call takes: ``python -m benchmarks.memory`` (6 hours, stereo, by the installed command).

A demo call is said over and over, with its words as a given transcript, so that everything but recognition
happens: decoding, voice activity, keys, cross-talk, detection, masking, encoding, proof, all outputs. With
``--model`` a recogniser listens too. Peak memory of the whole process, and of one that redacts only the first
minute: the difference is what the length takes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sysconfig
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

from benchmarks.machine import machine

RESULTS = Path(__file__).parent / "results" / "memory.json"
CALL = "fr-contract"


def long_call(folder: Path, seconds: float, codec: str) -> Path:
    """A call of so many seconds with its consent and, beside it, its transcript."""
    calls = Path(str(files("sourdine.pipeline.demo"))) / "calls"
    samples, rate = sf.read(calls / f"{CALL}.wav", dtype="int16", always_2d=True)
    truth = json.loads((calls / f"{CALL}.truth.json").read_text("utf-8"))["words"]
    length = len(samples) / rate
    folder.mkdir(parents=True)
    path = folder / "call.wav"
    with sf.SoundFile(path, "w", rate, samples.shape[1], codec, format="WAV") as file:
        for start in np.arange(0.0, seconds, length):
            file.write(samples[: round(max(0.0, seconds - start) * rate)])
    channels: list[list[dict[str, Any]]] = [[] for _ in range(samples.shape[1])]
    for start in np.arange(0.0, seconds, length):
        for one in truth:
            if start + one["end"] < seconds:
                timed = {"word": one["text"], "start": start + one["start"], "end": start + one["end"]}
                channels[one["channel"]].append(timed)
    said = {"results": {"channels": [{"alternatives": [{"words": one}]} for one in channels]}}
    (folder / "call.json").write_text(json.dumps(said))
    return path


def redacted(path: Path, safe: Path, model: str | None) -> dict[str, Any]:
    """Redact one call; peak memory in MB (10^6 bytes), seconds, and the report."""
    sourdine = str(Path(sysconfig.get_path("scripts")) / "sourdine")
    listening = ["--model", model] if model else ["--transcript", str(path.with_suffix(".json"))]
    command = [sourdine, "redact", str(path), "--out", str(safe), "--lawful-basis", "contract", "--json"]
    start = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([*command, *listening], stdout=out, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0  # waited for already
        out.seek(0)
        report = json.loads(out.read())
    return {
        "peak_mb": round(usage.ru_maxrss * 1024 / 1e6),
        "seconds": round(time.monotonic() - start),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime),
        "state": report["calls"][0]["state"],
        "message": report["calls"][0]["message"],
        "regions": sum(report["totals"]["regions"].values()),
    }


def main() -> None:
    """Measure and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hours", type=float, default=6.0)
    parser.add_argument("--codec", default="PCM_16")
    parser.add_argument("--model")
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        short = redacted(long_call(folder / "short", 60.0, args.codec), folder / "safe", args.model)
        long = redacted(
            long_call(folder / "long", 3600 * args.hours, args.codec), folder / "safe", args.model
        )
    result = {
        "hours": args.hours,
        "codec": args.codec,
        "model": args.model,
        "a minute": short,
        "the call": long,
        "beyond_mb": long["peak_mb"] - short["peak_mb"],
        "machine": machine(),
    }
    args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
