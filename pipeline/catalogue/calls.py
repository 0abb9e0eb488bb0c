"""Calls and their safe copies: what was published where, what is on its way out, and what must not come back.

| state of a copy | means |
|---|---|
| publishing | a run is at it; nothing, or everything, may be in the store |
| published | in the store, and its consent is looked at before anybody hears it |
| withdrawing, expiring, erasing | it must go: consent, time or erasure; `sourdine.pipeline.removal` does it |
| withdrawn, expired | gone, with a tombstone; an erased copy has no row any more, only the tombstone |

A tombstone is written in the transaction that decides: from then on no run begins the call again. One that
somebody's new consent lifts is remembered as lifted: a backup of the store may bring it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sourdine.pipeline.catalogue.base import ensure_call, insert_absent
from sourdine.pipeline.catalogue.tables import artefacts, calls, copies, originals, tombstones
from sourdine.pipeline.manifest import FileFacts, Manifest
from sqlalchemy import ColumnElement, Connection, delete, select, update

State = Literal["publishing", "published", "withdrawing", "expiring", "erasing", "withdrawn", "expired"]
Ground = Literal["withdrawn", "expired", "erased"]
"""Why a copy must not come back."""

LEAVING: dict[Ground, State] = {"withdrawn": "withdrawing", "expired": "expiring", "erased": "erasing"}
PENDING: tuple[State, ...] = tuple(LEAVING.values())
_LIFTED = "lifted"  # a tombstone of a withdrawal that no longer counts, and since when
GROUNDS: dict[str, Ground] = {state: ground for ground, state in LEAVING.items()}


@dataclass(frozen=True, slots=True)
class Copy:
    """A safe copy somewhere."""

    id: int
    call: str
    tenant: str
    destination: str
    purpose: str
    state: State
    created: datetime
    retention_until: date


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What must not come back: in one destination, or (``destination`` empty) anywhere."""

    call: str
    tenant: str
    destination: str
    ground: Ground
    purpose: str  # empty: every purpose
    at: datetime
    request: str | None = None


def begin(con: Connection, call: str, tenant: str, destination: str, purpose: str, now: datetime) -> None:
    """Note that a run is about to publish a copy, so that whoever withdraws it meanwhile knows of it."""
    ensure_call(con, call, tenant, now)
    row = {
        "call": call,
        "destination": destination,
        "purpose": purpose,
        "lawful_basis": "",
        "consent_reference": "",
        "state": "publishing",
        "created": now,
        "retention_until": now.date(),
        "profile": "",
        "settings_digest": "",
        "entities": {},
    }
    insert_absent(con, copies, row)


def register(con: Connection, manifest: Manifest, destination: str, now: datetime) -> bool:
    """Keep what a published manifest says; its newest version counts. False if the copy must not be there."""
    if any(one.destination in ("", destination) for one in tombstones_of(con, manifest.call)):
        return False
    ensure_call(con, manifest.call, manifest.tenant, now)
    begin(con, manifest.call, manifest.tenant, destination, manifest.purpose, now)
    which = (copies.c.call == manifest.call) & (copies.c.destination == destination)
    row = con.execute(select(copies.c.id).where(which)).one()
    con.execute(update(copies).where(copies.c.id == row.id).values(**_facts(manifest)))
    sound = manifest.sound
    facts = {"seconds": sound.frames / sound.rate, "language": manifest.language}
    if manifest.called is not None:
        facts["called"] = manifest.called
    con.execute(update(calls).where(calls.c.id == manifest.call).values(**facts))
    con.execute(delete(artefacts).where(artefacts.c.copy == row.id))
    rows = [
        {"copy": row.id, "name": name, "sha256": one.sha256, "size": one.size}
        for name, one in manifest.artefacts.items()
    ]
    con.execute(artefacts.insert(), rows)
    return True


