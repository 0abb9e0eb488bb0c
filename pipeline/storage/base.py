"""What every store can do: the same few functions, one module per backend.

Keys are relative, with ``/`` between the parts. They may hold personal data where a store is read as a
source, so no backend ever writes one into a message.

Errors of every function: `StopJob` where nothing can go on (no space, no right, no bucket), `Retry` where
the store did not answer for now.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from sourdine.pipeline.storage.lifecycle import StoreRule

_TYPES = {
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".vcon.json": "application/vcon+json",  # registered by the vCon core draft
    ".json": "application/json",
    ".vtt": "text/vtt",
    ".png": "image/png",
    ".html": "text/html; charset=utf-8",
}


def content_type(name: str) -> str:
    """Media type by the ending of a name; the longest known ending decides."""
    endings = (ending for ending in _TYPES if name.lower().endswith(ending))
    ending = max(endings, key=len, default="")
    return _TYPES.get(ending, "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to store, in memory or in a file, with what a store needs to know about them."""

    data: bytes | Path = field(repr=False)
    type: str
    size: int
    sha256: str
    md5: bytes = field(repr=False)

    @classmethod
    def of(cls, data: bytes | Path, media_type: str) -> Content:
        """Measure the bytes; a file is read once, in pieces."""
        sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
        with _opened(data) as stream:
            while piece := stream.read(1 << 20):
                sha256.update(piece)
                md5.update(piece)
                size += len(piece)
        return cls(data, media_type, size, sha256.hexdigest(), md5.digest())

    def open(self) -> BinaryIO:
        """A fresh stream over the bytes; the caller closes it."""
        return _opened(self.data)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a store says about one object. ``type`` is None in listings, where it would cost a request."""

    key: str = field(repr=False)
    size: int  # bytes
    modified: datetime  # aware
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing came to: versions and delete markers that are gone, and those that a lock keeps."""

    gone: int = 0
    locked: int = 0


class Storage(Protocol):
    """A folder or a bucket. Safe to use from several threads."""

    @property
    def address(self) -> str:
        """The whole place, as it can be opened again: a folder's real path, or ``s3://bucket/prefix``."""

    def put(self, key: str, content: Content) -> None:
        """Write; what was there is replaced as a whole."""

    def put_if_absent(self, key: str, content: Content) -> bool:
        """Write only if nothing is there. Of any number of writers at once exactly one gets True."""

    def open(self, key: str, start: int = 0) -> BinaryIO:
        """The object from byte ``start`` on as a stream; the caller closes it.

        Raises `FileNotFoundError` without a name.
        """

    def read(self, key: str, limit: int) -> bytes | None:
        """At most the first ``limit`` bytes; None if nothing is there."""

    def head(self, key: str) -> Stored | None:
        """Size, time and type; None if nothing is there."""

    def digest(self, key: str) -> str | None:
        """SHA-256 (hex) of the content; None if nothing is there."""

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """Everything whose key starts with ``prefix``, a page at a time, never all in memory."""

    def delete(self, key: str) -> None:
        """Remove; nothing there is no error."""

    def erase(self, prefix: str) -> Erasure:
        """Remove everything whose key starts with ``prefix`` for good: every version, and delete markers."""

    def lock(self) -> str | None:
        """In what way the store may refuse to erase what is written to it now; None if it does not."""

    def lifecycle(self) -> tuple[StoreRule, ...] | None:
        """Rules by which the store itself deletes or moves what lies here; None if it may not be asked."""


def sha256_of(stream: BinaryIO) -> str:
    """SHA-256 (hex) of a stream, read in pieces."""
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def _opened(data: bytes | Path) -> BinaryIO:
    return io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")
