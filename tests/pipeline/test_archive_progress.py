"""What people see of an archive job."""

import io

from rich.console import Console
from sourdine.pipeline.archive_progress import ArchiveProgress
from sourdine.pipeline.records import Outcome

DONE = Outcome("a" * 32, "/calls/Canari.wav", "published", seconds=1800.0)
BAD = Outcome("b" * 32, "/calls/Canari [2].wav", "quarantined", "damaged", "cut off", 10.0)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def follow(terminal: bool = False, show_names: bool = False) -> tuple[ArchiveProgress, io.StringIO, Clock]:
    out, clock = io.StringIO(), Clock()
    console = Console(file=out, width=200, force_terminal=terminal)
    return ArchiveProgress(show_names=show_names, console=console, clock=clock), out, clock


def test_the_line_tells_what_is_done_and_left() -> None:
    progress, _, clock = follow()
    clock.now = 900.0
    progress.look(3, 2, 3000, False)
    progress.report(Outcome("c" * 32, "x", "skipped"), 5000)
    progress.report(DONE, 1000)
    assert progress.line() == "2/3… recordings · 0.50 h of sound · 2.0 h per hour"
    assert progress.seconds_left() is None  # not everything is listed
    progress.look(4, 3, 4000, True)
    assert progress.seconds_left() == 2700.0
    progress.report(BAD, 1000)
    assert progress.line().endswith("15:00 left · [red]1 not published[/]")


def test_what_went_wrong_is_told_at_once_without_names() -> None:
    progress, out, _ = follow()
    with progress:
        progress.report(DONE, 10)
        progress.report(BAD, 10)
    assert out.getvalue() == f"{'b' * 32}  quarantined  damaged: cut off\n"
    progress, out, _ = follow(show_names=True)
    progress.report(BAD, 10)
    assert "Canari [2].wav" in out.getvalue()


def test_without_a_terminal_there_is_a_line_now_and_then() -> None:
    progress, out, clock = follow()
    with progress:
        for second in range(100):
            clock.now = float(second)
            progress.look(5, 5, 100, True)
    assert len(out.getvalue().splitlines()) == 3


def test_on_a_terminal_there_is_a_bar() -> None:
    progress, out, clock = follow(terminal=True)
    with progress:
        clock.now = 10.0
        progress.report(DONE, 50)
        progress.look(5, 5, 100, True)
        progress.draining()
    assert "recordings" in out.getvalue() and "once more" in out.getvalue()
