"""``sourdine archive``: what `redact` does, for whole archives, spread over cores and GPUs by Ray."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.commands.redact import job_arguments, job_of

if TYPE_CHECKING:
    from sourdine.pipeline.archive_progress import ArchiveProgress
    from sourdine.workers.archive.job import Ending
    from sourdine.workers.archive.setup import ArchiveJob

_TEXT = """\
Makes safe copies of a whole archive: the same steps as `sourdine redact`, on
every core of this machine or on a Ray cluster, with the speech of many calls
recognised at once.

The job lists what is there, leaves out what is published, and does the rest.
Kill it, start it again, or run it twice at once: every recording ends up
published once or set aside with a reason. One that takes its worker down is
tried again alone and set aside after three times. Ctrl-C finishes what is under
way, a second one stops at once. A report (rows, sums and a page with plots, no
names) is written below DEST/jobs/.
"""
_EXAMPLES = """\
  sourdine archive recordings/ --out safe/ --model small --lawful-basis contract
  sourdine archive s3://calls --out s3://safe --config archive-s3 --dry-run
  sourdine archive s3://calls --out s3://safe --config archive-s3
  sourdine archive calls.jsonl --manifest --out safe/ --model small
  sourdine archive s3://calls --out s3://safe --model small --address ray:6379
"""


def _arguments(parser: ArgumentParser) -> None:
    job_arguments(parser)
    parser.add_argument(
        "--manifest",
        action="store_true",
        help="SOURCE is a table (CSV, JSON lines or Parquet) with a column `source` of recordings, and if"
        " you like the fields of their consent records",
    )
    parser.add_argument("--address", metavar="HOST:PORT", help="a Ray cluster (default: this machine alone)")
    parser.add_argument(
        "--workers", type=_count, metavar="N", help="worker processes (default: one for every core)"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="try out some recordings, publish nothing, and tell how much there is to do and how long it"
        " will take",
    )
    parser.add_argument(
        "--price", type=float, metavar="P", help="of a worker for an hour, for --dry-run to tell the cost"
    )


def _run(args: Namespace) -> int:
    """Do all that is left; 0 only if every recording was published, now or before."""
    from sourdine.workers.archive.setup import ArchiveJob

    job = ArchiveJob(job_of(args), args.manifest, args.address, args.workers)
    if args.dry_run:
        return _estimate(job, args.price, args.json)
    return _archive(job, args.json, args.show_names)


def _archive(job: ArchiveJob, as_json: bool, show_names: bool) -> int:
    from sourdine.pipeline.archive_progress import ArchiveProgress
    from sourdine.pipeline.commands.interrupt import draining
    from sourdine.workers.archive.job import Ending, run_archive

    told = False
    with ArchiveProgress(show_names=show_names) as progress, draining() as asked:

        def is_draining() -> bool:
            nonlocal told
            if asked() and not told:
                told = True
                progress.draining()
            return told

        try:
            ending = run_archive(job, progress, is_draining)
        except KeyboardInterrupt:
            ending = Ending(False, "jobs", None)
    return _tell(progress, ending, job.job.destination, as_json, show_names)


def _tell(
    progress: ArchiveProgress, ending: Ending, destination: str, as_json: bool, show_names: bool
) -> int:
    from rich.console import Console
    from sourdine.pipeline import summary

    totals = progress.tally.totals(progress.elapsed)
    report = f"{destination.rstrip('/')}/{ending.report}"
    if as_json:
        told = {"totals": summary.numbers(totals), "stopped": ending.stopped, "report": report}
        print(json.dumps(told, ensure_ascii=False))
    else:
        console = Console(highlight=False)
        console.print(summary.table(totals))
        for line in summary.ending(totals, destination, show_names):
            console.print(line, markup=False, soft_wrap=True)
        console.print(f"The report is in {report}.", markup=False, soft_wrap=True)
    if ending.stopped is not None:
        print(f"sourdine: {ending.stopped}", file=sys.stderr)
        return Exit.STOPPED
    if not ending.finished:
        print("sourdine: interrupted; the same command goes on from there", file=sys.stderr)
        return Exit.INTERRUPTED
    return Exit.OK if totals.complete else Exit.NOT_ALL


def _estimate(job: ArchiveJob, price: float | None, as_json: bool) -> int:
    from dataclasses import asdict

    from sourdine.workers.archive.estimate import estimate, lines

    found = estimate(job, price)
    if as_json:
        print(json.dumps(asdict(found)))
    else:
        print("\n".join(lines(found)))
    return Exit.OK


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count


COMMAND = Command(
    name="archive",
    summary="make safe copies of a whole archive on Ray, resumable",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=_run,
)
