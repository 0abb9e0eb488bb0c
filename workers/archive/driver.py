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
from typing import Any

from sourdine.pipeline.errors import Reason, StopJob
from sourdine.workers.archive.ledger import Ledger
from sourdine.workers.archive.setup import Answer, Defect, Task
from sourdine.workers.archive.slots import Flight, Slot

_TICK = 0.3  # seconds between two looks at the clock
_STARTING = 60  # seconds in which a worker that is not ready yet is counted upon
_MACHINE = 3
"""Begun so many times ``attempts`` without an end, a recording is set aside unseen: whatever it takes down,
it takes down more than its worker, who nobody is left to tell of."""


class Driver:
    """Takes what a ledger gives through some slots.

    ``attempts`` of a recording whose worker dies; ``time_limit`` in seconds, besides what its size allows.
    """

    def __init__(self, slots: Sequence[Slot], ledger: Ledger, attempts: int, time_limit: float) -> None:
        self.deaths = 0  # of workers
        self._slots, self._ledger = slots, ledger
        self._attempts, self._time_limit = attempts, time_limit
        self._suspects: deque[Task] = deque()
        self._clearing: Slot | None = None  # takes nothing new, so that a suspect can be alone there
        self._held: Task | None = None
        self._began = time.monotonic()

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
        return not (busy or self._held or self._suspects) and self._ledger.finished

    def _feed(self) -> None:
        self._launch_suspects()
        while open_ones := self._open_ones():
            task, self._held = self._held or self._ledger.take(), None
            if task is None:
                break
            if task.begun >= _MACHINE * self._attempts:
                message = "it was begun again and again and never ended"
                self._ledger.gave_up(task, message, Reason.WORKER_DIED)
            elif task.begun:
                self._suspects.append(task)
            elif rooms := [slot for slot in open_ones if slot.has_room_for(task)]:
                min(rooms, key=lambda one: len(one.flying)).launch(task)
            else:  # a long one, for which some must end first
                self._held = task
                break

    def _open_ones(self) -> list[Slot]:
        """Workers that may take another one: of the last ones each only its share, so that none is idle."""
        free = [slot for slot in self._slots if slot.has_room and slot is not self._clearing]
        if not free or not (waiting := self._ledger.waiting):
            return free
        starting = time.monotonic() - self._began < _STARTING
        workers = sum(one.ready or starting for one in self._slots)
        last = waiting + bool(self._held) + sum(len(one.flying) for one in self._slots)
        return [slot for slot in free if len(slot.flying) * workers < last]

    def _launch_suspects(self) -> None:
        """Each alone, and soon: where work never ends no process would ever be free by itself."""
        for slot in self._slots:
            if slot.is_free and self._suspects:
                slot.launch(self._suspects.popleft(), alone=True)
                if slot is self._clearing:
                    self._clearing = None
        if not self._suspects:
            self._clearing = None
        elif self._clearing is None:
            self._clearing = min(self._slots, key=lambda one: len(one.flying))

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
        if isinstance(answer, Defect):
            message = f"a defect of the product ({answer.kind})"
            self._ledger.gave_up(flight.task, message, Reason.INTERNAL_ERROR)
        else:
            self._ledger.landed(flight.task, answer)

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
            if flight.alone and task.begun >= self._attempts:
                reason = Reason.TIMEOUT if flight.late else Reason.WORKER_DIED
                what = "took longer than allowed" if flight.late else "the process that worked on it died"
                self._ledger.gave_up(task, f"{what}, {task.begun} times", reason)
            else:
                self._suspects.append(task)
        slot.start()

    def _check_time(self) -> None:
        import ray

        now = time.monotonic()
        for slot in self._slots:
            late = [one for one in slot.flying.values() if one.overdue(now, self._time_limit)]
            for flight in late:
                flight.late = True
            if late:
                ray.kill(slot.actor)  # its recordings come back as those of a dead worker
