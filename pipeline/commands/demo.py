"""``sourdine demo``: the calls that ship with the package, redacted and shown before and after."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.demo.shown import ShownCall
    from sourdine.pipeline.records import Outcome
    from sourdine.pipeline.settings import Settings

_TEXT = """\
Redacts six made-up calls that ship with the package, three in French and three
in English, in the very way of `sourdine redact`, and tells what was muted where.
A page plays every call before and after.

The calls are spoken by speech synthesis and heard by the starter model, which
knows only such voices: it is for demo and tests. Nothing is downloaded.
"""
_EXAMPLES = """\
  sourdine demo
  sourdine demo --out /tmp/sourdine
"""
_INTRODUCTION = """\
Six made-up calls, spoken by speech synthesis, heard by the starter model (it knows only such voices).
It mishears one word in fifteen; a real Whisper model hears real calls.
"""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, default=Path("demo-out"), metavar="DIR", help="where to (default: ./demo-out)"
    )


def run(args: Namespace) -> int:
    """Redact the demo calls and write the page; 0 if every call was published."""
    from sourdine.pipeline.commands.job import run_job
    from sourdine.workers.local import Job

    out: Path = args.out.absolute()
    sources = demo_calls()
    print(_INTRODUCTION, file=sys.stderr)
    job = Job(tuple(str(path) for path in sources), str(_near(out / "safe")), _settings(out))
    result = run_job(job, show_names=True)
    if result.code in (Exit.STOPPED, Exit.INTERRUPTED):
        return result.code
    calls = _shown(result.outcomes, out)
    if calls:
        _tell(calls, _write(calls, out), out)
    return result.code


def demo_calls() -> list[Path]:
    """The recordings that ship with the package, French first. Raises `StopJob` if there are none."""
    from sourdine.pipeline.demo import names

    folder = Path(names.__file__).parent / "calls"
    found = {path.stem: path for path in folder.glob("*") if path.suffix != ".json"}
    if missing := [name for name in names.TITLES if name not in found]:
        raise StopJob(f"demo calls are missing from this installation: {', '.join(missing)}")
    return [found[name] for name in names.TITLES]


def _settings(out: Path) -> Settings:
    """Those of the starter model, with a catalogue beside the copies: yours is not for made-up calls."""
    from sourdine.pipeline.settings_file import load_settings

    chosen = load_settings("default")
    place = replace(chosen.catalogue, url=f"sqlite:///{out / 'catalogue.sqlite'}")
    return replace(chosen, speech=replace(chosen.speech, model="starter", device="cpu"), catalogue=place)


def _shown(outcomes: Iterable[Outcome], out: Path) -> list[ShownCall]:
    from sourdine.pipeline.demo.shown import shown_call

    done = [one for one in outcomes if one.state in ("published", "skipped")]
    return [shown_call(Path(one.source), out / "safe" / one.call_id) for one in done]


def _write(calls: list[ShownCall], out: Path) -> Path:
    from sourdine.pipeline.demo.page import write_page

    try:
        return write_page(calls, out)
    except OSError as error:
        raise StopJob(f"the page cannot be written ({type(error).__name__}): is there space?") from None


def _tell(calls: list[ShownCall], page: Path, out: Path) -> None:
    """What was muted where, and how to listen and compare."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from sourdine.pipeline.demo.page import LISTEN
    from sourdine.pipeline.progress import clock_time

    console = Console(highlight=False)
    grid = Table(box=box.SIMPLE, pad_edge=False)
    grid.add_column("call", style="bold", no_wrap=True)
    grid.add_column("length", justify="right")
    grid.add_column("muted")
    for call in calls:
        grid.add_row(call.name, clock_time(call.seconds), _muted(call))
    console.print(grid)
    lines = (
        f"Listen and compare: open {_near(page)} in a browser",
        f"Waveforms:          {_near(out / LISTEN)}/*/before-after.png, with before.wav and after.wav",
        "Your own calls:     sourdine redact --help (they need a real Whisper model)",
    )
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def _muted(call: ShownCall) -> str:
    """ "PERSON 0:02, 0:07; CREDIT_CARD 0:20-0:22": the second in which a moment begins and ends."""
    times: dict[str, list[str]] = {}
    for one in call.moments:
        times.setdefault(one.entity, []).append(_time(one.start, one.end))
    return "; ".join(f"{entity} {', '.join(found)}" for entity, found in times.items())


def _time(start: float, end: float) -> str:
    first, last = (f"{int(second) // 60}:{int(second) % 60:02}" for second in (start, end))
    return first if first == last else f"{first}-{last}"


def _near(path: Path) -> Path:
    """The path as short as it can be typed here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


COMMAND = Command(
    name="demo",
    summary="redact the calls that ship with the package, show them before and after",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
