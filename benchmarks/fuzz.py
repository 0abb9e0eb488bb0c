"""What becomes of broken and crafted recordings: ``python -m benchmarks.fuzz`` (``make fuzz``).

Small recordings of every kind, changed mostly in their headers, go the way of every recording: decoded apart,
silenced, written as the same kind, decoded again. Each must end as a safe copy of the length it began with,
or be set aside with a reason, within the limits on time and memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sourdine.pipeline.audio import decode, encode, lossless
from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.mask import mask
from sourdine.pipeline.media.apart import end_all
from sourdine.pipeline.records import RedactionPlan, Region
from sourdine.pipeline.settings import AudioLimits

from benchmarks.machine import machine
from benchmarks.mutations import SEEDS, mutated, recording

RESULTS = Path(__file__).parent / "results" / "fuzz.json"
DIED = "decoder died"
LIMITS = AudioLimits(max_seconds=3600.0, decode_seconds=20.0, decode_memory=1_500_000_000)


def outcome(data: bytes, name: str, folder: Path) -> str:
    """What becomes of one recording: "safe copy", or the reason why it was set aside."""
    path = folder / name
    path.write_bytes(data)
    try:
        sound = decode(path, LIMITS)
    except Quarantine as error:
        return DIED if "died" in error.message else str(error.reason)
    format = sound.format
    regions = [
        Region(channel, 0, max(1, format.frames // 2), "PERSON", "rule", 1.0)
        for channel in range(format.channels)
    ]
    plan = RedactionPlan(tuple(regions), (), format.rate, format.frames, format.channels)
    out = folder / f"safe{format.extension}"
    try:
        encode(mask(sound, plan, "silence"), out)
        safe = decode(out, replace(LIMITS, max_seconds=2 * LIMITS.max_seconds))
    except Quarantine as error:
        return f"not written again: {error.reason}"
    if safe.format != format:
        return "not written again: another format"  # verifying sets such a copy aside
    if lossless(format):
        half = max(1, format.frames // 2)
        same = np.array_equal(safe.samples[half:], sound.samples[half:])
        return "safe copy" if same else "DEFECT: not bit-identical"
    return "safe copy"


def fuzz(count: int, seed: int, folder: Path) -> dict[str, Any]:
    """What became of ``count`` mutations, spread over all kinds."""
    found: dict[str, Counter[str]] = {}
    slowest = 0.0
    seeds = [(kind, recording(*kind, folder)) for kind in SEEDS]
    for number in range(count):
        kind, data = seeds[number % len(seeds)]
        start = time.monotonic()
        result = outcome(mutated(data, f"{seed}/{number}"), f"call{kind[2]}", folder)
        slowest = max(slowest, time.monotonic() - start)
        found.setdefault(f"{kind[0]} {kind[1]}", Counter())[result] += 1
    end_all()  # only processes that ended are counted
    return {
        "mutations": count,
        "seed": seed,
        "safe copies": sum(one["safe copy"] for one in found.values()),
        "decoders_died": sum(one[DIED] for one in found.values()),
        "defects": sum(
            times for one in found.values() for result, times in one.items() if result.startswith("DEFECT")
        ),
        "slowest_seconds": round(slowest, 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_memory_of_decoders_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "by_kind": {kind: dict(one.most_common()) for kind, one in sorted(found.items())},
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        result = fuzz(args.count, args.seed, Path(folder))
    result["seconds"] = round(time.monotonic() - start)
    result["machine"] = machine()
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(result, indent=1, ensure_ascii=False))
    if result["defects"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
