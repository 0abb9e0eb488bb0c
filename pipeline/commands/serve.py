"""``sourdine serve``: the hook after the call and the pages where people listen, and who may use them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from sourdine.pipeline.commands import serve_access, serve_hooks
from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.commands.redact import BASES, settings, settings_arguments
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.settings import Settings

_TEXT = """\
Runs the server: telephone systems tell it that a call ended, moments later the
safe copy exists, they are told, and people listen to it in a browser. Whatever
was accepted is worked on, also if the machine goes down in between.

It answers on this machine only, unless --host says otherwise; put a proxy that
speaks TLS before it (docs/serve.md). Where recordings may come from, and who may
be called, is in the settings below `serve:`.

Who may use it is told by these, with the same --config:

  person   people who sign in, their roles and passwords
  key      keys of programs, told once
  hook     ways in for telephone systems, by their signature
  target   addresses that are called when a call is done
"""
_EXAMPLES = """\
  sourdine serve person add marie --role officer
  sourdine serve key create crm --scope calls:submit --scope calls:read
  sourdine serve hook add standard --name pbx
  sourdine serve target add https://crm.example.org/hooks --event call.redacted
  sourdine serve --out safe/ --model small
  sourdine serve --out s3://safe/2026 --config mine.yaml --workers 2
  sourdine serve --out s3://safe --config mine.yaml --address ray:6379 --workers 8
"""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DEST", help="where safe copies are: folder or s3://bucket/prefix")
    settings_arguments(parser)
    parser.set_defaults(config="hook", act=_serve)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine)")
    parser.add_argument("--port", type=int, default=8321, help="port to listen on (default: 8321)")
    parser.add_argument("--web", type=_count, default=1, metavar="N", help="web processes (default: 1)")
    parser.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="processes that redact (default: 1)"
    )
    parser.add_argument(
        "--address",
        metavar="HOST:PORT",
        help="a Ray cluster: the processes that redact are there, those of `sourdine archive`",
    )
    parser.add_argument(
        "--only", choices=("web", "worker"), help="run one half, so that each has an account of its own"
    )
    parser.add_argument(
        "--lawful-basis",
        choices=BASES,
        metavar="BASIS",
        help="your word for recordings without a consent record, GDPR art. 6(1)",
    )
    acts = parser.add_subparsers(title="who may use it", metavar="person|key|hook|target")
    serve_access.arguments(acts)
    serve_hooks.arguments(acts)


def run(args: Namespace) -> int:
    """Serve until asked to end, or change who may use the server."""
    act = args.act
    return int(act(args))


def _serve(args: Namespace) -> Exit:
    try:
        from sourdine.workers.serve.supervise import Server
        from sourdine.workers.serve.supervise import run as run_server
    except ModuleNotFoundError:
        raise StopJob("the server needs more packages: pip install 'sourdine[serve]'") from None
    if args.out is None:
        raise StopJob("say where safe copies are: --out DEST")
    if args.address is not None and args.only == "web":
        raise StopJob("--address is for the half that redacts: leave it out with --only web")
    server = Server(
        settings=settings(args),
        destination=args.out,
        host=args.host,
        port=args.port,
        only=args.only or "all",
        web=args.web,
        workers=args.workers,
        lawful_basis=args.lawful_basis,
        address=args.address,
    )
    if args.only is None and args.port != 8321:  # links in pages and hooks lead to where we are
        server = replace(server, settings=_at_port(server.settings, args.port))
    run_server(server, lambda where: print(f"listening on {where}", flush=True))
    return Exit.OK


def _at_port(chosen: Settings, port: int) -> Settings:
    serve = chosen.serve
    if serve.public_url != "http://127.0.0.1:8321":
        return chosen
    return replace(chosen, serve=replace(serve, public_url=f"http://127.0.0.1:{port}"))


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("at least 1")
    return number


COMMAND = Command(
    name="serve",
    summary="the hook after the call, and the pages where people listen",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
