"""The command line: ``sourdine COMMAND``. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sourdine.pipeline.commands import (
    archive,
    catalogue,
    consent,
    demo,
    detect,
    doctor,
    hold,
    journal,
    redact,
    report,
    retention,
    reveal,
    serve,
    subject,
    vault,
    verify,
)
from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.errors import SourdineError

COMMANDS: tuple[Command, ...] = (
    demo.COMMAND,
    redact.COMMAND,
    archive.COMMAND,
    serve.COMMAND,
    detect.COMMAND,
    verify.COMMAND,
    reveal.COMMAND,
    vault.COMMAND,
    consent.COMMAND,
    subject.COMMAND,
    retention.COMMAND,
    hold.COMMAND,
    catalogue.COMMAND,
    journal.COMMAND,
    report.COMMAND,
    doctor.COMMAND,
)

_SINGLE = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Threads of numpy's matrix products, here and in processes that are started: they wait for more work by
spinning, on cores that the recogniser needs: on a busy machine up to a third of all processor time."""

_TEXT = """\
Turns call recordings into safe copies: personal data silenced in the sound and
in every text made from it.

Start with `sourdine demo`: it redacts six made-up calls and shows them before
and after.
"""
_EPILOG = """\
exit codes:
    0  everything is as it should be
    1  something is not, the output says what
    2  wrong use, settings or machine
  130  interrupted; the same command goes on from there

`sourdine COMMAND --help` explains each command with examples.
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line, with every command's help."""
    top = argparse.ArgumentParser(
        prog="sourdine",
        description=_TEXT,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=_Version, help="show the version and stop")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        sub = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.text,
            epilog=f"examples:\n{command.examples}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code. Errors are one line on stderr, never a stack of frames."""
    args = parser().parse_args(argv)
    for variable in _SINGLE:
        os.environ.setdefault(variable, "1")
    with _quiet():
        try:
            return int(args.run(args))
        except SourdineError as error:
            _say(str(error))
            return Exit.STOPPED
        except KeyboardInterrupt:
            _say("interrupted")
            return Exit.INTERRUPTED
        except BrokenPipeError:  # whoever read our output has gone
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.NOT_ALL
        except Exception as error:
            _say(_defect(error))
            return Exit.STOPPED


class _Version(argparse.Action):
    """``--version``: reading the installed package's metadata waits until somebody asks."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"sourdine {version('sourdine')}")
        parser.exit()


@contextmanager
def _quiet() -> Iterator[None]:
    """Our own warnings to stderr; nothing from other libraries, which may quote what they work on."""
    root, ours = logging.getLogger(), logging.getLogger("sourdine")
    silent, handler, hook = logging.NullHandler(), _Stderr(), sys.unraisablehook
    root.addHandler(silent)
    ours.addHandler(handler)
    sys.unraisablehook = _ignored
    try:
        yield
    finally:
        sys.unraisablehook = hook
        ours.removeHandler(handler)
        root.removeHandler(silent)


def _ignored(unraisable: sys.UnraisableHookArgs) -> None:
    """An exception that Python itself drops, in a ``__del__`` or callback, would print what it quotes."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        logging.getLogger(__name__).warning("ignored: %s", unraisable.exc_type.__name__)


class _Stderr(logging.Handler):
    """Writes to what stderr is at that moment, so that a progress bar can step aside."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """One line: level, message."""
        _say(f"{record.levelname.lower()}: {record.getMessage()}")


def _defect(error: Exception) -> str:
    """Where a defect is, without the exception's own words: they may quote a name or a number."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}"
    return f"a defect of the product: {type(error).__name__} at {where}. Please report it."


def _say(line: str) -> None:
    print(f"sourdine: {line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
