"""The dashboard's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from math import sqrt
from typing import Any

from sourdine.pipeline.catalogue.tables import flags
from sourdine.pipeline.quarantine import entries
from sourdine.pipeline.storage import Storage
from sourdine.workers.serve.access import ANY_TENANT
from sourdine.workers.serve.review.tables import decisions, reviews
from sqlalchemy import Connection, Integer, Table, case, cast, func, select

DAYS = 14
_LOOKED_AT = 2_000  # quarantine entries; further than this the picture does not change


@dataclass(frozen=True, slots=True)
class Share:
    """Some of so many, with the 95 % interval that a sample of this size allows (Wilson, 1927)."""

    some: int
    of: int

    @property
    def value(self) -> float:
        """The share itself, 0 to 1."""
        return self.some / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 19 times of 20."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.959964, self.of, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the dashboard shows."""

    calls: int
    hours: float
    days: Sequence[tuple[date, int, int]]  # published, decided
    states: Mapping[str, int]
    reviewed: Share  # of all calls
    leaking: Share  # calls in which something was missed, of the sampled ones that were reviewed
    kinds: Mapping[str, int]  # flags by kind, those that nothing came of aside


def figures(con: Connection, tenant: str, now: datetime) -> Figures:
    """Count everything; the sample alone estimates how much leaks, because people don't pick it."""
    mine = _of(reviews, tenant)
    states = {row[0]: row[1] for row in con.execute(_grouped(reviews.c.state).where(mine))}
    calls = sum(states.values())
    hours = (con.scalar(select(func.sum(reviews.c.seconds)).where(mine)) or 0.0) / 3600
    done = reviews.c.state.in_(("approved", "rejected", "second"))
    found = (
        select(flags.c.id)
        .where(flags.c.call == reviews.c.call, flags.c.kind == "missed", flags.c.state == "applied")
        .exists()
    )
    drawn = select(func.count(), func.sum(cast(case((found, 1), else_=0), Integer))).where(
        mine, reviews.c.sampled.is_(True), done
    )
    total, leaking = con.execute(drawn).one()
    kinds = _grouped(flags.c.kind).where(
        _of(flags, tenant), flags.c.state.in_(("open", "accepted", "applied"))
    )
    return Figures(
        calls,
        hours,
        _days(con, tenant, now),
        states,
        Share(calls - states.get("open", 0), calls),
        Share(leaking or 0, total or 0),
        {row[0]: row[1] for row in con.execute(kinds)},
    )


def quarantine_reasons(storages: Sequence[Storage]) -> Mapping[str, int]:
    """How many recordings are set aside, by reason, most first."""
    found = Counter(entry.reason for one in storages for entry in islice(entries(one), _LOOKED_AT))
    return dict(found.most_common())


def _days(con: Connection, tenant: str, now: datetime) -> Sequence[tuple[date, int, int]]:
    today = now.astimezone(UTC).date()
    first = now - timedelta(days=DAYS)
    columns = ((reviews, reviews.c.added), (decisions, decisions.c.at))
    counts = [
        Counter(moment.date() for moment in con.scalars(select(at).where(_of(table, tenant), at >= first)))
        for table, at in columns
    ]
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [(day, counts[0][day], counts[1][day]) for day in days]


def _grouped(column: Any) -> Any:
    return select(column, func.count()).group_by(column)


def _of(table: Table, tenant: str) -> Any:
    return table.c.tenant == tenant if tenant != ANY_TENANT else table.c.tenant != ""
