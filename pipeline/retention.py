"""What must go because its time is over, and making it go: dry run, purge, proof.

A copy's last day is the manifest's, unless a rule counts from the call; a rule that counts from another event
can only shorten it. Copies that consent no longer allows (it expired, say) are due too. What is due is out of
use at once; a legal hold or a restriction keeps it in the store until it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sourdine.pipeline.catalogue import Catalogue, calls, decisions, rules, subjects
from sourdine.pipeline.catalogue.calls import Copy, Ground
from sourdine.pipeline.catalogue.consents import refuses
from sourdine.pipeline.catalogue.limits import is_held, is_limited
from sourdine.pipeline.catalogue.rules import Rule
from sourdine.pipeline.catalogue.standing import allowed, standing
from sourdine.pipeline.catalogue.tables import calls as call_table
from sourdine.pipeline.catalogue.tables import consents, events, limits, originals, subject_calls
from sourdine.pipeline.decisions import check, keep
from sourdine.pipeline.errors import Reason, Refused, SourdineError
from sourdine.pipeline.rebuild import rebuild
from sourdine.pipeline.removal import (
    Open,
    Removed,
    Shred,
    came_back,
    erase_calls,
    erase_original,
    remove_copy,
    remove_original,
    settle,
    stays,
)
from sourdine.pipeline.sources import Source, call_id
from sourdine.pipeline.storage import open_storage
from sqlalchemy import Column, ColumnElement, Connection, Table, func, or_, select


@dataclass(frozen=True, slots=True)
class Due:
    """Something that must go: a copy, or (``copy`` None) an original."""

    call: str
    copy: Copy | None
    ground: Ground
    why: str  # an event of a rule, "manifest", "consent"
    since: date  # the first day on which it may no longer be there
    stays: str = ""  # why it stays all the same: "held", "frozen"


def plan(con: Connection, catalogue: Catalogue, tenant: str, now: datetime) -> list[Due]:
    """What is due, by rules, manifests and consent. Changes nothing."""
    found = [*_copies(con, catalogue, tenant, now), *_originals(con, tenant, now)]
    return [_with_stays(con, catalogue, one) for one in found]


def purge(
    catalogue: Catalogue,
    tenant: str,
    now: datetime,
    open_at: Open = open_storage,
    shred: Shred | None = None,
    places: Sequence[str] = (),
) -> list[Removed]:
    """Make everything go that is due, finish what was begun, and remove again what came back.

    In the destinations that the catalogue knows, and in ``places``; copies there that it does not know (out
    of a backup) are taken in first, so that consent counts for them too. ``shred`` is `Vault.shred`, where
    originals were put into a vault. Run again, this does nothing more. A destination that does not answer is
    told, and left for the next time. Raises `StopJob` before anything goes where a hold may be kept that
    cannot be read.
    """
    with catalogue.read() as con:
        places = sorted({*places, *calls.destinations(con, tenant)})
    done = [one for place in places for one in _known_again(catalogue, tenant, place, now, open_at)]
    done += _erase_on(catalogue, tenant, now, open_at, shred)
    with catalogue.write() as con:
        due = plan(con, catalogue, tenant, now)
        for one in due:
            if one.copy is not None:
                calls.leave(con, one.copy, one.ground, now)
    for one in due:
        if one.copy is None:
            removed = erase_original(catalogue, tenant, one.call, one.ground, now, shred)
            done += [removed] if removed else []
    done += settle(catalogue, tenant, None, open_at)
    with catalogue.read() as con:
        known = calls.tombstones_in(con, tenant)
        kept = {(one.call, one.destination) for one in calls.copies_in(con, tenant, calls.PENDING)}
    keep(catalogue, tenant, now, open_at)
    for place in places:
        done += _sweep(place, known, kept, open_at)
    return list(dict.fromkeys(done))


def _erase_on(
    catalogue: Catalogue, tenant: str, now: datetime, open_at: Open, shred: Shred | None
) -> list[Removed]:
    """Finish erasures that were begun, and do again those that an old copy of the catalogue knows nothing of.

    People of whom nothing is left then are forgotten, unless they forbade or refused something, or are on
    hold: that is remembered.
    """
    with catalogue.read() as con:
        begun = calls.erasures_begun(con, tenant)
        people = {person for call in begun for person in subjects.of_call(con, call)}
    done = erase_calls(catalogue, tenant, begun, now, None, open_at, shred) if begun else []
    with catalogue.write() as con:
        for person in people:
            bound = is_limited(con, person) or refuses(con, person)
            if not bound and not subjects.calls_of(con, [person]):
                decisions.forget(con, tenant, person, now)
    return done


def _known_again(
    catalogue: Catalogue, tenant: str, place: str, now: datetime, open_at: Open
) -> Iterator[Removed]:
    """Take in copies that the catalogue does not know, or only as being made by a run that was killed."""
    with catalogue.read() as con:
        known = calls.known_in(con, place)
    try:
        made = rebuild(catalogue, open_at(place), now, known)
    except SourdineError:
        yield Removed("", place, "expired", "unreachable", tenant)
        return
    check(made.decisions)


def purge_originals(catalogue: Catalogue, tenant: str, sources: Iterable[Source]) -> Iterator[Removed]:
    """Remove originals of erased calls that a backup brought back: those among ``sources``."""
    with catalogue.read() as con:
        known = calls.tombstones_in(con, tenant)
    erased = {one.call for one in known if one.ground == "erased" and not one.destination}
    for source in sources:
        call = call_id(source, catalogue.keys.call_id)
        if call in erased:
            gone = remove_original(source.locator)
            yield Removed(call, "", "erased", "locked" if gone.locked else "done", tenant)


def _sweep(
    place: str, known: Sequence[calls.Tombstone], kept: set[tuple[str, str]], open_at: Open
) -> Iterator[Removed]:
    try:
        storage = open_at(place)
        for one in list(came_back(storage, known)):
            if (one.call, place) in kept:  # a hold, a restriction or a lock keeps it for now
                continue
            erased = remove_copy(storage, one)
            yield Removed(one.call, place, one.ground, "locked" if erased.locked else "done", one.tenant)
    except SourdineError:
        yield Removed("", place, "expired", "unreachable", known[0].tenant if known else "")


def _copies(con: Connection, catalogue: Catalogue, tenant: str, now: datetime) -> Iterator[Due]:
    its_rules = [one for one in rules.rules_of(con, tenant) if one.what == "copy"]
    called, ended = _called(con, tenant), _contract_ends(con, tenant)
    doubtful = _doubtful(con, tenant, now)
    for copy in calls.copies_in(con, tenant, ("published",)):
        start = min(called.get(copy.call) or copy.created, copy.created)
        mine = [one for one in its_rules if one.purpose in ("", copy.purpose)]
        ends = [_end(one, start if one.event == "call" else ended.get(copy.call)) for one in mine]
        limits_ = [one for one in ends if one is not None]
        if not any(one.event == "call" for one in mine):
            limits_.append((copy.retention_until + timedelta(days=1), "manifest"))
        since, why = min(limits_)
        if since <= now.date():
            yield Due(copy.call, copy, "expired", why, since)
        elif copy.call in doubtful and _refused(con, catalogue, copy, now):
            yield Due(copy.call, copy, "withdrawn", "consent", now.date())


def _originals(con: Connection, tenant: str, now: datetime) -> Iterator[Due]:
    its_rules = [one for one in rules.rules_of(con, tenant) if one.what == "original"]
    if not its_rules:
        return
    ended, withdrawn = _contract_ends(con, tenant), _withdrawals(con, tenant)
    columns = (originals.c.call, originals.c.security_code, call_table.c.called, call_table.c.created)
    here = originals.join(call_table, call_table.c.id == originals.c.call)
    which = (call_table.c.tenant == tenant) & (originals.c.state != "deleted")
    for row in con.execute(select(*columns).select_from(here).where(which).order_by(originals.c.call)).all():
        start = min(row.called or row.created, row.created)
        at = {
            "call": start,
            "contract_end": ended.get(row.call),
            "withdrawal": withdrawn.get(row.call),
            "security_code": row.created if row.security_code else None,
        }
        ends = [one for rule in its_rules if (one := _end(rule, at[rule.event])) is not None]
        if ends and min(ends)[0] <= now.date():
            since, why = min(ends)
            yield Due(row.call, None, "expired", why, since)


def _end(rule: Rule, at: datetime | None) -> tuple[date, str] | None:
    return None if at is None else ((at.astimezone(UTC) + timedelta(days=rule.days)).date(), rule.event)


def _with_stays(con: Connection, catalogue: Catalogue, one: Due) -> Due:
    if one.copy is not None:
        why = stays(con, catalogue, one.copy)
    else:
        why = "held" if is_held(con, one.call) else ""
    return Due(one.call, one.copy, one.ground, one.why, one.since, why)


def _refused(con: Connection, catalogue: Catalogue, copy: Copy, now: datetime) -> bool:
    try:
        allowed(standing(con, catalogue.ring(copy.tenant), copy.call), copy.purpose, copy.destination, now)
    except Refused as refused:
        return refused.reason not in (Reason.CONSENT_RESTRICTED, Reason.CONSENT_NOT_YET)
    return False


def _called(con: Connection, tenant: str) -> dict[str, datetime | None]:
    c = call_table.c
    rows = con.execute(select(c.id, c.called).where(c.tenant == tenant, c.called.is_not(None)))
    return {row.id: row.called for row in rows}


def _contract_ends(con: Connection, tenant: str) -> dict[str, datetime]:
    """The earliest end of a contract of anybody whose call it is, by call."""
    return _earliest(con, tenant, events.c.at, events, events.c.kind == "contract_end")


def _withdrawals(con: Connection, tenant: str) -> dict[str, datetime]:
    mine = (limits.c.kind == "withdrawal") & limits.c.lifted.is_(None) & limits.c.purpose.is_(None)
    found = _earliest(con, tenant, limits.c.since, limits, mine)
    rows = con.execute(select(limits.c.call, limits.c.since).where(mine, limits.c.call.is_not(None)))
    for row in rows:
        found[row.call] = min(row.since, found.get(row.call, row.since))
    return found


def _earliest(
    con: Connection, tenant: str, at: Column[datetime], table: Table, which: ColumnElement[bool]
) -> dict[str, datetime]:
    """The earliest of a column of a table of people, by their calls."""
    c = subject_calls.c
    here = subject_calls.join(table, table.c.subject == c.subject).join(call_table, call_table.c.id == c.call)
    chosen = select(c.call, func.min(at)).select_from(here)
    rows = con.execute(chosen.where(call_table.c.tenant == tenant, which).group_by(c.call))
    return {call: time for call, time in rows}


def _doubtful(con: Connection, tenant: str, now: datetime) -> set[str]:
    """Calls whose consent may have ended: those with a limit, or a record that expired or was withdrawn."""
    ended = or_(consents.c.expires <= now, consents.c.withdrawn.is_not(None))
    found: set[str] = set()
    for table, which in (
        (consents, ended & consents.c.superseded.is_(None)),
        (limits, limits.c.lifted.is_(None)),
    ):
        mine = which & (table.c.tenant == tenant)
        found |= set(con.execute(select(table.c.call).where(mine, table.c.call.is_not(None))).scalars())
        people = select(table.c.subject).where(mine, table.c.subject.is_not(None))
        linked = select(subject_calls.c.call).where(subject_calls.c.subject.in_(people))
        found |= set(con.execute(linked).scalars())
    return found
