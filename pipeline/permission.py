"""Consent given and taken back, and what follows from it: copies that must go, at once and for good.

Every function decides in one transaction and removes afterwards. If we are killed in between, the next
`settle` (`sourdine retention purge`) goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sourdine.pipeline.catalogue import Catalogue, calls, consents, limits, subjects
from sourdine.pipeline.catalogue.limits import Kind, Scope
from sourdine.pipeline.catalogue.seal import KINDS
from sourdine.pipeline.catalogue.standing import allowed, enforce, standing
from sourdine.pipeline.catalogue.subjects import Who
from sourdine.pipeline.decisions import keep
from sourdine.pipeline.errors import Refused, StopJob
from sourdine.pipeline.records import Consent
from sourdine.pipeline.removal import Open, Removed, settle
from sourdine.pipeline.storage import open_storage
from sourdine.pipeline.tombstones import remove_tombstone
from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Party:
    """Whom something is about: somebody by what is known of them, or one call by its id."""

    tenant: str
    who: tuple[tuple[str, str], ...] = ()
    call: str | None = None

    def kinds(self) -> Who:
        """The identifiers that there are."""
        return [(kind, value) for name, value in self.who for kind in KINDS if kind == name]


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision came to. ``people`` are the ids of those it is about."""

    people: tuple[str, ...]
    calls: tuple[str, ...]
    removed: tuple[Removed, ...] = ()
    records: tuple[str, ...] = ()  # ids of consent records that were made


def scopes(con: Connection, catalogue: Catalogue, party: Party, now: datetime) -> list[Scope]:
    """What the party is in the catalogue; somebody nobody knows yet is made known.

    Raises `StopJob` for a value that is no such identifier, and for a call of another tenant.
    """
    if party.call is not None:
        _not_erased(con, party.call)
        return [Scope(party.tenant, None, party.call)]
    people = subjects.ensure(con, catalogue.ring(party.tenant), party.kinds(), now)
    if not people:
        raise StopJob("say who: by telephone, e-mail, customer number or name, or name a call")
    return [Scope(party.tenant, one) for one in people]


def give(
    catalogue: Catalogue,
    party: Party,
    consent: Consent,
    origin: str,
    now: datetime,
    open_at: Open = open_storage,
) -> Change:
    """Somebody's new word, in the place of every earlier one. Copies withdrawn before may be made anew."""
    with catalogue.write() as con:
        about = scopes(con, catalogue, party, now)
        made = [consents.grant(con, consent, one, origin, now) for one in about]
        ids = _calls(con, about)
        going = enforce(con, catalogue.ring(party.tenant), list(ids), now)
    keep(catalogue, party.tenant, now, open_at, (_people(about), ids))
    removed = settle(catalogue, party.tenant, [one.call for one in going], open_at)
    raise_up(catalogue, party.tenant, ids, now, open_at)
    return Change(_people(about), ids, tuple(removed), tuple(made))


def take_back(
    catalogue: Catalogue,
    party: Party,
    now: datetime,
    purpose: str | None = None,
    open_at: Open = open_storage,
) -> Change:
    """Withdraw consent (art. 7(3) GDPR) for a purpose or for all: what runs stops, published copies go."""
    return _less(catalogue, party, now, open_at, lambda con, one: consents.withdraw(con, one, now, purpose))


def limit(
    catalogue: Catalogue,
    party: Party,
    kind: Kind,
    now: datetime,
    purpose: str | None = None,
    open_at: Open = open_storage,
) -> Change:
    """Restrict (art. 18: frozen, nothing is removed) or object (art. 21: published copies go)."""
    return _less(
        catalogue, party, now, open_at, lambda con, one: limits.set_limit(con, one, kind, now, purpose)
    )


