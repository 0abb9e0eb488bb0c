"""The processes of a job: workers, and where GPUs are, listeners."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.settings import Settings
from sourdine.workers.archive.cluster import cores_of_cluster, gpus_of_cluster
from sourdine.workers.archive.ears import Ear, Facts, RemoteEars
from sourdine.workers.archive.hand import Hand
from sourdine.workers.archive.setup import Setup, Stop, Usage
from sourdine.workers.archive.slots import Slot

_TALK = 2  # calls that a worker answers while all of its recordings are under way
_QUEUE = 256  # questions that a listener takes in at once, so that its batches are full

MakeHand = Callable[[Setup], Any]


class Crew:
    """Workers as slots, and listeners if there are any.

    ``make_hand`` gives what has `Hand`'s methods. ``may_grow``: machines with GPUs may still come. Raises
    `StopJob` if listeners cannot be had.
    """

    def __init__(
        self, setup: Setup, workers: int | None, make_hand: MakeHand = Hand, *, may_grow: bool = False
    ) -> None:
        settings, gpus = setup.settings, gpus_of_cluster()
        if settings.speech.device == "cuda" and not gpus and not may_grow:
            raise StopJob("there is no GPU here: set speech.device to cpu, or name a cluster with --address")
        on_gpus = settings.speech.device == "cuda" or (settings.speech.device == "auto" and gpus > 0)
        self._listeners = _listeners(settings, gpus, on_gpus) if setup.listens else []
        if self._listeners:
            setup = replace(setup, ears=RemoteEars(self._listeners, _facts(self._listeners)))
        count = workers or max(1, cores_of_cluster() - (0 if on_gpus else len(self._listeners)))
        self.slots = [
            Slot(_starter(setup, make_hand, settings.archive.in_flight), settings.archive.in_flight)
            for _ in range(count)
        ]

    def ears(self) -> RemoteEars:
        """A recogniser that is somewhere in the crew, as it is now. Raises `Retry` if nobody is ready."""
        import ray
        from ray.exceptions import RayError

        ready = self._listeners or [slot.actor for slot in self.slots if slot.ready]
        for actor in ready:
            try:
                return RemoteEars(ready, ray.get(actor.facts.remote()))
            except RayError:
                continue
        raise Retry("no worker is ready to listen")

    def usage(self, timeout: float = 5.0) -> Usage:
        """What all processes have used; those that do not answer in time are left out."""
        import ray
        from ray.exceptions import RayError

        asked = [slot.actor.usage.remote() for slot in self.slots if slot.ready]
        asked += [ear.usage.remote() for ear in self._listeners]
        told: list[Usage] = []
        if asked:
            for ref in ray.wait(asked, num_returns=len(asked), timeout=timeout)[0]:
                try:
                    told.append(ray.get(ref))
                except RayError:
                    continue
        return added(told)

    def dismiss(self) -> None:
        """End every process, so that a cluster may shrink."""
        import ray

        for actor in [*(slot.actor for slot in self.slots), *self._listeners]:
            ray.kill(actor)


def added(usages: Sequence[Usage]) -> Usage:
    """The sum."""
    return Usage(
        processor=sum(one.processor for one in usages),
        recogniser=sum(one.recogniser for one in usages),
        heard=sum(one.heard for one in usages),
        windows=sum(one.windows for one in usages),
        batches=sum(one.batches for one in usages),
    )


def _starter(setup: Setup, make_hand: MakeHand, in_flight: int) -> Callable[[], Any]:
    """Starts a worker. Ray never does it again by itself: the driver must know of every death."""
    import ray

    class Worker:
        def __init__(self, setup: Setup) -> None:
            # Ray keeps what a process prints, and other libraries' warnings may quote what they work on
            logging.getLogger().addHandler(logging.NullHandler())
            self._hand = make_hand(setup)

        def open(self) -> Any:
            return self._hand.open()

        def process(self, task: Any) -> Any:
            return self._hand.process(task)

        def measure(self, task: Any) -> Any:
            return self._hand.measure(task)

        def usage(self) -> Any:
            return self._hand.usage()

        def facts(self) -> Any:
            return self._hand.facts()

        def language(self, windows: Any) -> Any:
            return self._hand.language(windows)

        def transcribe(self, windows: Any, language: Any) -> Any:
            return self._hand.transcribe(windows, language)

    actor: Any = ray.remote(Worker)
    options = actor.options(num_cpus=1, max_concurrency=in_flight + _TALK, max_restarts=0, max_task_retries=0)
    return lambda: options.remote(setup)


def _listeners(settings: Settings, gpus: float, on_gpus: bool) -> list[Any]:
    import ray

    archive = settings.archive
    count = archive.listeners
    if count is None or (on_gpus and not count):
        count = max(1, int(gpus / archive.gpus)) if on_gpus and archive.gpus else 0
    actor: Any = ray.remote(Ear)
    options = actor.options(
        num_cpus=0 if on_gpus else 1,
        num_gpus=archive.gpus if on_gpus else 0,
        max_concurrency=_QUEUE,
        max_restarts=8,
        max_task_retries=0,
    )
    return [options.remote(settings) for _ in range(count)]


def _facts(ears: Sequence[Any]) -> Facts:
    import ray
    from ray.exceptions import RayError

    try:
        answers: list[Facts | Stop] = ray.get([ear.open.remote() for ear in ears])
    except RayError as error:
        raise StopJob(
            f"a listener dies before it is ready ({type(error).__name__}): is there memory enough?"
        ) from None
    for answer in answers:
        if isinstance(answer, Stop):
            raise StopJob(answer.message)
    facts = answers[0]
    assert isinstance(facts, Facts)  # noqa: S101 - for the type checker: the loop above saw to it
    return facts
