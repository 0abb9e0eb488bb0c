"""Consent records in the catalogue: taken in, withdrawn, granted anew, and what they come to for one call.

A record of a person without a call speaks of all their calls. The newest word on the same counts: a record
supersedes an earlier one about the same person and call, and a person's own new grant supersedes everything
before it. Between records that are in force together, and between them and the files beside a recording, the
most restrictive wins (`sourdine.pipeline.consent.strictest`). Superseded records stay as history.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sourdine.pipeline.catalogue.limits import Scope, lift_limit, make_known, of_scope, set_limit
from sourdine.pipeline.catalogue.tables import calls, consents, limits, purposes, subject_calls
from sourdine.pipeline.records import Consent, Evidence
from sqlalchemy import ColumnElement, Connection, and_, or_, select, update


def take_in(con: Connection, consent: Consent, scope: Scope, origin: str, now: datetime) -> str | None:
    """Keep a record about ``scope``; gives its id, or None if the same one was there already.

    An earlier record about the same is superseded. A withdrawal or restriction in the record sets the limit
    too, and a withdrawal of the scope from before the record was granted no longer counts.
    """
    make_known(con, scope, now)
    same = of_scope(consents, scope)
    known = select(consents.c.id).where(same, consents.c.reference == consent.reference)
    stands = (
        consents.c.withdrawn.is_(None) if consent.withdrawn is None else consents.c.withdrawn.is_not(None)
    )
    if con.execute(known.where(stands, consents.c.restricted == consent.restricted)).first() is not None:
        return None
    con.execute(update(consents).where(same, consents.c.superseded.is_(None)).values(superseded=now))
    made = _insert(con, consent, scope, origin, now)
    if consent.withdrawn is not None:
        set_limit(con, scope, "withdrawal", consent.withdrawn)
    elif consent.granted is not None:
        _lift_before(con, scope, consent.granted, now)
    return made


def grant(con: Connection, consent: Consent, scope: Scope, origin: str, now: datetime) -> str:
    """A person's new word: supersedes all their records, those about single calls too, and withdrawals."""
    make_known(con, scope, now)
    for one in [scope, *_calls_of(con, scope)]:
        lift_limit(con, one, "withdrawal", now)
    about = _about(con, scope) & consents.c.superseded.is_(None)
    con.execute(update(consents).where(about).values(superseded=now))
    return _insert(con, consent, scope, origin, now)


def withdraw(con: Connection, scope: Scope, now: datetime, purpose: str | None = None) -> None:
    """From now on nothing of the scope may be processed for the purpose, or for any; art. 7(3) GDPR.

    It holds also where there is no record, because a lawful basis was assumed.
    """
    set_limit(con, scope, "withdrawal", now, purpose)
    about = _about(con, scope) & consents.c.superseded.is_(None)
    if purpose is None:
        con.execute(update(consents).where(about, consents.c.withdrawn.is_(None)).values(withdrawn=now))
        return
    ids = select(consents.c.id).where(about)
    its = (purposes.c.purpose == purpose) & purposes.c.consent.in_(ids)
    con.execute(update(purposes).where(its).values(granted=False))


def in_force(con: Connection, tenant: str, call: str, people: Iterable[str]) -> list[Consent]:
    """Every record that speaks of a call, oldest first."""
    whole = and_(consents.c.subject.in_(list(people)), consents.c.call.is_(None))
    which = and_(
        consents.c.tenant == tenant, consents.c.superseded.is_(None), or_(consents.c.call == call, whole)
    )
    return [one for _, one in records(con, which)]


def refuses(con: Connection, person: str) -> bool:
    """Whether somebody's own word, about all their calls, refuses anything."""
    c = consents.c
    own = (c.subject == person) & c.call.is_(None) & c.superseded.is_(None)
    no = select(purposes.c.consent).where(purposes.c.granted.is_(False))
    against = own & or_(c.restricted, c.withdrawn.is_not(None), c.id.in_(no))
    return con.execute(select(c.id).where(against).limit(1)).first() is not None


