"""``sourdine subject``: the rights of people who were recorded, each with its clock and its answer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from sourdine.pipeline.commands import subject_acts as acts
from sourdine.pipeline.commands import subject_requests as asked
from sourdine.pipeline.commands.base import Command
from sourdine.pipeline.commands.journal import moment
from sourdine.pipeline.commands.who import catalogue_arguments, who_arguments

_TEXT = """\
Answers people who ask about their recordings. Name them by telephone number,
e-mail address, customer number or name; each must have been said by a consent
record, a table of recordings, or `link`. Every right is a request with a clock:
a month from when it was received, three with a reason. Running a command again
after it could not finish goes on from there.

  find      what is kept of somebody
  link      say that calls are theirs
  export    a folder to hand over: their copies of the calls, and all that is kept
  erase     originals, every version of every copy, values and keys, for good
  rectify   an identifier, when a call took place, or words of a transcript
  restrict  freeze: never processed, never played; --lift ends it
  object    no more for a purpose, and published copies go; --lift ends it
  requests  what was asked, and by when it must be answered
  extend    two months more, with a reason
  refuse    answer that it is not done, and why
  answer    the letter to hand over, as it stands
"""
_EXAMPLES = """\
  sourdine subject find --phone "06 12 34 56 78"
  sourdine subject export --customer K-1042 --out k-1042/ --language fr
  sourdine subject erase --email julie@example.com
  sourdine subject rectify --phone - --set email=julie@example.org
  sourdine subject rectify --call CALL --channel 2 --from 12.4 --to 13.1 \\
      --text "mardi prochain" --dest safe/
  sourdine subject object --customer K-1042 --purpose training
  sourdine subject requests --open
  sourdine subject answer REQUEST --out answer.pdf
"""


def _arguments(parser: ArgumentParser) -> None:
    subs = parser.add_subparsers(title="what to do", metavar="ACT", required=True)

    def sub(name: str, text: str, run_it: Callable[[Namespace], int], *, who: bool = True) -> ArgumentParser:
        made = subs.add_parser(name, help=text)
        if who:
            who_arguments(made)
        catalogue_arguments(made)
        made.set_defaults(act=run_it)
        return made

    sub("find", "what is kept of somebody", acts.find).add_argument(
        "--json", action="store_true", help="one JSON object"
    )
    link = subs.add_parser("link", help="say that calls are theirs")
    who_arguments(link, calls=False)
    link.add_argument("calls", nargs="+", metavar="CALL", help="ids of calls")
    link.add_argument("--keep-values", action="store_true", help="keep the identifiers too, sealed")
    catalogue_arguments(link)
    link.set_defaults(act=acts.link)
    export = sub("export", "a folder to hand over", acts.export)
    export.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder")
    export.add_argument("--safe-copies", action="store_true", help="hand over the safe copies as they are")
    export.add_argument(
        "--reveal",
        action="append",
        default=[],
        metavar="REQUEST",
        help="an approved request of `sourdine vault`, for a sealed original (repeat)",
    )
    erase = sub("erase", "originals, copies, values and keys, for good", acts.erase)
    _rectify_arguments(rectify := sub("rectify", "correct what is wrong", acts.rectify))
    restrict = sub("restrict", "freeze, or let go again", acts.restrict)
    objecting = sub("object", "no more for a purpose", acts.object_to)
    objecting.add_argument("--purpose", metavar="WORD", help="(default: every purpose)")
    for one in (restrict, objecting):
        one.add_argument("--lift", action="store_true", help="end it")
    for one in (export, erase, rectify, restrict, objecting):
        one.add_argument(
            "--received", type=moment, metavar="DATE", help="when it was asked for (default: now)"
        )
    export.add_argument("--language", choices=("fr", "en"), help="of the answer (default: the tenant's)")
    _request_arguments(sub)


def _rectify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--set", metavar="KIND=VALUE", help="a new phone, email, customer or name")
    parser.add_argument("--called", type=moment, metavar="DATE", help="when the call took place")
    parser.add_argument("--text", metavar="WORDS", help="what a transcript should say, with:")
    parser.add_argument("--dest", metavar="DEST", help="where the copy is")
    parser.add_argument("--channel", type=int, metavar="N", help="from 1")
    parser.add_argument("--from", type=float, dest="start", metavar="SECONDS", help="from there …")
    parser.add_argument("--to", type=float, dest="end", metavar="SECONDS", help="… to there")


def _request_arguments(make: Callable[..., ArgumentParser]) -> None:
    listing = make("requests", "what was asked, and by when", asked.listing, who=False)
    listing.add_argument("--open", action="store_true", help="only what is not answered yet")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    extend = make("extend", "two months more", asked.extend, who=False)
    refuse = make("refuse", "answer that it is not done", asked.refuse, who=False)
    answer = make("answer", "the letter to hand over", asked.answer, who=False)
    for one in (extend, refuse, answer):
        one.add_argument("request", metavar="REQUEST", help="its id")
    extend.add_argument("--why", required=True, metavar="CODE", help="complexity or number-of-requests")
    refuse.add_argument(
        "--why",
        required=True,
        metavar="CODE",
        help="unfounded, excessive, not-identified, legal-claim, legal-obligation or public-interest",
    )
    answer.add_argument("--out", type=Path, required=True, metavar="FILE", help=".pdf or .html")
    answer.add_argument("--language", choices=("fr", "en"), help="(default: the tenant's)")


def run(args: Namespace) -> int:
    """Do one of them."""
    return int(args.act(args))


COMMAND = Command(
    name="subject",
    summary="the rights of people who were recorded: find, export, erase, rectify …",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
