"""The loop that keeps every worker busy, and the rules by which no recording is lost or tried for ever.

Plain actors and not Ray Data, because of what was seen and read there (Ray 2.60):

- a row that kills its process is tried again without end (`max_restarts=-1`: 13 times in 75 s, and the job
  never ended), and nothing tells which row it was; here the driver knows who shared a process;
- ``max_errored_blocks`` gives up whole blocks, here every recording has its own outcome;
- its stages hand their data on through the object store: an hour of stereo is 460 MB as float32; here sound
  stays in the process that decoded it;
- it holds a block back until all its rows are through, so a long call keeps short ones waiting.

What is under way is bounded by workers × ``in_flight``, whatever the archive's size.

A process works on several recordings at once, so when it dies any of them may have done it. They are tried
again each alone in a process, while the other processes go on: the innocent ones pass, and the one that does
it again stands alone.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sourdine.pipeline.errors import Quarantine, Reason, Retry, StopJob
from sourdine.pipeline.quarantine import set_aside
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.settings import ArchiveSettings
from sourdine.pipeline.storage import Storage
from sourdine.workers.archive.backlog import Backlog
from sourdine.workers.archive.setup import Answer, Defect, Stop, Task
from sourdine.workers.archive.slots import Flight, Slot

_TICK = 0.3  # seconds between two looks at the clock
_RETRIES = 2  # times that a recording is tried again in this job where the store failed for now
_FAILURES = 30  # in a row, after which the store counts as gone
_MACHINE = 3
"""Begun so many times ``attempts`` without an end, a recording is set aside unseen: whatever it takes down,
it takes down more than its worker, who nobody is left to tell of."""


class Driver:
    """Takes a backlog through some slots. ``report`` gets one outcome for every recording, and its task."""

    def __init__(
        self,
        slots: Sequence[Slot],
        backlog: Backlog,
        storage: Storage,
        settings: ArchiveSettings,
        report: Callable[[Outcome, Task], None],
    ) -> None:
        self.deaths = 0  # of workers
        self._slots, self._backlog, self._storage = slots, backlog, storage
        self._settings, self._report = settings, report
        self._again: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._held: Task | None = None
        self._tries: dict[str, int] = {}
        self._failed_in_a_row = 0

    def run(self, tick: Callable[[], bool]) -> bool:
        """Work until nothing is left (True), or until ``tick`` says to drain and all has landed (False).

        Raises `StopJob`.
        """
        import ray

        draining = False
        while True:
            draining = tick() or draining
            if not draining:
                self._feed()
            waiting = [ref for slot in self._slots for ref in slot.references if not draining or slot.flying]
            if draining and not waiting:
                return False
            if self._is_done():
                return True
            if waiting:
                done, _ = ray.wait(waiting, timeout=_TICK)
                if done:
                    done, _ = ray.wait(waiting, num_returns=len(waiting), timeout=0)
                for slot in self._slots:
                    for ref in done:
                        self._settle(slot, ref)
                self._check_time()
            else:  # whatever comes next is still being listed
                time.sleep(_TICK)

    def _is_done(self) -> bool:
        busy = any(slot.flying for slot in self._slots)
        return not (busy or self._held or self._suspects or self._again) and self._backlog.empty

    def _feed(self) -> None:
        for slot in self._slots:
            if slot.is_free and self._suspects:
                slot.launch(self._suspects.popleft(), alone=True)
        while any(slot.has_room for slot in self._slots):
            task, self._held = self._held or self._next(), None
            if task is None:
                break
            if task.begun >= _MACHINE * self._settings.attempts:
                self._give_up(task, "it was begun again and again and never ended", Reason.WORKER_DIED)
            elif task.begun:
                self._suspects.append(task)
            elif rooms := [slot for slot in self._slots if slot.has_room_for(task)]:
                min(rooms, key=lambda one: len(one.flying)).launch(task)
            else:  # a long one, for which some must end first
                self._held = task
                break

    def _next(self) -> Task | None:
        end = time.monotonic() + _TICK  # many published ones must not keep the others waiting
        while time.monotonic() < end and (listed := self._backlog.take()) is not None:
            if not listed.published:
                return listed.task
            self._report(Outcome(listed.task.call, listed.task.source.locator, "skipped"), listed.task)
        if self._again and self._backlog.empty:
            return self._again.popleft()
        return None

    def _settle(self, slot: Slot, ref: Any) -> None:
        """What one answer means. The slot may have been cleared by an earlier one of the same look."""
        import ray
        from ray.exceptions import RayError, RayTaskError

        opening = not slot.ready and ref == slot.opening
        if not opening and ref not in slot.flying:
            return
        try:
            answer = ray.get(ref)
        except RayTaskError as error:  # a defect in the worker's own code
            if opening:
                raise StopJob(f"a worker cannot begin ({type(error.cause).__name__})") from None
            self._landed(slot.flying.pop(ref), Defect(type(error.cause).__name__))
        except RayError:
            if opening:
                slot.fell()
            else:
                self._died(slot)
        else:
            if opening:
                slot.opened(answer)
            else:
                self._landed(slot.flying.pop(ref), answer)

    def _landed(self, flight: Flight, answer: Answer) -> None:
        if isinstance(answer, Stop):
            raise StopJob(answer.message)
        if isinstance(answer, Defect):
            message = f"a defect of the product ({answer.kind})"
            self._give_up(flight.task, message, Reason.INTERNAL_ERROR)
            return
        if answer.state != "failed":
            self._failed_in_a_row = 0
            self._report(answer, flight.task)
            return
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= _FAILURES:
            raise StopJob(f"{_FAILURES} recordings failed one after the other: {answer.message}")
        tries = self._tries[flight.task.call] = self._tries.get(flight.task.call, 0) + 1
        if tries <= _RETRIES:
            self._again.append(flight.task)
        else:
            self._report(answer, flight.task)

    def _died(self, slot: Slot) -> None:
        """Take answers that came before the death, suspect the rest, start a new process."""
        import ray
        from ray.exceptions import RayError

        self.deaths += 1
        ray.kill(slot.actor)  # one that is only out of reach must not go on
        done, _ = ray.wait(list(slot.flying), num_returns=len(slot.flying), timeout=5)
        for ref in done:
            try:
                answer = ray.get(ref)
            except RayError:
                continue
            self._landed(slot.flying.pop(ref), answer)
        for flight in slot.clear():
            task = replace(flight.task, begun=flight.task.begun + 1)
            if flight.alone and task.begun >= self._settings.attempts:
                reason = Reason.TIMEOUT if flight.late else Reason.WORKER_DIED
                what = "took longer than allowed" if flight.late else "the process that worked on it died"
                self._give_up(task, f"{what}, {task.begun} times", reason)
            else:
                self._suspects.append(task)
        slot.start()

    def _give_up(self, task: Task, message: str, reason: Reason) -> None:
        locator, now = task.source.locator, datetime.now(UTC)
        try:
            set_aside(self._storage, task.call, Quarantine(reason, message), "work on it", now)
            outcome = Outcome(task.call, locator, "quarantined", reason, message)
        except Retry as error:
            outcome = Outcome(task.call, locator, "failed", "retry", str(error))
        self._report(outcome, task)

    def _check_time(self) -> None:
        import ray

        now = time.monotonic()
        for slot in self._slots:
            late = [one for one in slot.flying.values() if one.overdue(now, self._settings.time_limit)]
            for flight in late:
                flight.late = True
            if late:
                ray.kill(slot.actor)  # its recordings come back as those of a dead worker
