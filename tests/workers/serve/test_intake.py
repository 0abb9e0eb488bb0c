"""Taking recordings in at once from many sides, on both databases."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sourdine.pipeline.catalogue import Catalogue, migrate
from sourdine.pipeline.errors import Retry
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.settings_file import load_settings
from sourdine.workers.serve import queue, states
from sourdine.workers.serve.intake import Arrival, accept
from sourdine.workers.serve.models import CallDetails
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.services import REVISIONS, Services
from sourdine.workers.serve.tables import calls, changes, tasks
from sqlalchemy import func, select


@pytest.fixture
def services(catalogue: Catalogue, tmp_path: Path) -> Services:
    migrate(catalogue.engine, REVISIONS)
    keys = Keyset(b"k" * 32, b"t" * 32)
    return Services(load_settings("default"), str(tmp_path / "safe"), catalogue, keys)


def count(services: Services, table: object) -> int:
    with services.catalogue.read() as con:
        return int(con.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


def test_the_same_recording_from_many_sides_is_one_call(services: Services) -> None:
    found: list[str] = []

    def bring() -> None:
        while True:
            try:
                found.append(accept(services, "default", Arrival(CallDetails(), "/calls/a.wav"), "k-1"))
                return
            except Retry:  # as a platform would
                continue

    sides = [threading.Thread(target=bring) for _ in range(8)]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert (count(services, calls), count(services, tasks)) == (1, 1)


def test_one_key_for_two_recordings_is_refused_whoever_comes_first(services: Services) -> None:
    told: list[str] = []

    def bring(place: str) -> None:
        while True:
            try:
                accept(services, "default", Arrival(CallDetails(), place), "k-1")
                told.append("taken")
                return
            except Refusal as refusal:
                told.append(str(refusal.status_code))
                return
            except Retry:
                continue

    sides = [threading.Thread(target=bring, args=(f"/calls/{name}.wav",)) for name in "abcd"]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    assert sorted(told) == ["422", "422", "422", "taken"]
    assert (count(services, calls), count(services, tasks)) == (1, 1)


def test_a_call_of_another_tenant_is_not_taken(services: Services) -> None:
    accept(services, "default", Arrival(CallDetails(), "/calls/a.wav"))
    with pytest.raises(Refusal) as refused:
        accept(services, "acme", Arrival(CallDetails(), "/calls/a.wav"))
    assert refused.value.status_code == 409
    assert count(services, calls) == 1


def test_what_is_erased_takes_its_work_along(services: Services) -> None:
    from sourdine.pipeline.catalogue.tables import calls as known

    call = accept(services, "default", Arrival(CallDetails(agent="a-1"), "/calls/a.wav"))
    task = queue.claim(services.catalogue, ["redact"], "w", services.now())
    assert task is not None
    with services.catalogue.write() as con:
        con.execute(known.delete().where(known.c.id == call))
    for table in (calls, tasks, changes):
        assert count(services, table) == 0
    with services.catalogue.write() as con:  # the worker that was at it finds nothing to end
        assert not queue.finish(con, task, "w")
        states.change(con, services.catalogue, call, "published", services.now())
    assert count(services, changes) == 0
