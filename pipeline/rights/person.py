"""Everything that is kept of a person, in plain values: what `find` shows and `export` hands over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sourdine.pipeline.catalogue import Catalogue, limits, subjects
from sourdine.pipeline.catalogue.tables import calls as call_table
from sourdine.pipeline.catalogue.tables import copies, originals, rectifications
from sourdine.pipeline.consent_export import shown
from sourdine.pipeline.permission import Party
from sourdine.pipeline.rights import requests
from sqlalchemy import Connection, select


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """A safe copy, as the catalogue knows it."""

    destination: str
    purpose: str
    lawful_basis: str
    state: str
    created: datetime
    retention_until: str
    entities: dict[str, int]


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call of a person. ``original``: kept, vaulted, deleted, or empty where nothing is known of it."""

    call: str
    called: datetime | None
    seconds: float | None
    language: str | None
    original: str
    held: bool
    restricted: bool
    shared: int  # other people whose call it is too, as the catalogue knows
    copies: tuple[CopyFacts, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of somebody: of all the people whom the identifiers that were given mean."""

    tenant: str
    people: tuple[str, ...]
    identifiers: tuple[tuple[str, str | None], ...]  # kind, value where it was kept sealed
    calls: tuple[CallFacts, ...]
    consents: dict[str, Any]  # `consent_export.shown`
    requests: tuple[requests.Request, ...]
    corrections: tuple[dict[str, str], ...]


def look_up(catalogue: Catalogue, party: Party) -> Person:
    """Everything about a person or about one call's people. Nobody known is no error."""
    ring = catalogue.ring(party.tenant)
    with catalogue.read() as con:
        ids: tuple[str, ...]
        if party.call is not None:
            people, ids = subjects.of_call(con, party.call), (party.call,)
        else:
            people = subjects.find_all(con, ring, party.kinds())
            ids = subjects.calls_of(con, people)
        found = Person(
            tenant=party.tenant,
            people=people,
            identifiers=tuple(one for person in people for one in subjects.identifiers_of(con, ring, person)),
            calls=tuple(call_facts(con, ids, people)),
            consents={},
            requests=tuple(
                one for person in people for one in requests.listed(con, party.tenant, subject=person)
            ),
            corrections=tuple(_corrections(con, catalogue, party.tenant, people, ids)),
        )
    return replace(found, consents=shown(catalogue, party))


def call_facts(con: Connection, ids: Iterable[str], people: Iterable[str] = ()) -> list[CallFacts]:
    """What the catalogue knows of some calls."""
    own = set(people)
    found = []
    for call in ids:
        row = con.execute(select(call_table).where(call_table.c.id == call)).first()
        if row is None:
            continue
        whose = set(subjects.of_call(con, call))
        kinds = {one.kind for one in limits.limits_on(con, call, whose) if one.purpose is None}
        state = con.execute(select(originals.c.state).where(originals.c.call == call)).scalar()
        found.append(
            CallFacts(
                call,
                row.called,
                row.seconds,
                row.language,
                state or "",
                limits.is_held(con, call),
                "restriction" in kinds,
                len(whose - own),
                tuple(_copies(con, call)),
            )
        )
    return sorted(found, key=lambda one: (one.called is None, one.called, one.call))


def _copies(con: Connection, call: str) -> list[CopyFacts]:
    rows = con.execute(select(copies).where(copies.c.call == call).order_by(copies.c.id))
    return [
        CopyFacts(
            row.destination,
            row.purpose,
            row.lawful_basis,
            row.state,
            row.created,
            row.retention_until.isoformat(),
            dict(row.entities),
        )
        for row in rows
    ]


def _corrections(
    con: Connection, catalogue: Catalogue, tenant: str, people: Iterable[str], ids: Iterable[str]
) -> list[dict[str, str]]:
    ring, c = catalogue.ring(tenant), rectifications.c
    about = c.subject.in_(list(people)) | c.call.in_(list(ids))
    found = []
    for row in con.execute(select(rectifications).where(about).order_by(c.at)):
        one = {"at": row.at.isoformat(), "field": row.field, "call": row.call or ""}
        for name, sealed in (("before", row.sealed_before), ("after", row.sealed_after)):
            one[name] = ring.unseal(sealed, f"rectification {row.id} {name}").decode() if sealed else ""
        found.append(one)
    return found
