"""``sourdine consent``: what was agreed to, taken in, looked up, given and taken back."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.commands.journal import moment
from sourdine.pipeline.commands.redact import BASES
from sourdine.pipeline.commands.who import catalogue_arguments, who_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourdine.pipeline.permission import Change
    from sourdine.pipeline.removal import Removed

_TEXT = """\
What callers agreed to, refused and took back, by person or by call. The gate of
`redact` and `archive` asks it, beside the records that lie with the recordings;
the most restrictive wins.

  import    take in a table of records: CSV, JSON lines or Parquet
  show      the records of somebody or of a call, and what they allow now
  grant     somebody's new word, in the place of all earlier ones
  withdraw  nothing more is processed for a purpose, and published copies of it go
  receipt   a consent receipt to hand over (Kantara form, JSON)
  export    vCon lawful-basis attachments, or records that `import` takes
"""
_EXAMPLES = """\
  sourdine consent import consents.csv
  sourdine consent show --phone "06 12 34 56 78"
  sourdine consent grant --customer K-1042 --purpose quality --refuse training \\
      --by caller --channel spoken --wording 2026-01
  sourdine consent withdraw --phone - --purpose training
  sourdine consent receipt --email julie@example.com --out receipt.json
  sourdine consent export --call CALL --format vcon