def note_original(
    con: Connection,
    call: str,
    sealed: bytes,
    now: datetime,
    facts: FileFacts | None = None,
    code: bool = False,
) -> None:
    """Where a call's original is (sealed, bound to "original CALL"); ``code``: a security code is in it."""
    known = {} if facts is None else {"sha256": facts.sha256, "size": facts.size}
    row = {"call": call, "sealed": sealed, "state": "kept", "security_code": code, "changed": now} | known
    if insert_absent(con, originals, row) or facts is None:
        return
    which = originals.c.call == call
    con.execute(update(originals).where(which).values(sealed=sealed, **known))
    if code:
        con.execute(update(originals).where(which).values(security_code=True))


def original_of(con: Connection, call: str) -> tuple[str, bytes] | None:
    """What became of an original (kept, vaulted, deleted), and where it was (sealed); None if unknown."""
    row = con.execute(
        select(originals.c.state, originals.c.sealed).where(originals.c.call == call)
    ).one_or_none()
    return None if row is None else (row.state, bytes(row.sealed))


def set_original(con: Connection, call: str, state: str, now: datetime) -> None:
    """Note what became of an original: kept, vaulted, deleted."""
    con.execute(update(originals).where(originals.c.call == call).values(state=state, changed=now))


def copies_of(con: Connection, ids: Iterable[str], states: Sequence[State] = ()) -> list[Copy]:
    """The copies of some calls, in any state or in those named."""
    found: list[Copy] = []
    wanted = list(ids)
    for start in range(0, len(wanted), 500):  # databases limit how many values a statement takes
        which = copies.c.call.in_(wanted[start : start + 500])
        found += _copies(con, which & copies.c.state.in_(states) if states else which)
    return found


def copies_in(con: Connection, tenant: str, states: Sequence[State]) -> list[Copy]:
    """Every copy of a tenant in some states."""
    return _copies(con, (calls.c.tenant == tenant) & copies.c.state.in_(states))


def known_in(con: Connection, destination: str) -> set[str]:
    """Calls of which the catalogue knows a copy in a destination, or that there must be none."""
    here = (copies.c.destination == destination) & (copies.c.state != "publishing")
    there = con.execute(select(copies.c.call).where(here)).scalars()
    here = tombstones.c.destination.in_(("", destination)) & (tombstones.c.kind != _LIFTED)
    gone = con.execute(select(tombstones.c.call).where(here))
    return {*there, *gone.scalars()}


def erasures_begun(con: Connection, tenant: str) -> list[str]:
    """Calls that were erased and are still known: it was interrupted, or the catalogue is an old copy."""
    t = tombstones.c
    here = tombstones.join(calls, calls.c.id == t.call)
    mine = (t.kind == "erased") & (calls.c.tenant == tenant)
    return list(con.execute(select(calls.c.id).distinct().select_from(here).where(mine)).scalars())


def destinations(con: Connection, tenant: str) -> list[str]:
    """Where a tenant's copies are or were."""
    now = (
        select(copies.c.destination).join(calls, calls.c.id == copies.c.call).where(calls.c.tenant == tenant)
    )
    once = select(tombstones.c.destination).where(tombstones.c.tenant == tenant)
    return sorted({one for one in con.execute(now.union(once)).scalars() if one})


def leave(con: Connection, copy: Copy, ground: Ground, now: datetime, request: str | None = None) -> None:
    """Decide that a copy must go. `sourdine.pipeline.removal` then makes it so."""
    con.execute(update(copies).where(copies.c.id == copy.id).values(state=LEAVING[ground]))
    purpose = "" if ground == "erased" else copy.purpose
    bury(con, Tombstone(copy.call, copy.tenant, copy.destination, ground, purpose, now, request))


def left(con: Connection, copy: Copy) -> None:
    """A copy that had to go is gone from its store."""
    states = {"withdrawing": "withdrawn", "expiring": "expired", "erasing": "erased"}
    con.execute(delete(artefacts).where(artefacts.c.copy == copy.id))
    con.execute(update(copies).where(copies.c.id == copy.id).values(state=states[copy.state]))


