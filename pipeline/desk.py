"""What one run asks the catalogue, and tells it: may this call be processed, may it still, it is published.

    keep_away → applies → (decode … verify) → begin → publish → published

Between ``begin`` and ``published`` somebody may withdraw consent. ``begin`` leaves a row that the withdrawal
marks, and ``published`` looks at it: then the copy is removed again, so that whoever is last cleans up.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.catalogue import Catalogue, calls, consents, limits, open_catalogue, subjects
from sourdine.pipeline.catalogue.base import ensure_call
from sourdine.pipeline.catalogue.limits import Scope
from sourdine.pipeline.catalogue.seal import KINDS, Kind, Ring, normalised
from sourdine.pipeline.catalogue.standing import Standing, enforce, standing
from sourdine.pipeline.consent import gate, strictest, write_consent
from sourdine.pipeline.errors import Reason, Refused, StopJob
from sourdine.pipeline.manifest import Manifest, read_manifest
from sourdine.pipeline.publish import is_published, read_published
from sourdine.pipeline.records import Consent
from sourdine.pipeline.removal import remove_copy
from sourdine.pipeline.settings import ConsentPolicy, Settings
from sourdine.pipeline.tombstones import read_tombstone, remove_tombstone

if TYPE_CHECKING:
    from sourdine.pipeline.keyset import Keyset
    from sourdine.pipeline.storage import Storage
    from sqlalchemy import Connection


_MEANWHILE = (Reason.CONSENT_WITHDRAWN, "consent withdrawn while the copy was being made")


@dataclass(frozen=True, slots=True)
class Desk:
    """The catalogue, for one run: a tenant, a destination, a purpose."""

    catalogue: Catalogue
    storage: Storage
    tenant: str
    policy: ConsentPolicy

    def buried(self, call: str) -> list[calls.Tombstone]:
        """What must not come back of a call."""
        with self.catalogue.read() as con:
            return calls.tombstones_of(con, call)

    def lifted(self, tombstone: calls.Tombstone) -> bool:
        """Whether somebody agreed again since a store's tombstone was written: a backup brought it back."""
        with self.catalogue.read() as con:
            return calls.is_lifted(con, tombstone)

    def removes(self, call: str) -> bool:
        """Whether a copy that must not be here may go at once: not what a hold or restriction still keeps."""
        with self.catalogue.read() as con:
            going = calls.copies_of(con, [call], calls.PENDING)
            return not limits.is_held(con, call) and not any(
                one.destination == self.storage.address for one in going
            )

    def applies(self, call: str, records: Sequence[Consent], locator: str, now: datetime) -> Consent | None:
        """The strictest record of the catalogue about a call, given those that came with it.

        From here on the catalogue knows whose the call is and where its original lies: who is erased while it
        is being processed, or after it was refused, takes it along. Raises `Refused` for a restriction, an
        objection or a withdrawal, whatever records say.
        """
        ring, who = self.catalogue.ring(self.tenant), identifiers(records)
        with self.catalogue.write() as con:
            found = standing(con, ring, call, who)
            if not any(one.ground == "erased" for one in found.tombstones):
                self._link(con, call, records, now)
                calls.note_original(con, call, _seal_original(ring, call, locator), now)
        found.check(self.policy.purpose, self.storage.address)
        return found.consent

    def begin(self, call: str, records: Sequence[Consent], assumed: bool, now: datetime) -> None:
        """Ask once more, right before publishing, and note that it begins. Raises `Refused`."""
        ring, who = self.catalogue.ring(self.tenant), identifiers(records)
        purpose, place = self.policy.purpose, self.storage.address
        with self.catalogue.write() as con:
            found = standing(con, ring, call, who)
            found.check(purpose, place)
            together = found.consent
            for one in records:
                together = strictest(together, one)
            if together is not None or not assumed:
                gate(together, self.policy, purpose, now)
            self._link(con, call, records, now)
            for record in records:
                consents.take_in(con, record, Scope(self.tenant, None, call), "record", now)
            calls.begin(con, call, self.tenant, place, purpose, now)

    def published(self, manifest: Manifest, now: datetime) -> None:
        """Note what was published. Raises `Refused` if consent was withdrawn meanwhile: it is gone again."""
        ring, call = self.catalogue.ring(self.tenant), manifest.call
        with self.catalogue.write() as con:
            if calls.register(con, manifest, self.storage.address, now):
                note_sealed(con, ring, manifest, now)
                if not enforce(con, ring, [call], now, self.storage.address):
                    return
            known = calls.tombstones_of(con, call)
            here = [one for one in known if one.destination in (self.storage.address, "")]
        remove_copy(self.storage, here[0])
        raise Refused(*_MEANWHILE)

    def adopt(self, call: str, now: datetime) -> None:
        """Note a call that is published, by this run or by one that was killed before it could say so.

        Raises `Refused` if consent was withdrawn meanwhile: then the copy is gone again.
        """
        with self.catalogue.read() as con:
            here = [one for one in calls.copies_of(con, [call]) if one.destination == self.storage.address]
        if here and here[0].state == "published":
            return
        data = read_published(self.storage, call)
        if data is None:
            raise Refused(*_MEANWHILE)
        try:
            manifest = read_manifest(data)
        except ValueError:  # `sourdine verify` tells
            return
        self.published(manifest, now)

    def _link(self, con: Connection, call: str, records: Sequence[Consent], now: datetime) -> None:
        """Each record is of somebody: two may be of two callers."""
        ensure_call(con, call, self.tenant, now)
        for record in records:
            people = subjects.ensure(con, self.catalogue.ring(self.tenant), identifiers([record]), now)
            subjects.link(con, people, call, self.tenant, now)

    def seal(self, call: str, locator: str, records: Sequence[Consent]) -> str:
        """For the manifest: whose call it is, of what original, by which records; the catalogue's memory."""
        ring = self.catalogue.ring(self.tenant)
        content = {
            "original": locator,
            "people": [
                [[kind, ring.identify(kind, value).hex()] for kind, value in identifiers([one])]
                for one in records
            ],
            "records": [write_consent(one) | {"reference": one.reference} for one in records],
        }
        sealed = ring.seal(json.dumps(content).encode("utf-8", "surrogateescape"), f"manifest {call}")
        return base64.b64encode(sealed).decode()


