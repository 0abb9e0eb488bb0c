"""Where recordings may come from: what a tenant's allow-list says, and nothing else.

The web process looks at the words only; the worker's process, which can reach the originals, looks again at
where a path really leads (`inside`).
"""

from __future__ import annotations

import hmac
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from sourdine.pipeline.catalogue.seal import Ring

Kind = Literal["file", "object", "address"]

_ENDINGS = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus")


def kind_of(recording: str) -> Kind | None:
    """How a recording is named; None for what is no such name."""
    if re.match(r"https?://", recording):
        return "address"
    if recording.startswith("s3://"):
        return "object"
    return "file" if recording.startswith("/") else None


def allowed(
    recording: str, tenant: str, sources: Mapping[str, Iterable[str]], urls: Mapping[str, Iterable[str]]
) -> bool:
    """Whether this tenant may name this place."""
    kind = kind_of(recording)
    if kind == "address":
        return any(_address_within(recording, place) for place in urls.get(tenant, ()))
    if kind is None or not _is_plain(recording):
        return False
    return any(_path_within(recording, place) for place in sources.get(tenant, ()))


def inside(path: Path, folders: Iterable[str]) -> bool:
    """Whether a path leads, by whatever links, into one of these folders."""
    real = path.resolve()
    return any(real.is_relative_to(Path(folder).resolve()) for folder in folders if kind_of(folder) == "file")


def incoming_name(ring: Ring, what: str, value: str, hint: str) -> str:
    """The name under which something that is brought to us is kept: opaque, the same for the same thing.

    ``hint`` is the name it had, of which only a known ending stays.
    """
    digest = hmac.digest(ring.mac, f"incoming {what}\0{value}".encode(), "sha256").hex()[:40]
    ending = posixpath.splitext(urlsplit(hint).path)[1].lower()
    return digest + (ending if ending in _ENDINGS else "")


def _is_plain(recording: str) -> bool:
    path = recording.removeprefix("s3:/")
    return posixpath.normpath(path) == path and "\0" not in path and not recording.endswith("/")


def _path_within(recording: str, place: str) -> bool:
    return recording.startswith(f"{place.rstrip('/')}/")


def _address_within(recording: str, place: str) -> bool:
    """Same scheme, host and port, and a path below, however it is encoded."""
    try:
        asked, listed = urlsplit(recording), urlsplit(place)
        same = (asked.scheme, asked.hostname, asked.port) == (listed.scheme, listed.hostname, listed.port)
    except ValueError:  # a port that is none
        return False
    if not same or asked.username is not None or asked.fragment or not recording.isascii():
        return False
    path = unquote(asked.path)
    if "\\" in path or "%" in path or posixpath.normpath(path) != path.rstrip("/"):
        return False
    return path.startswith(f"{listed.path.rstrip('/')}/")
