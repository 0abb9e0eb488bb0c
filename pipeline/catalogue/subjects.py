"""People: found by what an operator knows of them, linked to their calls, forgotten.

Nothing crosses from one tenant to another. An identifier may belong to several people (a shared telephone);
whoever asks gets them all, and what concerns one of them concerns the call.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sourdine.pipeline.catalogue.base import ensure_call, ensure_tenant, insert_absent
from sourdine.pipeline.catalogue.seal import Kind, Ring
from sourdine.pipeline.catalogue.tables import identifiers, subject_calls, subjects
from sqlalchemy import Connection, delete, select, update

Who = Sequence[tuple[Kind, str]]
"""What is known of somebody, as it was written: ``[("phone", "06 12 34 56 78")]``."""

_ORDER: tuple[Kind, ...] = ("customer", "email", "phone", "name")  # which one tells best who somebody is


def find(con: Connection, ring: Ring, kind: Kind, value: str) -> tuple[str, ...]:
    """Everybody with this identifier, oldest first. Raises `StopJob` for what is no such identifier."""
    return _with(con, ring.tenant, kind, ring.identify(kind, value))


def find_all(con: Connection, ring: Ring, who: Who) -> tuple[str, ...]:
    """Everybody with any of these identifiers."""
    found = [one for kind, value in who for one in find(con, ring, kind, value)]
    return tuple(dict.fromkeys(found))


def ensure(con: Connection, ring: Ring, who: Who, now: datetime, *, sealed: bool = False) -> tuple[str, ...]:
    """The people whom these identifiers mean, made known if they are not; their other identifiers are added.

    The best identifier decides (customer number, e-mail, telephone, name), unless somebody is known by
    another value of a better one: two customers with one telephone stay two. ``sealed`` keeps the values
    too, for letters that have to be written.
    """
    macs = [(kind, ring.identify(kind, value)) for kind, value in sorted(who, key=lambda one: _rank(one[0]))]
    if not macs:
        return ()
    people = _meant(con, ring.tenant, macs)
    if not people:
        people = (_make(con, ring.tenant, now),)
    values = {(kind, ring.identify(kind, value)): value for kind, value in who}
    for person in people:
        for kind, mac in macs:
            row = {"tenant": ring.tenant, "kind": kind, "mac": mac, "subject": person, "sealed": None}
            if sealed:
                row["sealed"] = ring.seal(values[kind, mac].encode(), f"identifier {person}")
            if not insert_absent(con, identifiers, row) and sealed:
                c = identifiers.c
                same = (c.tenant == ring.tenant) & (c.kind == kind) & (c.mac == mac) & (c.subject == person)
                con.execute(update(identifiers).where(same).values(sealed=row["sealed"]))
    return people


def ensure_macs(
    con: Connection, tenant: str, macs: Sequence[tuple[Kind, bytes]], now: datetime
) -> tuple[str, ...]:
    """As `ensure`, from HMACs that were noted before (`sourdine catalogue rebuild`)."""
    ordered = sorted(macs, key=lambda one: _rank(one[0]))
    people = _meant(con, tenant, ordered) or ((_make(con, tenant, now),) if ordered else ())
    for person in people:
        for kind, mac in ordered:
            row = {"tenant": tenant, "kind": kind, "mac": mac, "subject": person, "sealed": None}
            insert_absent(con, identifiers, row)
    return people


def link(
    con: Connection, people: Iterable[str], call: str, tenant: str, now: datetime, role: str = "caller"
) -> None:
    """Say that a call is of these people."""
    ensure_call(con, call, tenant, now)
    for person in people:
        insert_absent(con, subject_calls, {"subject": person, "call": call, "role": role})


def calls_of(con: Connection, people: Iterable[str]) -> tuple[str, ...]:
    """The ids of their calls."""
    rows = con.execute(select(subject_calls.c.call).where(subject_calls.c.subject.in_(list(people))))
    return tuple(dict.fromkeys(rows.scalars()))


def of_call(con: Connection, call: str) -> tuple[str, ...]:
    """Whose call it is."""
    rows = con.execute(select(subject_calls.c.subject).where(subject_calls.c.call == call))
    return tuple(rows.scalars())


def identifiers_of(con: Connection, ring: Ring, person: str) -> list[tuple[Kind, str | None]]:
    """By what somebody is known; the value only where it was sealed. Raises `StopJob` for another keyset."""
    mine = (identifiers.c.subject == person) & (identifiers.c.tenant == ring.tenant)
    return [
        (row.kind, ring.unseal(row.sealed, f"identifier {person}").decode() if row.sealed else None)
        for row in con.execute(select(identifiers).where(mine))
    ]


def forget(con: Connection, person: str) -> None:
    """Remove somebody with identifiers, consents, limits, holds and links; erase their calls first."""
    con.execute(delete(subjects).where(subjects.c.id == person))


def _rank(kind: Kind) -> int:
    return _ORDER.index(kind)


def _meant(con: Connection, tenant: str, macs: Sequence[tuple[Kind, bytes]]) -> tuple[str, ...]:
    for at, (kind, mac) in enumerate(macs):
        people = _with(con, tenant, kind, mac)
        fitting = tuple(one for one in people if not _is_somebody_else(con, one, macs[:at]))
        if fitting:
            return fitting
    return ()


def _is_somebody_else(con: Connection, person: str, better: Sequence[tuple[Kind, bytes]]) -> bool:
    """Whether a person is known by another value of one of the ``better`` identifiers."""
    known = con.execute(
        select(identifiers.c.kind, identifiers.c.mac).where(identifiers.c.subject == person)
    ).all()
    return any(
        any(row.kind == kind for row in known) and not any(bytes(row.mac) == mac for row in known)
        for kind, mac in better
    )


def _with(con: Connection, tenant: str, kind: Kind, mac: bytes) -> tuple[str, ...]:
    mine = (identifiers.c.tenant == tenant) & (identifiers.c.kind == kind) & (identifiers.c.mac == mac)
    rows = con.execute(
        select(subjects.c.id)
        .join(identifiers, identifiers.c.subject == subjects.c.id)
        .where(mine)
        .order_by(subjects.c.created, subjects.c.id)
    )
    return tuple(rows.scalars())


def _make(con: Connection, tenant: str, now: datetime) -> str:
    ensure_tenant(con, tenant, now)
    person = str(uuid.uuid4())
    con.execute(subjects.insert(), {"id": person, "tenant": tenant, "created": now})
    return person
