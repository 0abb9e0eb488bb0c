"""What a job came to: the table for people and the object for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from rich import box
from rich.table import Table
from sourdine.pipeline.progress import clock_time, plural, sound_speed
from sourdine.pipeline.records import Outcome, State

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Totals:
    """A job in numbers. ``seconds`` of sound (without skipped calls), ``elapsed`` of time."""

    calls: int
    states: Mapping[State, int]
    seconds: float
    elapsed: float
    regions: Mapping[str, int]  # by entity
    reasons: Mapping[str, int]  # why calls were not published

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], elapsed: float) -> Totals:
        """Add up outcomes."""
        states = Counter(one.state for one in outcomes)
        regions: Counter[str] = Counter()
        for one in outcomes:
            regions.update(one.regions)
        return cls(
            calls=len(outcomes),
            states={state: states[state] for state in STATES},
            seconds=sum(one.seconds for one in outcomes if one.state != "skipped"),
            elapsed=elapsed,
            regions=dict(regions.most_common()),
            reasons=dict(Counter(one.reason for one in outcomes if one.reason).most_common()),
        )

    @property
    def complete(self) -> bool:
        """Whether every call is where it should be: published now or before."""
        return self.states["published"] + self.states["skipped"] == self.calls


def as_json(outcomes: Sequence[Outcome], totals: Totals, stopped: str | None) -> dict[str, Any]:
    """The report of ``--json``; ``stopped`` says why a job ended early. ``source`` is as listed."""
    numbers = {key: value for key, value in asdict(totals).items() if key != "states"}
    rounded = {key: round(numbers[key], 3) for key in ("seconds", "elapsed")}
    return {
        "calls": [_call(one) for one in outcomes],
        "totals": {**numbers, **totals.states, **rounded},
        "stopped": stopped,
    }


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


def table(outcomes: Sequence[Outcome], totals: Totals) -> Table:
    """The summary at the end of a job."""
    grid = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    grid.add_row("recordings", _states(totals))
    if totals.calls > totals.states["skipped"]:
        hours, speed = sound_speed(list(outcomes), totals.elapsed)
        took = f"{clock_time(totals.seconds)} ({hours:.2f} h) in {clock_time(totals.elapsed)}"
        grid.add_row("sound", f"{took}: {speed:.1f} hours per hour")
        grid.add_row("muted", _counts(totals.regions) or "nothing")
    if totals.reasons:
        grid.add_row("not published", _counts(totals.reasons))
    if warned := sum(bool(one.warnings) for one in outcomes):
        grid.add_row("with warnings", str(warned))
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
