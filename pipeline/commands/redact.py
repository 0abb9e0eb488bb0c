"""``sourdine redact``: recordings in, safe copies out, in this process."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, config_argument

if TYPE_CHECKING:
    from sourdine.pipeline.settings import Settings
    from sourdine.workers.local import Job

_TEXT = """\
Makes safe copies of call recordings: hears who says what when, finds the
personal data, silences exactly those moments in the sound and in every text,
listens again, and publishes what proved to be safe.

A recording is processed only if a consent record allows it:
call.wav.consent.json beside call.wav, --consent FILE, or your own word for all
of them by --lawful-basis. Whatever goes wrong with a recording sets it aside
with a reason, and the others go on. Running the same command again does only
what is missing.

Where there are transcripts already, with times, --transcript takes them in the
place of listening: Amazon Transcribe, Whisper, Deepgram, AssemblyAI, Google,
vCon, WebVTT or SubRip, told by their content. A folder is searched by the
recording's name (call.json for call.wav). Then --model only listens to the safe
copy, and without one the copy is checked by its samples alone, which is said.
"""
_EXAMPLES = """\
  sourdine redact call.wav --out safe/ --model small --lawful-basis contract
  sourdine redact recordings/ --out safe/ --model large-v3-turbo --language fr
  sourdine redact recordings/ --out safe/ --config pci --consent consents.json
  sourdine redact call.wav --out safe/ --transcript call.json --model small
  sourdine redact recordings/ --out safe/ --transcript texts/ --consent all.json
  sourdine redact s3://calls/2026 --out s3://safe/2026 --config archive-s3 --json

The starter model (--model starter) knows a few synthetic voices and is for
demo and tests only.
"""
BASES = ("consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests")
"""As `sourdine.pipeline.consent.LAWFUL_BASES`, which help does not import (a test compares the two)."""


def settings_arguments(parser: ArgumentParser) -> None:
    """What the command line may say on top of a profile; `settings` reads it."""
    parser.add_argument(
        "--model",
        metavar="NAME|FOLDER|starter",
        help="the recogniser: a Whisper name (downloaded once), a folder that holds one, or starter",
    )
    parser.add_argument("--language", choices=("fr", "en", "auto"), help="spoken language (default: auto)")
    parser.add_argument("--effect", choices=("silence", "bleep", "noise"), help="what is heard instead")
    parser.add_argument("--disguise", action="store_true", help="change the voices: a disguise, no anonymity")
    parser.add_argument(
        "--raw",
        metavar="CODEC:RATE:CHANNELS",
        help="how files without a header are coded, such as alaw:8000:2 (alaw, ulaw or s16)",
    )
    config_argument(parser)


def job_arguments(parser: ArgumentParser) -> None:
    """What every command that makes safe copies takes."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="file, folder or s3://bucket/prefix")
    parser.add_argument("--out", required=True, metavar="DEST", help="folder or s3://bucket/prefix")
    settings_arguments(parser)
    parser.add_argument(
        "--transcript",
        type=Path,
        metavar="FILE|FOLDER",
        help="take what was said, and when, from this transcript instead of listening",
    )
    consent = parser.add_mutually_exclusive_group()
    consent.add_argument(
        "--consent",
        type=Path,
        metavar="FILE",
        help="JSON: one consent record for all recordings, or records by file name",
    )
    consent.add_argument(
        "--lawful-basis",
        choices=BASES,
        metavar="BASIS",
        help=f"your word for recordings without a record, GDPR art. 6(1): {', '.join(BASES)}",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout instead of a table")
    parser.add_argument(
        "--show-names",
        action="store_true",
        help="show file names; they may hold personal data, so it is call ids otherwise",
    )


def run(args: Namespace) -> int:
    """Redact all sources; 0 only if every recording was published, now or before."""
    from sourdine.pipeline.commands.job import run_job

    return run_job(job_of(args), as_json=args.json, show_names=args.show_names).code


def job_of(args: Namespace) -> Job:
    """The job that the command line describes."""
    from sourdine.workers.local import Job

    return Job(
        sources=tuple(args.sources),
        destination=args.out,
        settings=settings(args),
        consent_file=args.consent,
        lawful_basis=args.lawful_basis,
        transcripts=args.transcript,
    )


def settings(args: Namespace) -> Settings:
    """The profile or file of ``--config``, with what the command line says on top."""
    from sourdine.pipeline.errors import StopJob
    from sourdine.pipeline.settings_file import load_settings

    chosen = load_settings(args.config)
    speech = chosen.speech
    if args.model is not None:
        speech = replace(speech, model=args.model)
    if args.language is not None:
        speech = replace(speech, language=args.language)
    audio = chosen.audio
    if args.raw is not None:
        try:
            audio = replace(audio, raw=args.raw)
        except ValueError as error:
            raise StopJob(f"--{error}") from None
    return replace(
        chosen,
        speech=speech,
        audio=audio,
        effect=args.effect or chosen.effect,
        disguise=args.disguise or chosen.disguise,
    )


COMMAND = Command(
    name="redact",
    summary="make safe copies of recordings: files, folders or s3:// prefixes",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=job_arguments,
    run=run,
)
