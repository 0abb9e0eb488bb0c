"""What happens to a recording that fails: one small entry below ``quarantine/``, and nothing published.

The entry holds a reason, never what was said nor the recording's name; the original stays where it is.
A later run tries again, counts its attempts here, and removes the entry when the call is published.
Write an entry before a step that may take the process down, and a killed worker leaves a trace too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sourdine.pipeline.errors import Reason, RecordingError, Retry
from sourdine.pipeline.storage import Content, Storage

FOLDER = "quarantine"

_LIMIT = 64 * 1024  # bytes of one entry


@dataclass(frozen=True, slots=True)
class Entry:
    """Why a recording is in quarantine."""

    call: str
    reason: str  # a value of `Reason`
    step: str  # of the pipeline, where it failed
    message: str  # one line for people, without personal data
    attempts: int
    first: datetime
    last: datetime

    def to_json(self) -> bytes:
        """As stored."""
        fields = asdict(self) | {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return json.dumps(fields, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Entry:
        """Parse a stored entry. Raises `ValueError`."""
        fields: dict[str, Any] = json.loads(data)
        try:
            times = {name: datetime.fromisoformat(fields[name]) for name in ("first", "last")}
            return cls(**(fields | times))
        except (KeyError, TypeError):
            raise ValueError("not a quarantine entry") from None


def set_aside(storage: Storage, call_id: str, error: BaseException, step: str, now: datetime) -> Entry:
    """Write or renew the entry of a recording that failed at ``step``; ``now`` is aware."""
    before = read_entry(storage, call_id)
    reason, message = describe(error)
    entry = Entry(
        call=call_id,
        reason=reason.value,
        step=step,
        message=message,
        attempts=before.attempts + 1 if before else 1,
        first=before.first if before else now,
        last=now,
    )
    storage.put(_key(call_id), Content.of(entry.to_json(), "application/json"))
    return entry


def release(storage: Storage, call_id: str) -> None:
    """Remove the entry: the call went through. No entry is no error, and needs no right to delete."""
    if storage.head(_key(call_id)) is not None:
        storage.delete(_key(call_id))


def read_entry(storage: Storage, call_id: str) -> Entry | None:
    """The entry of a call; None if it has none, or one that cannot be read any more."""
    data = storage.read(_key(call_id), _LIMIT)
    try:
        return None if data is None else Entry.from_json(data)
    except ValueError:
        return None


def entries(storage: Storage) -> Iterator[Entry]:
    """Every entry, streaming."""
    for stored in storage.list(f"{FOLDER}/"):
        entry = read_entry(storage, stored.key.removeprefix(f"{FOLDER}/").removesuffix(".json"))
        if entry is not None:
            yield entry


def describe(error: BaseException) -> tuple[Reason, str]:
    """Reason and line for any exception. Only our own errors' words are kept: others may quote data."""
    match error:
        case RecordingError():
            return error.reason, error.message
        case Retry():
            return Reason.TIMEOUT, str(error)
        case TimeoutError():
            return Reason.TIMEOUT, "took longer than allowed"
        case _:
            return Reason.INTERNAL_ERROR, f"a defect of the product ({type(error).__name__})"


def _key(call_id: str) -> str:
    return f"{FOLDER}/{call_id}.json"
