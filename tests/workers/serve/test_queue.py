"""The queue on both databases: order, one claim for each, leases that end, attempts that count."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sourdine.pipeline.catalogue import Catalogue, migrate
from sourdine.workers.serve import queue
from sourdine.workers.serve.services import REVISIONS
from sourdine.workers.serve.tables import METADATA

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def queued(catalogue: Catalogue) -> Catalogue:
    migrate(catalogue.engine, REVISIONS)
    return catalogue


def put(catalogue: Catalogue, number: int, kind: str = "redact") -> int:
    with catalogue.write() as con:
        return queue.put(con, catalogue, kind, "default", {"n": number}, NOW)


def test_the_revisions_make_what_the_tables_say(queued: Catalogue) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name in METADATA.tables

    with queued.engine.connect() as con:
        options = {"compare_type": True, "include_name": ours}
        found = compare_metadata(MigrationContext.configure(con, opts=options), METADATA)
    assert found == []
    assert (Path(REVISIONS.folder) / "s0001_first.py").is_file()


def test_tasks_are_claimed_in_order_and_once(queued: Catalogue) -> None:
    for number in range(30):
        put(queued, number)
    claimed: list[int] = []
    lock = threading.Lock()

    def worker(name: str) -> None:
        while task := queue.claim(queued, ["redact"], name, NOW):
            with lock:
                claimed.append(task.payload["n"])
            with queued.write() as con:
                assert queue.finish(con, task, name)

    workers = [threading.Thread(target=worker, args=(f"w{number}",)) for number in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(claimed) == list(range(30))


def test_alone_a_worker_gets_them_in_the_order_of_arrival(queued: Catalogue) -> None:
    for number in range(10):
        put(queued, number)
    found = []
    while task := queue.claim(queued, ["redact"], "w", NOW):
        found.append(task.payload["n"])
    assert found == list(range(10))


def test_a_task_of_a_worker_that_died_comes_back(queued: Catalogue) -> None:
    put(queued, 1)
    first = queue.claim(queued, ["redact"], "dead", NOW)
    assert first is not None
    assert queue.claim(queued, ["redact"], "other", NOW + queue.LEASE / 2) is None
    assert queue.renew(queued, first, "dead", NOW + queue.LEASE / 2)
    assert queue.claim(queued, ["redact"], "other", NOW + queue.LEASE) is None
    second = queue.claim(queued, ["redact"], "other", NOW + 2 * queue.LEASE)
    assert second is not None
    assert (second.number, second.attempts) == (first.number, 2)
    assert not queue.renew(queued, first, "dead", NOW + 2 * queue.LEASE)
    with queued.write() as con:
        assert not queue.finish(con, first, "dead")  # whoever has it decides
        assert queue.finish(con, second, "other")


def test_later_counts_or_not(queued: Catalogue) -> None:
    put(queued, 1)
    for counted, attempts in ((True, 1), (False, 2), (True, 2)):
        task = queue.claim(queued, ["redact"], "w", NOW)
        assert task is not None
        assert task.attempts == attempts
        with queued.write() as con:
            assert queue.again(con, task, "w", NOW, "why", counted=counted)
    task = queue.claim(queued, ["redact"], "w", NOW)
    assert task is not None
    with queued.write() as con:
        queue.again(con, task, "w", NOW + timedelta(hours=1))
    assert queue.claim(queued, ["redact"], "w", NOW + timedelta(minutes=59)) is None
    assert queue.claim(queued, ["redact"], "w", NOW + timedelta(hours=1)) is not None


def test_what_is_buried_waits_for_somebody(queued: Catalogue) -> None:
    number = put(queued, 1, "deliver")
    task = queue.claim(queued, ["deliver"], "w", NOW)
    assert task is not None
    with queued.write() as con:
        assert queue.bury(con, task, "w", "gone")
        assert queue.depth(con) == {("deliver", "dead"): 1}
        assert queue.depth(con, ["acme"]) == {}
    assert queue.claim(queued, ["deliver"], "w", NOW + timedelta(days=9)) is None
    with queued.write() as con:
        assert not queue.replay(con, number, "redact", None, NOW)
        assert not queue.replay(con, number, "deliver", ["acme"], NOW)
        assert queue.replay(con, number, "deliver", ["default"], NOW)
    task = queue.claim(queued, ["deliver"], "w", NOW)
    assert task is not None
    assert task.attempts == 1


def test_kinds_are_kept_apart_and_payloads_sealed(queued: Catalogue) -> None:
    with queued.write() as con:
        queue.put(con, queued, "deliver", "default", {"url": "https://canary.example"}, NOW)
    assert queue.claim(queued, ["redact"], "w", NOW) is None
    with queued.read() as con:
        row = con.exec_driver_sql("SELECT payload FROM web_tasks").one()
    assert b"canary" not in bytes(row[0])
