"""Arguments that say whom or which call a command is about, and in which catalogue; for several commands."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import config_argument
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.catalogue import Catalogue
    from sourdine.pipeline.permission import Party

KINDS = ("phone", "email", "customer", "name")
"""As `sourdine.pipeline.catalogue.seal.KINDS`, which help does not import (a test compares the two)."""


def catalogue_arguments(parser: ArgumentParser) -> None:
    """``--tenant``, ``--catalogue``, ``--config``."""
    parser.add_argument("--tenant", metavar="NAME", help="whose calls (default: the settings')")
    parser.add_argument(
        "--catalogue", metavar="URL", help="sqlite:///FILE or postgresql://… (default: the settings')"
    )
    config_argument(parser)


def who_arguments(parser: ArgumentParser, *, calls: bool = True) -> None:
    """Somebody by what is known of them, or one call. ``-`` reads the value from standard input."""
    who = parser.add_argument_group("who", "at least one; - reads it from standard input")
    who.add_argument("--phone", metavar="NUMBER", help="telephone number, in any spelling")
    who.add_argument("--email", metavar="ADDRESS", help="e-mail address")
    who.add_argument("--customer", metavar="NUMBER", help="customer number")
    who.add_argument("--name", metavar="NAME", help="name: finds everybody who is called so")
    if calls:
        who.add_argument("--call", metavar="ID", help="one call, by its id")
        who.add_argument("--source", metavar="RECORDING", help="one call, by where its original is")


def opened(args: Namespace) -> tuple[Catalogue, str]:
    """The catalogue and the tenant. Raises `StopJob`."""
    from sourdine.pipeline.catalogue import open_catalogue
    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.settings import TENANT
    from sourdine.pipeline.settings_file import load_settings

    place = load_settings(args.config).catalogue
    tenant = args.tenant or place.tenant
    if not TENANT.fullmatch(tenant):
        raise StopJob("a tenant is a word of small letters, digits and hyphens")
    return open_catalogue(args.catalogue or place.url, load_keyset()), tenant


def party(args: Namespace, tenant: str) -> Party:
    """Whom the command is about. Raises `StopJob` where nobody is named."""
    from sourdine.pipeline.permission import Party

    call = call_named(args)
    who = tuple((kind, _value(getattr(args, kind))) for kind in KINDS if getattr(args, kind) is not None)
    if call is not None and who:
        raise StopJob("name either somebody or one call")
    if call is None and not who:
        raise StopJob(f"say who: {', '.join(f'--{kind}' for kind in KINDS)}, or name a call")
    return Party(tenant, who, call)


def call_named(args: Namespace) -> str | None:
    """The call of ``--call`` or ``--source``; None without. Raises `StopJob`."""
    import re

    call: str | None = getattr(args, "call", None)
    if call is None:
        source: str | None = getattr(args, "source", None)
        return None if source is None else call_at(source)
    if not re.fullmatch(r"[a-z2-7]{32}", call):
        raise StopJob("an id of a call is 32 small letters and digits, the name of its folder")
    return call


def call_at(source: str) -> str:
    """The id of the call whose original is at this path or address."""
    from pathlib import Path

    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.sources import Source, call_id
    from sourdine.pipeline.storage import is_s3

    place = source if is_s3(source) else str(Path(source).expanduser().resolve())
    return call_id(Source("object" if is_s3(source) else "file", place, 0), load_keyset().call_id)


def _value(text: str) -> str:
    return sys.stdin.readline().strip() if text == "-" else text
