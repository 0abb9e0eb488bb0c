"""A worker's process: claims tasks, does them, and lives no longer than one task may take."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from math import inf
from threading import Thread
from typing import TYPE_CHECKING

from sourdine.pipeline.errors import Retry, StopJob
from sourdine.workers.serve import queue
from sourdine.workers.serve.bench import Bench, GiveUp, Later
from sourdine.workers.serve.deliveries import confirm, deliver
from sourdine.workers.serve.housekeeping import tidy
from sourdine.workers.serve.queue import LEASE, Task
from sourdine.workers.serve.redacting import redact
from sourdine.workers.serve.requests import erase, export
from sourdine.workers.serve.review.restore import restore_flagged

if TYPE_CHECKING:
    from sourdine.workers.serve.services import Services
    from sqlalchemy import Connection

HANDLERS: Mapping[str, Callable[[Task, Bench], Callable[[Connection], None]]] = {
    "redact": redact,
    "deliver": deliver,
    "confirm": confirm,
    "erase": erase,
    "export": export,
    "restore": restore_flagged,
}
"""By kind: does the task, and gives what belongs into the transaction that ends it."""

_OUTWARD = ("deliver", "confirm")
_INWARD = tuple(kind for kind in HANDLERS if kind not in _OUTWARD)
_SENDERS = 4  # threads that call others: most of their time they wait
_IDLE = 0.2  # seconds between looks at an empty queue
_TIDY = 600.0  # seconds
_STUCK = 70  # exit code of a worker whose task took too long

_log = logging.getLogger(__name__)


def new_bench(services: Services, lawful_basis: str | None = None) -> Bench:
    """What a worker of this process works with."""
    return Bench(
        services,
        f"{os.uname().nodename[:20]}-{os.getpid()}-{uuid.uuid4().hex[:8]}",
        lawful_basis=lawful_basis,
    )


def work(bench: Bench, stop: threading.Event, threads: int | None = None) -> None:
    """Work until ``stop`` is set; a task that was begun is ended first. Raises `StopJob` without a model.

    ``threads`` are the recogniser's; None takes every core.
    """
    bench.open(threads)
    with _beside(_helpers(bench, stop), stop):
        _until(lambda: work_once(bench, _INWARD), stop, bench.services.bell.wait)


def hand_over(bench: Bench, room: int, drive: Callable[[], None], stop: threading.Event) -> None:
    """As `work`, but recordings go through the bench's handover, ``room`` at once.

    ``drive`` works for it until ``stop`` is set; what it raises ends everything.
    """
    others, hear = [kind for kind in _INWARD if kind != "redact"], bench.services.bell.wait
    with ThreadPoolExecutor(room, "recording") as pool:
        free = threading.Semaphore(room)
        helpers = [
            *_helpers(bench, stop),
            Thread(target=_until, args=(lambda: work_once(bench, others), stop)),
            Thread(target=_until, args=(lambda: _begin_once(bench, pool, free), stop, hear)),
        ]
        with _beside(helpers, stop):
            drive()


def _helpers(bench: Bench, stop: threading.Event) -> list[Thread]:
    """What goes on beside the work."""
    send = (lambda: work_once(bench, _OUTWARD), stop)
    return [
        *(Thread(target=_until, args=send) for _ in range(_SENDERS)),
        Thread(target=_tidy, args=(bench, stop)),
    ]


@contextmanager
def _beside(threads: Sequence[Thread], stop: threading.Event) -> Iterator[None]:
    for one in threads:
        one.start()
    try:
        yield
    finally:
        stop.set()
        for one in threads:
            one.join()


def _begin_once(bench: Bench, pool: ThreadPoolExecutor, free: threading.Semaphore) -> bool:
    """Claim the oldest recording, if there is somebody to do it, and let a thread of its own see to it."""
    handover, services = bench.handover, bench.services
    if handover is None or not handover.is_open or not free.acquire(blocking=False):
        return False
    task = None
    try:
        task = queue.claim(services.catalogue, ["redact"], bench.name, services.now())
    finally:
        if task is None:
            free.release()
    if task is not None:
        pool.submit(_see_to, bench, task, free)
    return task is not None


def _see_to(bench: Bench, task: Task, free: threading.Semaphore) -> None:
    try:
        with _alive(bench, task):
            _do(bench, task)
    except (StopJob, Retry) as error:  # the catalogue itself: the lease sees to the task
        _log.error("%s", error)
    except Exception as error:
        _log.error("a defect of the product (%s)", type(error).__name__)
    finally:
        free.release()


def work_once(bench: Bench, kinds: Sequence[str]) -> bool:
    """Do the oldest task that is due; False if there is none."""
    services = bench.services
    task = queue.claim(services.catalogue, kinds, bench.name, services.now())
    if task is None:
        return False
    with _alive(bench, task):
        _do(bench, task)
    return True


def _do(bench: Bench, task: Task) -> None:
    catalogue = bench.services.catalogue
    try:
        ending = HANDLERS[task.kind](task, bench)
    except Later as later:
        _again(bench, task, later.seconds, later.why, counted=later.counted)
    except GiveUp as given_up:
        with catalogue.write() as con:
            queue.bury(con, task, bench.name, str(given_up)[:200])
    except (StopJob, Retry) as error:  # not this task's fault: no space, no store, no catalogue
        _log.error("%s: %s", task.kind, error)
        _again(bench, task, 60.0, str(error), counted=False)
    except Exception as error:
        _log.error("%s: a defect of the product (%s)", task.kind, type(error).__name__)
        _again(bench, task, 60.0, type(error).__name__)
    else:
        with catalogue.write() as con:
            if queue.finish(con, task, bench.name):
                ending(con)


def _again(bench: Bench, task: Task, seconds: float, why: str, *, counted: bool = True) -> None:
    due = bench.services.now() + timedelta(seconds=seconds)
    with bench.services.catalogue.write() as con:
        queue.again(con, task, bench.name, due, why[:200], counted=counted)


def _until(
    step: Callable[[], bool], stop: threading.Event, wait: Callable[[float], object] | None = None
) -> None:
    """Take one step after the other; one that says False found nothing to do.

    ``wait`` lets some seconds pass, or fewer when there is something to do again.
    """
    wait = wait or stop.wait
    while not stop.is_set():
        try:
            busy = step()
        except (StopJob, Retry) as error:  # the catalogue itself: the lease sees to the task
            _log.error("%s", error)
            stop.wait(5.0)
            continue
        except Exception as error:
            _log.error("a defect of the product (%s)", type(error).__name__)
            stop.wait(5.0)
            continue
        if not busy:
            wait(_IDLE)


def _tidy(bench: Bench, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            tidy(bench.services)
        except (StopJob, Retry) as error:
            _log.warning("housekeeping: %s", error)
        except Exception as error:  # it goes on: what is due must go, whatever else is wrong
            _log.error("housekeeping: a defect of the product (%s)", type(error).__name__)
        stop.wait(_TIDY)


@contextmanager
def _alive(bench: Bench, task: Task) -> Iterator[None]:
    """Renew the lease while the task is done, and end this process if it takes too long.

    A decoder that hangs cannot be stopped otherwise; the task comes back with one attempt less to go. On a
    cluster the one who drives it ends the worker's process, and this one goes on.
    """
    elsewhere = bench.handover is not None and task.kind == "redact"
    over, left = threading.Event(), [inf if elsewhere else bench.services.settings.serve.time_limit]
    pause = LEASE.total_seconds() / 4

    def watch() -> None:
        while not over.wait(min(pause, max(left[0], 0.1))):
            left[0] -= pause
            if left[0] <= 0:
                _log.error("a %s task took longer than serve.time_limit allows: the worker ends", task.kind)
                os._exit(_STUCK)
            try:
                queue.renew(bench.services.catalogue, task, bench.name, bench.services.now())
            except (StopJob, Retry) as error:
                _log.warning("%s", error)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
