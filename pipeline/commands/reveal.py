"""``sourdine reveal``: encrypted values in a published text made readable."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.errors import StopJob

_TEXT = """\
Prints a published text with its encrypted values readable: of calls redacted with
`text: {operator: encrypt}` in the settings. It takes the keyset those calls were
redacted with; without it nobody can read the values. Nothing is written anywhere.
"""
_EXAMPLES = """\
  sourdine reveal safe/CALL/transcript.vtt
  aws s3 cp s3://safe-calls/CALL/transcript.json - | sourdine reveal
"""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="published text (default: stdin)")


def run(args: Namespace) -> int:
    """Print the text. Raises `StopJob` for a file that cannot be read or another keyset."""
    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.wording import reveal

    piped = args.file is None or str(args.file) == "-"
    try:
        text = (sys.stdin.buffer.read() if piped else args.file.read_bytes()).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise StopJob(f"the text cannot be read ({type(error).__name__})") from None
    try:
        sys.stdout.write(reveal(text, load_keyset().text))
    except ValueError as error:
        raise StopJob(f"{error}: see SOURDINE_HOME") from None
    return Exit.OK


COMMAND = Command(
    name="reveal",
    summary="make encrypted values in a published text readable, with the keyset",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
