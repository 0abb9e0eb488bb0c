"""The durable queue: work that must happen, kept in the catalogue's database until it has.

Workers claim by one conditional update (``FOR UPDATE SKIP LOCKED`` on PostgreSQL, one writer at a time on
SQLite), in the order of arrival. A claim is a lease that a living worker renews; of one that died the task
comes back when its lease ends, with one attempt more. Work may so be done twice: handlers must not mind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sourdine.pipeline.catalogue import Catalogue
from sourdine.workers.serve.tables import tasks
from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

LEASE = timedelta(seconds=60)
"""For how long a worker that says nothing is thought to live."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do. ``attempts`` counts this one too."""

    number: int
    kind: str
    tenant: str
    call: str | None
    payload: Mapping[str, Any] = field(repr=False)
    attempts: int
    created: datetime


def put(
    con: Connection,
    catalogue: Catalogue,
    kind: str,
    tenant: str,
    payload: Mapping[str, Any],
    now: datetime,
    call: str | None = None,
) -> int:
    """Add a task in the caller's transaction; gives its number."""
    done = con.execute(
        insert(tasks).values(
            kind=kind,
            tenant=tenant,
            call=call,
            payload=_seal(catalogue, kind, tenant, payload),
            state="waiting",
            attempts=0,
            due=now,
            error="",
            created=now,
        )
    )
    (number,) = done.inserted_primary_key or (0,)
    return int(number)


def claim(catalogue: Catalogue, kinds: Sequence[str], worker: str, now: datetime) -> Task | None:
    """The oldest task that is due, now this worker's; None if there is none."""
    free = or_(
        and_(tasks.c.state == "waiting", tasks.c.due <= now),
        and_(tasks.c.state == "working", tasks.c.lease <= now),
    )
    first = select(tasks.c.number).where(tasks.c.kind.in_(kinds), free).order_by(tasks.c.number).limit(1)
    with catalogue.read() as con:  # a queue that is empty blocks no writer
        if con.execute(first).first() is None:
            return None
    with catalogue.write() as con:
        number = con.scalar(first.with_for_update(skip_locked=True))
        if number is None:
            return None
        row = con.execute(
            update(tasks)
            .where(tasks.c.number == number)
            .values(state="working", worker=worker, lease=now + LEASE, attempts=tasks.c.attempts + 1)
            .returning(*tasks.c)
        ).one()
    return _task(catalogue, row)


def renew(catalogue: Catalogue, task: Task, worker: str, now: datetime) -> bool:
    """Keep a claim; False if somebody else has it by now."""
    with catalogue.write() as con:
        done = con.execute(update(tasks).where(_mine(task, worker)).values(lease=now + LEASE))
    return done.rowcount == 1


def finish(con: Connection, task: Task, worker: str) -> bool:
    """It is done; False if somebody else has it by now, whose result then counts."""
    return con.execute(delete(tasks).where(_mine(task, worker))).rowcount == 1


def again(
    con: Connection, task: Task, worker: str, due: datetime, error: str = "", *, counted: bool = True
) -> bool:
    """Try once more later; ``counted`` False forgets this attempt, because it was not the task's fault."""
    attempts = task.attempts if counted else task.attempts - 1
    values = {"state": "waiting", "due": due, "error": error, "attempts": attempts, "worker": None}
    return con.execute(update(tasks).where(_mine(task, worker)).values(values)).rowcount == 1


def bury(con: Connection, task: Task, worker: str, error: str) -> bool:
    """Give up: a dead letter, until somebody replays it."""
    values = {"state": "dead", "error": error, "worker": None, "lease": None}
    return con.execute(update(tasks).where(_mine(task, worker)).values(values)).rowcount == 1


def replay(con: Connection, number: int, kind: str, tenants: Sequence[str] | None, now: datetime) -> bool:
    """A dead task starts anew; ``tenants`` None: whosever it is."""
    which = (tasks.c.number == number) & (tasks.c.kind == kind) & (tasks.c.state == "dead")
    if tenants is not None:
        which &= tasks.c.tenant.in_(tenants)
    values = {"state": "waiting", "attempts": 0, "due": now, "created": now}
    return con.execute(update(tasks).where(which).values(values)).rowcount == 1


def depth(con: Connection, tenants: Sequence[str] | None = None) -> dict[tuple[str, str], int]:
    """How many tasks there are, by kind and state."""
    counted = select(tasks.c.kind, tasks.c.state, func.count()).group_by(tasks.c.kind, tasks.c.state)
    if tenants is not None:
        counted = counted.where(tasks.c.tenant.in_(tenants))
    return {(kind, state): number for kind, state, number in con.execute(counted)}


def unsealed(catalogue: Catalogue, row: Row[Any]) -> Mapping[str, Any]:
    """What a row's task is about."""
    opened = catalogue.ring(row.tenant).unseal(row.payload, f"task {row.kind}")
    content: Mapping[str, Any] = json.loads(opened)
    return content


def _seal(catalogue: Catalogue, kind: str, tenant: str, payload: Mapping[str, Any]) -> bytes:
    return catalogue.ring(tenant).seal(json.dumps(payload).encode(), f"task {kind}")


def _task(catalogue: Catalogue, row: Row[Any]) -> Task:
    payload = unsealed(catalogue, row)
    return Task(row.number, row.kind, row.tenant, row.call, payload, row.attempts, row.created)


def _mine(task: Task, worker: str) -> Any:
    return (tasks.c.number == task.number) & (tasks.c.state == "working") & (tasks.c.worker == worker)
