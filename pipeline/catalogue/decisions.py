"""What people decided and no recording tells: limits and holds, carried out of a catalogue and back.

A person is told by keyed HMACs and by the calls that are theirs, because ids of people are random and another
catalogue has others. A decision is never changed but by being lifted, so of two that differ the lifted one is
newer.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sourdine.pipeline.catalogue import calls, subjects
from sourdine.pipeline.catalogue.calls import Tombstone
from sourdine.pipeline.catalogue.limits import Scope, make_known
from sourdine.pipeline.catalogue.seal import KINDS
from sourdine.pipeline.catalogue.tables import holds, identifiers, limits, subject_calls
from sqlalchemy import ColumnElement, Connection, Table, or_, select, update

About = tuple[Sequence[str], Sequence[str]]
"""People by their ids, and calls."""
Kind = Literal["restriction", "objection", "withdrawal", "hold"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One limit or hold. Of a call, of a person (``people``, ``calls``), or (``whole``) of the tenant."""

    id: str
    tenant: str
    kind: Kind
    purpose: str | None  # of a limit; None: every one
    reason: str  # of a hold
    since: datetime
    lifted: datetime | None
    call: str | None
    whole: bool
    people: tuple[tuple[str, str], ...] = ()  # kind of identifier, HMAC (hex)
    calls: tuple[str, ...] = ()


def decided(con: Connection, tenant: str, about: About | None = None) -> list[Decision]:
    """Everything decided for a tenant, or only about some people and calls of it, lifted or not, by id."""
    found = []
    for table in (limits, holds):
        which = table.c.tenant == tenant
        if about is not None:
            which &= _about(table, about)
        macs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        theirs: dict[str, list[str]] = defaultdict(list)
        here = identifiers.join(table, table.c.subject == identifiers.c.subject)
        columns = (table.c.id, identifiers.c.kind, identifiers.c.mac)
        for id, kind, mac in con.execute(select(*columns).select_from(here).where(which)):
            macs[id].append((kind, bytes(mac).hex()))
        linked = subject_calls.join(table, table.c.subject == subject_calls.c.subject)
        chosen = select(table.c.id, subject_calls.c.call).select_from(linked)
        for id, call in con.execute(chosen.where(which)):
            theirs[id].append(call)
        for row in con.execute(select(table).where(which)):
            found.append(
                Decision(
                    row.id,
                    tenant,
                    "hold" if table is holds else row.kind,
                    None if table is holds else row.purpose,
                    row.reason if table is holds else "",
                    row.since,
                    row.lifted,
                    row.call,
                    row.subject is None and row.call is None,
                    tuple(sorted(macs[row.id])),
                    tuple(sorted(theirs[row.id])),
                )
            )
    return sorted(found, key=lambda one: one.id)


def take_in(con: Connection, decision: Decision, now: datetime) -> bool:
    """Make a decision count here; False if it must not: what it is about was erased.

    One that is known already can only be lifted. Raises `StopJob` for a call of another tenant.
    """
    table = holds if decision.kind == "hold" else limits
    if con.execute(select(table.c.id).where(table.c.id == decision.id)).first() is not None:
        if decision.lifted is not None:
            open_one = (table.c.id == decision.id) & table.c.lifted.is_(None)
            con.execute(update(table).where(open_one).values(lifted=decision.lifted))
        return True
    if _erased(con, decision.id) or (decision.call is not None and _erased(con, decision.call)):
        return False
    for number, scope in enumerate(_scopes(con, decision, now)):
        make_known(con, scope, now)
        own = decision.id if not number else str(uuid.uuid5(uuid.UUID(decision.id), str(number)))
        con.execute(table.insert(), _row(table, decision, scope) | {"id": own})
    return True


def forget(con: Connection, tenant: str, person: str, now: datetime, request: str | None = None) -> None:
    """Forget somebody; tombstones see to it that nothing decided about them comes back out of a store."""
    for table in (limits, holds):
        for one in con.execute(select(table.c.id).where(table.c.subject == person)).scalars().all():
            calls.bury(con, Tombstone(one, tenant, "", "erased", "", now, request))
    subjects.forget(con, person)


def _about(table: Table, about: About) -> ColumnElement[bool]:
    people, ids = about
    return or_(table.c.subject.in_(people), table.c.call.in_(ids))


def _scopes(con: Connection, decision: Decision, now: datetime) -> list[Scope]:
    tenant = decision.tenant
    if decision.whole or decision.call is not None:
        return [Scope(tenant, None, decision.call)]
    macs = [(kind, bytes.fromhex(mac)) for name, mac in decision.people for kind in KINDS if kind == name]
    people = subjects.ensure_macs(con, tenant, macs, now)
    theirs = [call for call in decision.calls if not _erased(con, call)]
    for call in theirs:
        subjects.link(con, people, call, tenant, now)
    return [Scope(tenant, one) for one in people] or [Scope(tenant, None, call) for call in theirs]


def _row(table: Table, decision: Decision, scope: Scope) -> dict[str, object]:
    own: dict[str, object] = {"reason": decision.reason}
    if table is limits:
        own = {"kind": decision.kind, "purpose": decision.purpose}
    return own | {
        "tenant": scope.tenant,
        "subject": scope.subject,
        "call": scope.call,
        "since": decision.since,
        "lifted": decision.lifted,
    }


def _erased(con: Connection, id: str) -> bool:
    return any(one.ground == "erased" for one in calls.tombstones_of(con, id))
