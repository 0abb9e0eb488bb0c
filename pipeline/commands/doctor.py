"""``sourdine doctor``: does this machine, model and storage keep the promises relied on?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit, config_argument
from sourdine.pipeline.errors import SourdineError

if TYPE_CHECKING:
    from sourdine.pipeline.doctor import Finding
    from sourdine.pipeline.settings import SpeechSettings
    from sourdine.pipeline.storage import Storage

_TEXT = """\
Looks whether this machine, the speech model and the storage keep what Sourdine
relies on: the installation, the keyset, free space, a model that loads, and a
store where of several writers exactly one wins, which lets erase, and deletes
nothing by itself. The store is tried out on scratch objects that are removed
again; of the settings' vault, locks and lifecycle rules are looked at.
"""
_EXAMPLES = """\
  sourdine doctor
  sourdine doctor --model large-v3-turbo
  sourdine doctor --out s3://safe-calls/2026/ --config archive-s3
"""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out", metavar="DEST", help="a destination to try out: folder or s3://bucket/prefix"
    )
    parser.add_argument(
        "--model", metavar="NAME|FOLDER|starter", help="the recogniser to load (default: the settings')"
    )
    config_argument(parser)


def run(args: Namespace) -> int:
    """Tell every finding; 0 if nothing is wrong."""
    from rich.console import Console
    from sourdine.pipeline.doctor import Finding, check_vault, examine
    from sourdine.pipeline.settings_file import load_settings
    from sourdine.pipeline.storage import is_s3

    settings = load_settings(args.config)
    speech = settings.speech
    model = args.model or speech.model
    opened = _open(args.out) if args.out else None
    findings = examine(
        storage=None if isinstance(opened, Finding) else opened,
        load_model=(lambda: _load(model, speech)) if model else None,
        folder=Path(args.out) if args.out and not is_s3(args.out) else None,
        kept=settings.retention_days,
    )
    if isinstance(opened, Finding):
        findings.append(opened)
    if settings.originals.policy == "vault":
        for place in dict.fromkeys((settings.originals.vault, settings.originals.keys)):
            findings += check_vault(place) if place is not None and is_s3(place) else []
    console = Console(highlight=False)
    for one in findings:
        mark, colour = ("ok  ", "green") if one.ok else ("BAD ", "red")
        console.print(f"[{colour}]{mark}[/] [bold]{one.name}[/]: ", end="")
        console.print(one.detail, markup=False, soft_wrap=True)
        if one.advice:
            console.print(f"     → {one.advice}", markup=False, soft_wrap=True)
    if model is None:
        console.print("     no model looked at: name one with --model", soft_wrap=True)
    return Exit.OK if all(one.ok for one in findings) else Exit.NOT_ALL


def _open(destination: str) -> Storage | Finding:
    """The store, or what is wrong with it: the other findings are wanted all the same."""
    from sourdine.pipeline.doctor import Finding
    from sourdine.pipeline.storage import open_storage

    try:
        return open_storage(destination)
    except SourdineError as error:
        return Finding("storage", False, str(error), "see the message; then run doctor again")


def _load(model: str, speech: SpeechSettings) -> str:
    from sourdine.models.speech import WhisperRecogniser

    return WhisperRecogniser(model, speech.device, speech.compute_type, speech.batch_size).name


COMMAND = Command(
    name="doctor",
    summary="tell whether machine, model and storage keep what is relied on",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
