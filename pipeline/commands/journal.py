"""``sourdine journal``: what was done to whose calls, and the proof that nobody changed the record of it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.journal import Journal

_TEXT = """\
Every act on personal data is written down in the journal of the destination:
who, what, which call, why, when, what came of it; never what was said. Its
blocks are chained and signed, so that whatever is changed, taken out, moved or
cut off shows.

  show        print the acts
  verify      check the whole chain; exit code 1 if anything is wrong
  export      JSON, a page to read, public key and checkpoint, for an authority
  checkpoint  sign what the end is now; in other hands it proves a later cut
  prune       forget the oldest acts; the proof of the others stays whole
"""
_EXAMPLES = """\
  sourdine journal show safe/ --what subject
  sourdine journal verify safe/ --checkpoint from-the-auditor.json
  sourdine journal export safe/ --out for-the-cnil/ --since 2026-01-01
  sourdine journal checkpoint safe/ --out checkpoint.json
  sourdine journal prune safe/ --keep-days 365
"""


def moment(text: str) -> datetime:
    """A date or time of the command line; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("a date or time such as 2026-01-31 or 2026-01-31T12:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(title="what to do", metavar="ACT", required=True)
    show = acts.add_parser("show", help="print the acts")
    check = acts.add_parser("verify", help="check the whole chain")
    export = acts.add_parser("export", help="write it for an authority")
    point = acts.add_parser("checkpoint", help="sign what the end is now")
    prune = acts.add_parser("prune", help="forget the oldest acts")
    for sub, run_it in (
        (show, _show),
        (check, _verify),
        (export, _export),
        (point, _checkpoint),
        (prune, _prune),
    ):
        sub.add_argument("dest", metavar="DEST", help="folder or s3://bucket/prefix of the safe copies")
        sub.set_defaults(act=run_it)
    for sub in (show, export):
        sub.add_argument("--since", type=moment, metavar="DATE", help="acts from this time on")
        sub.add_argument("--until", type=moment, metavar="DATE", help="acts before this time")
        sub.add_argument("--call", default="", metavar="ID", help="acts on one call")
        sub.add_argument("--what", default="", metavar="WORD", help='"call.publish", or its first word alone')
    show.add_argument("--json", action="store_true", help="one JSON object a line")
    check.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a checkpoint to hold it to",
    )
    check.add_argument(
        "--public-key", type=Path, metavar="FILE", help="check with this key instead of the keyset"
    )
    export.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files go")
    point.add_argument("--out", type=Path, metavar="FILE", help="where to (default: standard output)")
    old = prune.add_mutually_exclusive_group(required=True)
    old.add_argument("--before", type=moment, metavar="DATE", help="forget acts before this time")
    old.add_argument("--keep-days", type=int, metavar="DAYS", help="forget acts older than this")


def run(args: Namespace) -> int:
    """Do one of them."""
    return int(args.act(args))


def opened(where: str) -> Journal:
    """The journal of a destination that is there. Raises `StopJob`."""
    from sourdine.pipeline.journal import open_journal
    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.storage import is_s3

    if not is_s3(where) and not Path(where).expanduser().is_dir():
        raise StopJob("there is no such destination")
    return open_journal(where, load_keyset())


def _show(args: Namespace) -> int:
    from sourdine.pipeline.journal.export import rows

    for row in rows(
        opened(args.dest).acts(), since=args.since, until=args.until, call=args.call, what=args.what
    ):
        if args.json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            rest = (f"{name} {row[name]}" for name in ("call", "why", "reference", "tenant") if name in row)
            several = f"{row['count']} ×" if row["count"] != 1 else ""
            line = (row["when"][:19], row["who"], row["what"], row["outcome"], several, *rest)
            print("  ".join(part for part in line if part))
    return Exit.OK


def _verify(args: Namespace) -> int:
    from sourdine.pipeline.journal.keys import VerifyingKey
    from sourdine.pipeline.journal.verify import verify

    journal = opened(args.dest)
    key = journal.key.verifying
    if args.public_key:
        try:
            key = VerifyingKey.from_pem(_read(args.public_key))
        except ValueError:
            raise StopJob("the public key cannot be read: a PEM file with an Ed25519 key") from None
    found = verify(journal.storage, key, journal.anchor.seen(), [_read(path) for path in args.checkpoint])
    for problem in found.problems:
        print(problem)
    pruned = f", {found.pruned} older acts pruned" if found.pruned else ""
    print(f"{found.acts} acts in {found.blocks} blocks{pruned}; {len(found.problems)} problems.")
    if found.head and not found.problems and not args.public_key:
        journal.anchor.remember(found.head)
    return Exit.NOT_ALL if found.problems else Exit.OK


def _export(args: Namespace) -> int:
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.journal.export import as_html, as_json, rows
    from sourdine.pipeline.journal.verify import checkpoint, verify

    journal = opened(args.dest)
    journal.write(Act(actor(), "journal.export"))
    checked = verify(journal.storage, journal.key.verifying, journal.anchor.seen())
    found = rows(journal.acts(), since=args.since, until=args.until, call=args.call, what=args.what)
    files = {
        "journal.json": as_json(found, checked, journal),
        "journal.html": as_html(found, checked, journal),
        "public-key.pem": journal.key.verifying.to_pem(),
        "checkpoint.json": checkpoint(journal) or b"",
    }
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StopJob(f"the folder cannot be made ({type(error).__name__})") from None
    for name, data in files.items():
        _write(args.out / name, data)
    print(f"{len(found)} acts; {len(checked.problems)} problems. Read journal.html first.")
    return Exit.NOT_ALL if checked.problems else Exit.OK


def _checkpoint(args: Namespace) -> int:
    from sourdine.pipeline.journal.verify import checkpoint

    data = checkpoint(opened(args.dest))
    if data is None:
        raise StopJob("the journal is empty")
    if args.out is None:
        sys.stdout.write(data.decode() + "\n")
    else:
        _write(args.out, data)
    return Exit.OK


def _prune(args: Namespace) -> int:
    from sourdine.pipeline.journal.pruned import prune

    if args.before is None and args.keep_days < 1:
        raise StopJob("--keep-days must be at least 1")
    before = args.before or datetime.now(UTC) - timedelta(days=args.keep_days)
    print(f"{prune(opened(args.dest), before)} acts forgotten.")
    return Exit.OK


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise StopJob(f"a file cannot be written ({type(error).__name__})") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StopJob(f"a file that was named cannot be read ({type(error).__name__})") from None


COMMAND = Command(
    name="journal",
    summary="what was done to personal data, and the proof of it",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
