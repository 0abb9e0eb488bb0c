"""A worker's process: claims tasks, does them, and lives no longer than one task may take."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
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
    loops = [threading.Thread(target=_until, args=(bench, _OUTWARD, stop)) for _ in range(_SENDERS)]
    loops.append(threading.Thread(target=_tidy, args=(bench, stop)))
    for loop in loops:
        loop.start()
    _until(bench, [kind for kind in HANDLERS if kind not in _OUTWARD], stop)
    for loop in loops:
        loop.join()


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


def _until(bench: Bench, kinds: Sequence[str], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            busy = work_once(bench, kinds)
        except (StopJob, Retry) as error:  # the catalogue itself: the lease sees to the task
            _log.error("%s", error)
            stop.wait(5.0)
            continue
        except Exception as error:
            _log.error("a defect of the product (%s)", type(error).__name__)
            stop.wait(5.0)
            continue
        if not busy:
            stop.wait(_IDLE)


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

    A decoder that hangs cannot be stopped otherwise; the task comes back with one attempt less to go.
    """
    over, left = threading.Event(), [bench.services.settings.serve.time_limit]
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

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
