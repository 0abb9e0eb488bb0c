"""``sourdine detect``: conversations as JSON lines in, personal data as JSON lines out."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sourdine.pipeline.commands.base import Command, Exit, config_argument
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.detect import Detector

_TEXT = """\
Finds the personal data in the text of conversations: one JSON object a line in,
one a line out.

in   {"id": "c1", "language": "fr",
      "turns": [{"speaker": "agent", "text": "…"}, …]}
out  {"id": "c1", "spans": [{"turn": 1, "start": 12, "end": 40,
      "entity": "PHONE_NUMBER", "score": 0.9, "rule": "…"}, …]}

`start` and `end` count the characters of that turn's text as given. A turn may
have "probabilities", how sure the recogniser was of each word (0 to 1). Lines are
answered one by one, in order; a bad line is named on stderr by its number and
passed over, and the exit code is then 1.

--transcript takes one transcript as a service wrote it (plain text with
"Agent: …" lines, WebVTT, SubRip, Amazon Transcribe, Whisper, Deepgram,
AssemblyAI, Google, vCon). Its turns are the lines, captions, segments or
speaker's turns in their order, without labels and with single
blanks; its id is "transcript".
"""
_EXAMPLES = """\
  sourdine detect calls.jsonl > spans.jsonl
  zcat calls.jsonl.gz | sourdine detect --config pci
  sourdine detect calls.jsonl --explain | less
  sourdine detect --transcript call.vtt --language fr
"""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="JSON lines (default: stdin)")
    parser.add_argument(
        "--transcript", type=Path, metavar="FILE", help="one transcript of any known kind instead"
    )
    parser.add_argument(
        "--language", choices=("fr", "en"), help="of the transcript (default: what it says or shows)"
    )
    config_argument(parser)
    parser.add_argument("--explain", action="store_true", help="say of every span why it was found")


def run(args: Namespace) -> int:
    """Answer every line; the exit code is 1 if one of them was bad."""
    from sourdine.pipeline.settings_file import load_settings

    if args.transcript is not None and args.file is not None:
        raise StopJob("give JSON lines or a transcript, not both")
    if args.transcript is None and args.language is not None:
        raise StopJob("--language is for --transcript: JSON lines name their own")
    settings = load_settings(args.config)
    detector = _detector(settings.detect)
    if args.transcript is not None:
        return _transcript(args, settings.speakers, detector)
    bad = 0
    with _opened(args.file) as lines:
        for answer in answers(lines, detector, args.explain):
            if isinstance(answer, str):
                print(answer, flush=True)
            else:
                bad += 1
                print(f"sourdine: {answer}", file=sys.stderr)
    return Exit.NOT_ALL if bad else Exit.OK


def _transcript(args: Namespace, names: Sequence[str], detector: Detector) -> int:
    """Answer one transcript; the exit code is 1 if it cannot be read."""
    from sourdine.pipeline.detect import write_line
    from sourdine.pipeline.errors import Quarantine
    from sourdine.pipeline.transcripts.language import language_of
    from sourdine.pipeline.transcripts.read import MAX_BYTES, read_transcript, turns_of

    with _opened(args.transcript) as stream:
        data = stream.read(MAX_BYTES + 1)
    try:
        transcript = read_transcript(data)
        language = language_of(transcript, args.language)
    except Quarantine as error:
        print(f"sourdine: {error.message}", file=sys.stderr)
        return Exit.NOT_ALL
    spans = detector.detect(turns_of(transcript, names), language)
    print(write_line("transcript", spans, args.explain))
    return Exit.OK


def answers(lines: Iterable[bytes], detector: Detector, explain: bool = False) -> Iterator[str | ValueError]:
    """The answer to each line, or what is wrong with it (its number, nothing of its content)."""
    from sourdine.pipeline.detect import read_line, write_line

    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            identity, language, turns = read_line(_text(line, number), number)
        except ValueError as error:
            yield error
            continue
        yield write_line(identity, detector.detect(turns, language), explain)


def _text(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"line {number}: not UTF-8") from None


def _detector(settings: object) -> Detector:
    from sourdine.models.personal import DetectorSettings, PersonalDataDetector

    assert isinstance(settings, DetectorSettings)  # noqa: S101  (what `Settings.detect` is)
    detector = PersonalDataDetector(settings)
    try:
        detector.warm_up()
    except ValueError as error:
        raise StopJob(f"settings, detect: {error}") from None
    return detector


@contextmanager
def _opened(file: Path | None) -> Iterator[BinaryIO]:
    if file is None or str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise StopJob(f"the file cannot be read ({type(error).__name__})") from None
    with stream:
        yield stream


COMMAND = Command(
    name="detect",
    summary="find the personal data in the text of conversations (JSON lines)",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