def bury(con: Connection, tombstone: Tombstone) -> None:
    """Write a tombstone. One of an erasure is for ever; others give way to it, and lifted ones to any."""
    row = {
        "call": tombstone.call,
        "destination": tombstone.destination,
        "tenant": tombstone.tenant,
        "kind": tombstone.ground,
        "purpose": tombstone.purpose,
        "at": tombstone.at,
        "request": tombstone.request,
    }
    if insert_absent(con, tombstones, row):
        return
    weaker = tombstones.c.kind != "erased" if tombstone.ground == "erased" else tombstones.c.kind == _LIFTED
    con.execute(update(tombstones).where(_grave(tombstone.call, tombstone.destination), weaker).values(**row))


def tombstones_of(con: Connection, call: str) -> list[Tombstone]:
    """What must not come back of a call."""
    return _tombstones(con, tombstones.c.call == call)


def tombstones_in(con: Connection, tenant: str) -> list[Tombstone]:
    """Every tombstone of a tenant."""
    return _tombstones(con, tombstones.c.tenant == tenant)


def raise_up(con: Connection, tombstone: Tombstone, now: datetime) -> None:
    """Somebody agreed again: a withdrawn copy may be made anew. Its row goes, its tombstone is lifted."""
    which = _grave(tombstone.call, tombstone.destination) & (tombstones.c.kind == "withdrawn")
    con.execute(update(tombstones).where(which).values(kind=_LIFTED, at=now))
    its = (copies.c.call == tombstone.call) & (copies.c.destination == tombstone.destination)
    con.execute(delete(copies).where(its, copies.c.state == "withdrawn"))


def is_lifted(con: Connection, tombstone: Tombstone) -> bool:
    """Whether a store's tombstone was lifted since it was written: a backup brought it back."""
    which = _grave(tombstone.call, tombstone.destination) & (tombstones.c.kind == _LIFTED)
    at = con.execute(select(tombstones.c.at).where(which)).scalar()
    return tombstone.ground == "withdrawn" and at is not None and at >= tombstone.at


def erase(con: Connection, call: str, tenant: str, now: datetime, request: str | None = None) -> None:
    """Remove everything of a call but tombstones. Only once its copies and its original are gone."""
    bury(con, Tombstone(call, tenant, "", "erased", "", now, request))
    con.execute(delete(tombstones).where(tombstones.c.call == call, tombstones.c.kind == _LIFTED))
    con.execute(delete(calls).where(calls.c.id == call))


def _facts(manifest: Manifest) -> dict[str, object]:
    return {
        "purpose": manifest.purpose,
        "lawful_basis": manifest.lawful_basis,
        "consent_reference": manifest.consent_reference,
        "state": "published",
        "created": manifest.created,
        "retention_until": manifest.retention_until,
        "profile": manifest.settings_name,
        "settings_digest": manifest.settings_digest,
        "entities": dict(Counter(region.entity for region in manifest.regions)),
    }


def _copies(con: Connection, which: ColumnElement[bool]) -> list[Copy]:
    c = copies.c
    columns = (c.id, c.call, calls.c.tenant, c.destination, c.purpose, c.state, c.created, c.retention_until)
    rows = con.execute(select(*columns).join(calls, calls.c.id == c.call).where(which).order_by(c.id))
    return [Copy(*row) for row in rows]


def _grave(call: str, destination: str) -> ColumnElement[bool]:
    return (tombstones.c.call == call) & (tombstones.c.destination == destination)


def _tombstones(con: Connection, which: ColumnElement[bool]) -> list[Tombstone]:
    t = tombstones.c
    columns = (t.call, t.tenant, t.destination, t.kind, t.purpose, t.at, t.request)
    return [Tombstone(*row) for row in con.execute(select(*columns).where(which, t.kind != _LIFTED))]
