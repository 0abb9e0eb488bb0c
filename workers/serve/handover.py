"""Recordings handed over to the workers of a Ray cluster, the archive's own, and what became of them.

The queue stays where it is, with its leases and its order; only who does a recording's work changes. A thread
of this process waits for each recording that is under way, and one, `drive`, talks to the cluster.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import replace
from multiprocessing.synchronize import Event as SharedEvent
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.sources import Source
from sourdine.pipeline.storage import is_s3, open_object
from sourdine.workers.archive.actors import Crew
from sourdine.workers.archive.cluster import nothing_printed, ray_session
from sourdine.workers.archive.driver import Driver
from sourdine.workers.archive.hand import Hand
from sourdine.workers.archive.job import is_elsewhere, with_catalogue
from sourdine.workers.archive.setup import Setup, Stop, Task
from sourdine.workers.serve.bench import Later
from sourdine.workers.serve.services import DEFAULT_TENANT, Services

if TYPE_CHECKING:
    from sourdine.models.speech import Recogniser
    from sourdine.pipeline.settings import Settings
    from sourdine.workers.archive.actors import MakeHand

_PAUSE = 10.0  # seconds until a cluster that was lost is looked for again

_log = logging.getLogger(__name__)


class Handover:
    """A `Ledger` for the archive's driver: recordings come from the queue, a caller waits for each."""

    finished = False  # a server always expects more
    waiting = None  # how many more will come nobody knows

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._crew: Crew | None = None
        self._waiting: deque[Task] = deque()
        self._under_way: dict[str, Future[tuple[Outcome, int]]] = {}

    @property
    def is_open(self) -> bool:
        """Whether there are workers, so that claiming something makes sense."""
        return self._crew is not None

    def open(self, crew: Crew) -> None:
        """Recordings may come."""
        with self._lock:
            self._crew = crew

    def close(self) -> None:
        """No workers any more: what is under way goes back to the queue, and no attempt is counted."""
        with self._lock:
            self._crew, lost = None, list(self._under_way.values())
            self._waiting.clear()
            self._under_way.clear()
        for one in lost:
            one.set_exception(_nobody())

    def safe_copy(self, task: Task) -> tuple[Outcome, int]:
        """Take a recording all the way, on the cluster; gives with it how many tries before did not end.

        Raises `Quarantine` if it takes its worker down every time, `StopJob` as the pipeline does, `Later`
        where there are no workers.
        """
        sized = replace(task, source=_sized(task.source))  # long ones are few at a time
        with self._lock:
            if self._crew is None:
                raise _nobody()
            if task.call not in self._under_way:  # there after a lease that ended too early
                self._under_way[task.call] = Future()
                self._waiting.append(sized)
            result = self._under_way[task.call]
        return result.result()

    def ears(self) -> Recogniser:
        """A recogniser of the cluster, for what else has to be heard. Raises `Retry` or `Later`."""
        crew = self._crew
        if crew is None:
            raise _nobody()
        return crew.ears()

    def take(self) -> Task | None:
        """See `Ledger.take`."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def landed(self, task: Task, answer: Outcome | Stop) -> None:
        """See `Ledger.landed`. A worker's `Stop` may be about one tenant: the others' work goes on."""
        if (result := self._over(task)) is None:
            return
        if isinstance(answer, Stop):
            result.set_exception(StopJob(answer.message))
        else:
            result.set_result((answer, task.begun))

    def gave_up(self, task: Task, message: str, reason: Reason) -> None:
        """See `Ledger.gave_up`."""
        if (result := self._over(task)) is not None:
            result.set_exception(Quarantine(reason, message))

    def _over(self, task: Task) -> Future[tuple[Outcome, int]] | None:
        with self._lock:
            return self._under_way.pop(task.call, None)


def setup_for(services: Services, address: str, lawful_basis: str | None) -> Setup:
    """What the cluster's workers open their tools with. Raises `StopJob` for what they would not reach."""
    return Setup(
        reachable(services.settings, address),
        services.storage_of(DEFAULT_TENANT).address,
        services.keys,
        lawful_basis=lawful_basis,
        notes=False,
    )


def reachable(settings: Settings, address: str) -> Settings:
    """The settings for workers elsewhere. Raises `StopJob` for a catalogue or inbox that is here alone."""
    if is_elsewhere(address) and settings.serve.inbox is None:
        raise StopJob("a cluster needs an inbox that all its machines reach: serve.inbox")
    return with_catalogue(settings, address)


def drive(
    handover: Handover,
    setup: Setup,
    address: str,
    workers: int,
    stop: threading.Event,
    reached: SharedEvent,
    make_hand: MakeHand = Hand,
) -> None:
    """Keep workers on the cluster busy until ``stop`` is set; what is under way then is finished.

    ``reached`` is set as soon as a worker is ready: from then on a cluster that is lost is looked for again.
    Raises `StopJob` where it never was.
    """
    while not stop.is_set():
        try:
            with nothing_printed(), ray_session(address, workers):
                _drive_once(handover, setup, workers, stop, reached, make_hand)
        except StopJob as error:
            if not reached.is_set():
                raise
            _log.error("%s: tried again", error)
        except Exception as error:  # Ray's own, when its machines go down
            if not reached.is_set():
                raise StopJob(f"the Ray cluster cannot be used ({type(error).__name__})") from None
            _log.error("the Ray cluster was lost (%s): tried again", type(error).__name__)
        stop.wait(_PAUSE)


def _drive_once(
    handover: Handover,
    setup: Setup,
    workers: int,
    stop: threading.Event,
    reached: SharedEvent,
    make_hand: MakeHand,
) -> None:
    crew = Crew(setup, workers, make_hand, may_grow=True)
    serve = setup.settings.serve

    def tick() -> bool:
        if not handover.is_open and any(slot.ready for slot in crew.slots):
            handover.open(crew)
            reached.set()
        return stop.is_set()

    try:
        Driver(crew.slots, handover, serve.attempts, serve.time_limit).run(tick)
    finally:
        handover.close()
        crew.dismiss()


def _nobody() -> Later:
    return Later(2.0, "the cluster has no workers at the moment", counted=False)


def _sized(source: Source) -> Source:
    """With its size, where it can be told: whether it is there shows when it is fetched. Raises `Retry`."""
    if is_s3(source.locator):
        bucket, key = open_object(source.locator)
        stored = bucket.head(key)
        return replace(source, size=0 if stored is None else stored.size)
    try:
        return replace(source, size=Path(source.locator).stat().st_size)
    except OSError:
        return source
