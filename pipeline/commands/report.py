"""``sourdine report``: documents for the data protection officer, from what there is."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.commands.journal import moment
from sourdine.pipeline.commands.who import catalogue_arguments
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.catalogue import Catalogue
    from sourdine.pipeline.reports import Report
    from sourdine.pipeline.settings import Settings

_TEXT = """\
Documents that a data protection officer must have, made from the actual settings
and the catalogue: a PDF, a page (.html), or JSON, by the name of the file.

  article-30        the record of processing activities of a tenant
  breach            who and what is concerned by exposed calls, and the 72 hours
  subject-requests  what was asked, and answered in time or not
"""
_EXAMPLES = """\
  sourdine report article-30 --out record.pdf --config ours.yaml
  sourdine report breach --calls calls.txt --exposed originals \\
      --known 2026-03-02T08:00:00+01:00 --out breach.pdf
  sourdine report breach --dest safe/ --exposed copies --out breach.html
  sourdine report subject-requests --since 2026-01-01 --out requests.json
"""


def _arguments(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(title="which", metavar="REPORT", required=True)
    record = kinds.add_parser("article-30", help="the record of processing activities")
    exposed = kinds.add_parser("breach", help="who and what is concerned by exposed calls")
    asked = kinds.add_parser("subject-requests", help="what was asked, and answered in time or not")
    which = exposed.add_mutually_exclusive_group(required=True)
    which.add_argument("--calls", type=Path, metavar="FILE", help="ids of calls, one a line")
    which.add_argument("--dest", metavar="DEST", help="every call that is published there")
    exposed.add_argument(
        "--exposed",
        choices=("copies", "originals", "vault"),
        required=True,
        help="what of them was read, taken or lost",
    )
    exposed.add_argument("--known", type=moment, metavar="DATE", help="since when it is known (default: now)")
    asked.add_argument("--since", type=moment, metavar="DATE", help="received from then on")
    asked.add_argument("--until", type=moment, metavar="DATE", help="received before then")
    for sub, run_it in ((record, _record), (exposed, _breach), (asked, _requests)):
        sub.add_argument("--out", type=Path, required=True, metavar="FILE", help=".pdf, .html or .json")
        catalogue_arguments(sub)
        sub.set_defaults(act=run_it)


def run(args: Namespace) -> int:
    """Make one of them."""
    if args.out.suffix.lower() not in (".pdf", ".html", ".json"):
        raise StopJob("a report is a .pdf, .html or .json file")
    return int(args.act(args))


def _record(args: Namespace) -> int:
    from sourdine.pipeline.reports import article_30

    catalogue, tenant, settings = _opened(args)
    return _write(args, catalogue, tenant, article_30(catalogue, tenant, settings, datetime.now(UTC)))


def _breach(args: Namespace) -> int:
    from sourdine.pipeline.reports.breach import breach, calls_at
    from sourdine.pipeline.storage import open_storage

    catalogue, tenant, _ = _opened(args)
    now = datetime.now(UTC)
    if args.dest is not None:
        ids = calls_at(catalogue, tenant, open_storage(args.dest).address)
    else:
        try:
            ids = list(dict.fromkeys(args.calls.read_text(encoding="utf-8").split()))
        except (OSError, UnicodeDecodeError) as error:
            raise StopJob(f"the list of calls cannot be read ({type(error).__name__})") from None
    made = breach(catalogue, tenant, ids, args.exposed, args.known or now, now)
    return _write(args, catalogue, tenant, made)


def _requests(args: Namespace) -> int:
    from sourdine.pipeline.reports import subject_requests

    catalogue, tenant, _ = _opened(args)
    made = subject_requests(catalogue, tenant, datetime.now(UTC), args.since, args.until)
    return _write(args, catalogue, tenant, made)


def _opened(args: Namespace) -> tuple[Catalogue, str, Settings]:
    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.settings_file import load_settings

    return *opened(args), load_settings(args.config)


def _write(args: Namespace, catalogue: Catalogue, tenant: str, report: Report) -> int:
    from sourdine.pipeline.documents import as_html, as_pdf
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided

    match args.out.suffix.lower():
        case ".pdf":
            data = as_pdf(report.document)
        case ".html":
            data = as_html(report.document)
        case _:
            data = json.dumps(report.content, ensure_ascii=False, indent=1).encode() + b"\n"
    try:
        args.out.write_bytes(data)
    except OSError as error:
        raise StopJob(f"the report cannot be written ({type(error).__name__})") from None
    decided(catalogue.keys, [Act(actor(), "report.make", tenant=tenant)])
    print(f"{args.out} is written.")
    return Exit.OK


COMMAND = Command(
    name="report",
    summary="documents: record of processing, breach, requests of data subjects",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