def of_person(con: Connection, tenant: str, person: str) -> list[tuple[dict[str, Any], Consent]]:
    """Every record of somebody, superseded ones too: (id, call, origin, recorded, superseded) and record."""
    linked = select(subject_calls.c.call).where(subject_calls.c.subject == person)
    mine = or_(consents.c.subject == person, consents.c.call.in_(linked))
    return records(con, and_(consents.c.tenant == tenant, mine))


def records(con: Connection, which: ColumnElement[bool]) -> list[tuple[dict[str, Any], Consent]]:
    """The records that a condition on the table chooses, oldest first, with what the catalogue notes."""
    rows = con.execute(select(consents).where(which).order_by(consents.c.recorded, consents.c.id)).all()
    granted: dict[str, dict[str, bool]] = {row.id: {} for row in rows}
    chosen = select(consents.c.id).where(which)
    for one in con.execute(select(purposes).where(purposes.c.consent.in_(chosen))):
        granted[one.consent][one.purpose] = one.granted
    return [(_noted(row), _consent(row, granted[row.id])) for row in rows]


def _noted(row: Any) -> dict[str, Any]:
    names = ("id", "subject", "call", "origin", "recorded", "superseded")
    return {name: getattr(row, name) for name in names}


def _consent(row: Any, granted: dict[str, bool]) -> Consent:
    return Consent(
        lawful_basis=row.lawful_basis,
        purposes=dict(sorted(granted.items())),
        granted=row.granted,
        expires=row.expires,
        withdrawn=row.withdrawn,
        restricted=row.restricted,
        reference=row.reference,
        role=row.role,
        article_9=row.article_9,
        evidence=Evidence(**row.evidence),
    )


def _insert(con: Connection, consent: Consent, scope: Scope, origin: str, now: datetime) -> str:
    made = str(uuid.uuid4())
    row = {
        "id": made,
        "tenant": scope.tenant,
        "subject": scope.subject,
        "call": scope.call,
        "reference": consent.reference,
        "role": consent.role,
        "lawful_basis": consent.lawful_basis,
        "article_9": consent.article_9,
        "granted": consent.granted,
        "expires": consent.expires,
        "withdrawn": consent.withdrawn,
        "restricted": consent.restricted,
        "evidence": asdict(consent.evidence),
        "origin": origin,
        "recorded": now,
        "superseded": None,
    }
    con.execute(consents.insert(), row)
    for purpose, granted in consent.purposes.items():
        con.execute(purposes.insert(), {"consent": made, "purpose": purpose, "granted": granted})
    if scope.call is not None and consent.called is not None:
        con.execute(update(calls).where(calls.c.id == scope.call).values(called=consent.called))
    return made


def _lift_before(con: Connection, scope: Scope, granted: datetime, now: datetime) -> None:
    which = of_scope(limits, scope) & (limits.c.kind == "withdrawal") & (limits.c.since < granted)
    con.execute(update(limits).where(which, limits.c.lifted.is_(None)).values(lifted=now))


def _about(con: Connection, scope: Scope) -> ColumnElement[bool]:
    """Records of the scope and of everything in it: a person's are also those about their calls."""
    mine = consents.c.tenant == scope.tenant
    if scope.subject is None:
        return mine & (consents.c.call == scope.call)
    linked: Sequence[Any] = [one.call for one in _calls_of(con, scope)]
    return mine & or_(consents.c.subject == scope.subject, consents.c.call.in_(linked))


def _calls_of(con: Connection, scope: Scope) -> list[Scope]:
    if scope.subject is None:
        return []
    found = con.execute(select(subject_calls.c.call).where(subject_calls.c.subject == scope.subject))
    return [Scope(scope.tenant, None, call) for call in found.scalars()]
