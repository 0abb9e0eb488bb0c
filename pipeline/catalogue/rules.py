"""How long things are kept: rules of a tenant by what, purpose and event; the shortest that applies counts.

| event | counted from |
|---|---|
| call | when the call took place, or else when its copy was made; replaces the manifest's date |
| contract_end | the end of the caller's contract, once it is known (`set_event`) |
| withdrawal | consent taken back (originals; copies go at once) |
| security_code | a card's security code was found in the original (PCI DSS 3.3.1: zero days) |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sourdine.pipeline.catalogue.base import ensure_tenant
from sourdine.pipeline.catalogue.tables import events, rules
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.settings import PURPOSE
from sqlalchemy import Connection, delete, select

What = Literal["copy", "original"]
Event = Literal["call", "contract_end", "withdrawal", "security_code"]

EVENTS: tuple[Event, ...] = get_args(Event)


@dataclass(frozen=True, slots=True)
class Rule:
    """``days`` after the event it must be gone. ``purpose`` empty: every one (always so for originals)."""

    what: What
    event: Event
    days: int
    purpose: str = ""

    def __post_init__(self) -> None:
        if self.days < 0:
            raise StopJob("a rule of retention counts days, none less than zero")
        if self.purpose and not PURPOSE.fullmatch(self.purpose):
            raise StopJob("a purpose is a word of small letters")
        if self.what == "copy" and self.event in ("withdrawal", "security_code"):
            raise StopJob("copies go at once when consent is withdrawn, and never hold a security code")
        if self.what == "original" and self.purpose:
            raise StopJob("an original has no purpose: leave --purpose out")


PROFILES: dict[str, tuple[Rule, ...]] = {
    "quality": (Rule("copy", "call", 180, "quality"),),
    "analysis": (Rule("copy", "call", 365, "analytics"),),
    "evidence": (Rule("copy", "call", 1825, "evidence"),),
    "card": (Rule("original", "security_code", 0),),
}
"""Ready rules. Six months, a year: CNIL on recording calls; five years: art. 2224, French civil code."""


def set_rule(con: Connection, tenant: str, rule: Rule, now: datetime) -> None:
    """Add a rule, in the place of one for the same."""
    ensure_tenant(con, tenant, now)
    remove_rule(con, tenant, rule)
    row = {"tenant": tenant, "what": rule.what, "purpose": rule.purpose, "event": rule.event}
    con.execute(rules.insert(), row | {"days": rule.days})


def remove_rule(con: Connection, tenant: str, rule: Rule) -> bool:
    """Take a rule away, whatever its days; False if there was none."""
    c = rules.c
    same = (
        (c.tenant == tenant) & (c.what == rule.what) & (c.purpose == rule.purpose) & (c.event == rule.event)
    )
    return con.execute(delete(rules).where(same)).rowcount == 1


def rules_of(con: Connection, tenant: str) -> list[Rule]:
    """The rules of a tenant."""
    c = rules.c
    rows = con.execute(select(rules).where(c.tenant == tenant).order_by(c.what, c.purpose, c.event))
    return [Rule(row.what, row.event, row.days, row.purpose) for row in rows]


def days_kept(rules: Iterable[Rule], purpose: str, otherwise: int) -> int:
    """How many days after its call a copy for a purpose is kept; ``otherwise`` where no rule says so."""
    mine = (one for one in rules if (one.what, one.event) == ("copy", "call"))
    return min((one.days for one in mine if one.purpose in ("", purpose)), default=otherwise)


def set_event(con: Connection, person: str, kind: Event, at: datetime | None) -> None:
    """Note when something happened to somebody; None: it did not."""
    con.execute(delete(events).where(events.c.subject == person, events.c.kind == kind))
    if at is not None:
        con.execute(events.insert(), {"subject": person, "kind": kind, "at": at})
