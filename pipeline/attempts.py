"""How often a recording was begun without an end: written before it is decoded, removed when it is done.

A file may take down the process that decodes it (a fault in a codec, no memory left), and then nobody is
there to write a reason. What remains of it is this note, so that the next try knows, in this job or in a
later one, and no recording is tried for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sourdine.pipeline.storage import Content, Storage

FOLDER = "attempts"
_LIMIT = 1024  # bytes of a note


def begin(storage: Storage, call_id: str, number: int) -> None:
    """Note that try ``number`` (from 1) of a call begins."""
    data = json.dumps({"call": call_id, "attempts": number}).encode() + b"\n"
    storage.put(_key(call_id), Content.of(data, "application/json"))


def end(storage: Storage, call_id: str) -> None:
    """Note that the call ended, whatever came of it."""
    storage.delete(_key(call_id))


def begun(storage: Storage, call_id: str) -> int:
    """How many tries of a call did not end; 0 without a note, 1 where a note cannot be read."""
    data = storage.read(_key(call_id), _LIMIT)
    if data is None:
        return 0
    try:
        return max(1, int(json.loads(data)["attempts"]))
    except (ValueError, KeyError, TypeError):
        return 1


def open_attempts(storage: Storage) -> Iterator[str]:
    """The id of every call that was begun and did not end, streaming."""
    for stored in storage.list(f"{FOLDER}/"):
        yield stored.key.removeprefix(f"{FOLDER}/").removesuffix(".json")


def _key(call_id: str) -> str:
    return f"{FOLDER}/{call_id}.json"
