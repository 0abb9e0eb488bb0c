"""Publishing a call: content first, the manifest last, by one conditional write.

A call without a manifest does not exist, so a run that is killed half-way has published nothing. Nothing
below a call's folder is ever overwritten, nor deleted before a manifest is there: objects are only created,
and one that is there already counts as ours if its bytes are the same. So of any number of runs at once,
the one whose manifest gets written has exactly its own bytes behind it.

Where other bytes hold a name (a killed run with other settings, or a run going on elsewhere), all artefacts
go one level deeper, below a name made from their hashes; the manifest says where they are. Read published
calls through their manifest.

A safe copy in which something was missed is revised: version 2 is ``manifest.2.json``, written by the same
conditional write when its artefacts are there, in a folder of their own (``v2-…/``). The newest manifest
is the call; older ones stay as its history, while what they named is deleted: something personal is in it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.manifest import FileFacts
from sourdine.pipeline.storage import Content, Storage, content_type

MANIFEST = "manifest.json"

Outcome = Literal["published", "skipped"]

_log = logging.getLogger(__name__)
_VERSION = re.compile(r"manifest(?:\.([1-9]\d{0,5}))?\.json")
_REVISED = re.compile(r"v([1-9]\d{0,5})-[0-9a-f]{16}/")
_UNTRUSTED = "the store holds other bytes under a name made from a hash: it cannot be trusted"
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


def publish_revision(
    storage: Storage,
    call_id: str,
    number: int,
    artefacts: Mapping[str, bytes],
    manifest: Callable[[Mapping[str, FileFacts]], bytes],
) -> bool:
    """Publish version ``number`` (2, 3 …) in the place of the one before, and withdraw that one.

    False if somebody else's version of this number was faster: look at the newest one and revise that.
    Raises `FileNotFoundError` if the call was erased meanwhile, `StopJob` or `Retry`; then `withdraw`
    completes what may be left to do.
    """
    contents = {name: Content.of(data, content_type(name)) for name, data in artefacts.items()}
    folder = f"v{number}-{_digest(contents)}/"
    if not all(_create(storage, f"{call_id}/{folder}{name}", item) for name, item in contents.items()):
        raise StopJob(_UNTRUSTED)
    placed = {folder + name: FileFacts(item.sha256, item.size) for name, item in contents.items()}
    sealed = Content.of(manifest(placed), content_type(MANIFEST))
    won = storage.put_if_absent(manifest_key(call_id, number), sealed)
    if not is_published(storage, call_id):  # erased meanwhile: nothing of it may come back
        storage.erase(f"{call_id}/")
        raise FileNotFoundError("there is no such call any more")
    withdraw(storage, call_id)
    return won


def withdraw(storage: Storage, call_id: str) -> None:
    """Delete what the newest manifest of a call does not name. A revision going on is left alone."""
    newest = max(versions(storage, call_id), default=0)
    named = _named(storage, call_id)
    if named is None:
        return
    keep = set(named)
    for name in list(_names(storage, call_id)):
        going_on = (revised := _REVISED.match(name)) and int(revised[1]) > newest
        if name not in keep and not _VERSION.fullmatch(name) and not going_on:
            storage.erase(f"{call_id}/{name}")  # in a bucket with versions, deleting would leave it readable


def manifest_key(call_id: str, number: int = 1) -> str:
    """Where a version's manifest of a call is."""
    return f"{call_id}/{MANIFEST}" if number == 1 else f"{call_id}/manifest.{number}.json"


def manifest_number(name: str) -> int | None:
    """The version that an object's name in a call's folder says; None if it is no manifest."""
    found = _VERSION.fullmatch(name)
    return int(found[1] or 1) if found else None


def is_published(storage: Storage, call_id: str) -> bool:
    """Whether a call exists, which is whether its first manifest does."""
    return storage.head(manifest_key(call_id)) is not None


def versions(storage: Storage, call_id: str) -> tuple[int, ...]:
    """The numbers of a call's manifests, rising; empty if the call is not published."""
    start = f"{call_id}/"
    names = (stored.key.removeprefix(start) for stored in storage.list(f"{start}manifest"))
    found = sorted(number for name in names if (number := manifest_number(name)))
    return tuple(found) if 1 in found else ()


def read_published(storage: Storage, call_id: str) -> bytes | None:
    """The newest manifest's bytes; None if the call is not published."""
    newest = max(versions(storage, call_id), default=0)
    return read_version(storage, call_id, newest) if newest else None


def read_version(storage: Storage, call_id: str, number: int) -> bytes | None:
    """The manifest's bytes of one version; None if there is none."""
    return storage.read(manifest_key(call_id, number), _MANIFEST_LIMIT)


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
    raise StopJob(_UNTRUSTED)


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
    """Remove what other runs left. Safe now: with a manifest there, no other run can bring its own.

    A revision can: its folder is none of our business.
    """
    if named is None:
        return
    keep = set(named)
    try:
        for name in _names(storage, call_id):
            if name not in keep and not _VERSION.fullmatch(name) and not _REVISED.match(name):
                storage.delete(f"{call_id}/{name}")
    except (StopJob, Retry) as error:  # the call is published all the same
        _log.warning("leftovers of another run stay beside call %s: %s", call_id, error)


def _names(storage: Storage, call_id: str) -> Iterator[str]:
    start = f"{call_id}/"
    return (stored.key.removeprefix(start) for stored in storage.list(start))
