"""The driver's rules, without Ray: what a worker may hold, and what is listed ahead."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.sources import Source
from sourdine.workers.archive.backlog import Backlog, Listed
from sourdine.workers.archive.driver import Driver
from sourdine.workers.archive.ears import in_pieces
from sourdine.workers.archive.setup import Stop, Task
from sourdine.workers.archive.slots import Flight, Slot, weight


class Remote:
    """Stands for an actor's method."""

    calls = 0

    def remote(self, *_: object) -> int:
        Remote.calls += 1
        return Remote.calls


class Actor:
    open, process = Remote(), Remote()


def task(size: int = 1000, name: str = "a.wav") -> Task:
    return Task(Source("file", f"/calls/{name}", size), "a" * 32)


def ready(capacity: int = 3) -> Slot:
    slot = Slot(Actor, capacity)
    assert not slot.has_room and slot.references == [slot.opening]
    slot.opened(None)
    return slot


def test_a_slot_holds_some_or_one_alone() -> None:
    slot = ready()
    assert slot.is_free
    for _ in range(3):
        assert slot.has_room_for(task())
        slot.launch(task())
    assert not slot.has_room and len(slot.references) == 3
    lost = slot.clear()
    assert [one.alone for one in lost] == [False] * 3 and slot.is_free
    slot.launch(task(), alone=True)
    assert not slot.has_room and not slot.is_free


def test_long_recordings_are_few_at_a_time() -> None:
    slot = ready()
    huge = task(10**9)
    assert slot.has_room_for(huge)  # nothing else is under way
    slot.launch(task(100_000_000))
    assert slot.has_room_for(task(10_000_000)) and not slot.has_room_for(task(30_000_000))
    assert not slot.has_room_for(task(3_000_000, "a.OPUS"))
    assert weight(task(5, "a.mp3")) == 50


def test_a_worker_that_dies_again_and_again_before_it_is_ready_ends_the_job() -> None:
    slot = Slot(Actor, 1)
    slot.fell()
    slot.opened(None)
    slot.fell()
    slot.fell()
    with pytest.raises(StopJob, match="memory"):
        slot.fell()
    with pytest.raises(StopJob, match="no model"):
        slot.opened(Stop("no model"))


def test_a_recording_may_take_as_long_as_its_size_allows() -> None:
    flight = Flight(task(1_000_000), False, began=100.0)
    assert not flight.overdue(100.0 + 3600 + 3999, 3600.0)
    assert flight.overdue(100.0 + 3600 + 4001, 3600.0)


class Few:
    """A ledger of some recordings, all listed."""

    finished = False

    def __init__(self, count: int) -> None:
        self.tasks = [task() for _ in range(count)]

    @property
    def waiting(self) -> int:
        return len(self.tasks)

    def take(self) -> Task | None:
        return self.tasks.pop() if self.tasks else None

    def landed(self, task: Task, answer: object) -> None: ...

    def gave_up(self, task: Task, message: str, reason: object) -> None: ...


def test_the_last_recordings_are_shared_out() -> None:
    """The first worker that is ready leaves some to those that begin a moment later."""
    slots, ledger = [ready(6), Slot(Actor, 6)], Few(4)
    driver = Driver(slots, ledger, 3, 3600.0)
    driver._feed()
    assert [len(one.flying) for one in slots] == [2, 0]
    slots[1].opened(None)
    driver._feed()
    assert [len(one.flying) for one in slots] == [2, 2]
    assert ledger.waiting == 0


def test_a_worker_that_is_not_there_for_long_is_not_waited_for() -> None:
    slots, ledger = [ready(6), Slot(Actor, 6)], Few(4)
    driver = Driver(slots, ledger, 3, 3600.0)
    driver._began -= 120
    driver._feed()
    assert [len(one.flying) for one in slots] == [4, 0]


def test_one_recording_goes_to_the_worker_that_is_ready() -> None:
    slots, ledger = [ready(6), *(Slot(Actor, 6) for _ in range(63))], Few(1)
    Driver(slots, ledger, 3, 3600.0)._feed()
    assert len(slots[0].flying) == 1


def listing(count: int, error: BaseException | None = None) -> Iterator[Listed]:
    for number in range(count):
        yield Listed(Task(Source("file", f"/calls/{number}.wav", 10), f"{number}"), number % 2 == 0)
    if error is not None:
        raise error


def taken(backlog: Backlog) -> list[str]:
    calls = []
    while not backlog.empty:
        one = backlog.take()
        if one is None:
            time.sleep(0.01)
        else:
            calls.append(one.task.call)
    return calls


@pytest.mark.parametrize("count", [0, 1, 15, 16, 300, 2000])
def test_everything_listed_is_taken_once_in_order(count: int) -> None:
    backlog = Backlog(listing(count))
    assert taken(backlog) == [str(number) for number in range(count)]
    assert (backlog.listed, backlog.left, backlog.bytes_left) == (count, count // 2, 10 * (count // 2))
    assert backlog.complete and backlog.take() is None
    backlog.close()


def test_a_listing_that_breaks_off_is_told_when_what_it_gave_is_taken() -> None:
    backlog = Backlog(listing(32, StopJob("the store is gone")))
    with pytest.raises(StopJob, match="gone"):
        backlog.wait()
    for _ in range(32):
        assert backlog.take() is not None
    with pytest.raises(StopJob, match="gone"):
        _ = backlog.empty
    backlog.close()


def test_windows_travel_in_bounded_pieces() -> None:
    import numpy as np

    windows: list[Any] = [np.zeros(size, np.float32) for size in (10, 20, 30, 200, 5, 5)]
    pieces = in_pieces(windows, 4 * 60)
    assert [[len(one) for one in piece] for piece in pieces] == [[10, 20, 30], [200], [5, 5]]
    assert in_pieces([], 100) == []
