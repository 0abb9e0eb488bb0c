"""A place for one worker process, and what is under way in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sourdine.pipeline.errors import StopJob
from sourdine.workers.archive.setup import Stop, Task

_BYTES_A_SECOND = 1000  # no codec for speech takes less, so that a file's size bounds how long it can be
_MUCH = 120_000_000  # bytes of PCM under way in a worker: an hour of stereo telephone sound
_DENSE = {".mp3": 10, ".ogg": 10, ".oga": 10, ".opus": 10, ".flac": 2}  # times smaller than PCM
_FALLS = 3  # deaths before a worker was ready, in a row


@dataclass(slots=True, eq=False)
class Flight:
    """A recording under way."""

    task: Task
    alone: bool
    began: float
    late: bool = False

    def overdue(self, now: float, limit: float) -> bool:
        """Whether it takes longer than ``limit`` seconds and four times what it can last."""
        return now - self.began > limit + 4 * self.task.source.size / _BYTES_A_SECOND


class Slot:
    """A worker that is started again when it dies. ``make`` starts a Ray actor that has `Hand`'s methods."""

    def __init__(self, make: Callable[[], Any], capacity: int) -> None:
        self.flying: dict[Any, Flight] = {}
        self.ready = False
        self._make, self._capacity, self._falls = make, capacity, 0
        self.start()

    def start(self) -> None:
        """Start a process; it takes work once `opened` was called."""
        self.actor = self._make()
        self.opening, self.ready = self.actor.open.remote(), False

    def opened(self, answer: Stop | None) -> None:
        """The process is ready, or says why it never will be. Raises `StopJob`."""
        if answer is not None:
            raise StopJob(answer.message)
        self.ready, self._falls = True, 0

    def fell(self) -> None:
        """The process died before it was ready. Raises `StopJob` if that happens again and again."""
        self._falls += 1
        if self._falls >= _FALLS:
            raise StopJob("a worker dies before it is ready: is there memory enough for the model?")
        self.start()

    @property
    def references(self) -> list[Any]:
        """What Ray is to wait for."""
        return list(self.flying) if self.ready else [self.opening]

    @property
    def is_free(self) -> bool:
        """Whether nothing is under way, so that a recording would be alone."""
        return self.ready and not self.flying

    @property
    def has_room(self) -> bool:
        """Whether another recording may join those under way."""
        crowded = len(self.flying) >= self._capacity or any(one.alone for one in self.flying.values())
        return self.ready and not crowded

    def has_room_for(self, task: Task) -> bool:
        """Whether this one may: long recordings are few at a time, so that memory lasts."""
        under_way = sum(weight(one.task) for one in self.flying.values())
        return self.has_room and (not self.flying or under_way + weight(task) <= _MUCH)

    def launch(self, task: Task, alone: bool = False) -> None:
        """Begin a recording, beside others or ``alone``."""
        self.flying[self.actor.process.remote(task)] = Flight(task, alone, time.monotonic())

    def clear(self) -> list[Flight]:
        """The process is dead: give what it had."""
        lost = list(self.flying.values())
        self.flying = {}
        return lost


def weight(task: Task) -> int:
    """About how many bytes of PCM a recording holds, by its size and its name's ending."""
    return task.source.size * _DENSE.get(PurePosixPath(task.source.name).suffix.lower(), 1)
