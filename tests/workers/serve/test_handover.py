"""Recordings that the server hands over to the archive's workers on a Ray cluster."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import soundfile
from sourdine.pipeline.errors import Quarantine, Reason, Retry, StopJob
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.sources import Source
from sourdine.workers.archive.driver import Driver
from sourdine.workers.archive.setup import Stop, Task
from sourdine.workers.archive.slots import Slot

from tests.workers.archive.helpers import put_silence
from tests.workers.archive.slow_job import DEADLY, obedient
from tests.workers.archive.test_driver import Actor
from tests.workers.serve.machine import Machine, httpx2, up

handover = pytest.importorskip(
    "sourdine.workers.serve.handover", reason="the server's packages are not installed"
)
Later = import_module("sourdine.workers.serve.bench").Later

CALLS = Path(__file__).parents[3] / "pipeline" / "demo" / "calls"
SECONDS, COUNT = 8, 9  # more than a worker has under way at once
NODE = {"num_cpus": 1, "object_store_memory": 100 * 1024**2, "include_dashboard": False}


def task(call: str = "a" * 32, begun: int = 0) -> Task:
    return Task(Source("file", "/calls/a.wav", 1000), call, begun)


@pytest.fixture
def desk() -> Any:
    """A handover that has a crew."""
    made = handover.Handover()
    made.open(object())
    return made


def asked(desk: Any, pool: ThreadPoolExecutor, one: Task) -> Any:
    """Somebody waits for a recording, and the driver has it."""
    waits = pool.submit(desk.safe_copy, one)
    while not desk._waiting:
        time.sleep(0.001)
    assert desk.take().call == one.call
    return waits


OUTCOME = Outcome("a" * 32, "/calls/a.wav", "published")


@pytest.mark.parametrize(
    ("end", "error"),
    [
        (lambda desk, one: desk.landed(one, OUTCOME), None),
        (lambda desk, one: desk.landed(one, Stop("no space left")), StopJob),
        (lambda desk, one: desk.gave_up(one, "it died, 3 times", Reason.WORKER_DIED), Quarantine),
        (lambda desk, one: desk.close(), Later),
    ],
)
def test_every_caller_gets_an_answer(desk: Any, end: Callable[..., None], error: type[Exception]) -> None:
    with ThreadPoolExecutor(1) as pool:
        waits = asked(desk, pool, task())
        end(desk, task())
        if error is None:
            assert waits.result(5) == (OUTCOME, 0)
        else:
            with pytest.raises(error):
                waits.result(5)
    desk.landed(task(), OUTCOME)  # an answer that nobody waits for any more


def test_who_asks_for_what_is_under_way_gets_the_same_answer(desk: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = asked(desk, pool, task())
        second = pool.submit(desk.safe_copy, task())
        while pool._work_queue.qsize():
            time.sleep(0.001)
        time.sleep(0.05)
        assert desk.take() is None
        desk.landed(task(), OUTCOME)
        assert first.result(5) == second.result(5) == (OUTCOME, 0)


def test_without_workers_nothing_is_taken() -> None:
    closed = handover.Handover()
    assert not closed.is_open
    with pytest.raises(Later) as told:
        closed.safe_copy(task())
    assert not told.value.counted
    with pytest.raises(Later):
        closed.ears()


class Endless:
    """A ledger that always has another recording."""

    finished = False
    waiting = None

    def __init__(self, *first: Task) -> None:
        self._first = list(first)
        self.given = 0

    def take(self) -> Task:
        self.given += 1
        return self._first.pop(0) if self._first else task(f"{self.given}")


def test_a_suspect_gets_its_turn_although_work_never_ends() -> None:
    slots = [Slot(Actor, 2), Slot(Actor, 2)]
    for slot in slots:
        slot.opened(None)
    suspect = task("s" * 32, begun=1)
    driver = Driver(slots, Endless(task("1"), suspect), 3, 60.0)  # type: ignore[arg-type]
    driver._feed()
    alone: list[Task] = []
    for number in range(6):  # one recording after the other ends, and the driver looks again
        slot = slots[number % 2]
        slot.flying.pop(next(iter(slot.flying)))
        driver._feed()
        alone = [flight.task for one in slots for flight in one.flying.values() if flight.alone]
        if alone:
            break
    assert alone == [suspect]
    assert sum(len(one.flying) for one in slots) == 3  # the other process went on meanwhile


SETTINGS = [
    ("127.0.0.1:6379", "sqlite:///c.sqlite", None, None),
    ("auto", "sqlite:///c.sqlite", None, None),
    ("ray.example.org:6379", "postgresql://db/s", "s3://inbox", None),
    ("ray.example.org:6379", "postgresql://db/s", None, "serve.inbox"),
    ("ray.example.org:6379", "sqlite:///c.sqlite", "s3://inbox", "PostgreSQL"),
]


@pytest.mark.parametrize(("address", "catalogue", "inbox", "missing"), SETTINGS)
def test_what_other_machines_would_not_reach_is_said(
    address: str, catalogue: str, inbox: str | None, missing: str | None
) -> None:
    from dataclasses import replace

    from sourdine.pipeline.settings_file import load_settings

    made = load_settings("hook")
    made = replace(
        made, catalogue=replace(made.catalogue, url=catalogue), serve=replace(made.serve, inbox=inbox)
    )
    if missing is None:
        assert handover.reachable(made, address).catalogue.url == catalogue
    else:
        with pytest.raises(StopJob, match=missing):
            handover.reachable(made, address)


def test_without_an_address_nothing_of_ray_is_there() -> None:
    code = (
        "import sys\n"
        "from sourdine.workers.serve import app, supervise, worker\n"
        "from sourdine.pipeline import flow\n"
        "assert 'ray' not in sys.modules and 'sourdine.workers.archive.actors' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


WRONG = [
    (["--only", "web", "--address", "127.0.0.1:1"], "leave it out"),
    (["--address", "127.0.0.1:1"], "the Ray cluster cannot be reached"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_a_cluster_that_is_not_there_is_told(machine: Machine, words: list[str], told: str) -> None:
    command = [sys.executable, "-m", "sourdine.pipeline.cli", "serve", "--out", "safe", "--port", "0"]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "--config", "mine.yaml", *words],
        cwd=machine.folder,
        env=machine.environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A Ray cluster that is there before the server, and stays when that is killed."""
    utils: Any = import_module("ray.cluster_utils")  # without types
    monkeypatch.setenv("RAY_worker_niceness", "0")  # 15 by default: a standstill on a busy machine
    cluster = utils.Cluster(initialize_head=True, head_node_args=NODE)
    yield cluster
    cluster.shutdown()


