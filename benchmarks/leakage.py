"""What can still be heard of personal data in published safe copies.

``python -m benchmarks.leakage`` makes 60 unseen calls, redacts them by ``sourdine redact`` and measures.
The same calls' true words are given to our detector and to Presidio as shipped, and measured in seconds too.
``--dialogues FILE`` speaks written dialogues instead, ``--calls DIR`` takes calls (with ``*.truth.json``)
that exist, ``--published DIR`` safe copies that exist.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sourdine.pipeline.records import Language

from benchmarks.leak_measure import CallLeak, measure_call
from benchmarks.leak_tables import as_json, show, show_texts, texts_as_json
from benchmarks.leak_text import measure_texts
from benchmarks.sound_check import same_kind, still_heard

TRUTH = ".truth.json"
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the calls: leaks of the published ones, faults by call, and who is missing."""

    leaks: tuple[CallLeak, ...]
    faults: dict[str, list[str]]
    missing: tuple[str, ...]


def measure(calls: Path, published: Path) -> Outcome:
    """Measure every call of a folder against its safe copy, found by the hash of the source."""
    copies = {manifest["source"]["sha256"]: (manifest, folder) for manifest, folder in _manifests(published)}
    leaks: list[CallLeak] = []
    faults: dict[str, list[str]] = {}
    missing: list[str] = []
    for truth_file in sorted(calls.rglob(f"*{TRUTH}")):
        source = _sound_of(truth_file)
        found = copies.get(hashlib.sha256(source.read_bytes()).hexdigest())
        if found is None:
            missing.append(source.name)
            continue
        manifest, folder = found
        leaks.append(measure_call(json.loads(truth_file.read_text("utf-8")), manifest["regions"]))
        if wrong := _faults(source, folder, manifest):
            faults[source.name] = wrong
    return Outcome(tuple(leaks), faults, tuple(missing))


def _manifests(published: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    for path in sorted(published.glob("*/manifest.json")):
        yield json.loads(path.read_text("utf-8")), path.parent


def _sound_of(truth_file: Path) -> Path:
    stem = truth_file.name.removesuffix(TRUTH)
    sounds = [path for path in truth_file.parent.glob(f"{stem}.*") if path.suffix != ".json"]
    if len(sounds) != 1:
        raise SystemExit(f"{truth_file}: {len(sounds)} recordings of this name beside it")
    return sounds[0]


def _faults(source: Path, folder: Path, manifest: dict[str, Any]) -> list[str]:
    safe = next(folder.glob("audio.*"))
    faults = [f"{field} differs" for field in same_kind(source, safe)]
    if heard := still_heard(source, safe, manifest["regions"]):
        faults.append(f"{heard} muted regions still sound like the source")
    return faults


def redact(calls: Path, published: Path, model: str) -> None:
    """Run the real command on a folder of calls; what it could not publish shows up as missing."""
    command = [Path(sys.executable).with_name("sourdine"), "redact", calls, "--out", published]
    subprocess.run([*map(str, command), "--model", model], check=False)  # noqa: S603 - our own command


def make(folder: Path, count: int, seed: int, dialogues: Sequence[Path]) -> None:
    """Write ``count`` calls of the test split for each language, or of each file of dialogues."""
    from sourdine.models.synthetic.casting import make_calls, speak_dialogues

    if dialogues:
        calls = [path for file in dialogues for path in speak_dialogues(folder, file, count, seed)]
    else:
        calls = [path for one in LANGUAGES for path in make_calls(folder, one, count, "test", seed)]
    print(f"{len(calls)} calls spoken", file=sys.stderr)


def main() -> int:
    """Measure, print, and give 1 where a copy is missing or is not what its source was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=Path, help="folder of calls with truth (default: make some)")
    parser.add_argument("--published", type=Path, help="folder of their safe copies (default: make them)")
    parser.add_argument("--dialogues", nargs="*", type=Path, default=(), help="speak those of these files")
    parser.add_argument("--count", type=int, default=30, help="calls to make for each language, or file")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--model", default="starter", help="recogniser for sourdine redact")
    parser.add_argument("--json", type=Path, help="write the results here as well")
    wanted = parser.parse_args()
    if wanted.published and not wanted.calls:
        parser.error("--published needs --calls")
    with tempfile.TemporaryDirectory() as folder:
        calls = wanted.calls or Path(folder) / "calls"
        published = wanted.published or Path(folder) / "published"
        if not wanted.calls:
            make(calls, wanted.count, wanted.seed, wanted.dialogues)
        if not wanted.published:
            redact(calls, published, wanted.model)
        outcome = measure(calls, published)
        truths = [json.loads(file.read_text("utf-8")) for file in sorted(calls.rglob(f"*{TRUTH}"))]
    texts = measure_texts(truths)
    show(outcome.leaks, outcome.faults, outcome.missing)
    show_texts(texts)
    if wanted.json:
        results = as_json(outcome.leaks, outcome.faults, outcome.missing)
        results["text"] = texts_as_json(texts)
        wanted.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return int(bool(outcome.faults or outcome.missing))


if __name__ == "__main__":
    sys.exit(main())
