"""The catalogue made again from what is published: storage is the truth.

Manifests bring calls, copies, artefacts, originals, whose calls they are and under which records (sealed for
the keyset's holder); tombstones bring what must not come back, decisions what was restricted, objected to,
withdrawn or put on hold. Requests, rules, and records that came by table or command are in no store: keep
copies of the catalogue for those.
"""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourdine.pipeline.catalogue import Catalogue, calls, consents, subjects
from sourdine.pipeline.catalogue.limits import Scope
from sourdine.pipeline.catalogue.seal import KINDS, Kind
from sourdine.pipeline.consent import read_consent
from sourdine.pipeline.decisions import Recalled, recall
from sourdine.pipeline.desk import note_sealed, unsealed
from sourdine.pipeline.errors import Refused
from sourdine.pipeline.manifest import Manifest, read_manifest
from sourdine.pipeline.publish import published_calls, read_published
from sourdine.pipeline.records import Consent
from sourdine.pipeline.storage import Storage
from sourdine.pipeline.tombstones import remove_tombstone, tombstones
from sqlalchemy import Connection

if TYPE_CHECKING:
    from sourdine.pipeline.vault import Vault


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How much was taken in, and what could not be: manifests, calls that came back, decisions."""

    calls: int = 0
    tombstones: int = 0
    unreadable: tuple[str, ...] = ()
    came_back: tuple[str, ...] = ()
    decisions: Recalled = field(default_factory=Recalled)


def rebuild(catalogue: Catalogue, storage: Storage, now: datetime, known: Container[str] = ()) -> Rebuilt:
    """Take in everything of one destination; what is known already stays, so it can run at any time.

    ``known`` are calls to pass over. Raises `StopJob` where manifests were sealed with another keyset.
    """
    buried = _buried(catalogue, storage)
    decided = recall(catalogue, storage, now)  # first: no call is known here before what protects it is
    count, unreadable, back = 0, list[str](), list[str]()
    for call in published_calls(storage):
        if call in known:
            continue
        if call in buried:
            back.append(call)
            continue
        try:
            manifest = read_manifest(read_published(storage, call) or b"")
            with catalogue.write() as con:
                _take_in(con, catalogue, manifest, storage.address, now)
        except (ValueError, Refused):
            unreadable.append(call)
            continue
        count += 1
    return Rebuilt(count, len(buried), tuple(unreadable), tuple(back), decided)


def _buried(catalogue: Catalogue, storage: Storage) -> dict[str, calls.Tombstone]:
    """The tombstones of a store, now in the catalogue too; those that it knows as lifted are removed."""
    buried = {one.call: one for one in tombstones(storage)}
    with catalogue.write() as con:
        lifted = [one for one in buried.values() if calls.is_lifted(con, one)]
        for one in lifted:
            del buried[one.call]
        for one in buried.values():
            calls.bury(con, one)
    for one in lifted:
        remove_tombstone(storage, one.call)
    return buried


def note_vaulted(catalogue: Catalogue, vault: Vault) -> int:
    """Note which originals lie in a vault, so that erasing looks for them there; tells how many are new.

    Raises `StopJob` or `Retry`.
    """
    count = 0
    for call in vault.calls():
        with catalogue.write() as con:
            known = calls.original_of(con, call)
            if known is not None and known[0] != "vaulted":
                calls.set_original(con, call, "vaulted", datetime.now(UTC))
                count += 1
    return count


def _take_in(con: Connection, catalogue: Catalogue, manifest: Manifest, place: str, now: datetime) -> None:
    """Raises `ValueError`, `KeyError` never: what is sealed was written by us, or does not open."""
    tenant, ring = manifest.tenant, catalogue.ring(manifest.tenant)
    if not calls.register(con, manifest, place, now):
        raise ValueError("a tombstone says that this copy is gone")
    note_sealed(con, ring, manifest, now)
    content = unsealed(ring, manifest) or {"people": [], "records": []}
    for somebody in content["people"]:
        macs: list[tuple[Kind, bytes]] = [
            (kind, bytes.fromhex(mac)) for name, mac in somebody for kind in KINDS if kind == name
        ]
        people = subjects.ensure_macs(con, tenant, macs, now)
        subjects.link(con, people, manifest.call, tenant, now)
    for record in content["records"]:
        consents.take_in(con, _record(record), Scope(tenant, None, manifest.call), "record", now)


def _record(content: dict[str, object]) -> Consent:
    """A record that was sealed, with the reference it had."""
    from dataclasses import replace

    reference = str(content.pop("reference"))
    return replace(read_consent(json.dumps(content)), reference=reference)