"""


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(title="what to do", metavar="ACT", required=True)
    takes = acts.add_parser("import", help="take in a table of records")
    takes.add_argument("file", type=Path, metavar="FILE", help=".csv, .jsonl or .parquet")
    show = acts.add_parser("show", help="the records, and what they allow now")
    gives = acts.add_parser("grant", help="somebody's new word")
    _grant_arguments(gives)
    back = acts.add_parser("withdraw", help="take consent back")
    back.add_argument("--purpose", metavar="WORD", help="for this purpose alone (default: for every one)")
    receipt = acts.add_parser("receipt", help="a consent receipt to hand over")
    receipt.add_argument("--out", type=Path, metavar="FILE", help="where to (default: standard output)")
    export = acts.add_parser("export", help="records for other systems")
    export.add_argument("--format", choices=("vcon", "jsonl"), default="jsonl", help="(default: jsonl)")
    runs = {takes: _import, show: _show, gives: _grant, back: _withdraw, receipt: _receipt, export: _export}
    for sub, run_it in runs.items():
        if sub is not takes:
            who_arguments(sub)
        catalogue_arguments(sub)
        sub.set_defaults(act=run_it)
    show.add_argument("--json", action="store_true", help="one JSON object")


def _grant_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--purpose", action="append", default=[], metavar="WORD", help="agreed to (repeat)")
    parser.add_argument(
        "--refuse", action="append", default=[], metavar="WORD", help="not agreed to (repeat)"
    )
    parser.add_argument("--basis", choices=BASES, default="consent", help="GDPR art. 6(1) (default: consent)")
    parser.add_argument("--article-9", metavar="CONDITION", help="GDPR art. 9(2), where health is spoken of")
    parser.add_argument("--granted", type=moment, metavar="DATE", help="since when (default: now)")
    parser.add_argument("--expires", type=moment, metavar="DATE", help="until when")
    parser.add_argument("--by", metavar="WORD", help="who gave it: caller, representative …")
    parser.add_argument("--channel", metavar="WORD", help="where: spoken, web, paper …")
    parser.add_argument("--wording", metavar="VERSION", help="of the text that was read or shown")
    parser.add_argument(
        "--spoken", nargs=2, type=float, metavar=("START", "END"), help="seconds in the recording of the call"
    )


def run(args: Namespace) -> int:
    """Do one of them."""
    return int(args.act(args))


def _import(args: Namespace) -> int:
    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.consent_import import import_table
    from sourdine.pipeline.office import done
    from sourdine.pipeline.progress import plural

    catalogue, tenant = opened(args)
    result = import_table(catalogue, tenant, args.file)
    done(catalogue.keys, result.removed)
    for line, problem in result.problems:
        print(f"line {line}: {problem}", file=sys.stderr)
    print(
        f"{plural(result.taken, 'record')} taken in, {result.known} known before,"
        f" {len(result.problems)} not taken; {_removed(result.removed)}."
    )
    finished = not result.problems and all(one.outcome == "done" for one in result.removed)
    return Exit.OK if finished else Exit.NOT_ALL


def _show(args: Namespace) -> int:
    from sourdine.pipeline.commands.who import opened, party
    from sourdine.pipeline.consent_export import lines, shown

    catalogue, tenant = opened(args)
    found = shown(catalogue, party(args, tenant))
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(found)))
    return Exit.OK if found["people"] or found["records"] else Exit.NOT_ALL


def _grant(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.commands.who import opened, party
    from sourdine.pipeline.consent import granted_consent
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided, done
    from sourdine.pipeline.permission import give

    now = datetime.now(UTC)
    catalogue, tenant = opened(args)
    span = args.spoken or (None, None)
    consent = granted_consent(
        {
            "lawful_basis": args.basis,
            "purposes": dict.fromkeys(args.purpose, True) | dict.fromkeys(args.refuse, False),
            "granted": (args.granted or now).isoformat(),
            "expires": args.expires.isoformat() if args.expires else None,
            "article_9": args.article_9,
            "evidence": {
                "by": args.by,
                "channel": args.channel,
                "wording": args.wording,
                "start": span[0],
                "end": span[1],
            },
        }
    )
    change = give(catalogue, party(args, tenant), consent, "command", now)
    acts = [
        Act(actor(), "consent.grant", why=consent.lawful_basis, reference=one, tenant=tenant)
        for one in change.records
    ]
    decided(catalogue.keys, acts)
    done(catalogue.keys, change.removed)
    return _tell(change)


def _withdraw(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.commands.who import opened, party
    from sourdine.pipeline.consent import checked_purpose
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided, done
    from sourdine.pipeline.permission import take_back

    purpose = None if args.purpose is None else checked_purpose(args.purpose)
    catalogue, tenant = opened(args)
    about = party(args, tenant)
    change = take_back(catalogue, about, datetime.now(UTC), purpose)
    act = Act(
        actor(),
        "consent.withdraw",
        call=about.call or "",
        why=purpose or "",
        tenant=tenant,
        count=len(change.calls),
    )
    decided(catalogue.keys, [act])
    done(catalogue.keys, change.removed)
    return _tell(change)


def _receipt(args: Namespace) -> int:
    from sourdine.pipeline.commands.who import opened, party
    from sourdine.pipeline.consent_export import receipts

    catalogue, tenant = opened(args)
    found = receipts(catalogue, party(args, tenant))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if args.out is None:
        print(text)
    else:
        args.out.write_text(text + "\n", encoding="utf-8")
    return Exit.OK if found else Exit.NOT_ALL


def _export(args: Namespace) -> int:
    from sourdine.pipeline.commands.who import opened, party
    from sourdine.pipeline.consent_export import exported

    catalogue, tenant = opened(args)
    count = 0
    for one in exported(catalogue, party(args, tenant), args.format):
        print(json.dumps(one, ensure_ascii=False))
        count += 1
    return Exit.OK if count else Exit.NOT_ALL


def _tell(change: Change) -> int:
    from sourdine.pipeline.progress import plural

    people = plural(len(change.people), "person", "people") + ", " if change.people else ""
    print(f"{people}{plural(len(change.calls), 'call')}; {_removed(change.removed)}.")
    left = [one for one in change.removed if one.outcome != "done"]
    for one in left:
        print(f"sourdine: call {one.call}: {WHY[one.outcome]}", file=sys.stderr)
    return Exit.NOT_ALL if left else Exit.OK


WHY = {
    "held": "a legal hold keeps the copy; it is out of use, and goes when the hold is lifted",
    "frozen": "processing is restricted: the copy stays, out of use",
    "locked": "the store has locked the copy: run `sourdine retention purge` when the lock ends",
    "unreachable": "the store does not answer: run `sourdine retention purge` when it does",
}


def _removed(removed: Iterable[Removed]) -> str:
    from sourdine.pipeline.progress import plural

    count = sum(one.outcome == "done" for one in removed)
    return f"{plural(count, 'published copy', 'published copies')} removed"


COMMAND = Command(
    name="consent",
    summary="what callers agreed to: import, show, grant, withdraw, receipt, export",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
"""The subcommand."""
