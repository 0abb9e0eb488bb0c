"""Getting at a recording, and at what lies beside it, wherever it is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sourdine.pipeline.errors import Quarantine, Reason, Retry, StopJob
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.sources import Source
from sourdine.pipeline.storage import open_object

_SIDECAR_LIMIT = 1024**2  # bytes
_FETCHES = 3


@contextmanager
def fetched(source: Source, max_bytes: int) -> Iterator[Path]:
    """The recording as a local file, only while the block runs.

    Objects come into a folder that only this user can enter. Raises `Quarantine` if the recording cannot
    be read or is larger than ``max_bytes``, `Retry` if the store does not answer.
    """
    if source.kind == "file":
        yield _readable(Path(source.locator), max_bytes)
        return
    with working_folder() as folder:
        path = folder / "recording"  # its own name may be a phone number
        for attempt in range(_FETCHES):
            try:
                _download(source, path, max_bytes)
                break
            except Retry:
                if attempt == _FETCHES - 1:
                    raise
        yield path


def sidecar(source: Source, ending: str) -> bytes | None:
    """What lies beside a recording, at its place + ``ending`` (".consent.json"); None if nothing does.

    Raises `Quarantine` if something is there that cannot be read: it may forbid what we are about to do.
    """
    if source.kind == "object":
        bucket, key = open_object(source.locator)
        data = bucket.read(key + ending, _SIDECAR_LIMIT + 1)
    else:
        try:
            with Path(source.locator + ending).open("rb") as stream:
                data = stream.read(_SIDECAR_LIMIT + 1)
        except FileNotFoundError:
            return None
        except OSError:
            raise Quarantine(Reason.UNREADABLE, f"the {ending} file beside it cannot be read") from None
    if data is not None and len(data) > _SIDECAR_LIMIT:
        raise Quarantine(Reason.OVER_LIMIT, f"the {ending} file beside it is too large")
    return data


def _readable(path: Path, max_bytes: int) -> Path:
    try:
        if not path.is_file():  # a pipe or device would block
            raise OSError
        with path.open("rb"):
            size = path.stat().st_size
    except OSError:
        raise Quarantine(
            Reason.UNREADABLE, "the file cannot be read: check that it exists, and its rights"
        ) from None
    _check_size(size, max_bytes)
    return path


def _download(source: Source, path: Path, max_bytes: int) -> None:
    bucket, key = open_object(source.locator)
    facts = bucket.head(key)
    if facts is None:
        raise Quarantine(Reason.UNREADABLE, "the recording is no longer in the bucket")
    _check_size(facts.size, max_bytes)
    try:
        with bucket.open(key) as stream, path.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
    except FileNotFoundError:
        raise Quarantine(Reason.UNREADABLE, "the recording is no longer in the bucket") from None
    except OSError:
        raise StopJob("no space left for temporary files (TMPDIR)") from None


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise Quarantine(Reason.OVER_LIMIT, f"the file has {size} bytes, more than {max_bytes} allowed")
