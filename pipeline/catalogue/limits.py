"""What overrides every consent record: restriction, objection, withdrawal; and legal hold, which keeps.

Each is of a person (all their calls) or of one call. A hold may be of a whole tenant.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sourdine.pipeline.catalogue.base import ensure_call, ensure_tenant
from sourdine.pipeline.catalogue.tables import calls, holds, limits, subject_calls
from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select, update

Kind = Literal["restriction", "objection", "withdrawal"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom or what something is about: a person, or one call; neither: the whole tenant (holds only)."""

    tenant: str
    subject: str | None = None
    call: str | None = None


def set_limit(con: Connection, scope: Scope, kind: Kind, now: datetime, purpose: str | None = None) -> None:
    """Forbid, for a purpose or for every one. Set again, it stays as it was."""
    make_known(con, scope, now)
    same = of_scope(limits, scope) & (limits.c.kind == kind) & limits.c.lifted.is_(None)
    same &= limits.c.purpose.is_(None) if purpose is None else limits.c.purpose == purpose
    if con.execute(select(limits.c.id).where(same)).first() is None:
        con.execute(limits.insert(), _row(scope, now) | {"kind": kind, "purpose": purpose})


def lift_limit(
    con: Connection, scope: Scope, kind: Kind, now: datetime, purposes: Iterable[str] | None = None
) -> int:
    """Lift limits of this scope: those of the purposes named, or all of the kind. Tells how many."""
    which = of_scope(limits, scope) & (limits.c.kind == kind) & limits.c.lifted.is_(None)
    if purposes is not None:
        which &= limits.c.purpose.in_(list(purposes))
    return con.execute(update(limits).where(which).values(lifted=now)).rowcount


def limits_on(con: Connection, call: str, people: Iterable[str]) -> list[Row[tuple[str, str | None]]]:
    """(kind, purpose or None for all) of what is in force for a call and for whose it is."""
    about = or_(limits.c.call == call, limits.c.subject.in_(list(people)))
    return list(con.execute(select(limits.c.kind, limits.c.purpose).where(about, limits.c.lifted.is_(None))))


def limits_about(con: Connection, people: Iterable[str], ids: Iterable[str]) -> list[Row[Any]]:
    """(kind, purpose, since, subject, call) of what is in force for people or calls, oldest first."""
    c = limits.c
    about = or_(c.subject.in_(list(people)), c.call.in_(list(ids)))
    chosen = select(c.kind, c.purpose, c.since, c.subject, c.call).where(about, c.lifted.is_(None))
    return list(con.execute(chosen.order_by(c.since)))


def is_limited(con: Connection, person: str) -> bool:
    """Whether a limit or a legal hold on somebody is in force."""
    for table in (limits, holds):
        open_one = (table.c.subject == person) & table.c.lifted.is_(None)
        if con.execute(select(table.c.id).where(open_one).limit(1)).first() is not None:
            return True
    return False


def set_hold(con: Connection, scope: Scope, reason: str, now: datetime) -> str:
    """Keep everything of the scope, whatever asks for its end; gives the hold's id.

    ``reason`` is the reference of a case. It is kept as it is: no names.
    """
    make_known(con, scope, now)
    row = _row(scope, now) | {"reason": reason}
    con.execute(holds.insert(), row)
    return str(row["id"])


def lift_hold(con: Connection, tenant: str, hold: str, now: datetime) -> bool:
    """End a hold; False if there is none of that id in force."""
    mine = (holds.c.id == hold) & (holds.c.tenant == tenant) & holds.c.lifted.is_(None)
    return con.execute(update(holds).where(mine).values(lifted=now)).rowcount == 1


def holds_in_force(
    con: Connection, tenant: str
) -> list[Row[tuple[str, str | None, str | None, str, datetime]]]:
    """(id, subject, call, reason, since), oldest first."""
    columns = (holds.c.id, holds.c.subject, holds.c.call, holds.c.reason, holds.c.since)
    mine = (holds.c.tenant == tenant) & holds.c.lifted.is_(None)
    return list(con.execute(select(*columns).where(mine).order_by(holds.c.since)))


def is_held(con: Connection, call: str) -> bool:
    """Whether a hold keeps a call: its own, of somebody whose call it is, or of its whole tenant."""
    people = select(subject_calls.c.subject).where(subject_calls.c.call == call)
    tenant = select(calls.c.tenant).where(calls.c.id == call).scalar_subquery()
    whole = and_(holds.c.tenant == tenant, holds.c.subject.is_(None), holds.c.call.is_(None))
    about = or_(holds.c.call == call, holds.c.subject.in_(people), whole)
    return con.execute(select(holds.c.id).where(about, holds.c.lifted.is_(None)).limit(1)).first() is not None


def make_known(con: Connection, scope: Scope, now: datetime) -> None:
    """See to it that rows about the scope have something to refer to. Raises `StopJob`."""
    if scope.call is not None:
        ensure_call(con, scope.call, scope.tenant, now)
    else:
        ensure_tenant(con, scope.tenant, now)


def _row(scope: Scope, now: datetime) -> dict[str, object]:
    return {
        "id": str(uuid.uuid4()),
        "tenant": scope.tenant,
        "subject": scope.subject,
        "call": scope.call,
        "since": now,
        "lifted": None,
    }


def of_scope(table: Table, scope: Scope) -> ColumnElement[bool]:
    """The rows of a table that are about exactly this scope."""
    c = table.c
    return and_(
        c.tenant == scope.tenant,
        c.subject.is_(None) if scope.subject is None else c.subject == scope.subject,
        c.call.is_(None) if scope.call is None else c.call == scope.call,
    )
