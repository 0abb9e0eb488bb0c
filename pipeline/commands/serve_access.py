"""``sourdine serve person`` and ``sourdine serve key``: who may use the server."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.commands.base import Exit, config_argument
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.catalogue import Catalogue


def arguments(acts: Any) -> None:
    """Add both to ``sourdine serve``."""
    person = acts.add_parser("person", help="people who sign in, their roles and passwords")
    whats = person.add_subparsers(title="what to do", metavar="ACT", required=True)
    add = act(whats, "add", "make or change somebody; asks for a password", _add_person)
    add.add_argument("login", help="what they sign in with; with OpenID Connect the claim that is compared")
    add.add_argument("--name", default="", help="what others see")
    add.add_argument("--role", action="append", default=[], help="listener, reviewer, officer, operator")
    add.add_argument("--tenant", default="default", help="whose calls; '*' for everybody's")
    add.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    add.add_argument("--no-password", action="store_true", help="only by the identity provider")
    act(whats, "list", "who there is", _list_people)
    act(whats, "disable", "end every session and let nobody in", _disable_person).add_argument("login")

    key = acts.add_parser("key", help="keys of programs")
    whats = key.add_subparsers(title="what to do", metavar="ACT", required=True)
    create = act(whats, "create", "make a key and tell it, once", _create_key)
    create.add_argument("name", help="what it is for")
    create.add_argument(
        "--scope", action="append", default=[], help="calls:submit, calls:read, …; may repeat"
    )
    create.add_argument("--tenant", default="default", help="whose calls")
    create.add_argument("--days", type=int, help="how long it is good for (default: until revoked)")
    act(whats, "list", "what keys there are, without their secrets", _list_keys)
    act(whats, "revoke", "it opens nothing any more", _revoke_key).add_argument("id")


def act(whats: Any, name: str, help: str, run: Any) -> ArgumentParser:
    """One act of a subcommand, with the settings that say where the catalogue is."""
    parser: ArgumentParser = whats.add_parser(name, help=help)
    config_argument(parser)
    parser.set_defaults(act=run, config="hook")
    return parser


def catalogue_of(args: Namespace) -> Catalogue:
    """The catalogue with the server's tables in it. Raises `StopJob`."""
    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.settings_file import load_settings

    try:
        from sourdine.workers.serve.services import open_tables
    except ModuleNotFoundError:
        raise StopJob("the server needs more packages: pip install 'sourdine[serve]'") from None
    return open_tables(load_settings(args.config), load_keyset())


def _add_person(args: Namespace) -> Exit:
    from sourdine.workers.serve.people import add_person

    catalogue = catalogue_of(args)
    password = None if args.no_password else _password(args)
    add_person(catalogue, args.login, args.name, args.tenant, args.role, password, datetime.now(UTC))
    print(f"{args.login}: {', '.join(args.role)}")
    return Exit.OK


def _password(args: Namespace) -> str:
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise StopJob("that was not the same twice")
    return first


def _list_people(args: Namespace) -> Exit:
    from sourdine.workers.serve.people import all_people

    for one in all_people(catalogue_of(args)):
        disabled = "  disabled" if one.disabled else ""
        print(f"{one.login}  {one.tenant}  {', '.join(one.roles)}{disabled}")
    return Exit.OK


def _disable_person(args: Namespace) -> Exit:
    from sourdine.workers.serve.people import disable_person

    if not disable_person(catalogue_of(args), args.login):
        raise StopJob("nobody has this login")
    return Exit.OK


def _create_key(args: Namespace) -> Exit:
    from sourdine.workers.serve.apikeys import create_key

    now = datetime.now(UTC)
    expires = now + timedelta(days=args.days) if args.days else None
    print(create_key(catalogue_of(args), args.tenant, args.name, args.scope, now, expires))
    return Exit.OK


def _list_keys(args: Namespace) -> Exit:
    from sourdine.workers.serve.apikeys import all_keys

    for row in all_keys(catalogue_of(args)):
        one = row._mapping
        state = "revoked" if one["revoked"] else f"until {one['expires']:%Y-%m-%d}" if one["expires"] else ""
        print(f"{one['id']}  {one['tenant']}  {one['scopes']}  {one['name']}  {state}".rstrip())
    return Exit.OK


def _revoke_key(args: Namespace) -> Exit:
    from sourdine.workers.serve.apikeys import revoke_key

    if not revoke_key(catalogue_of(args), args.id, datetime.now(UTC)):
        raise StopJob("there is no such key, or it was revoked before")
    return Exit.OK
