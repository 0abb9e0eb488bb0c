"""What is to be done, listed ahead of the work: how much there is shows while the work goes on.

A million recordings do not stay in memory: they wait in a temporary file that has no name, so that nothing
of it is left on the disk, however the job ends.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from sourdine.workers.archive.setup import Task

_CHUNK = 256  # recordings written at once


@dataclass(frozen=True, slots=True)
class Listed:
    """A recording, and whether it is published already."""

    task: Task
    published: bool


class Backlog:
    """Filled by a thread of its own, emptied by the driver."""

    def __init__(self, listing: Iterable[Listed]) -> None:
        self.listed = self.left = self.bytes_left = 0  # recordings; recordings and bytes to do
        self._taken = 0  # of those to do
        self._file = tempfile.TemporaryFile(prefix="sourdine-")  # noqa: SIM115 - closed by `close`
        self._lock, self._chunks = threading.Lock(), deque[tuple[int, int]]()
        self._rows: deque[Listed] = deque()
        self._end, self._complete, self._stopped = 0, False, False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._fill, args=(listing,), name="listing", daemon=True)
        self._thread.start()

    @property
    def complete(self) -> bool:
        """Whether everything is listed."""
        return self._complete

    @property
    def empty(self) -> bool:
        """Whether nothing is to be expected any more. Raises what ended the listing early."""
        with self._lock:
            waiting = bool(self._rows or self._chunks)
        if not waiting and self._error is not None:
            raise self._error
        return self._complete and not waiting

    def take(self) -> Listed | None:
        """The next recording; None if none is listed at the moment."""
        if not self._rows:
            self._rows.extend(self._load())
        if not self._rows:
            return None
        self._taken += not self._rows[0].published
        return self._rows.popleft()

    @property
    def waiting(self) -> int | None:
        """How many recordings are still to be taken and done; None while not everything is listed."""
        return self.left - self._taken if self._complete else None

    def wait(self) -> None:
        """Until everything is listed. Raises what ended the listing early."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Stop listing and forget what was listed."""
        self._stopped = True
        self._thread.join(timeout=10)
        self._file.close()

    def _fill(self, listing: Iterable[Listed]) -> None:
        rows: list[Listed] = []
        try:
            for one in listing:
                if self._stopped:
                    return
                rows.append(one)
                self.listed += 1
                if not one.published:
                    self.left += 1
                    self.bytes_left += one.task.source.size
                if len(rows) >= (_CHUNK if self.listed > _CHUNK else 16):  # so that work begins soon
                    self._store(rows)
                    rows = []
            self._store(rows)
            self._complete = True
        except BaseException as error:  # told to the driver, who knows what to do next
            self._error = error

    def _store(self, rows: list[Listed]) -> None:
        data = pickle.dumps(rows, protocol=pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._stopped:
                return
            self._file.seek(self._end)
            self._file.write(data)
            self._chunks.append((self._end, len(data)))
            self._end += len(data)

    def _load(self) -> list[Listed]:
        with self._lock:
            if not self._chunks:
                return []
            start, size = self._chunks.popleft()
            self._file.seek(start)
            rows: list[Listed] = pickle.loads(self._file.read(size))  # noqa: S301 - written above
            return rows
