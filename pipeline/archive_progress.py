"""Telling people how an archive job goes: a bar on a terminal, a line now and then elsewhere.

Nothing is kept of an outcome but sums. What did not go through is told at once, by its call id, and by its
file name only where the user asked for that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from sourdine.pipeline.progress import Shown, clock_time
from sourdine.pipeline.summary import Tally

if TYPE_CHECKING:
    from sourdine.pipeline.records import Outcome

_DONE = ("published", "skipped")
_LINE_EVERY = 30.0  # seconds, where there is no terminal
_TOLD = 1000  # recordings that are told one by one; the report holds them all


class ArchiveProgress(Shown):
    """Follows a job. A context manager."""

    def __init__(
        self,
        *,
        show_names: bool = False,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(show_names=show_names, console=console, clock=clock)
        self.tally = Tally()
        self._told = self._start
        self._listed, self._left, self._bytes, self._complete = 0, 0, 0, False
        self._bytes_done = 0

    def report(self, outcome: Outcome, size: int) -> None:
        """Take the next outcome; ``size`` of its file in bytes."""
        self.tally.add(outcome)
        if outcome.state != "skipped":
            self._bytes_done += size
        if outcome.state not in _DONE and self.tally.failed <= _TOLD:
            self._console.print(self._row(outcome), soft_wrap=True, highlight=False)

    def look(self, listed: int, left: int, bytes_left: int, complete: bool) -> None:
        """What is listed so far, and what of it was left to do when the job began."""
        self._listed, self._left, self._bytes, self._complete = listed, left, bytes_left, complete
        if self._bar is not None:
            total = bytes_left if complete else None
            self._bar.update(self._task, completed=self._bytes_done, total=total, description=self.line())
        elif self._clock() - self._told >= _LINE_EVERY:
            self._told = self._clock()
            self._console.print(self.line(), soft_wrap=True, highlight=False)

    def draining(self) -> None:
        """The user wants to stop."""
        self._console.print("finishing what is under way; once more Ctrl-C stops at once", highlight=False)

    def line(self) -> str:
        """The state of the job in a line."""
        tally, elapsed = self.tally, self.elapsed
        speed = tally.seconds / elapsed if elapsed > 0 else 0.0
        total = f"{self._listed:,}" if self._complete else f"{self._listed:,}…"
        parts = [f"{tally.calls:,}/{total} recordings", f"{tally.seconds / 3600:,.2f} h of sound"]
        parts.append(f"{speed:,.1f} h per hour")
        if (left := self.seconds_left()) is not None:
            parts.append(f"{clock_time(left)} left")
        if tally.failed:
            parts.append(f"[red]{tally.failed:,} not published[/]")
        return " · ".join(parts)

    def seconds_left(self) -> float | None:
        """How long what is left will take, by the bytes done; None where nothing tells yet."""
        if not self._complete or not self._bytes_done or self._bytes <= self._bytes_done:
            return None
        return self.elapsed * (self._bytes - self._bytes_done) / self._bytes_done

    def _row(self, outcome: Outcome) -> str:
        colour = "yellow" if outcome.state == "refused" else "red"
        row = f"{outcome.call_id}  [{colour}]{outcome.state}[/]  {escape(outcome.reason)}: "
        row += escape(outcome.message)
        if self._show_names:
            row += f"  [dim]{escape(PurePosixPath(outcome.source).name)}[/]"
        return row
