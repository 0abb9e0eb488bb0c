"""From the hook to the published safe copy, as a multiple of what recognising the call takes by itself.

``python -m benchmarks.latency`` starts `sourdine serve` with the starter model, lets a signed hook bring
calls of some lengths (`benchmarks.talks`: two people by turns, joined of generated calls), and measures
until the state is "published". The middle one of several calls of a length is told.

Bare recognition is what it is compared with: the same recording in this process, by the same recogniser,
opened alike (model, beam, threads) and warm: decoded, then channel after channel voice activity, windows of
speech, and their words with times. The language is told; nothing is checked, detected, or heard again.
The aim is 1.3 times.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from sourdine.models.speech import WhisperRecogniser
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.listen import voice_activity, windows
from sourdine.pipeline.settings import AudioLimits
from sourdine.workers.serve.signatures import signatures

from benchmarks.machine import machine
from benchmarks.talks import LANGUAGE, Talks

RESULTS = Path(__file__).parent / "results" / "latency.json"
AIM = 1.3
_LOOK = 0.02  # seconds between looks at the state


def bare(recogniser: WhisperRecogniser, path: Path) -> tuple[float, float]:
    """Seconds that decoding and recognising take, and nothing else; and the share of speech of a channel."""
    start = time.perf_counter()
    sound = decode(path, AudioLimits(), path.name)
    spoken = 0.0
    for number in range(sound.format.channels):
        samples = channel_16k(sound, number)
        speech = voice_activity(samples, number)
        wanted = windows(speech, samples, recogniser.max_window)
        recogniser.transcribe([one.sound(samples) for one in wanted], LANGUAGE)
        spoken += sum(one.end - one.start for one in speech)
    took = time.perf_counter() - start
    return took, spoken * sound.format.rate / sound.format.frames / sound.format.channels


@dataclass(frozen=True, slots=True)
class Run:
    """One call: seconds from the hook to its end, what became of it, seconds of bare recognition."""

    took: float
    state: str
    alone: float
    speech: float  # share of a channel


@contextmanager
def serving(folder: Path, lines: Sequence[str], *words: str) -> Iterator[str]:
    """The server as it is installed, with further arguments; gives its address."""
    command = [sys.executable, "-m", "sourdine.pipeline.cli", "serve"]
    (folder / "mine.yaml").write_text("\n".join(lines), encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--out", "safe", "--port", "0", "--config", "mine.yaml", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        match = re.fullmatch(r"listening on (\S+)\n", process.stdout.readline() if process.stdout else "")
        if match is None:
            raise RuntimeError("the server does not start")
        try:
            yield match[1]
        finally:
            process.terminate()


def asked(folder: Path, *words: str) -> list[str]:
    """What a command of ``sourdine serve`` says."""
    command = [sys.executable, "-m", "sourdine.pipeline.cli", "serve", *words, "--config", "mine.yaml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.splitlines()


def through(url: str, hook: str, secret: str, key: str, path: Path) -> tuple[float, str]:
    """Seconds from the hook to the end, and what became of the call."""
    body = json.dumps({"type": "call.ended", "data": {"recording": str(path)}})
    headers = signatures([secret], f"msg_{path.stem}", datetime.now(UTC), body)
    with httpx2.Client(
        base_url=url, headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=60
    ) as client:
        start = time.perf_counter()
        (call,) = client.post(hook, content=body, headers=headers).json()["calls"]
        while (state := client.get(f"/v1/calls/{call}").json()["state"]) in ("waiting", "working"):
            time.sleep(_LOOK)
        return time.perf_counter() - start, str(state)


def measure(lengths: Sequence[float], rounds: int) -> list[dict[str, Any]]:
    """Each length, through the server and by recognition alone, with another call each round."""
    with tempfile.TemporaryDirectory(prefix="latency-") as name:
        folder = Path(name)
        os.environ["SOURDINE_HOME"] = str(folder / "home")
        recordings = folder / "recordings"
        recordings.mkdir()
        settings = [
            "speech: {model: starter}",
            "consent: {assumed_basis: contract}",
            f"serve: {{sources: {{default: [{recordings}]}}, requests_per_minute: 100000}}",
        ]
        (folder / "mine.yaml").write_text("\n".join(settings), encoding="utf-8")
        hook, secret = asked(folder, "hook", "add", "standard")
        (key,) = asked(folder, "key", "create", "latency", "--scope", "calls:read")
        recogniser = WhisperRecogniser("starter", "cpu", "int8", 8)
        talks = Talks(folder / "parts", recogniser)
        found: dict[float, list[Run]] = {seconds: [] for seconds in lengths}
        with serving(folder, settings) as url:
            where = hook.removeprefix("http://127.0.0.1:8321")

            def run(seconds: float, number: int, name: str = "call") -> Run:
                path = recordings / f"{name}-{seconds:g}-{number}.wav"
                talks.write(seconds, path, number)
                took, state = through(url, where, secret, key, path)
                # one right after the other: other work weighs on both alike
                return Run(took, state, *bare(recogniser, path))

            run(10.0, 0, "first")  # only warms both up
            for number in range(rounds):
                for seconds in lengths:
                    found[seconds].append(run(seconds, number))
        return [told(seconds, runs) for seconds, runs in found.items()]


def told(seconds: float, runs: Sequence[Run]) -> dict[str, Any]:
    """The middle of the runs of a length; states that are not "published" show."""
    by_times = sorted(runs, key=lambda one: one.took / one.alone)
    middle = by_times[len(by_times) // 2]
    return {
        "call_s": seconds,
        "speech_share": round(middle.speech, 2),
        "states": sorted({one.state for one in runs}),
        "hook_to_published_s": round(middle.took, 2),
        "recognition_s": round(middle.alone, 2),
        "times": round(middle.took / middle.alone, 2),
        "all_times": [round(one.took / one.alone, 2) for one in runs],
    }


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description="hook to published safe copy, against recognition alone")
    parser.add_argument(
        "--lengths", default="30,240,1800", help="seconds of the calls (default: 30,240,1800)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="calls of each length (default: 3)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    args = parser.parse_args()
    rows = measure([float(one) for one in args.lengths.split(",")], args.rounds)
    for row in rows:
        verdict = "within" if row["times"] <= AIM else "over"
        print(
            f"{row['call_s']:6g} s call: {', '.join(row['states'])} after {row['hook_to_published_s']:.2f} s,"
            f" {row['times']:.2f} times its recognition ({row['recognition_s']:.2f} s); {verdict} {AIM}"
        )
    content = {"aim": AIM, "model": "starter", "calls": rows, "machine": machine()}
    args.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
