"""A bell between the processes of a server: something has come into the queue.

It only saves the wait until a worker looks again; whoever does not hear it, on another machine for one,
looks a moment later anyway. A pipe, because a process that is killed leaves nothing locked in one.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True)
class Bell:
    """Both ends; it goes to a process that is started as multiprocessing's connections do."""

    ears: Connection
    hand: Connection

    @classmethod
    def new(cls) -> Bell:
        """One for this process and those it starts."""
        from multiprocessing import get_context

        return cls(*get_context("spawn").Pipe(duplex=False))

    def ring(self) -> None:
        """Wake who waits; never waits itself."""
        os.set_blocking(self.hand.fileno(), False)
        with suppress(BlockingIOError, BrokenPipeError):  # it rings already, or nobody is left to hear it
            os.write(self.hand.fileno(), b"\0")

    def wait(self, seconds: float) -> None:
        """Until it rings, ``seconds`` at most. Any number of threads and processes may wait."""
        if self.ears.poll(seconds):
            os.set_blocking(self.ears.fileno(), False)
            with suppress(BlockingIOError):  # somebody else was faster; both look
                os.read(self.ears.fileno(), 1 << 16)
