"""Fifty people who listen at once: how long do pages and the first bytes of sound take?

    python -m benchmarks.listeners [--listeners 50] [--seconds 60] [--web 1] [--calls 4]

Some calls are redacted with the starter model; then the server runs as installed (web half only), and each
listener does over and over what a browser does: opens the list, opens a call, fetches its sound by range
requests at the speed of playing, and seeks. Milliseconds at the median and at the 95th percentile, until the
last byte of a page and until the first one of sound, and how many answers were wrong or did not come.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import ssl
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx2
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.settings_file import load_settings
from sourdine.workers import local
from sourdine.workers.serve.conduct import version
from sourdine.workers.serve.people import accept_conduct, add_person
from sourdine.workers.serve.review.calls import catch_up
from sourdine.workers.serve.services import DEFAULT_TENANT, open_services
from sourdine.workers.serve.sessions import cookie_name, open_session

from benchmarks.latency import serving
from benchmarks.machine import machine
from benchmarks.mixes import join_calls

RESULTS = Path(__file__).parent / "results" / "listeners.json"
LENGTH = 60.0  # seconds of each call
SEEKS = 3  # in each call
STRETCH = 4.0  # seconds that somebody listens before the next one
SETTINGS = """\
speech: {model: starter}
consent: {assumed_basis: contract}
serve: {requests_per_minute: 1000000}
"""


@dataclass
class Seen:
    """What one run came to: milliseconds by what was asked for."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: int = 0
    heard: int = 0  # bytes of sound


def prepare(folder: Path, calls: int, listeners: int) -> tuple[list[str], list[dict[str, str]]]:
    """Publish some calls and let people in: the calls' ids, and the cookies of each listener."""
    (folder / "mine.yaml").write_text(SETTINGS, encoding="utf-8")
    settings = load_settings(str(folder / "mine.yaml"))
    recordings = folder / "recordings"
    recordings.mkdir()
    for number in range(calls):
        join_calls("fr", LENGTH + number, recordings / f"{number}.wav")
    outcomes = local.run(local.Job((str(recordings),), str(folder / "safe"), settings))
    ids = [one.call_id for one in outcomes if one.state == "published"]
    if not ids:
        raise RuntimeError("no call was published, so there is nothing to listen to")
    services = open_services(settings, str(folder / "safe"), load_keyset())
    with services.catalogue.write() as con:
        catch_up(con, DEFAULT_TENANT, services.storage_of(DEFAULT_TENANT).address, services.now(), 0.0)
    cookies = []
    for number in range(listeners):
        login = f"listener-{number}"
        person = add_person(
            services.catalogue, login, login, DEFAULT_TENANT, ["listener"], None, services.now()
        )
        accept_conduct(services.catalogue, person, version(services))
        cookies.append(
            {cookie_name(services.https): open_session(services.catalogue, person, services.now())}
        )
    return ids, cookies


async def listen(
    client: httpx2.AsyncClient, calls: Sequence[str], end: float, seen: Seen, rng: random.Random
) -> None:
    """One listener, until ``end`` (monotonic seconds)."""
    async with client:
        await asyncio.sleep(rng.uniform(0, STRETCH))  # people do not begin all in one moment
        while time.monotonic() < end:
            call = rng.choice(calls)
            await _open(client, "list", "/calls", seen)
            await _open(client, "call", f"/calls/{call}", seen)
            at = 0
            for _ in range(1 + SEEKS):
                size = await _play(client, call, at, end, seen)
                at = rng.randrange(max(1, size))


async def _open(client: httpx2.AsyncClient, what: str, path: str, seen: Seen) -> None:
    start = time.perf_counter()
    try:
        answer = await client.get(path)
    except httpx2.HTTPError:
        seen.errors += 1
        return
    seen.times[what].append(1000 * (time.perf_counter() - start))
    seen.errors += answer.status_code != 200


async def _play(client: httpx2.AsyncClient, call: str, at: int, end: float, seen: Seen) -> int:
    """Fetch sound from a byte on, as fast as it plays; gives the size of the whole."""
    start, asked = time.perf_counter(), {"Range": f"bytes={at}-"}
    size, first = 0, True
    try:
        async with client.stream("GET", f"/v1/calls/{call}/audio", headers=asked) as answer:
            if answer.status_code != 206:
                seen.errors += 1
                return 0
            size = int(answer.headers["Content-Range"].rpartition("/")[2])
            async for piece in answer.aiter_bytes(16 * 1024):
                if first:
                    seen.times["sound"].append(1000 * (time.perf_counter() - start))
                    first = False
                seen.heard += len(piece)
                if time.perf_counter() - start > STRETCH or time.monotonic() > end:
                    break
                await asyncio.sleep(len(piece) / size * LENGTH)  # until that much was played
    except httpx2.HTTPError:
        seen.errors += 1
    return size


async def measure(url: str, calls: Sequence[str], cookies: Sequence[dict[str, str]], seconds: float) -> Seen:
    """Everybody at once."""
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used: without it each client reads all authorities
    clients = [
        httpx2.AsyncClient(base_url=url, cookies=one, verify=plain, trust_env=False, timeout=60)
        for one in cookies
    ]
    seen, end = Seen(), time.monotonic() + seconds
    people = (listen(one, calls, end, seen, random.Random(number)) for number, one in enumerate(clients))
    await asyncio.gather(*people)
    if not seen.times:
        raise RuntimeError("nothing was answered in that time: let them listen longer")
    return seen


def rows(seen: Seen) -> dict[str, dict[str, float]]:
    """Requests, median and 95th percentile in milliseconds, by what was asked for."""
    return {
        what: {
            "requests": len(times),
            "p50_ms": round(median(times), 1),
            "p95_ms": round(quantiles(times, n=20)[-1], 1),
        }
        for what, times in sorted(seen.times.items())
        if len(times) > 1
    }


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--listeners", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="that they listen")
    parser.add_argument("--web", type=int, default=1, help="web processes")
    parser.add_argument("--calls", type=int, default=4, help="that they choose from")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="listeners-") as name:
        folder = Path(name)
        os.environ["SOURDINE_HOME"] = str(folder / "home")
        calls, cookies = prepare(folder, args.calls, args.listeners)
        with serving(folder, SETTINGS.splitlines(), "--only", "web", "--web", str(args.web)) as url:
            seen = asyncio.run(measure(url, calls, cookies, args.seconds))
    found: dict[str, Any] = rows(seen)
    print(f"{args.listeners} listeners for {args.seconds:g} s, {args.web} web processes; milliseconds")
    for what, row in found.items():
        print(f"  {what:6} {row['requests']:6} requests  p50 {row['p50_ms']:7.1f}  p95 {row['p95_ms']:7.1f}")
    print(f"  errors {seen.errors}, {seen.heard / 1e6:.1f} MB of sound")
    content = {
        "listeners": args.listeners,
        "seconds": args.seconds,
        "web": args.web,
        "calls": len(calls),
        "found": found,
        "errors": seen.errors,
        "sound_mb": round(seen.heard / 1e6, 1),
        "machine": machine(),
    }
    args.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
