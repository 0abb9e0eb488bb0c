"""Tombstones in a store: what must not come back there, whatever a backup of store or catalogue brings.

One small object ``tombstones/<call id>.json`` for a copy that was erased, withdrawn or whose time is over.
It holds no personal data, and it is never removed but by somebody's new consent (never after an erasure).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sourdine.pipeline.catalogue.calls import Ground, Tombstone
from sourdine.pipeline.storage import Content, Storage

FOLDER = "tombstones"

_LIMIT = 64 * 1024  # bytes
_GROUNDS: tuple[Ground, ...] = ("withdrawn", "expired", "erased")


def write_tombstone(storage: Storage, tombstone: Tombstone) -> None:
    """Put it there. One of an erasure stays one."""
    before = read_tombstone(storage, tombstone.call)
    if before is not None and before.ground == "erased":
        return
    fields = {
        "call": tombstone.call,
        "tenant": tombstone.tenant,
        "ground": tombstone.ground,
        "purpose": tombstone.purpose,
        "at": tombstone.at.isoformat(),
        "request": tombstone.request,
    }
    data = json.dumps(fields, indent=1).encode() + b"\n"
    storage.put(_key(tombstone.call), Content.of(data, "application/json"))


def read_tombstone(storage: Storage, call: str) -> Tombstone | None:
    """The tombstone of a call, None without one. One that cannot be read counts as that of an erasure."""
    data = storage.read(_key(call), _LIMIT)
    return None if data is None else _parse(data, call, storage.address)


def tombstones(storage: Storage) -> Iterator[Tombstone]:
    """Every tombstone, streaming."""
    for stored in storage.list(f"{FOLDER}/"):
        call = stored.key.removeprefix(f"{FOLDER}/").removesuffix(".json")
        if (found := read_tombstone(storage, call)) is not None:
            yield found


def remove_tombstone(storage: Storage, call: str) -> bool:
    """Somebody agreed again: a copy may be made anew. False, and it stays, where it was no withdrawal."""
    found = read_tombstone(storage, call)
    if found is not None and found.ground != "withdrawn":
        return False
    storage.delete(_key(call))
    return True


def _parse(data: bytes, call: str, destination: str) -> Tombstone:
    try:
        content = json.loads(data)
        ground: Ground = next(one for one in _GROUNDS if one == content["ground"])
        return Tombstone(
            call,
            str(content["tenant"]),
            destination,
            ground,
            str(content["purpose"]),
            datetime.fromisoformat(content["at"]),
            content["request"],
        )
    except (ValueError, KeyError, TypeError, StopIteration):
        beginning = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
        return Tombstone(call, "", destination, "erased", "", beginning)


def _key(call: str) -> str:
    return f"{FOLDER}/{call}.json"
