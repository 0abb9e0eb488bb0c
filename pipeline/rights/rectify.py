"""Rectification (art. 16 GDPR): what is wrong is corrected, and what stood there before is kept, sealed.

- an identifier of a person, such as a new telephone number
- when a call took place
- words of a transcript; the correction is searched for personal data first, because it is published
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sourdine.pipeline.catalogue import Catalogue
from sourdine.pipeline.catalogue.seal import Kind, Ring
from sourdine.pipeline.catalogue.subjects import identifiers_of
from sourdine.pipeline.catalogue.tables import calls, identifiers, rectifications
from sourdine.pipeline.errors import StopJob
from sqlalchemy import Connection, delete, select, update

if TYPE_CHECKING:
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.storage import Storage


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """A new telephone number, address, customer number or name of somebody."""

    kind: Kind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewTime:
    """When a call took place."""

    called: datetime


@dataclass(frozen=True, slots=True)
class NewWords:
    """What a transcript should say; ``channel`` from 0, ``start`` and ``end`` in seconds."""

    storage: Storage  # where the copy is
    channel: int
    start: float
    end: float
    text: str = field(repr=False)


Correction = NewIdentifier | NewTime | NewWords


def correct_identifier(
    catalogue: Catalogue, tenant: str, person: str, kind: Kind, value: str, now: datetime, request: str
) -> None:
    """Somebody's new telephone number, address, customer number or name, in the place of all of that kind.

    Raises `StopJob` for a value that is no such identifier.
    """
    ring = catalogue.ring(tenant)
    mac = ring.identify(kind, value)
    with catalogue.write() as con:
        before = "; ".join(
            known or "(kept as a hash only)"
            for one, known in identifiers_of(con, ring, person)
            if one == kind
        )
        mine = (identifiers.c.subject == person) & (identifiers.c.kind == kind)
        con.execute(delete(identifiers).where(mine))
        row = {
            "tenant": tenant,
            "kind": kind,
            "mac": mac,
            "subject": person,
            "sealed": ring.seal(value.encode(), f"identifier {person}"),
        }
        con.execute(identifiers.insert(), row)
        _note(con, ring, kind, before, value, now, request, subject=person)


def correct_time(
    catalogue: Catalogue, tenant: str, call: str, called: datetime, now: datetime, request: str
) -> None:
    """When a call took place. Raises `StopJob` for a call that the catalogue does not know."""
    ring = catalogue.ring(tenant)
    with catalogue.write() as con:
        row = con.execute(select(calls).where(calls.c.id == call, calls.c.tenant == tenant)).first()
        if row is None:
            raise StopJob("there is no such call in the catalogue")
        con.execute(update(calls).where(calls.c.id == call).values(called=called))
        before = row.called.isoformat() if row.called else ""
        _note(con, ring, "called", before, called.isoformat(), now, request, call=call)


def correct_words(
    catalogue: Catalogue,
    tenant: str,
    storage: Storage,
    call: str,
    place: tuple[int, float, float],
    text: str,
    settings: Settings,
    now: datetime,
    request: str,
) -> int:
    """Publish a version of a call whose transcript says ``text`` at a place (channel, seconds from, to).

    Gives the version's number. Raises `StopJob` where nothing is shown there, or the text is personal.
    """
    from sourdine.pipeline.published import open_published
    from sourdine.pipeline.replan import Reworded
    from sourdine.pipeline.revise import revise

    published = open_published(storage, call)
    if published is None:
        raise StopJob("there is no published copy of this call here")
    _check_words(text, published.manifest.language, settings)
    channel, start, end = place
    before = " ".join(
        word.text
        for turn in published.turns()
        for word in turn.words
        if word.channel == channel and word.start < end and word.end > start and not word.redacted
    )
    try:
        number = revise(storage, call, [Reworded(channel, start, end, text)], settings, now)
    except (FileNotFoundError, ValueError) as error:
        raise StopJob(f"nothing was corrected: {error}") from None
    ring = catalogue.ring(tenant)
    with catalogue.write() as con:
        _note(con, ring, "transcript", before, text, now, request, call=call)
    return number


def _check_words(text: str, language: str, settings: Settings) -> None:
    from sourdine.models.personal import PersonalDataDetector
    from sourdine.pipeline.records import Turn

    if not text.strip() or len(text) > 500 or any(ord(one) < 32 for one in text):
        raise StopJob("a correction is a line of up to 500 characters")
    detector = PersonalDataDetector(settings.detect)
    if detector.detect([Turn("customer", text)], "fr" if language == "fr" else "en"):
        raise StopJob("the correction holds personal data: the transcript is published without any")


def _note(
    con: Connection,
    ring: Ring,
    field: str,
    before: str,
    after: str,
    now: datetime,
    request: str,
    *,
    call: str | None = None,
    subject: str | None = None,
) -> None:
    made = str(uuid.uuid4())
    row = {
        "id": made,
        "call": call,
        "subject": subject,
        "field": field,
        "sealed_before": ring.seal(before.encode(), f"rectification {made} before") if before else None,
        "sealed_after": ring.seal(after.encode(), f"rectification {made} after"),
        "at": now,
        "request": request,
    }
    con.execute(rectifications.insert(), row)
