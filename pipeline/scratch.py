"""Folders for work under way: only this user can enter them, and those of killed processes are swept away.

A folder is held by a lock (flock(2)) on itself for as long as its process lives, however that ends. What
nobody holds any more is removed before a process's first own folder, and whenever calls are erased: a
recording must not stay in a temporary folder because a process was killed over it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

_PREFIX = "sourdine-work-"


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder below ``TMPDIR`` that only this user can enter, and that is gone after the block."""
    _sweep_first(os.getpid(), tempfile.gettempdir())
    path, held = _claimed()
    try:
        yield path
    finally:
        try:
            shutil.rmtree(path)
        finally:  # what could not be removed is nobody's then, and swept later
            if held is not None:
                os.close(held)


def sweep() -> int:
    """Remove this user's folders below ``TMPDIR`` whose processes are gone; gives how many."""
    swept = 0
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            facts = path.lstat()
            if facts.st_uid != os.getuid() or stat.S_IMODE(facts.st_mode) != 0o700:
                continue
            held = _hold(path)
        except OSError:  # in use, gone, or no folder
            continue
        shutil.rmtree(path, ignore_errors=True)
        os.close(held)
        swept += not path.exists()
    return swept


@lru_cache(maxsize=1)
def _sweep_first(process: int, place: str) -> None:
    """Sweep once a process (a fork is another), and once a place."""
    sweep()


def _claimed() -> tuple[Path, int | None]:
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            held = _hold(path)
        except (FileNotFoundError, BlockingIOError):  # swept by another process before it was held
            continue
        except OSError:  # a file system without such locks: what is left there nobody takes for left
            return path, None
        if path.exists():
            return path, held
        os.close(held)


def _hold(path: Path) -> int:
    """Lock a folder; gives what holds it. Raises `OSError`, of them `BlockingIOError` where another does."""
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held
