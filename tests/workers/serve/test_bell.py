import os
import threading
import time
from multiprocessing import get_context

from sourdine.workers.serve.bell import Bell


def test_it_wakes_who_waits_and_rings_once() -> None:
    bell = Bell.new()
    threading.Timer(0.1, bell.ring).start()
    start = time.monotonic()
    bell.wait(30)
    assert time.monotonic() - start < 20
    start = time.monotonic()
    bell.wait(0.2)
    assert time.monotonic() - start >= 0.19


def test_one_that_rang_before_is_still_heard() -> None:
    bell = Bell.new()
    bell.ring()
    start = time.monotonic()
    bell.wait(30)
    assert time.monotonic() - start < 20


def test_ringing_never_waits() -> None:
    bell = Bell.new()
    for _ in range(100_000):  # more than a pipe holds
        bell.ring()
    bell.wait(0)


def _ring_and_die(bell: Bell) -> None:
    bell.ring()
    os._exit(1)


def test_it_goes_to_another_process_that_may_die() -> None:
    bell = Bell.new()
    other = get_context("spawn").Process(target=_ring_and_die, args=(bell,))
    other.start()
    start = time.monotonic()
    bell.wait(60)
    assert time.monotonic() - start < 50
    other.join()
    assert other.exitcode == 1
