"""A folder as a store: an object appears whole or not at all, also after a power cut.

Bytes are written and synced to a nameless corner of the same file system first, then given their name:
by `os.replace` where they may replace something, by `os.link` where they may not (link fails if the name
exists, which is the conditional write).
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.storage.base import Content, Erasure, Stored, content_type, sha256_of

_INCOMING = ".incoming"
_ABANDONED = 24 * 3600.0  # seconds after which an incoming file can only be a killed run's
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
_ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class Folder:
    """A `Storage` below one folder. Listings go by folder, sorted by name within each."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self) -> None:
        """Make the folder, and remove what killed runs left half written."""
        with _plain_errors():
            (self.root / _INCOMING).mkdir(parents=True, exist_ok=True)
            for left in (self.root / _INCOMING).iterdir():
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - left.stat().st_mtime > _ABANDONED:
                        left.unlink()

    def put(self, key: str, content: Content) -> None:
        """See `Storage.put`."""
        path = self._path(key)
        with _plain_errors(), self._incoming(content) as part:
            _name(path, lambda: part.replace(path))

    def put_if_absent(self, key: str, content: Content) -> bool:
        """See `Storage.put_if_absent`."""
        path = self._path(key)
        if path.exists():
            return False
        with _plain_errors(), self._incoming(content) as part:
            try:
                _name(path, lambda: path.hardlink_to(part))
            except FileExistsError:
                return False
            except OSError as error:
                if error.errno in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS):
                    raise StopJob(
                        "the destination's file system has no hard links, so two runs could overwrite"
                        " each other: choose another one"
                    ) from None
                raise
        return True

    def open(self, key: str, start: int = 0) -> BinaryIO:
        """See `Storage.open`."""
        with _plain_errors():
            try:
                stream = self._path(key).open("rb")
            except _ABSENT:
                raise FileNotFoundError("not in the folder") from None
            stream.seek(start)
            return stream

    def read(self, key: str, limit: int) -> bytes | None:
        """See `Storage.read`."""
        try:
            with self.open(key) as stream:
                return stream.read(limit)
        except FileNotFoundError:
            return None

    def head(self, key: str) -> Stored | None:
        """See `Storage.head`."""
        path = self._path(key)
        with _plain_errors():
            try:
                facts = path.stat()
            except _ABSENT:
                return None
        if not path.is_file():
            return None
        return _stored(key, facts, content_type(key))

    def digest(self, key: str) -> str | None:
        """See `Storage.digest`."""
        try:
            with self.open(key) as stream:
                return sha256_of(stream)
        except FileNotFoundError:
            return None

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """See `Storage.list`."""
        with _plain_errors():
            yield from self._below(prefix.rpartition("/")[0], prefix)

    def delete(self, key: str) -> None:
        """See `Storage.delete`; a folder that gets empty goes too."""
        path = self._path(key)
        with _plain_errors(), contextlib.suppress(*_ABSENT):
            path.unlink()
            _sync(path.parent)
            for parent in path.relative_to(self.root).parents[:-1]:
                with contextlib.suppress(OSError):  # not empty, or somebody else was faster
                    (self.root / parent).rmdir()

    @property
    def address(self) -> str:
        """See `Storage.address`."""
        return str(self.root.resolve())

    def erase(self, prefix: str) -> Erasure:
        """See `Storage.erase`."""
        gone = 0
        for stored in list(self.list(prefix)):
            self.delete(stored.key)
            gone += 1
        return Erasure(gone)

    def lock(self) -> None:
        """See `Storage.lock`; a folder has none."""
        return None

    def lifecycle(self) -> tuple[()]:
        """See `Storage.lifecycle`; a folder has no rules."""
        return ()

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if any(part in ("", ".", "..") or "\0" in part for part in parts) or parts[0] == _INCOMING:
            raise ValueError("a key is made of names with one slash between them")
        return self.root.joinpath(*parts)

    @contextmanager
    def _incoming(self, content: Content) -> Iterator[Path]:
        folder = self.root / _INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / secrets.token_hex(16)
        try:
            with content.open() as source, part.open("xb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
            yield part
        finally:
            part.unlink(missing_ok=True)

    def _below(self, folder: str, prefix: str) -> Iterator[Stored]:
        try:
            with os.scandir(self.root / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except _ABSENT:
            return
        for entry in entries:
            key = f"{folder}/{entry.name}" if folder else entry.name
            if key == _INCOMING:
                continue
            if entry.is_dir(follow_symlinks=False):
                if f"{key}/".startswith(prefix) or prefix.startswith(f"{key}/"):
                    yield from self._below(key, prefix)
            elif key.startswith(prefix) and entry.is_file():
                with contextlib.suppress(FileNotFoundError):  # deleted since
                    yield _stored(key, entry.stat(), None)


def _name(path: Path, give: Callable[[], object]) -> None:
    """Give a synced file its name, then sync the folder so that the name survives a power cut."""
    for _ in range(5):  # `delete` may remove a folder between our making it and our using it
        _make(path.parent)
        try:
            give()
        except FileNotFoundError:
            continue
        _sync(path.parent)
        return
    raise FileNotFoundError(errno.ENOENT, "the destination folder keeps vanishing")


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _stored(key: str, facts: os.stat_result, media_type: str | None) -> Stored:
    return Stored(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC), media_type)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what the system says, file names included, into one line without them."""
    try:
        yield
    except FileNotFoundError as error:
        if error.errno is None:  # ours, already plain
            raise
        raise StopJob("the destination folder vanished") from None
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StopJob("no space left at the destination") from None
        if error.errno in _NO_RIGHT:
            raise StopJob("no right to write or read in the destination folder") from None
        code = errno.errorcode.get(error.errno or 0, "unknown error")
        raise StopJob(f"the destination folder cannot be used ({code})") from None
