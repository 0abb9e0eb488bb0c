"""Flags: what somebody who listened found wrong, and what comes of it.

- ``missed``: personal data stayed audible. Silenced at once, in a new version of the safe copy: to silence
  too much for a while does less harm than to wait.
- ``wrong_entity``: silent for the wrong reason. Named anew at once; no sound changes.
- ``too_much``: silent without a reason. Somebody else decides; what is to be heard again then comes from the
  original, which only the worker's process reaches (`sourdine.workers.serve.review.restore`).

A flag is stored before anything is done about it, so that one that was interrupted is completed later.
Words are never stored: a flag tells a stretch of time.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sourdine.pipeline.catalogue.calls import register
from sourdine.pipeline.catalogue.tables import flag_versions, flags
from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.publish import withdraw
from sourdine.pipeline.published import open_published
from sourdine.pipeline.replan import Change, Missed, Renamed
from sourdine.pipeline.revise import revise
from sourdine.workers.serve import queue
from sourdine.workers.serve.access import Principal
from sourdine.workers.serve.review.calls import list_call
from sourdine.workers.serve.review.tables import reviews
from sourdine.workers.serve.services import Services
from sqlalchemy import Connection, Row, insert, select, update

Kind = Literal["missed", "too_much", "wrong_entity"]
State = Literal["open", "accepted", "applied", "declined", "void"]
"""``accepted`` and not yet taken in; ``void``: nothing was there to change."""

EVERY_CHANNEL = -1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a flag says; fields as in `sourdine.pipeline.replan`. ``was``: the entity that is wrong."""

    kind: Kind
    channel: int  # or `EVERY_CHANNEL`
    start: float
    end: float
    entity: str
    words: bool = True
    everywhere: bool = False

    def change(self) -> Change:
        """As a change of the plan. Raises `ValueError` for what only the original can answer."""
        if self.kind == "missed":
            channel = None if self.channel == EVERY_CHANNEL else self.channel
            return Missed(channel, self.start, self.end, self.entity, self.words, self.everywhere)
        if self.kind == "wrong_entity":
            return Renamed(self.channel, (self.start + self.end) / 2, self.entity)
        raise ValueError("this needs the original")


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as it stands."""

    id: str
    tenant: str
    call: str
    finding: Finding
    state: State
    author: str
    version: int
    created: datetime


def raise_flag(services: Services, who: Principal, tenant: str, call: str, finding: Finding) -> Flag:
    """Store a flag and, unless somebody else has to decide, take it in at once.

    Raises `ValueError` where nothing is to be changed, `Quarantine`, `Retry`, `StopJob`; a flag that met
    one of the last three stays accepted, and `settle` completes it.
    """
    at_once = finding.kind != "too_much"
    now = services.now()
    flag = Flag(str(uuid.uuid4()), tenant, call, finding, "accepted" if at_once else "open", who.id, 1, now)
    with services.catalogue.write() as con:
        fields = _fields(flag) | {"id": flag.id, "tenant": tenant, "call": call, "created": now}
        con.execute(insert(flags).values(**fields, version=1, author=flag.author, changed=now))
        _keep(con, flag, who.id, now)
        if not at_once:
            _reopen(con, flag, raised=1)
    return settle(services, flag) if at_once else flag


def decide_flag(services: Services, who: Principal, flag: Flag, accept: bool) -> Flag:
    """Somebody else than its author accepts a flag or declines it. Raises `PermissionError`, `ValueError`."""
    if flag.state != "open":
        raise ValueError("this was decided already")
    if flag.author == who.id and services.settings.serve.review.second != "never":
        raise PermissionError("somebody else has to decide this")
    return moved(services, flag, "accepted" if accept else "declined", who.id)


def settle(services: Services, flag: Flag, again: bool = False) -> Flag:
    """Take an accepted flag into a new version of the safe copy; ``again`` after an interruption."""
    storage = services.storage_of(flag.tenant)
    now = services.now()
    try:
        revise(storage, flag.call, [flag.finding.change()], services.settings, now)
    except ValueError:
        if not again:
            moved(services, flag, "void", flag.author)
            raise
        withdraw(storage, flag.call)  # done before the interruption, but perhaps not to its end
    except FileNotFoundError:
        moved(services, flag, "void", flag.author)
        raise ValueError("there is no such call any more") from None
    refresh(services, flag.tenant, flag.call)
    return moved(services, flag, "applied", flag.author)


def settle_all(services: Services) -> int:
    """Complete what an interruption left; gives how many flags. What fails again is told in the log."""
    done = 0
    with services.catalogue.read() as con:
        waiting = _found(con, flags.c.state == "accepted", flags.c.kind != "too_much")
    for flag in waiting:
        try:
            settle(services, flag, again=True)
            done += 1
        except (Quarantine, ValueError) as error:
            _log.error("flag %s of call %s cannot be taken in: %s", flag.id, flag.call, error)
    return done


def refresh(services: Services, tenant: str, call: str) -> None:
    """Bring list and catalogue to the newest version of a safe copy."""
    storage = services.storage_of(tenant)
    published = open_published(storage, call)
    if published is None:
        return
    with services.catalogue.write() as con:
        share = services.settings.serve.review.sample
        list_call(con, published.manifest, tenant, services.now(), share)
        register(con, published.manifest, storage.address, services.now())


def find_flag(con: Connection, id: str) -> Flag | None:
    """One flag."""
    return next(iter(_found(con, flags.c.id == id)), None)


def flags_of(con: Connection, call: str) -> list[Flag]:
    """The flags of a call, oldest first."""
    return _found(con, flags.c.call == call)


def moved(services: Services, flag: Flag, state: State, who: str) -> Flag:
    """Note what became of a flag, and who decided it; one that somebody else moved on is left alone."""
    now = services.now()
    after = replace(flag, state=state, version=flag.version + 1)
    with services.catalogue.write() as con:
        same = (flags.c.id == flag.id) & (flags.c.version == flag.version)
        values = {"state": state, "version": after.version, "changed": now}
        if con.execute(update(flags).where(same).values(values)).rowcount:
            _keep(con, after, who, now)
            if state == "applied":
                _reopen(con, flag, raised=int(flag.finding.kind != "too_much"))
            if state == "accepted":
                queue.put(con, services.catalogue, "restore", flag.tenant, {"flag": flag.id}, now, flag.call)
    return after


def _reopen(con: Connection, flag: Flag, raised: int) -> None:
    """What was approved is to be looked at again, in its new version."""
    values = {"flags": reviews.c.flags + raised, "state": "open", "approver": ""}
    con.execute(update(reviews).where(reviews.c.call == flag.call).values(values))


def _keep(con: Connection, flag: Flag, who: str, now: datetime) -> None:
    content = asdict(flag.finding) | {"state": flag.state}
    con.execute(
        insert(flag_versions).values(flag=flag.id, version=flag.version, at=now, author=who, content=content)
    )


def _fields(flag: Flag) -> dict[str, Any]:
    one = flag.finding
    return {
        "kind": one.kind,
        "channel": one.channel,
        "start": one.start,
        "end": one.end,
        "entity": one.entity,
        "state": flag.state,
    }


def _found(con: Connection, *which: Any) -> list[Flag]:
    query = select(flags, flag_versions.c.content).join(
        flag_versions,
        (flag_versions.c.flag == flags.c.id) & (flag_versions.c.version == flags.c.version),
    )
    return [_flag(row) for row in con.execute(query.where(*which).order_by(flags.c.created))]


def _flag(row: Row[Any]) -> Flag:
    content = {name: value for name, value in row.content.items() if name != "state"}
    return Flag(
        row.id, row.tenant, row.call, Finding(**content), row.state, row.author, row.version, row.created
    )


def waiting_flags(con: Connection, tenants: Sequence[str]) -> list[Flag]:
    """What somebody has to decide."""
    return _found(con, flags.c.state == "open", flags.c.tenant.in_(tenants))
