"""Running a job for a person at a terminal or for a machine: progress, summary, exit code."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Exit
from sourdine.pipeline.commands.interrupt import interruptible
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.progress import JobProgress
    from sourdine.pipeline.records import Outcome
    from sourdine.workers.local import Job

_INTERRUPTED = "interrupted; what is done is done, and the same command goes on from there"


@dataclass(frozen=True, slots=True)
class JobResult:
    """How a job ended, and every outcome there was until then."""

    code: Exit
    outcomes: tuple[Outcome, ...]


def run_job(job: Job, *, as_json: bool = False, show_names: bool = False) -> JobResult:
    """Run a job in this process and tell what came of it, also where it had to stop half-way."""
    from sourdine.pipeline.progress import JobProgress
    from sourdine.workers import local

    code, stopped = Exit.OK, None
    with interruptible() as check, JobProgress(count(job), show_names=show_names) as progress:

        def report(outcome: Outcome) -> None:
            progress.report(outcome)
            check()

        try:
            local.run(job, report)
        except StopJob as error:
            code, stopped = Exit.STOPPED, str(error)
        except KeyboardInterrupt:
            code, stopped = Exit.INTERRUPTED, _INTERRUPTED
    complete = _tell(progress, job.destination, stopped, as_json, show_names)
    if stopped is not None:
        print(f"sourdine: {stopped}", file=sys.stderr)
    elif not complete:
        code = Exit.NOT_ALL
    return JobResult(code, tuple(progress.outcomes))


def count(job: Job) -> int | None:
    """How many recordings there are; None for a bucket, where counting costs as much as listing.

    Raises `StopJob` for a source that is not there.
    """
    from sourdine.pipeline.sources import find_sources
    from sourdine.pipeline.storage import is_s3

    if any(is_s3(source) for source in job.sources):
        return None
    return sum(1 for _ in find_sources(job.sources, job.destination))


def _tell(
    progress: JobProgress, destination: str, stopped: str | None, as_json: bool, show_names: bool
) -> bool:
    """Print the report; says whether every call went through."""
    from rich.console import Console
    from sourdine.pipeline import summary

    totals = summary.Totals.of(progress.outcomes, progress.elapsed)
    if as_json:
        print(json.dumps(summary.as_json(progress.outcomes, totals, stopped), ensure_ascii=False))
    elif progress.outcomes or stopped is None:
        console = Console(highlight=False)
        console.print(summary.table(totals))
        for line in summary.ending(totals, destination, show_names):
            console.print(line, markup=False, soft_wrap=True)
    return totals.complete
