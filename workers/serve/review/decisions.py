"""Who reviews a call, what they say about it, and whether it passes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sourdine.workers.serve.access import Principal
from sourdine.workers.serve.review.tables import comments, decisions, reviews
from sourdine.workers.serve.services import Services
from sourdine.workers.serve.tables import people
from sqlalchemy import Connection, Row, insert, select, update

Verdict = Literal["approve", "reject", "reopen"]
LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote."""

    author: str
    at: datetime
    text: str


def decide(services: Services, who: Principal, call: str, verdict: Verdict, version: int) -> str:
    """Say whether a safe copy passes; gives the call's state then.

    ``version`` is the one that was listened to. Raises `ValueError` if there is a newer one, or nothing to
    decide, `PermissionError` where the second approval would be the first person's too.
    """
    now = services.now()
    with services.catalogue.write() as con:
        row = con.execute(select(reviews).where(reviews.c.call == call)).one_or_none()
        if row is None or row.version != version:
            raise ValueError("there is a newer version of this call: listen to that one")
        state, approver = _next(row, who, verdict, services.settings.serve.review.second)
        con.execute(update(reviews).where(reviews.c.call == call).values(state=state, approver=approver))
        con.execute(
            insert(decisions).values(
                id=str(uuid.uuid4()),
                call=call,
                tenant=row.tenant,
                version=version,
                author=who.id,
                verdict=verdict,
                at=now,
            )
        )
    return state


def _next(row: Row[Any], who: Principal, verdict: Verdict, policy: str) -> tuple[str, str]:
    if verdict == "reject":
        return "rejected", ""
    if verdict == "reopen":
        return "open", ""
    if row.state == "approved":
        raise ValueError("this call is approved already")
    if row.state == "second":
        if row.approver == who.id:
            raise PermissionError("somebody else has to approve this call too")
        return "approved", row.approver
    needed = policy == "always" or (policy == "flagged" and row.flags > 0)
    return ("second" if needed else "approved"), who.id


def assign(services: Services, calls: Sequence[str], tenant: str, person: str) -> int:
    """Give calls to somebody, or with an empty name to nobody; gives how many there were."""
    which = reviews.c.call.in_(calls[:500]) & (reviews.c.tenant == tenant if tenant != "*" else True)
    with services.catalogue.write() as con:
        return con.execute(update(reviews).where(which).values(assignee=person)).rowcount


def add_comment(services: Services, who: Principal, tenant: str, call: str, text: str) -> None:
    """Keep a comment, sealed. Raises `ValueError` for an empty or endless one."""
    plain = text.strip()
    if not 0 < len(plain) <= LONGEST_COMMENT:
        raise ValueError(f"a comment has 1 to {LONGEST_COMMENT} characters")
    id, ring = str(uuid.uuid4()), services.catalogue.ring(tenant)
    with services.catalogue.write() as con:
        sealed = ring.seal(plain.encode(), f"comment {id}")
        con.execute(
            insert(comments).values(id=id, call=call, author=who.id, at=services.now(), sealed=sealed)
        )


def comments_of(services: Services, con: Connection, tenant: str, call: str) -> list[Comment]:
    """What was written about a call, oldest first."""
    ring = services.catalogue.ring(tenant)
    rows = con.execute(select(comments).where(comments.c.call == call).order_by(comments.c.at)).all()
    return [
        Comment(row.author, row.at, ring.unseal(row.sealed, f"comment {row.id}").decode()) for row in rows
    ]


def names(con: Connection) -> Mapping[str, str]:
    """What people are called, by the id that flags and decisions keep."""
    return {f"person-{row.id}": row.name for row in con.execute(select(people.c.id, people.c.name))}


def reviewers(con: Connection, tenant: str) -> Mapping[str, str]:
    """Whom a call can be given to."""
    rows = con.execute(select(people).where(people.c.disabled.is_(False)).order_by(people.c.name))
    able = {"reviewer", "officer"}
    return {
        f"person-{row.id}": row.name
        for row in rows
        if (tenant == "*" or row.tenant in (tenant, "*")) and able & set(row.roles.split())
    }