def _less(
    catalogue: Catalogue,
    party: Party,
    now: datetime,
    open_at: Open,
    decide: Callable[[Connection, Scope], object],
) -> Change:
    """Allow less of all that the party is, and remove the copies that may not be there any more."""
    with catalogue.write() as con:
        about = scopes(con, catalogue, party, now)
        for one in about:
            decide(con, one)
        ids = _calls(con, about)
        going = enforce(con, catalogue.ring(party.tenant), list(ids), now)
    keep(catalogue, party.tenant, now, open_at, (_people(about), ids))
    removed = settle(catalogue, party.tenant, [one.call for one in going], open_at)
    return Change(_people(about), ids, tuple(removed))


def unlimit(
    catalogue: Catalogue,
    party: Party,
    kind: Kind,
    now: datetime,
    purposes: Iterable[str] | None = None,
    open_at: Open = open_storage,
) -> Change:
    """Lift a restriction or an objection; copies that were withdrawn may be made anew."""
    named = None if purposes is None else list(purposes)
    with catalogue.write() as con:
        about = scopes(con, catalogue, party, now)
        for one in about:
            limits.lift_limit(con, one, kind, now, named)
        ids = _calls(con, about)
    keep(catalogue, party.tenant, now, open_at, (_people(about), ids))
    raise_up(catalogue, party.tenant, ids, now, open_at)
    return Change(_people(about), ids)


def bring_in(
    catalogue: Catalogue, tenant: str, consent: Consent, call: str | None, origin: str, now: datetime
) -> tuple[str | None, list[str]]:
    """One record of a table: the id it got (None if it was known), and calls of which copies must go.

    Raises `StopJob` for a record that is about nobody and no call, or names nobody by a valid identifier.
    """
    ring = catalogue.ring(tenant)
    with catalogue.write() as con:
        people = subjects.ensure(con, ring, Party(tenant, consent.subject).kinds(), now)
        if call is not None:
            _not_erased(con, call)
            subjects.link(con, people, call, tenant, now)
            about = [Scope(tenant, None, call)]
        else:
            about = [Scope(tenant, one) for one in people]
        if not about:
            raise StopJob("a record must say whose it is, or which call it is about")
        plain = replace(consent, subject=())
        made = [consents.take_in(con, plain, one, origin, now) for one in about]
        going = enforce(con, ring, list(_calls(con, about)), now)
    return next((one for one in made if one), None), [one.call for one in going]


def raise_up(
    catalogue: Catalogue, tenant: str, ids: Sequence[str], now: datetime, open_at: Open = open_storage
) -> list[str]:
    """Lift the tombstones of withdrawn copies that may be made again; the next run makes them anew."""
    ring, allowed_again = catalogue.ring(tenant), []
    with catalogue.read() as con:
        leaving = {(one.call, one.destination) for one in calls.copies_of(con, ids, calls.PENDING)}
        for call in ids:
            for grave in calls.tombstones_of(con, call):
                if grave.ground != "withdrawn" or (call, grave.destination) in leaving:
                    continue
                found = standing(con, ring, call)
                others = tuple(one for one in found.tombstones if one != grave)
                try:
                    allowed(replace(found, tombstones=others), grave.purpose, grave.destination, now)
                except Refused:
                    continue
                allowed_again.append(grave)
    for grave in allowed_again:
        if remove_tombstone(open_at(grave.destination), grave.call):
            with catalogue.write() as con:
                calls.raise_up(con, grave, now)
    return [one.call for one in allowed_again]


def _calls(con: Connection, about: Sequence[Scope]) -> tuple[str, ...]:
    named = [one.call for one in about if one.call is not None]
    people = [one.subject for one in about if one.subject is not None]
    return tuple(dict.fromkeys([*named, *subjects.calls_of(con, people)]))


def _not_erased(con: Connection, call: str) -> None:
    if any(one.ground == "erased" for one in calls.tombstones_of(con, call)):
        raise StopJob("this call was erased: nothing is kept about it any more")


def _people(about: Sequence[Scope]) -> tuple[str, ...]:
    return tuple(one.subject for one in about if one.subject is not None)
