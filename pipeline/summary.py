"""What a job came to: the table for people and the object for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from rich import box
from rich.table import Table
from sourdine.pipeline.progress import clock_time, plural
from sourdine.pipeline.records import Outcome, State

STATES: tuple[State, ...] = get_args(State)


class Tally:
    """Adds up outcomes one by one and keeps none of them."""

    def __init__(self) -> None:
        self.calls = self.warned = 0
        self.seconds = 0.0  # of sound, without skipped calls
        self.states: Counter[State] = Counter()
        self.regions: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Count the next outcome."""
        self.calls += 1
        self.warned += bool(outcome.warnings)
        self.states[outcome.state] += 1
        self.regions.update(outcome.regions)
        if outcome.reason:
            self.reasons[outcome.reason] += 1
        if outcome.state != "skipped":
            self.seconds += outcome.seconds

    @property
    def failed(self) -> int:
        """How many were not published."""
        return self.calls - self.states["published"] - self.states["skipped"]

    def totals(self, elapsed: float) -> Totals:
        """The sums until now."""
        return Totals(
            calls=self.calls,
            states={state: self.states[state] for state in STATES},
            seconds=self.seconds,
            elapsed=elapsed,
            regions=dict(self.regions.most_common()),
            reasons=dict(self.reasons.most_common()),
            warned=self.warned,
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """A job in numbers. ``seconds`` of sound (without skipped calls), ``elapsed`` of time."""

    calls: int
    states: Mapping[State, int]
    seconds: float
    elapsed: float
    regions: Mapping[str, int]  # by entity
    reasons: Mapping[str, int]  # why calls were not published
    warned: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome], elapsed: float) -> Totals:
        """Add up outcomes."""
        tally = Tally()
        for one in outcomes:
            tally.add(one)
        return tally.totals(elapsed)

    @property
    def speed(self) -> float:
        """Hours of sound per hour."""
        return self.seconds / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def complete(self) -> bool:
        """Whether every call is where it should be: published now or before."""
        return self.states["published"] + self.states["skipped"] == self.calls


def as_json(outcomes: Sequence[Outcome], totals: Totals, stopped: str | None) -> dict[str, Any]:
    """The report of ``--json``; ``stopped`` says why a job ended early. ``source`` is as listed."""
    return {
        "calls": [_call(one) for one in outcomes],
        "totals": numbers(totals),
        "stopped": stopped,
    }


def numbers(totals: Totals) -> dict[str, Any]:
    """Totals for machines, a state beside the other."""
    fields = {key: value for key, value in asdict(totals).items() if key not in ("states", "warned")}
    rounded = {key: round(fields[key], 3) for key in ("seconds", "elapsed")}
    by_state: dict[str, Any] = {str(state): count for state, count in totals.states.items()}
    return fields | by_state | rounded


def _call(outcome: Outcome) -> dict[str, Any]:
    return {
        "source": outcome.source,
        "call_id": outcome.call_id,
        "state": outcome.state,
        "reason": outcome.reason,
        "message": outcome.message,
        "seconds": round(outcome.seconds, 3),
        "regions": dict(outcome.regions),
        "warnings": list(outcome.warnings),
    }


def table(totals: Totals) -> Table:
    """The summary at the end of a job."""
    grid = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    grid.add_row("recordings", _states(totals))
    if totals.calls > totals.states["skipped"]:
        hours = totals.seconds / 3600
        took = f"{clock_time(totals.seconds)} ({hours:.2f} h) in {clock_time(totals.elapsed)}"
        grid.add_row("sound", f"{took}: {totals.speed:.1f} hours per hour")
        grid.add_row("muted", _counts(totals.regions) or "nothing")
    if totals.reasons:
        grid.add_row("not published", _counts(totals.reasons))
    if totals.warned:
        grid.add_row("with warnings", f"{totals.warned:,}")
    return grid


def _states(totals: Totals) -> str:
    names = {"skipped": "published before"}
    parts = [f"{count:,} {names.get(state, state)}" for state, count in totals.states.items() if count]
    return f"{totals.calls:,}: {', '.join(parts)}" if parts else "none found"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def ending(totals: Totals, destination: str, show_names: bool) -> list[str]:
    """What to do next, in a line or two."""
    lines = []
    if totals.states["published"] + totals.states["skipped"]:
        lines.append(f"Safe copies are in {destination}, a folder per call.")
    if aside := totals.states["quarantined"]:
        lines.append(f"{plural(aside, 'recording')} set aside, see {destination.rstrip('/')}/quarantine.")
    if again := totals.states["failed"]:
        lines.append(f"{plural(again, 'recording')} failed for now: run the same command again.")
    if not totals.complete and not show_names:
        lines.append("Add --show-names to see which files these are.")
    return lines
