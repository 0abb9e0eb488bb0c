"""``sourdine verify``: published calls checked again."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.errors import StopJob

_TEXT = """\
Checks published calls again, without the originals and without a recogniser:
the manifest can be read, every artefact is there with the hash it was published
with, the sound is silent wherever the manifest says so, the transcript shows no
silenced word, and nothing unfinished lies about. One line per problem.
"""
_EXAMPLES = """\
  sourdine verify safe/
  sourdine verify s3://safe-calls/2026/ || echo "look at the archive"
"""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("dest", metavar="DEST", help="folder or s3://bucket/prefix that redact wrote to")


def run(args: Namespace) -> int:
    """Check every call; 0 if all of them are whole."""
    from sourdine.pipeline.progress import plural
    from sourdine.pipeline.quarantine import entries
    from sourdine.pipeline.recheck import recheck
    from sourdine.pipeline.storage import is_s3, open_storage

    if not is_s3(args.dest) and not Path(args.dest).expanduser().is_dir():
        raise StopJob("there is no such destination")
    storage = open_storage(args.dest)
    checked = bad = 0
    for call_id, problems in recheck(storage):
        checked += 1
        bad += bool(problems)
        for problem in problems:
            print(f"{call_id}  {problem}", flush=True)
    aside = sum(1 for _ in entries(storage))
    print(f"{plural(checked, 'call')} checked, {bad} with problems; {aside} set aside in quarantine.")
    if not checked:
        print("sourdine: nothing is published here", file=sys.stderr)
    return Exit.NOT_ALL if bad else Exit.OK


COMMAND = Command(
    name="verify",
    summary="check published calls again: hashes, silence, leftovers",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
