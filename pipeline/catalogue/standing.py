"""What applies to a call now: the records in force, what overrides them, and what must not come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from sourdine.pipeline.catalogue import calls, consents, limits, subjects
from sourdine.pipeline.catalogue.calls import Copy, Ground, Tombstone
from sourdine.pipeline.catalogue.seal import Ring
from sourdine.pipeline.catalogue.subjects import Who
from sourdine.pipeline.consent import gate, strictest
from sourdine.pipeline.errors import Reason, Refused
from sourdine.pipeline.records import Consent
from sourdine.pipeline.settings import ConsentPolicy
from sqlalchemy import Connection

_GONE: dict[Ground, tuple[Reason, str]] = {
    "erased": (Reason.CALL_ERASED, "this call was erased and does not come back"),
    "withdrawn": (Reason.COPY_WITHDRAWN, "the copy of this call was withdrawn: a new grant allows another"),
    "expired": (Reason.RETENTION_OVER, "the time to keep a copy of this call is over"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What applies to a call. ``consent`` is the strictest of the records in force, None without one."""

    consent: Consent | None
    limits: tuple[tuple[str, str | None], ...]  # kind, purpose or None for all
    tombstones: tuple[Tombstone, ...]

    def check(self, purpose: str, destination: str | None = None) -> None:
        """What refuses whatever a record says. Raises `Refused`.

        ``destination`` is where a copy is to be made; without one only an erasure counts as gone.
        """
        for one in self.tombstones:
            if one.destination in ("", destination) and (one.ground == "erased" or destination is not None):
                raise Refused(*_GONE[one.ground])
        kinds = {kind for kind, about in self.limits if about in (None, purpose)}
        if kinds - {"restriction"}:
            raise Refused(Reason.CONSENT_WITHDRAWN, "consent withdrawn or objected to")
        if kinds:
            raise Refused(Reason.CONSENT_RESTRICTED, "processing restricted")

    def frozen(self, purpose: str) -> bool:
        """Whether processing is restricted (art. 18 GDPR): then nothing is done but keeping and erasing."""
        limited = any(kind == "restriction" and about in (None, purpose) for kind, about in self.limits)
        return limited or (self.consent is not None and self.consent.restricted)


def standing(con: Connection, ring: Ring, call: str, who: Who = ()) -> Standing:
    """What applies to a call; ``who`` is what a record beside it says of its caller.

    Raises `StopJob` for an identifier that is none: then nobody knows whose objection is missed.
    """
    people = {*subjects.of_call(con, call), *subjects.find_all(con, ring, who)}
    in_force = consents.in_force(con, ring.tenant, call, people)
    return Standing(
        reduce(strictest, in_force, None),
        tuple((row.kind, row.purpose) for row in limits.limits_on(con, call, people)),
        tuple(calls.tombstones_of(con, call)),
    )


def may_use(con: Connection, ring: Ring, call: str, destination: str, now: datetime) -> None:
    """Whether a published copy may be heard or read at this moment. Raises `Refused` if it may not.

    Ask again before every use: consent may be withdrawn between two of them.
    """
    for copy in calls.copies_of(con, [call], ("published",)):
        if copy.destination == destination and copy.tenant == ring.tenant:
            allowed(standing(con, ring, call), copy.purpose, destination, now)
            return
    raise Refused(Reason.COPY_WITHDRAWN, "there is no published copy of this call here")


def allowed(found: Standing, purpose: str, destination: str, now: datetime) -> None:
    """Whether what applies to a call allows a copy of it in a destination. Raises `Refused`.

    A call without a record was published on an assumed lawful basis, and stays so until somebody objects.
    """
    found.check(purpose)
    if any(one.destination == destination for one in found.tombstones):
        raise Refused(Reason.COPY_WITHDRAWN, "the copy is on its way out")
    if found.consent is not None:
        gate(found.consent, ConsentPolicy(), purpose, now)


def enforce(
    con: Connection, ring: Ring, ids: list[str], now: datetime, destination: str | None = None
) -> list[Copy]:
    """Decide for the copies of these calls, in one destination or all, which consent no longer allows.

    A restriction freezes and removes nothing. The copies are marked and have tombstones; whoever calls
    this removes them when the transaction is over (`sourdine.pipeline.removal.settle`).
    """
    going = []
    for copy in calls.copies_of(con, ids, ("publishing", "published")):
        if destination not in (None, copy.destination):
            continue
        try:
            allowed(standing(con, ring, copy.call), copy.purpose, copy.destination, now)
        except Refused as refused:
            if refused.reason not in (Reason.CONSENT_RESTRICTED, Reason.CONSENT_NOT_YET):
                calls.leave(con, copy, "withdrawn", now)
                going.append(copy)
    return going
