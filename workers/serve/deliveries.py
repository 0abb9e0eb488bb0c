"""Calling others: signed Standard Webhooks, tried for days, and dead letters that can be replayed."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sourdine.pipeline.catalogue import Catalogue
from sourdine.pipeline.errors import StopJob
from sourdine.workers.serve.bench import Bench, GiveUp, Later
from sourdine.workers.serve.models import EVENTS
from sourdine.workers.serve.outward import Forbidden, Outward, Unreachable
from sourdine.workers.serve.signatures import OVERLAP, new_secret, signatures
from sourdine.workers.serve.tables import targets
from sqlalchemy import Row, delete, insert, select, update

if TYPE_CHECKING:
    from sourdine.workers.serve.queue import Task
    from sqlalchemy import Connection

_PAUSES = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0)
"""Seconds between tries, the last one again and again: what the Standard Webhooks specification advises."""


def deliver(task: Task, bench: Bench) -> Callable[[Connection], None]:
    """Send one message to one target. Raises `Later` or `GiveUp`."""
    services, target = bench.services, str(task.payload["target"])
    with services.catalogue.read() as con:
        row = con.execute(select(targets).where(targets.c.id == target)).one_or_none()
    if row is None or row.disabled:
        return lambda con: None
    now = services.now()
    ring = services.catalogue.ring(task.tenant)
    sealed = [row.secret, *([row.old_secret] if row.old_secret and row.old_until > now else [])]
    keys = [ring.unseal(one, f"target {target}").decode() for one in sealed]
    body = json.dumps(task.payload["content"], separators=(",", ":"))
    message = f"msg_{task.number}_{target}"
    headers = {"Content-Type": "application/json", **signatures(keys, message, now, body)}
    try:
        answer = bench.outward.send("POST", row.url, headers, body.encode())
    except Forbidden as error:
        raise GiveUp(str(error)) from None
    except Unreachable as error:
        raise _later(task, bench, str(error)) from None
    if 200 <= answer.status < 300:
        return lambda con: None
    if answer.status == 410:
        return lambda con: _disable(con, target, "gone")
    raise _later(task, bench, f"answered {answer.status}", answer.retry_after)


def confirm(task: Task, bench: Bench) -> Callable[[Connection], None]:
    """Tell Amazon SNS that its messages are wanted. Raises `Later` or `GiveUp`."""
    try:
        answer = bench.outward.send("GET", str(task.payload["url"]), {})
    except Forbidden as error:
        raise GiveUp(str(error)) from None
    except Unreachable as error:
        raise _later(task, bench, str(error)) from None
    if answer.status != 200:
        raise _later(task, bench, f"answered {answer.status}")
    return lambda con: None


def add_target(
    catalogue: Catalogue, tenant: str, url: str, events: Sequence[str], now: datetime, outward: Outward
) -> tuple[str, str]:
    """A new target: its id, and its secret, told once. Raises `StopJob` for a forbidden address."""
    if not events or not set(events) <= set(EVENTS):
        raise StopJob(f"events are one or more of {', '.join(EVENTS)}")
    try:
        outward.check(url)
    except Forbidden as error:
        raise StopJob(str(error)) from None
    except Unreachable:
        raise StopJob("the name in the address is not known") from None
    target, secret = secrets.token_hex(8), new_secret()
    with catalogue.write() as con:
        con.execute(
            insert(targets).values(
                id=target,
                tenant=tenant,
                url=url,
                events=" ".join(sorted(set(events))),
                secret=catalogue.ring(tenant).seal(secret.encode(), f"target {target}"),
                created=now,
                disabled="",
            )
        )
    return target, secret


def rotate_target(catalogue: Catalogue, target: str, now: datetime) -> str | None:
    """A new secret, told once; for a day the old one signs too. None without such a target."""
    secret = new_secret()
    with catalogue.write() as con:
        row = con.execute(select(targets).where(targets.c.id == target)).one_or_none()
        if row is None:
            return None
        sealed = catalogue.ring(row.tenant).seal(secret.encode(), f"target {target}")
        values = {"secret": sealed, "old_secret": row.secret, "old_until": now + OVERLAP, "disabled": ""}
        con.execute(update(targets).where(targets.c.id == target).values(values))
    return secret


def remove_target(catalogue: Catalogue, target: str) -> bool:
    """Never call it again; False if there is none."""
    with catalogue.write() as con:
        return con.execute(delete(targets).where(targets.c.id == target)).rowcount == 1


def all_targets(catalogue: Catalogue) -> Sequence[Row[tuple[object, ...]]]:
    """Every target, without secrets."""
    columns = [column for column in targets.c if "secret" not in column.name]
    with catalogue.read() as con:
        return con.execute(select(*columns).order_by(targets.c.created)).all()


def _disable(con: Connection, target: str, why: str) -> None:
    con.execute(update(targets).where(targets.c.id == target).values(disabled=why))


def _later(task: Task, bench: Bench, why: str, asked: float | None = None) -> Exception:
    """When to try again, or that it is over. Spread out, so that not all come back at once."""
    services = bench.services
    if services.now() - task.created > timedelta(days=services.settings.serve.delivery_days):
        return GiveUp(why)
    pause = _PAUSES[min(task.attempts, len(_PAUSES)) - 1] * random.uniform(0.9, 1.1)
    return Later(min(max(pause, asked or 0), 86400.0), why)
