"""What there is to do, and what becomes of it: the half of the driver's work that is not about processes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from sourdine.pipeline.errors import Quarantine, Reason, Retry, StopJob
from sourdine.pipeline.quarantine import set_aside
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.storage import Storage
from sourdine.workers.archive.backlog import Backlog
from sourdine.workers.archive.setup import Stop, Task

_LOOK = 0.3  # seconds spent on published ones, which must not keep the others waiting
_RETRIES = 2  # times that a recording is tried again in this job where the store failed for now
_FAILURES = 30  # in a row, after which the store counts as gone


class Ledger(Protocol):
    """Gives the driver recordings, and takes one answer for each."""

    @property
    def finished(self) -> bool:
        """Whether nothing is to be expected any more."""
        ...

    @property
    def waiting(self) -> int | None:
        """How many recordings are still to be taken, None where nobody knows."""
        ...

    def take(self) -> Task | None:
        """The next recording; None if there is none at the moment."""
        ...

    def landed(self, task: Task, answer: Outcome | Stop) -> None:
        """What a worker says became of a recording. Raises `StopJob` where nothing can go on."""
        ...

    def gave_up(self, task: Task, message: str, reason: Reason) -> None:
        """No worker gets through with a recording: it has to be set aside."""
        ...


class ArchiveLedger:
    """A listing from beginning to end. ``report`` gets one outcome for every recording, and its task."""

    def __init__(self, backlog: Backlog, storage: Storage, report: Callable[[Outcome, Task], None]) -> None:
        self._backlog, self._storage, self._report = backlog, storage, report
        self._again: deque[Task] = deque()
        self._tries: dict[str, int] = {}
        self._failed_in_a_row = 0

    @property
    def finished(self) -> bool:
        """See `Ledger.finished`. Raises what ended the listing early."""
        return not self._again and self._backlog.empty

    @property
    def waiting(self) -> int | None:
        """See `Ledger.waiting`."""
        waiting = self._backlog.waiting
        return None if waiting is None else waiting + len(self._again)

    def take(self) -> Task | None:
        """See `Ledger.take`; what failed for now comes once more at the end."""
        end = time.monotonic() + _LOOK
        while time.monotonic() < end and (listed := self._backlog.take()) is not None:
            if not listed.published:
                return listed.task
            self._report(Outcome(listed.task.call, listed.task.source.locator, "skipped"), listed.task)
        if self._again and self._backlog.empty:
            return self._again.popleft()
        return None

    def landed(self, task: Task, answer: Outcome | Stop) -> None:
        """See `Ledger.landed`."""
        if isinstance(answer, Stop):
            raise StopJob(answer.message)
        if answer.state != "failed":
            self._failed_in_a_row = 0
            self._report(answer, task)
            return
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= _FAILURES:
            raise StopJob(f"{_FAILURES} recordings failed one after the other: {answer.message}")
        tries = self._tries[task.call] = self._tries.get(task.call, 0) + 1
        if tries <= _RETRIES:
            self._again.append(task)
        else:
            self._report(answer, task)

    def gave_up(self, task: Task, message: str, reason: Reason) -> None:
        """See `Ledger.gave_up`."""
        locator, now = task.source.locator, datetime.now(UTC)
        try:
            set_aside(self._storage, task.call, Quarantine(reason, message), "work on it", now)
            outcome = Outcome(task.call, locator, "quarantined", reason, message)
        except Retry as error:
            outcome = Outcome(task.call, locator, "failed", "retry", str(error))
        self._report(outcome, task)
