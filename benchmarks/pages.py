"""How quickly does the list of calls answer when there are a hundred thousand?

    python -m benchmarks.pages [--calls 100000] [--requests 20] [--url postgresql://…]

A catalogue is filled with made-up calls, the server asked over HTTP as a browser would, one request at a
time, for the list as it is first seen and under every filter. Milliseconds at the median and at the 95th
percentile; the aim is 150 ms at the 95th.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import httpx
from sourdine.pipeline.catalogue.base import ensure_tenant
from sourdine.pipeline.catalogue.tables import calls
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.settings_file import load_settings
from sourdine.workers.serve.app import create_app
from sourdine.workers.serve.people import add_person
from sourdine.workers.serve.review.calls import is_sampled
from sourdine.workers.serve.review.tables import reviews
from sourdine.workers.serve.services import Services, open_services
from sourdine.workers.serve.sessions import cookie_name, open_session
from sqlalchemy import insert

AIM = 150.0  # milliseconds
RARE, COMMON = "HEALTH", "PERSON"
QUERIES = {
    "first page": "",
    "a rare entity": f"entity={RARE}",
    "a common entity": f"entity={COMMON}",
    "an agent": "agent=agent-17",
    "what waits, in French": "state=open&language=fr",
    "two days": "since=2026-03-01&until=2026-03-02",
    "long ones": "shortest=20",
    "the sample, flagged": "sampled=1&flagged=1",
    "beginning of an id": "find=abc",
    "nothing": "find=zzzzzzzz",
    "everything at once": f"entity={RARE}&state=open&language=fr&agent=agent-17&since=2026-01-01&shortest=5",
}
_ENTITIES = {"ADDRESS": 0.2, RARE: 0.004, COMMON: 0.9, "PHONE_NUMBER": 0.4}
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def fill(services: Services, count: int) -> None:
    """Made-up calls over a year."""
    rng, start = random.Random(7), datetime(2025, 9, 1, tzinfo=UTC)
    with services.catalogue.write() as con:
        ensure_tenant(con, "default", start)
    for first in range(0, count, 5_000):
        rows = [_call(rng, start) for _ in range(min(5_000, count - first))]
        with services.catalogue.write() as con:
            con.execute(
                insert(calls), [{"id": one["call"], "tenant": "default", "created": start} for one in rows]
            )
            con.execute(insert(reviews), rows)


def _call(rng: random.Random, start: datetime) -> dict[str, object]:
    at = start + timedelta(seconds=rng.randrange(365 * 86_400))
    call = "".join(rng.choices(_LETTERS, k=32))
    found = [entity for entity, share in _ENTITIES.items() if rng.random() < share]
    return {
        "call": call,
        "tenant": "default",
        "at": at,
        "added": at,
        "agent": f"agent-{rng.randrange(300)}",
        "language": rng.choice(("fr", "en")),
        "seconds": rng.expovariate(1 / 240),
        "regions": rng.randrange(20),
        "entities": f" {' '.join(found)} ",
        "version": 1,
        "state": rng.choices(("open", "approved", "second", "rejected"), (70, 27, 2, 1))[0],
        "assignee": "",
        "approver": "",
        "flags": int(rng.random() < 0.03),
        "sampled": is_sampled(call, 0.05),
    }


async def measure(services: Services, requests: int) -> dict[str, Sequence[float]]:
    """Milliseconds of every request, by what was asked for."""
    person = add_person(services.catalogue, "ada", "Ada", "default", ["reviewer"], None, services.now())
    token = open_session(services.catalogue, person, services.now())
    transport = httpx.ASGITransport(create_app(services))
    found: dict[str, Sequence[float]] = {}
    cookies = {cookie_name(services.https): token}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
        for name, query in QUERIES.items():
            await client.get(f"/calls?{query}")  # warm, as a server that runs is
            found[name] = [await _timed(client, f"/calls?{query}") for _ in range(requests)]
    return found


async def _timed(client: httpx.AsyncClient, path: str) -> float:
    start = time.perf_counter()
    answer = await client.get(path)
    answer.raise_for_status()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=20, help="of each query")
    parser.add_argument("--url", help="catalogue to fill, an empty one (default: SQLite, thrown away)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sourdine-") as folder:
        made = load_settings("default")
        url = args.url or f"sqlite:///{Path(folder) / 'catalogue.sqlite'}"
        serve = replace(made.serve, requests_per_minute=1_000_000)
        settings = replace(made, catalogue=replace(made.catalogue, url=url), serve=serve)
        services = open_services(settings, f"{folder}/safe", load_keyset(Path(folder) / "keys.json"))
        fill(services, args.calls)
        found = asyncio.run(measure(services, args.requests))
    print(f"{args.calls} calls, {args.requests} requests each; milliseconds")
    for name, times in found.items():
        print(f"  {name:24} {median(times):7.0f} {quantiles(times, n=20)[-1]:7.0f}")
    everything = [one for times in found.values() for one in times]
    print(f"  {'all':24} {median(everything):7.0f} {quantiles(everything, n=20)[-1]:7.0f}   aim {AIM:.0f}")


if __name__ == "__main__":
    main()
