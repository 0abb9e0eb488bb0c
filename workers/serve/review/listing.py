"""The list of safe copies: search and filters, a page at a time, newest first.

Every query goes through an index that holds all that is filtered by, newest first, and stops after a page;
a hundred thousand calls that do not fit are passed over in some hundredths of a second. A page is told by the
last call of the one before, so nothing is skipped or shown twice meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sourdine.workers.serve.access import ANY_TENANT
from sourdine.workers.serve.review.tables import reviews
from sqlalchemy import Connection, Row, Select, and_, func, or_, select

PAGE = 50
COUNTED = 10_000  # further than this nobody counts
STATES = ("open", "second", "approved", "rejected")

_CURSOR = re.compile(r"([0-9]{1,20})\.([a-z2-7]{32})")
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None or empty: whatever it is. ``find``: the beginning of an id, or an agent."""

    find: str = ""
    since: date | None = None
    until: date | None = None  # that day too
    agent: str = ""
    language: str = ""
    entity: str = ""
    state: str = ""
    shortest: float | None = None  # minutes
    longest: float | None = None
    assignee: str = ""
    flagged: bool = False
    sampled: bool = False

    @property
    def filters(self) -> int:
        """How many filters are set, the search aside."""
        return sum(bool(getattr(self, one.name)) for one in fields(self) if one.name != "find")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list; ``total`` is `COUNTED` + 1 where there are more."""

    rows: Sequence[Row[Any]]
    total: int
    before: str  # cursors of the neighbouring pages; empty: none
    after: str


def listed(con: Connection, tenant: str, wanted: Wanted, before: str = "", after: str = "") -> Listed:
    """One page: after a cursor, or before one, or the first. What is no cursor is passed over."""
    base = _filtered(tenant, wanted)
    back = _cursor(before)
    start = back or _cursor(after)
    query = base
    if start:
        at, call = start
        older = or_(reviews.c.at < at, and_(reviews.c.at == at, reviews.c.call > call))
        newer = or_(reviews.c.at > at, and_(reviews.c.at == at, reviews.c.call < call))
        query = query.where(newer if back else older)
    order = (reviews.c.at.asc(), reviews.c.call.desc()) if back else (reviews.c.at.desc(), reviews.c.call)
    rows = list(con.execute(query.order_by(*order).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    counted = base.with_only_columns(reviews.c.call, maintain_column_froms=True).limit(COUNTED + 1).subquery()
    total = con.scalar(select(func.count()).select_from(counted)) or 0
    newer_ones, older_ones = (more, True) if back else (start is not None, more)
    return Listed(
        rows,
        total,
        _mark(rows[0]) if rows and newer_ones else "",
        _mark(rows[-1]) if rows and older_ones else "",
    )


def agents(con: Connection, tenant: str) -> list[str]:
    """The agents there are, for the filter."""
    query = select(reviews.c.agent).where(_theirs(tenant), reviews.c.agent != "")
    return list(con.scalars(query.distinct().order_by(reviews.c.agent).limit(500)))


def _filtered(tenant: str, wanted: Wanted) -> Select[Any]:
    query = select(reviews).where(_theirs(tenant))
    if wanted.entity:
        query = query.where(reviews.c.entities.contains(f" {wanted.entity} ", autoescape=True))
    if wanted.find:
        typed = wanted.find.strip()
        starts = reviews.c.call.startswith(typed.lower(), autoescape=True)
        query = query.where(or_(starts, reviews.c.agent == typed))
    if wanted.since:
        query = query.where(reviews.c.at >= _midnight(wanted.since))
    if wanted.until:
        query = query.where(reviews.c.at < _midnight(wanted.until + timedelta(days=1)))
    for name in ("agent", "language", "state", "assignee"):
        if value := getattr(wanted, name):
            query = query.where(reviews.c[name] == value)
    if wanted.shortest is not None:
        query = query.where(reviews.c.seconds >= wanted.shortest * 60)
    if wanted.longest is not None:
        query = query.where(reviews.c.seconds <= wanted.longest * 60)
    if wanted.flagged:
        query = query.where(reviews.c.flags > 0)
    if wanted.sampled:
        query = query.where(reviews.c.sampled.is_(True))
    return query


def _theirs(tenant: str) -> Any:
    return reviews.c.tenant == tenant if tenant != ANY_TENANT else reviews.c.tenant != ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _mark(row: Row[Any]) -> str:
    return f"{(row.at - _START) // timedelta(microseconds=1)}.{row.call}"


def _cursor(text: str) -> tuple[datetime, str] | None:
    found = _CURSOR.fullmatch(text)
    if not found:
        return None
    try:
        return _START + timedelta(microseconds=int(found[1])), found[2]
    except OverflowError:
        return None
