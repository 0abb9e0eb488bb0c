"""Publishing a call: content first, the manifest last, by one conditional write.

A call without a manifest does not exist, so a run that is killed half-way has published nothing. Nothing
below a call's folder is ever overwritten, nor deleted before a manifest is there: objects are only created,
and one that is there already counts as ours if its bytes are the same. So of any number of runs at once,
the one whose manifest gets written has exactly its own bytes behind it.

Where other bytes hold a name (a killed run with other settings, or a run going on elsewhere), all artefacts
go one level deeper, below a name made from their hashes; the manifest says where they are. Read published
calls through their manifest.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.manifest import FileFacts
from sourdine.pipeline.storage import Content, Storage, content_type

MANIFEST = "manifest.json"

Outcome = Literal["published", "skipped"]

_log = logging.getLogger(__name__)
_MANIFEST_LIMIT = 64 * 1024**2  # bytes; a long call has some thousand regions of 150 bytes


def publish(
    storage: Storage,
    call_id: str,
    artefacts: Mapping[str, bytes | Path],
    manifest: Callable[[Mapping[str, FileFacts]], bytes],
) -> Outcome:
    """Store the artefacts (by name, "audio.wav") and then the manifest made for them.

    ``manifest`` is called once, with what `Manifest.artefacts` holds: object name below the call's folder →
    size and hash. Returns "skipped" if the call was published already or another run was faster; then
    nothing of this run stays. Raises `StopJob` or `Retry`; calling again completes what is missing.
    """
    if is_published(storage, call_id):
        return "skipped"
    contents = {name: Content.of(data, content_type(name)) for name, data in artefacts.items()}
    placed = _place(storage, call_id, contents)
    sealed = Content.of(manifest(placed), content_type(MANIFEST))
    won = storage.put_if_absent(manifest_key(call_id), sealed)
    _sweep(storage, call_id, placed if won else _named(storage, call_id))
    return "published" if won else "skipped"


def manifest_key(call_id: str) -> str:
    """Where the manifest of a call is."""
    return f"{call_id}/{MANIFEST}"


def is_published(storage: Storage, call_id: str) -> bool:
    """Whether a call exists, which is whether its manifest does."""
    return storage.head(manifest_key(call_id)) is not None


def read_published(storage: Storage, call_id: str) -> bytes | None:
    """The manifest's bytes; None if the call is not published."""
    return storage.read(manifest_key(call_id), _MANIFEST_LIMIT)


def published_calls(storage: Storage) -> Iterator[str]:
    """The id of every published call, streaming."""
    for stored in storage.list():
        call_id, _, name = stored.key.partition("/")
        if name == MANIFEST:
            yield call_id


def _place(storage: Storage, call_id: str, contents: Mapping[str, Content]) -> dict[str, FileFacts]:
    """Create every object, in the call's folder or else below the artefacts' own hash."""
    for folder in ("", f"{_digest(contents)}/"):
        if all(_create(storage, f"{call_id}/{folder}{name}", item) for name, item in contents.items()):
            return {folder + name: FileFacts(item.sha256, item.size) for name, item in contents.items()}
    raise StopJob("the store holds other bytes under a name made from a hash: it cannot be trusted")


def _create(storage: Storage, key: str, content: Content) -> bool:
    return storage.put_if_absent(key, content) or storage.digest(key) == content.sha256


def _digest(contents: Mapping[str, Content]) -> str:
    lines = sorted(f"{name} {content.sha256}\n" for name, content in contents.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def _named(storage: Storage, call_id: str) -> Iterable[str] | None:
    """The objects that the manifest in the store names; None if it cannot be told."""
    try:
        return set(json.loads(read_published(storage, call_id) or b"")["artefacts"])
    except (ValueError, KeyError, TypeError):
        return None


def _sweep(storage: Storage, call_id: str, named: Iterable[str] | None) -> None:
    """Remove what other runs left. Safe now: with a manifest there, no other run can bring its own."""
    if named is None:
        return
    keep = {f"{call_id}/{name}" for name in (MANIFEST, *named)}
    try:
        for stored in storage.list(f"{call_id}/"):
            if stored.key not in keep:
                storage.delete(stored.key)
    except (StopJob, Retry) as error:  # the call is published all the same
        _log.warning("leftovers of another run stay beside call %s: %s", call_id, error)
