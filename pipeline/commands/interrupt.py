"""Ctrl-C and polite kills that are never lost."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """Ctrl-C and SIGTERM raise `KeyboardInterrupt` in the block; temporary files go, what is done is told.

    Python drops what a signal raises inside a ``__del__`` or a callback from C, and the work would go on.
    So this gives a function to call between recordings, which raises what was dropped.
    """
    asked = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    def check() -> None:
        if asked:
            raise KeyboardInterrupt

    with _handling(interrupt):
        yield check


@contextmanager
def draining() -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C or SIGTERM asks the block to finish what it has begun, the next one interrupts it.

    Gives a function that says whether the block was asked; it also raises what Python dropped.
    """
    asked = 0

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise KeyboardInterrupt

    def is_draining() -> bool:
        if asked > 1:
            raise KeyboardInterrupt
        return asked > 0

    with _handling(interrupt):
        yield is_draining


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
