"""From the hook to the published safe copy, as a multiple of what recognising the call takes by itself.

``python -m benchmarks.latency`` starts `sourdine serve` with the starter model, lets a signed hook bring
calls of some lengths (demo calls, one after the other), and measures until the state is "published". The
same recording is then recognised in this process, by the same model, with as many threads, and nothing else
done.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import soundfile
from sourdine.models.speech import WhisperRecogniser
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.listen import listen
from sourdine.pipeline.settings import AudioLimits
from sourdine.workers.serve.signatures import signatures

from benchmarks.machine import machine

CALLS = Path(__file__).parents[1] / "pipeline" / "demo" / "calls"
RESULTS = Path(__file__).parent / "results" / "latency.json"
AIM = 1.3
_RATE = 8000
_LOOK = 0.05  # seconds between looks at the state


def make_call(seconds: float, path: Path) -> None:
    """Demo calls of one language, one after the other, as long as wanted."""
    pieces, size = [], 0
    while size < seconds * _RATE:
        for name in ("fr-card.wav", "fr-delivery.wav", "fr-contract.wav"):
            sound, rate = soundfile.read(CALLS / name, always_2d=True)
            if rate != _RATE:
                raise ValueError("the demo calls of this list are of one rate")
            pieces.append(sound if sound.shape[1] == 2 else np.repeat(sound, 2, axis=1))
            size += len(sound)
    soundfile.write(path, np.concatenate(pieces)[: round(seconds * _RATE)], _RATE, subtype="PCM_16")


def bare(recogniser: WhisperRecogniser, path: Path) -> float:
    """Seconds that decoding and recognising take, and nothing else."""
    start = time.perf_counter()
    sound = decode(path, AudioLimits(), path.name)
    channels = [channel_16k(sound, number) for number in range(sound.format.channels)]
    listen(channels, recogniser, None)
    return time.perf_counter() - start


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


def measure(lengths: Sequence[float]) -> list[dict[str, Any]]:
    """Each length, through the server and by recognition alone."""
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
        rows = []
        with serving(folder, settings) as url:
            where = hook.removeprefix("http://127.0.0.1:8321")
            for seconds in (10.0, *lengths):  # the first one only warms both up
                path = recordings / f"{seconds:g}.wav"
                make_call(seconds, path)
                took, state = through(url, where, secret, key, path)
                alone = bare(recogniser, path)  # one right after the other: other work weighs on both alike
                rows.append(
                    {
                        "call_s": seconds,
                        "state": state,
                        "hook_to_published_s": round(took, 2),
                        "recognition_s": round(alone, 2),
                        "times": round(took / alone, 2),
                    }
                )
        return rows[1:]


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description="hook to published safe copy, against recognition alone")
    parser.add_argument(
        "--lengths", default="30,240,1800", help="seconds of the calls (default: 30,240,1800)"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    args = parser.parse_args()
    rows = measure([float(one) for one in args.lengths.split(",")])
    for row in rows:
        verdict = "within" if row["times"] <= AIM else "over"
        print(
            f"{row['call_s']:6g} s call: {row['state']} after {row['hook_to_published_s']:.2f} s,"
            f" {row['times']:.2f} times its recognition ({row['recognition_s']:.2f} s); {verdict} {AIM}"
        )
    content = {"aim": AIM, "model": "starter", "calls": rows, "machine": machine()}
    args.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