def open_desk(settings: Settings, keys: Keyset, storage: Storage) -> Desk:
    """The catalogue of the settings. Raises `StopJob`: without it nobody knows what is allowed."""
    place = settings.catalogue
    return Desk(open_catalogue(place.url, keys), storage, place.tenant, settings.consent)


def keep_away(storage: Storage, call: str, purpose: str, desk: Desk | None) -> None:
    """Refuse a call that must not come back, by the catalogue or by the store itself, whichever remembers.

    What a backup brought back of it is removed again. Raises `Refused`.
    """
    known = desk.buried(call) if desk else []
    if (there := read_tombstone(storage, call)) is not None:
        if desk and desk.lifted(there):
            remove_tombstone(storage, call)
        else:
            known.append(there)
    here = [one for one in known if one.destination in ("", storage.address)]
    if here and desk and desk.removes(call) and is_published(storage, call):
        remove_copy(storage, here[0])
    Standing(None, (), tuple(here)).check(purpose, storage.address)


def identifiers(records: Sequence[Consent]) -> list[tuple[Kind, str]]:
    """By what the records know the caller, each once.

    Raises `Refused` for a value that is no such identifier: nobody knows whose objection would be missed.
    """
    found = dict.fromkeys(pair for one in records for pair in one.subject)
    who = [(kind, value) for name, value in found for kind in KINDS if kind == name]
    try:
        for kind, value in who:
            normalised(kind, value)
    except StopJob as error:
        raise Refused(Reason.CONSENT_UNREADABLE, f"consent record cannot be read: {error}") from None
    return who


def note_sealed(con: Connection, ring: Ring, manifest: Manifest, now: datetime) -> None:
    """Where the original is, as the manifest tells the keyset's holder."""
    content = unsealed(ring, manifest)
    if content is None:
        return
    code = any(region.entity == "CARD_CVV" for region in manifest.regions)
    sealed = _seal_original(ring, manifest.call, content["original"])
    calls.note_original(con, manifest.call, sealed, now, manifest.source, code)


def _seal_original(ring: Ring, call: str, locator: str) -> bytes:
    return ring.seal(locator.encode("utf-8", "surrogateescape"), f"original {call}")


def unsealed(ring: Ring, manifest: Manifest) -> dict[str, Any] | None:
    """What `Desk.seal` put into a manifest; None if nothing. Raises `StopJob` for another keyset."""
    if not manifest.sealed:
        return None
    try:
        data = base64.b64decode(manifest.sealed, validate=True)
    except binascii.Error:
        raise ValueError("the manifest's sealed is not base64") from None
    content: dict[str, Any] = json.loads(ring.unseal(data, f"manifest {manifest.call}"))
    return content
