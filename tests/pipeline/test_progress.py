"""Progress: a bar on a terminal, plain lines elsewhere, names only where they were asked for."""

import io

import pytest
from rich.console import Console
from sourdine.pipeline.progress import JobProgress, clock_time, plural, sound_speed
from sourdine.pipeline.records import Outcome

NAME = "Canari_0612345678.wav"
PUBLISHED = Outcome("a" * 32, f"/calls/{NAME}", "published", seconds=1800.0, regions={"PERSON": 2, "AGE": 1})
REFUSED = Outcome("b" * 32, f"/calls/{NAME}", "refused", "consent_missing", "no consent record")
QUARANTINED = Outcome("c" * 32, f"/calls/{NAME}", "quarantined", "truncated", "cut off: 3 of [4] frames")
SKIPPED = Outcome("d" * 32, f"/calls/{NAME}", "skipped", seconds=60.0)
WARNED = Outcome("e" * 32, f"/calls/{NAME}", "published", seconds=60.0, warnings=("no voice on channel 2",))
ALL = [PUBLISHED, REFUSED, QUARANTINED, SKIPPED, WARNED]


def shown(outcomes: list[Outcome], *, terminal: bool, total: int | None = 5, names: bool = False) -> str:
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=100, color_system=None)
    times = iter([0.0, *[900.0] * 100])
    with JobProgress(total, show_names=names, console=console, clock=lambda: next(times)) as progress:
        for outcome in outcomes:
            progress.report(outcome)
    assert progress.outcomes == outcomes
    return output.getvalue()


def test_a_line_for_each_recording_where_nobody_watches() -> None:
    lines = shown(ALL, terminal=False).splitlines()
    assert lines == [
        f"[1/5] {'a' * 32}  published  30:00, 3 regions muted",
        f"[2/5] {'b' * 32}  refused  consent_missing: no consent record",
        f"[3/5] {'c' * 32}  quarantined  truncated: cut off: 3 of [4] frames",
        f"[4/5] {'d' * 32}  skipped",
        f"[5/5] {'e' * 32}  published  1:00, 0 regions muted  (no voice on channel 2)",
    ]


def test_a_terminal_shows_the_bar_and_what_failed() -> None:
    text = shown(ALL[:3], terminal=True)
    assert "3/5 recordings · 0.50 h of sound · 2.0 h per hour · 2 not published" in text
    assert "truncated: cut off: 3 of [4] frames" in text
    assert "30:00, 3 regions muted" not in text


@pytest.mark.parametrize("terminal", [True, False])
def test_file_names_are_shown_on_request_only(terminal: bool) -> None:
    assert "Canari" not in shown(ALL, terminal=terminal)
    assert NAME in shown(ALL, terminal=terminal, names=True)


def test_a_job_of_unknown_size() -> None:
    assert shown([SKIPPED], terminal=False, total=None).startswith("[1/?] ")
    assert " 1 recordings" in shown([PUBLISHED], terminal=True, total=None).replace("—", " ")


def test_what_was_skipped_does_not_count_as_speed() -> None:
    assert sound_speed([PUBLISHED, SKIPPED], 900.0) == (0.5, 2.0)
    assert sound_speed([], 0.0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (61, "1:01"), (3599.4, "59:59"), (3723, "1:02:03")]
)
def test_clock_time(seconds: float, text: str) -> None:
    assert clock_time(seconds) == text


def test_plural() -> None:
    assert [plural(count, "call") for count in (0, 1, 1200)] == ["0 calls", "1 call", "1,200 calls"]
