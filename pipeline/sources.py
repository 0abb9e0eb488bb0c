"""What recordings there are, and how to get at one: files, folders, and ``s3://`` prefixes.

In folders and prefixes a recording is told by its name's ending, or else by its first bytes; files beside
it (consent records, texts) are passed over in silence, while sound in a format that is not supported counts
as a recording, so that it ends in quarantine instead of being forgotten.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.storage import is_s3, open_object

if TYPE_CHECKING:
    from sourdine.pipeline.storage.s3 import Bucket

_SOUND = frozenset(
    (
        # what can be processed
        *(".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".mp4"),
        *(".raw", ".alaw", ".ulaw", ".al", ".ul", ".pcm", ".g711"),  # if it is told what they hold
        # what cannot, and must not be passed over
        *(".aac", ".amr", ".awb", ".gsm", ".au", ".snd", ".aif", ".aiff", ".caf"),
        *(".wma", ".webm", ".mka", ".3gp", ".vox", ".dss", ".ds2", ".spx"),
    )
)
_NOT_SOUND = frozenset(
    (
        *(".json", ".jsonl", ".txt", ".csv", ".tsv", ".xml", ".yaml", ".yml", ".md", ".html"),
        *(".pdf", ".vtt", ".srt", ".png", ".jpg", ".jpeg", ".parquet"),
    )
)
_MAGIC = (
    b"RIFF",
    b"RF64",
    b"RIFX",
    b"fLaC",
    b"OggS",
    b"ID3",
    b"\xff\xfb",
    b"\xff\xfa",
    b"\xff\xf3",
    b"\xff\xf2",
)


@dataclass(frozen=True, slots=True)
class Source:
    """One recording to process. Its place may hold a phone number, so it is not shown in ``repr``."""

    kind: Literal["file", "object"]
    locator: str = field(repr=False)  # real path, or s3://bucket/key
    size: int  # bytes when it was listed

    @property
    def name(self) -> str:
        """Last part of the path or key: personal data, for looking up only."""
        return PurePosixPath(self.locator).name


def call_id(source: Source, key: bytes) -> str:
    """The opaque id of the call: HMAC-SHA256 of where the recording is, 32 letters and digits.

    Of its place and not its content: so a second run can skip it without reading it, a recording that was
    repaired under its name leaves quarantine, two calls that sound the same keep their own consent, and
    the safe copy can be found for erasure when the original is gone. ``key`` is `Keyset.call_id`.
    A recording that is moved is another call; one that changes after publication is not published again.
    """
    digest = hmac.digest(key, f"sourdine call\0{source.locator}".encode("utf-8", "surrogateescape"), "sha256")
    return base64.b32encode(digest[:20]).decode().lower()


def find_sources(wheres: Sequence[str | Path], destination: str | Path | None = None) -> Iterator[Source]:
    """Every recording of files, folders (with all below) and ``s3://`` prefixes, streaming, in order.

    A file named by itself counts whatever it holds. Hidden files in folders do not, nor does anything at
    the destination. Raises `StopJob`, at once, for a place where nothing is.
    """
    ours = _place(destination) if destination is not None else None
    for number, where in enumerate(wheres, start=1):
        if ours and _is_within(_place(where), ours):
            raise StopJob(f"source {number} lies in the destination, where the safe copies are")
        if not _exists(where):  # its name may be a phone number: the position tells which one
            raise StopJob(f"source {number}: there is nothing at this place")
    return (source for where in wheres for source in _found(where, ours))


def _found(where: str | Path, ours: str | None) -> Iterator[Source]:
    if is_s3(where):
        yield from _objects(str(where), ours)
    elif Path(where).is_dir():
        yield from _files(Path(where).resolve(), ours)
    else:
        yield _file(Path(where).resolve())


def _files(folder: Path, ours: str | None) -> Iterator[Source]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield _file(folder)  # not to be entered: ends in quarantine as unreadable, instead of unseen
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if str(path) != ours:
                yield from _files(path, ours)
        elif _is_recording(entry):
            yield _file(path)


def _is_recording(entry: os.DirEntry[str]) -> bool:
    ending = Path(entry.name).suffix.lower()
    if ending in _SOUND:
        return not entry.is_dir()
    if ending == ".json" or not entry.is_file():
        return False
    try:
        with Path(entry.path).open("rb") as stream:
            return stream.read(4).startswith(_MAGIC)
    except OSError:
        return ending not in _NOT_SOUND


def _file(path: Path) -> Source:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return Source("file", str(path), size)


def _objects(where: str, ours: str | None) -> Iterator[Source]:
    bucket, start = open_object(where)
    for stored in bucket.list(start):
        locator = f"s3://{bucket.bucket}/{stored.key}"
        if (
            not _is_within(stored.key, start)
            or stored.key.endswith("/")
            or (ours and _is_within(locator, ours))
        ):
            continue
        if stored.key == start or _is_recording_object(bucket, stored.key):
            yield Source("object", locator, stored.size)


def _is_recording_object(bucket: Bucket, key: str) -> bool:
    name = PurePosixPath(key)
    if name.name.startswith("."):
        return False
    if name.suffix.lower() in _SOUND | _NOT_SOUND:  # anything else costs a request
        return name.suffix.lower() in _SOUND
    return (bucket.read(key, 4) or b"").startswith(_MAGIC)


def _exists(where: str | Path) -> bool:
    if not is_s3(where):
        return os.path.lexists(where)
    bucket, start = open_object(str(where))
    bucket.prepare(start)
    return any(_is_within(stored.key, start) for stored in bucket.list(start))


def source_at(where: str, destination: str | Path, size: int = 0) -> Source:
    """The recording at one place, as `find_sources` gives it; ``size`` where an object's is known.

    Whether it is there shows when it is fetched. Raises `StopJob` for a place in the destination.
    """
    if _is_within(_place(where), _place(destination)):
        raise StopJob("a recording of the table lies in the destination, where the safe copies are")
    return Source("object", where, size) if is_s3(where) else _file(Path(where).resolve())


def _place(where: str | Path) -> str:
    return str(where).rstrip("/") if is_s3(where) else str(Path(where).resolve())


def _is_within(key: str, start: str) -> bool:
    return not start or key == start or key.startswith(f"{start.rstrip('/')}/")
