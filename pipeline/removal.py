"""Making copies and originals go that must go: out of the store, in every version, and for good.

The catalogue decides first, in a transaction that leaves a tombstone (`calls.leave`); this follows, and may
be killed and started again at any point: what is on its way out is in the catalogue, and what should be gone
and is not (a restored backup) is found by comparing the store with the tombstones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sourdine.pipeline.catalogue import Catalogue, calls, limits
from sourdine.pipeline.catalogue.calls import GROUNDS, Copy, Ground, Tombstone
from sourdine.pipeline.catalogue.standing import standing
from sourdine.pipeline.errors import SourdineError
from sourdine.pipeline.quarantine import release
from sourdine.pipeline.scratch import sweep
from sourdine.pipeline.storage import Erasure, Storage, is_s3, open_object, open_storage
from sourdine.pipeline.tombstones import tombstones, write_tombstone
from sqlalchemy import Connection

Open = Callable[[str], Storage]
Shred = Callable[[str], bool]
"""Destroys what a vault has of a call; False if something holds it back (`Vault.shred`)."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of one copy or original: "done"; or "held", "frozen", "locked", "unreachable" for now."""

    call: str
    destination: str  # empty: the original
    ground: Ground
    outcome: str
    tenant: str


def settle(
    catalogue: Catalogue, tenant: str, only: Sequence[str] | None = None, open_at: Open = open_storage
) -> list[Removed]:
    """Remove every copy that is on its way out, of all calls or of those named.

    A legal hold keeps its copies, and a restriction those that were not erased: they stay out of use. A
    store that does not answer is told and left for the next time. Raises what the catalogue raises.
    """
    with catalogue.read() as con:
        if only is None:
            found = calls.copies_in(con, tenant, calls.PENDING)
        else:
            found = calls.copies_of(con, only, calls.PENDING)
        why = {one.id: stays(con, catalogue, one) for one in found}
    return [_settle(catalogue, one, why[one.id], open_at) for one in found if one.tenant == tenant]


def remove_copy(storage: Storage, tombstone: Tombstone) -> Erasure:
    """Out of one store, tombstone first: if we are killed now, no run publishes the call again."""
    write_tombstone(storage, tombstone)
    erased = storage.erase(f"{tombstone.call}/")
    release(storage, tombstone.call)
    return erased


def came_back(storage: Storage, known: Iterable[Tombstone]) -> Iterator[Tombstone]:
    """What lies in a store although a tombstone, there or in the catalogue, says that it is gone.

    One listing for all of them. A restored backup of the store has lost its tombstones, one of the catalogue
    has lost its own; either is enough.
    """
    place = storage.address
    buried = {one.call: one for one in known if one.destination in ("", place)}
    buried |= {one.call: one for one in tombstones(storage)}
    last = ""
    for stored in storage.list():
        call = stored.key.partition("/")[0]
        if call != last and call in buried:
            last = call
            yield buried[call]


def remove_original(locator: str) -> Erasure:
    """Delete an original, its consent record and every version of both. Nothing there is no error.

    Raises `StopJob` or `Retry`; names no file.
    """
    endings = ("", ".consent.json")
    if is_s3(locator):
        bucket, key = open_object(locator)
        done = [bucket.erase_one(key + ending) for ending in endings]
        return Erasure(sum(one.gone for one in done), sum(one.locked for one in done))
    gone = locked = 0
    for ending in endings:
        try:
            Path(locator + ending).unlink()
            gone += 1
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            locked += 1
    return Erasure(gone, locked)


def erase_calls(
    catalogue: Catalogue,
    tenant: str,
    ids: Sequence[str],
    now: datetime,
    request: str | None = None,
    open_at: Open = open_storage,
    shred: Shred | None = None,
) -> list[Removed]:
    """Erase calls everywhere: originals, every version of every copy, and what the catalogue knows.

    Tombstones stay, in the catalogue and in each store. A call under legal hold is left as it is (art.
    17(3)(e) GDPR), and one that a store does not let go stays known, so that the next try finds it.
    ``shred`` is `Vault.shred`; without it an original in a vault stays, and its call is left. What killed
    processes left in this machine's temporary folder goes too.
    """
    sweep()
    with catalogue.write() as con:
        held = {call for call in ids if limits.is_held(con, call)}
        going = [call for call in ids if call not in held]
        for call in going:
            calls.bury(con, Tombstone(call, tenant, "", "erased", "", now, request))
            for copy in calls.copies_of(con, [call]):
                calls.leave(con, copy, "erased", now, request)
    done = [Removed(call, "", "erased", "held", tenant) for call in ids if call in held]
    for call in going:
        if (one := erase_original(catalogue, tenant, call, "erased", now, shred)) is not None:
            done.append(one)
    done += settle(catalogue, tenant, going, open_at)
    left = {one.call for one in done if one.outcome != "done"}
    with catalogue.write() as con:
        for call in going:
            if call not in left:
                calls.erase(con, call, tenant, now, request)
    catalogue.scrub()
    return done


def erase_original(
    catalogue: Catalogue, tenant: str, call: str, ground: Ground, now: datetime, shred: Shred | None = None
) -> Removed | None:
    """Remove an original from where it was found, and from the vault; None if there is none any more.

    It is looked for in both places, because a run may have been killed between sealing it and deleting it.
    """
    ring = catalogue.ring(tenant)
    with catalogue.read() as con:
        found = calls.original_of(con, call)
        if found is None or found[0] == "deleted":
            return None
        if limits.is_held(con, call):
            return Removed(call, "", ground, "held", tenant)
    state, sealed = found
    if state == "vaulted" and shred is None:
        return Removed(call, "", ground, "unreachable", tenant)
    try:
        whole = remove_original(ring.unseal(sealed, f"original {call}").decode("utf-8", "surrogateescape"))
        locked = bool(whole.locked) or (shred is not None and not shred(call))
    except SourdineError:
        return Removed(call, "", ground, "unreachable", tenant)
    if locked:
        return Removed(call, "", ground, "locked", tenant)
    with catalogue.write() as con:
        calls.set_original(con, call, "deleted", now)
    return Removed(call, "", ground, "done", tenant)


def stays(con: Connection, catalogue: Catalogue, copy: Copy) -> str:
    """Why a copy that must go stays in its store for now: "held", "frozen", or empty."""
    if limits.is_held(con, copy.call):
        return "held"
    if copy.state == "erasing":
        return ""
    found = standing(con, catalogue.ring(copy.tenant), copy.call)
    return "frozen" if found.frozen(copy.purpose) else ""


def _settle(catalogue: Catalogue, copy: Copy, kept: str, open_at: Open) -> Removed:
    ground = GROUNDS[copy.state]
    if kept:
        return Removed(copy.call, copy.destination, ground, kept, copy.tenant)
    with catalogue.read() as con:
        known = calls.tombstones_of(con, copy.call)
    tombstone = next(one for one in known if one.destination == copy.destination)
    try:
        erased = remove_copy(open_at(copy.destination), tombstone)
    except SourdineError:
        return Removed(copy.call, copy.destination, ground, "unreachable", copy.tenant)
    if erased.locked:
        return Removed(copy.call, copy.destination, ground, "locked", copy.tenant)
    with catalogue.write() as con:
        calls.left(con, copy)
    return Removed(copy.call, copy.destination, ground, "done", copy.tenant)