def test_a_server_that_is_killed_goes_on_with_the_clusters_workers(machine: Machine, cluster: Any) -> None:
    """Calls come in by hook, the server is killed by force in the middle, and started again."""
    from sourdine.workers.serve.signatures import signatures

    sound, rate = soundfile.read(CALLS / "fr-card.wav", frames=SECONDS * 8000, dtype="int16")
    for number in range(COUNT):
        soundfile.write(machine.folder / "recordings" / f"{number}.wav", sound, rate, subtype="PCM_16")
    hook, secret = machine.run("hook", "add", "standard")
    (key,) = machine.run("key", "create", "crm", "--scope", "calls:read")
    path, safe = hook.removeprefix("http://127.0.0.1:8321"), machine.folder / "safe"
    words = ("--address", f"127.0.0.1:{cluster.address.rpartition(':')[2]}")  # all of it is on this machine

    def states(url: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {key}"}
        with httpx2.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as client:
            return {one["id"]: one["state"] for one in client.get("/v1/calls").json()["calls"]}

    def published() -> dict[str, int]:
        return {one.parent.name: one.stat().st_mtime_ns for one in safe.glob("*/manifest.json")}

    with machine.serving(*words) as (url, process):
        up(url)
        for number in range(COUNT):
            place = machine.folder / "recordings" / f"{number}.wav"
            body = f'{{"type": "call.ended", "data": {{"recording": "{place}"}}}}'
            headers = signatures([secret], f"msg_{number}", datetime.now(UTC), body)
            assert httpx2.post(url + path, content=body, headers=headers, trust_env=False).status_code == 202
        end = time.monotonic() + 150
        while not published():
            assert time.monotonic() < end
            time.sleep(0.02)
        under_way = [state for state in states(url).values() if state == "working"]
        os.killpg(process.pid, signal.SIGKILL)
    before = published()
    assert under_way and 1 <= len(before) < COUNT
    with sqlite3.connect(machine.folder / "home" / "catalogue.sqlite") as con:  # a minute goes by
        assert con.execute("UPDATE web_tasks SET lease = due WHERE state = 'working'").rowcount
    con.close()
    with machine.serving(*words) as (url, process):
        up(url)
        end = time.monotonic() + 150
        while set(states(url).values()) & {"waiting", "working"}:
            assert time.monotonic() < end, states(url)
            time.sleep(0.2)
        assert set(states(url).values()) <= {"published", "skipped"}
    after = published()
    assert len(after) == COUNT and {call: after[call] for call in before} == before  # once, never again
    assert not list(safe.glob("attempts/*")) and not list(safe.glob("quarantine/*"))
    regions = [(one.parent / "manifest.json").read_text() for one in safe.glob("*/manifest.json")]
    assert all('"PERSON"' in one for one in regions)


def ready(desk: Any) -> Any:
    """A recogniser, as soon as the last worker that died was started again."""
    while True:
        try:
            return desk.ears()
        except Retry:
            time.sleep(0.1)


def test_what_takes_workers_down_is_set_aside_and_the_others_go_on(
    ray_here: None, make_site: Callable[..., Any]
) -> None:
    """A whole call, one that kills its worker each time, and what needs a recogniser besides."""
    from sourdine.pipeline.journal import open_journal
    from sourdine.workers.serve.worker import hand_over

    site = make_site(attempts=2)
    bench, stop, reached = site.bench(), threading.Event(), threading.Event()
    bench.handover = desk = handover.Handover()
    setup = handover.setup_for(site.services, "auto", "contract")
    client = site.key("calls:submit", "calls:read")
    places = {
        "call": site.recording(),
        "deadly": str(put_silence(site.recordings / "deadly.wav", DEADLY)),
        "quiet": str(put_silence(site.recordings / "quiet.wav")),
    }
    ids = {
        what: client.post("/v1/calls", json={"recording": place}).json()["id"]
        for what, place in places.items()
    }

    def drive() -> None:
        handover.drive(desk, setup, "auto", 1, stop, reached, obedient)

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(hand_over, bench, 3, drive, stop)
        try:
            states: dict[str, Any] = {}
            while not states or {one["state"] for one in states.values()} & {"waiting", "working"}:
                assert not work.done(), work.result()
                time.sleep(0.1)
                states = {what: client.get(f"/v1/calls/{id}").json() for what, id in ids.items()}
            ears = ready(desk)
            assert bench.recogniser is None and "starter" in ears.name
            sound, _ = soundfile.read(CALLS / "fr-card.wav", always_2d=True, dtype="float32")
            assert ears.transcribe([sound[: 4 * 8000, 0].repeat(2)], "fr")[0].words
        finally:
            stop.set()
        work.result(60)
    assert (states["deadly"]["state"], states["deadly"]["reason"]) == ("quarantined", "worker_died")
    assert {states["call"]["state"], states["quiet"]["state"]} <= {"published", "skipped"}
    assert not desk.is_open and reached.is_set()
    journal = open_journal(site.services.storage_of("default").address, site.services.keys)
    told = [(act.what, act.call) for _, act in journal.acts()]
    for what in ("call", "quiet"):  # also where a worker died before it could say so
        assert told.count(("call.publish", ids[what])) == 1
