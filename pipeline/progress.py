"""Telling people how a job goes: a bar on a terminal, plain lines elsewhere, always on stderr.

File names may hold personal data: a recording is named by its place in the list and its call id, and by
its file name only where the user asked for that.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

if TYPE_CHECKING:
    from sourdine.pipeline.records import Outcome

_DONE = ("published", "skipped")


class Shown(ABC):
    """A job that is shown while it runs: on a terminal by a bar, which leaves with the job."""

    def __init__(
        self,
        total: int | None = None,
        *,
        show_names: bool = False,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._show_names, self._clock = total, show_names, clock
        self._console = console or Console(stderr=True)
        self._start = clock()
        self._bar: Progress | None = None
        self._task = TaskID(0)

    @abstractmethod
    def line(self) -> str:
        """The state of the job in a line."""

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            columns = (SpinnerColumn(), BarColumn(bar_width=24), TextColumn("{task.description}"))
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._task = self._bar.add_task(self.line(), total=self._total)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    @property
    def elapsed(self) -> float:
        """Seconds since the job began."""
        return self._clock() - self._start


class JobProgress(Shown):
    """Shows every outcome as it comes, and keeps them: what an interrupted job did is here.

    A context manager; ``total`` is the number of recordings, or None where it is not known.
    """

    def __init__(
        self,
        total: int | None,
        *,
        show_names: bool = False,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(total, show_names=show_names, console=console, clock=clock)
        self.outcomes: list[Outcome] = []

    def report(self, outcome: Outcome) -> None:
        """Take the next outcome; what did not go through is told at once."""
        self.outcomes.append(outcome)
        if self._bar is None or outcome.state not in _DONE:
            self._console.print(self._row(outcome), soft_wrap=True, highlight=False)
        if self._bar is not None:
            self._bar.update(self._task, completed=len(self.outcomes), description=self.line())

    def _row(self, outcome: Outcome) -> str:
        number, total = len(self.outcomes), self._total or "?"
        colour = "green" if outcome.state in _DONE else "yellow" if outcome.state == "refused" else "red"
        row = f"\\[{number}/{total}] {outcome.call_id}  [{colour}]{outcome.state}[/]"
        if outcome.state not in _DONE:
            row += f"  {escape(outcome.reason)}: {escape(outcome.message)}"
        elif outcome.state == "published":
            count = sum(outcome.regions.values())
            row += f"  {clock_time(outcome.seconds)}, {plural(count, 'region')} muted"
        for warning in outcome.warnings:
            row += f"  ({escape(warning)})"
        if self._show_names:
            row += f"  [dim]{escape(PurePosixPath(outcome.source).name)}[/]"
        return row

    def line(self) -> str:
        """The state of the job in a line."""
        total = "" if self._total is None else f"/{self._total}"
        failed = sum(one.state not in _DONE for one in self.outcomes)
        hours, speed = sound_speed(self.outcomes, self.elapsed)
        line = f"{len(self.outcomes)}{total} recordings · {hours:.2f} h of sound · {speed:.1f} h per hour"
        return line + (f" · [red]{failed} not published[/]" if failed else "")


def sound_speed(outcomes: list[Outcome], elapsed: float) -> tuple[float, float]:
    """Hours of sound done, and hours of sound per hour; ``elapsed`` in seconds.

    What was skipped took no time and does not count.
    """
    hours = sum(one.seconds for one in outcomes if one.state != "skipped") / 3600
    return hours, hours * 3600 / elapsed if elapsed > 0 else 0.0


def clock_time(seconds: float) -> str:
    """Seconds as people write them: "0:41", "1:02:03"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def plural(count: int, what: str, many: str = "") -> str:
    """A count with its noun: "1 region", "2 regions"; ``many`` where it is not one with an s."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {many or what + 's'}"
