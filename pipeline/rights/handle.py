"""From what somebody asks for to what is done: the request, the act, the journal, and the request's answer.

The commands and the server call these; nothing else has to be remembered around them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.catalogue import Catalogue, subjects
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.journal import Act
from sourdine.pipeline.office import decided, done
from sourdine.pipeline.permission import Change, Party, limit, unlimit
from sourdine.pipeline.rights import requests
from sourdine.pipeline.rights.erase import Erased, erase_people
from sourdine.pipeline.rights.rectify import (
    Correction,
    NewIdentifier,
    NewTime,
    correct_identifier,
    correct_time,
    correct_words,
)
from sourdine.pipeline.rights.requests import Kind, Request

if TYPE_CHECKING:
    from sourdine.pipeline.removal import Removed
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.vault import Vault


@dataclass(frozen=True, slots=True)
class Desk:
    """Where rights are dealt with: a tenant's catalogue, and who sits there."""

    catalogue: Catalogue
    tenant: str
    who: str  # of the journal

    def receive(
        self,
        kind: Kind,
        subject: str | None,
        received: datetime,
        now: datetime,
        purpose: str | None = None,
        id: str | None = None,
    ) -> Request:
        """Note a request, in catalogue and journal."""
        with self.catalogue.write() as con:
            made = requests.receive(con, self.tenant, kind, subject, received, now, purpose, id)
        self.journal("receive", made.id, why=kind)
        return made

    def finish(self, request: Request, details: Mapping[str, Any], complete: bool, now: datetime) -> Request:
        """Answer a request, or note how far it got."""
        with self.catalogue.write() as con:
            if complete:
                return requests.finish(con, self.tenant, request.id, details, now)
            return requests.progress(con, self.tenant, request.id, "partly", details, now)

    def journal(
        self, what: str, reference: str, why: str = "", outcome: str = "done", count: int = 1
    ) -> None:
        """Write an act of this desk down."""
        act = Act(
            self.who,
            f"subject.{what}",
            why=why,
            outcome=outcome,
            reference=reference,
            tenant=self.tenant,
            count=count,
        )
        decided(self.catalogue.keys, [act])

    def removed(self, removed: tuple[Removed, ...], request: Request) -> None:
        """Write what was removed into the journals of where it was."""
        done(self.catalogue.keys, removed, request.id)

    def people(self, party: Party) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids of the people and of their calls. Raises `StopJob` where nobody is known."""
        with self.catalogue.read() as con:
            if party.call is not None:
                return subjects.of_call(con, party.call), (party.call,)
            people = subjects.find_all(con, self.catalogue.ring(party.tenant), party.kinds())
            if not people:
                raise StopJob("nobody is known by that: nothing is kept about this person here")
            return people, subjects.calls_of(con, people)


def erase(
    desk: Desk,
    party: Party,
    received: datetime,
    now: datetime,
    vault: Vault | None = None,
    request: Request | None = None,
) -> tuple[Request, Erased]:
    """Erase a person, or one call. A request that could not be completed stays open: give it again."""
    people, ids = desk.people(party)
    asked = request or desk.receive("erasure", people[0] if people else None, received, now)
    desk.journal("erase", asked.id, outcome="begun", count=len(ids))
    about = people if party.call is None else ()
    erased = erase_people(desk.catalogue, desk.tenant, about, ids, now, asked.id, vault)
    desk.removed(erased.removed, asked)
    outcome = "partly" if erased.left else "done"
    desk.journal("erase", asked.id, outcome=outcome, count=len(ids) - len(erased.left))
    return desk.finish(asked, erased.counts(), not erased.left, now), erased


def rectify(
    desk: Desk,
    party: Party,
    correction: Correction,
    settings: Settings,
    received: datetime,
    now: datetime,
) -> Request:
    """Correct what is wrong. Raises `StopJob` where that cannot be; then nothing was asked for either."""
    people, _ = desk.people(party)
    made, catalogue, tenant = requests.new_id(), desk.catalogue, desk.tenant
    requests.check_received(received, now)
    details: dict[str, Any] = {"field": "called"}
    if isinstance(correction, NewIdentifier):
        if len(people) != 1:
            raise StopJob(f"an identifier is corrected of one person, and this means {len(people)}")
        kind = correction.kind
        correct_identifier(catalogue, tenant, people[0], kind, correction.value, now, made)
        details = {"field": kind}
    elif party.call is None:
        raise StopJob("name the call: a time and words are those of one")
    elif isinstance(correction, NewTime):
        correct_time(catalogue, tenant, party.call, correction.called, now, made)
    else:
        place = (correction.channel, correction.start, correction.end)
        storage, text = correction.storage, correction.text
        version = correct_words(catalogue, tenant, storage, party.call, place, text, settings, now, made)
        details = {"field": "transcript", "version": version}
    request = desk.receive("rectification", people[0] if people else None, received, now, id=made)
    desk.journal("rectify", request.id, why=str(details["field"]))
    return desk.finish(request, details, True, now)


def restrict(
    desk: Desk, party: Party, received: datetime, now: datetime, *, lift: bool = False
) -> tuple[Request, Change]:
    """Freeze everything of a person or of one call: never processed, never played; or let it go again."""
    if lift:
        return _limited(
            desk,
            "restriction",
            party,
            (received, now),
            "lifted",
            lambda: unlimit(desk.catalogue, party, "restriction", now),
        )
    return _limited(
        desk,
        "restriction",
        party,
        (received, now),
        "",
        lambda: limit(desk.catalogue, party, "restriction", now),
    )


def object_to(
    desk: Desk, party: Party, purpose: str | None, received: datetime, now: datetime, *, lift: bool = False
) -> tuple[Request, Change]:
    """Object to a purpose, or to every one: nothing more is made for it, and what is published goes."""
    if lift:
        named = None if purpose is None else [purpose]
        return _limited(
            desk,
            "objection",
            party,
            (received, now),
            "lifted",
            lambda: unlimit(desk.catalogue, party, "objection", now, named),
            purpose,
        )
    return _limited(
        desk,
        "objection",
        party,
        (received, now),
        "",
        lambda: limit(desk.catalogue, party, "objection", now, purpose),
        purpose,
    )


def _limited(
    desk: Desk,
    kind: Kind,
    party: Party,
    times: tuple[datetime, datetime],
    outcome: str,
    act: Callable[[], Change],
    purpose: str | None = None,
) -> tuple[Request, Change]:
    received, now = times
    change = act()
    asked = desk.receive(kind, change.people[0] if change.people else None, received, now, purpose)
    desk.removed(change.removed, asked)
    what = "restrict" if kind == "restriction" else "object"
    desk.journal(what, asked.id, purpose or "", outcome or "done", len(change.calls))
    waiting = sum(one.outcome not in ("done", "frozen", "held") for one in change.removed)
    details = {"calls": len(change.calls), "removed": len(change.removed) - waiting, "lifted": bool(outcome)}
    return desk.finish(asked, details, not waiting, now), change
