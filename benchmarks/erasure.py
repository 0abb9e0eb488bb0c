"""What erasing one caller takes among many: ``python -m benchmarks.erasure``.

A catalogue of 100,000 calls of 20,000 callers, each call with a copy of five artefacts and a consent record.
One caller is found by telephone number and erased; time is the catalogue's alone, stores take their own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from sourdine.pipeline import removal
from sourdine.pipeline.catalogue import Catalogue, open_catalogue, subjects, tables
from sourdine.pipeline.catalogue.base import ensure_tenant
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.storage import Erasure

from benchmarks.machine import machine

_RESULT = Path(__file__).parent / "results" / "erasure.json"
_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_NAMES = ("audio.wav", "call.vcon.json", "peaks.json", "transcript.json", "transcript.vtt")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def fill(catalogue: Catalogue, count: int, callers: int) -> None:
    """Rows as the product writes them, many at a time."""
    ring = catalogue.ring("default")
    with catalogue.write() as con:
        ensure_tenant(con, "default", _NOW)
        people = [str(uuid.UUID(int=number + 1)) for number in range(callers)]
        con.execute(
            tables.subjects.insert(), [{"id": one, "tenant": "default", "created": _NOW} for one in people]
        )
        rows = [
            {"tenant": "default", "kind": "phone", "mac": ring.identify("phone", phone(at)), "subject": one}
            for at, one in enumerate(people)
        ]
        con.execute(tables.identifiers.insert(), rows)
        for start in range(0, count, 5_000):
            _calls(con, range(start, min(start + 5_000, count)), people)


def phone(number: int) -> str:
    """A caller's telephone number."""
    return f"+336{number:08}"


def call(number: int) -> str:
    """An id like those of `sources.call_id`."""
    return "".join(_ALPHABET[(number >> 5 * at) % 32] for at in range(32))


def _calls(con: Any, numbers: range, people: list[str]) -> None:
    made = [{"id": call(one), "tenant": "default", "created": _NOW, "seconds": 60.0} for one in numbers]
    con.execute(tables.calls.insert(), made)
    links = [{"subject": people[one % len(people)], "call": call(one), "role": "caller"} for one in numbers]
    con.execute(tables.subject_calls.insert(), links)
    copies = [
        {
            "id": one + 1,
            "call": call(one),
            "destination": "/safe",
            "purpose": "quality",
            "lawful_basis": "consent",
            "consent_reference": "",
            "state": "published",
            "created": _NOW,
            "retention_until": (_NOW + timedelta(days=180)).date(),
            "profile": "default",
            "settings_digest": "",
            "entities": {},
        }
        for one in numbers
    ]
    con.execute(tables.copies.insert(), copies)
    files = [
        {"copy": one + 1, "name": name, "sha256": "0" * 64, "size": 1} for one in numbers for name in _NAMES
    ]
    con.execute(tables.artefacts.insert(), files)
    records = [
        {
            "id": str(uuid.UUID(int=(1 << 64) + one)),
            "tenant": "default",
            "reference": "",
            "call": call(one),
            "role": "controller",
            "lawful_basis": "consent",
            "restricted": False,
            "evidence": {},
            "origin": "record",
            "recorded": _NOW,
        }
        for one in numbers
    ]
    con.execute(tables.consents.insert(), records)


def erase(catalogue: Catalogue, number: int) -> float:
    """Find a caller and erase all calls; seconds of the catalogue."""
    store: Any = mock.Mock(address="/safe")
    store.erase.return_value = Erasure()
    store.read.return_value = store.head.return_value = None
    began = time.perf_counter()
    with catalogue.read() as con:
        people = subjects.find(con, catalogue.ring("default"), "phone", phone(number))
        ids = subjects.calls_of(con, people)
    removal.erase_calls(catalogue, "default", ids, _NOW, None, lambda _: store)
    with catalogue.write() as con:
        subjects.forget(con, people[0])
    return time.perf_counter() - began


def main() -> None:
    """Fill, erase some callers, keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--callers", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--catalogue", help="a fresh PostgreSQL database (default: SQLite)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = args.catalogue or f"sqlite:///{folder}/catalogue.sqlite"
        catalogue = open_catalogue(url, Keyset(b"k" * 32, b"t" * 32))
        fill(catalogue, args.calls, args.callers)
        took = [erase(catalogue, number * 7) for number in range(args.times)]
        catalogue.engine.dispose()
    result = {
        "calls": args.calls,
        "callers": args.callers,
        "calls_of_one": args.calls // args.callers,
        "seconds_median": round(statistics.median(took), 3),
        "seconds_worst": round(max(took), 3),
        "database": url.partition(":")[0],
        "machine": machine(),
    }
    _RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
