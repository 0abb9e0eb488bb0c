"""Requests of data subjects: received, answered in time, extended with a reason, refused with a ground.

Nothing here names anybody: a request holds the opaque id of a person, codes and counts. It stays when all
else of the person is erased, as the proof that they were answered.
"""

from __future__ import annotations

import calendar
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sourdine.pipeline.catalogue.base import ensure_tenant
from sourdine.pipeline.catalogue.tables import request_steps, requests
from sourdine.pipeline.errors import StopJob
from sqlalchemy import ColumnElement, Connection, Row, func, select, update

Kind = Literal["access", "erasure", "rectification", "restriction", "objection"]
KINDS: tuple[Kind, ...] = get_args(Kind)

State = Literal["open", "extended", "done", "refused"]
OPEN: tuple[State, ...] = ("open", "extended")

EXTENSIONS = ("complexity", "number-of-requests")
"""Why an answer may take two months more: art. 12(3) GDPR."""

REFUSALS = ("unfounded", "excessive", "not-identified", "legal-claim", "legal-obligation", "public-interest")
"""Why a request may be refused: art. 11(2), 12(5), 17(3) and 21(1) GDPR."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for. ``subject`` is the person's opaque id, also when they are forgotten."""

    id: str
    tenant: str
    subject: str | None
    kind: Kind
    purpose: str | None
    state: State
    received: datetime
    due: datetime
    answered: datetime | None
    details: Mapping[str, Any]

    def is_late(self, now: datetime) -> bool:
        """Whether its time is over without an answer."""
        return self.state in OPEN and now > self.due


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a request."""

    at: datetime
    step: str
    details: Mapping[str, Any]


def months_after(start: datetime, months: int) -> datetime:
    """The same day so many months later, or a shorter month's last (Regulation 1182/71, art. 3(2))."""
    number = start.month - 1 + months
    year, month = start.year + number // 12, number % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)


def new_id() -> str:
    """Of a request."""
    return str(uuid.uuid4())


def check_received(received: datetime, now: datetime) -> None:
    """Raises `StopJob` for a time that is still to come."""
    if received > now:
        raise StopJob("a request cannot be received in the future")


def receive(
    con: Connection,
    tenant: str,
    kind: Kind,
    subject: str | None,
    received: datetime,
    now: datetime,
    purpose: str | None = None,
    id: str | None = None,
) -> Request:
    """Note a request; the clock runs from ``received``. Raises `StopJob` for one from the future.

    ``id`` is one of `new_id`, where what was done about it is written down first.
    """
    check_received(received, now)
    ensure_tenant(con, tenant, now)
    made = id or new_id()
    row: dict[str, Any] = {
        "id": made,
        "tenant": tenant,
        "subject": subject,
        "kind": kind,
        "purpose": purpose,
        "state": "open",
        "received": received,
        "due": months_after(received, 1),
        "answered": None,
        "details": {},
    }
    con.execute(requests.insert(), row)
    _step(con, made, "received", now)
    return get(con, tenant, made)


def extend(con: Connection, tenant: str, request: str, why: str, now: datetime) -> Request:
    """Two months more, once, said within the first month (art. 12(3) GDPR). Raises `StopJob`."""
    found = get(con, tenant, request)
    if why not in EXTENSIONS:
        raise StopJob(f"a reason to extend is one of {', '.join(EXTENSIONS)}")
    if found.state != "open":
        raise StopJob(f"this request cannot be extended: it is {found.state}")
    if now > found.due:
        raise StopJob("its first month is over: an extension had to be told within it")
    values = {"state": "extended", "due": months_after(found.received, 3)}
    con.execute(update(requests).where(requests.c.id == request).values(**values))
    _step(con, request, "extended", now, {"why": why})
    return get(con, tenant, request)


def refuse(con: Connection, tenant: str, request: str, why: str, now: datetime) -> Request:
    """Answer that it is not done, and why (art. 12(4) GDPR). Raises `StopJob`."""
    if why not in REFUSALS:
        raise StopJob(f"a ground to refuse is one of {', '.join(REFUSALS)}")
    return _answer(con, tenant, request, "refused", {"why": why}, now)


def finish(con: Connection, tenant: str, request: str, details: Mapping[str, Any], now: datetime) -> Request:
    """Answer that it is done; ``details`` are codes and counts. Raises `StopJob`."""
    return _answer(con, tenant, request, "done", details, now)


def progress(
    con: Connection, tenant: str, request: str, step: str, details: Mapping[str, Any], now: datetime
) -> Request:
    """Note something that happened, without an answer yet."""
    _step(con, request, step, now, details)
    return get(con, tenant, request)


def get(con: Connection, tenant: str, request: str) -> Request:
    """A request by its id. Raises `StopJob` if this tenant has none of it."""
    mine = (requests.c.tenant == tenant) & (requests.c.id == request)
    row = con.execute(select(requests).where(mine)).first()
    if row is None:
        raise StopJob("there is no such request")
    return _request(row)


def listed(
    con: Connection, tenant: str, *, unanswered: bool = False, subject: str | None = None
) -> list[Request]:
    """Requests of a tenant, the next due first."""
    which: ColumnElement[bool] = requests.c.tenant == tenant
    if unanswered:
        which &= requests.c.state.in_(OPEN)
    if subject is not None:
        which &= requests.c.subject == subject
    rows = con.execute(select(requests).where(which).order_by(requests.c.due, requests.c.received))
    return [_request(row) for row in rows]


def steps(con: Connection, request: str) -> list[Step]:
    """What happened to a request, in order."""
    mine = request_steps.c.request == request
    rows = con.execute(select(request_steps).where(mine).order_by(request_steps.c.number))
    return [Step(row.at, row.step, row.details) for row in rows]


def _answer(
    con: Connection, tenant: str, request: str, state: State, details: Mapping[str, Any], now: datetime
) -> Request:
    found = get(con, tenant, request)
    if found.state not in OPEN:
        raise StopJob(f"this request is answered already: it is {found.state}")
    values = {"state": state, "answered": now, "details": dict(details)}
    con.execute(update(requests).where(requests.c.id == request).values(**values))
    _step(con, request, state, now, details)
    return get(con, tenant, request)


def _step(
    con: Connection, request: str, step: str, now: datetime, details: Mapping[str, Any] | None = None
) -> None:
    mine = request_steps.c.request == request
    last = con.execute(select(func.max(request_steps.c.number)).where(mine)).scalar()
    row: dict[str, Any] = {
        "request": request,
        "number": (last or 0) + 1,
        "at": now,
        "step": step,
        "details": dict(details or {}),
    }
    con.execute(request_steps.insert(), row)


def _request(row: Row[Any]) -> Request:
    return Request(
        row.id,
        row.tenant,
        row.subject,
        row.kind,
        row.purpose,
        row.state,
        row.received,
        row.due,
        row.answered,
        row.details,
    )
