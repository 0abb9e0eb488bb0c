"""What deciding on the work of a large archive takes: ``python -m benchmarks.listing``.

A simulated store, which answers in pages as S3 does and counts every request, holds an archive of 1,000,000
recordings of which 900,000 are published, with six objects each. The product's own listing decides what is
left. Time is that of the program alone: a real store's answers come on top, some 50 to 200 ms a page.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.sources import Source, call_id
from sourdine.pipeline.storage import Content, Erasure, Stored
from sourdine.workers.archive.backlog import Backlog
from sourdine.workers.archive.listing import all_marked

from benchmarks.machine import machine

PAGE = 1000  # keys, S3's most
OBJECTS = ("audio.wav", "call.vcon.json", "manifest.json", "peaks.json", "transcript.json", "transcript.vtt")
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
_KEYS = Keyset(b"benchmark-of-listing" * 2, b"benchmark-of-listing" * 2)


class CountingStore:
    """A destination that holds the first ``published`` recordings' safe copies and counts requests."""

    def __init__(self, published: int) -> None:
        self.requests: Counter[str] = Counter()
        self._published = published

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """Pages of keys; in no particular order of calls, which the product does not rely on."""
        listed = 0
        for number in range(self._published if not prefix else 0):
            call = call_id(recording(number), _KEYS.call_id)
            for name in OBJECTS:
                if listed % PAGE == 0:
                    self.requests["LIST"] += 1
                listed += 1
                yield Stored(f"{call}/{name}", 1000, _THEN)
        if not listed:
            self.requests["LIST"] += 1

    def head(self, key: str) -> Stored | None:
        """Counted: there must be none."""
        self.requests["HEAD"] += 1
        return None

    def read(self, key: str, limit: int) -> bytes | None:
        """Counted: there must be none."""
        self.requests["GET"] += 1
        return None

    def open(self, key: str, start: int = 0) -> BinaryIO:
        """Nothing is stored."""
        raise FileNotFoundError

    def digest(self, key: str) -> str | None:
        """Counted as HEAD."""
        self.requests["HEAD"] += 1
        return None

    def put(self, key: str, content: Content) -> None:
        """Counted."""
        self.requests["PUT"] += 1

    def put_if_absent(self, key: str, content: Content) -> bool:
        """Counted."""
        self.requests["PUT"] += 1
        return True

    def delete(self, key: str) -> None:
        """Counted."""
        self.requests["DELETE"] += 1

    def erase(self, prefix: str) -> Erasure:
        """Counted."""
        self.requests["DELETE"] += 1
        return Erasure()

    @property
    def address(self) -> str:
        """Nowhere."""
        return "s3://simulated"

    def lock(self) -> str | None:
        """None."""
        return None

    def lifecycle(self) -> tuple[()]:
        """Nothing."""
        return ()


def recording(number: int) -> Source:
    """One of the archive's recordings."""
    name = base64.b32encode(hashlib.sha256(str(number).encode()).digest()[:10]).decode().lower()
    return Source("object", f"s3://calls/2026/{number // 10_000:04}/{name}.wav", 480_000)


def recordings(count: int, requests: Counter[str]) -> Iterator[tuple[Source, bytes | None]]:
    """The source's listing, in pages."""
    for number in range(count):
        if number % PAGE == 0:
            requests["LIST of the source"] += 1
        yield recording(number), None


def measure(count: int, published: int) -> dict[str, Any]:
    """List and decide, as a job does, and take everything out of the backlog."""
    store = CountingStore(published)
    before, start, processor = _memory(), time.monotonic(), time.process_time()
    backlog = Backlog(all_marked(recordings(count, store.requests), store, _KEYS))
    left = skipped = 0
    while not backlog.empty:
        one = backlog.take()
        if one is None:
            time.sleep(0.01)
        elif one.published:
            skipped += 1
        else:
            left += 1
    took = time.monotonic() - start
    backlog.close()
    if (left, skipped) != (count - published, published):
        raise SystemExit(f"wrong: {left} left, {skipped} published")
    return {
        "recordings": count,
        "published": published,
        "left": left,
        "seconds": round(took, 1),
        "processor_seconds": round(time.process_time() - processor, 1),  # the simulated store's own with them
        "memory_mib": round(_memory() - before, 1),
        "keys": count + published * len(OBJECTS),
        "requests": dict(store.requests),
    }


def _memory() -> float:
    """The most this process has held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=int, default=1_000_000)
    parser.add_argument("--published", type=int, default=900_000)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    found = {**measure(wanted.recordings, wanted.published), "machine": machine()}
    print(json.dumps(found, indent=1))
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
