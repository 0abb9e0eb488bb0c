"""``sourdine serve hook`` and ``sourdine serve target``: who calls the server, and whom it calls."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

from sourdine.pipeline.commands.base import Exit
from sourdine.pipeline.commands.serve_access import act, catalogue_of
from sourdine.pipeline.errors import StopJob


def arguments(acts: Any) -> None:
    """Add both to ``sourdine serve``."""
    hook = acts.add_parser("hook", help="ways in for telephone systems, by their signature")
    whats = hook.add_subparsers(title="what to do", metavar="ACT", required=True)
    add = act(whats, "add", "make one; tells its address and its secret, once", _add_hook)
    add.add_argument("kind", choices=("standard", "twilio", "s3"))
    add.add_argument("--name", default="", help="what it is for")
    add.add_argument("--tenant", default="default", help="whose calls it brings")
    add.add_argument("--account", help="twilio: the account's SID")
    add.add_argument("--topic", help="s3: the ARN of the SNS topic")
    add.add_argument(
        "--secret-stdin", action="store_true", help="read theirs (Twilio's auth token) from stdin"
    )
    act(whats, "list", "what hooks there are", _list_hooks)
    rotate = act(whats, "rotate", "a new secret; the old one is good for a day more", _rotate_hook)
    rotate.add_argument("id")
    rotate.add_argument("--secret-stdin", action="store_true", help="read theirs from stdin")
    act(whats, "remove", "nothing is taken by it any more", _remove_hook).add_argument("id")

    target = acts.add_parser("target", help="addresses that are called when a call is done")
    whats = target.add_subparsers(title="what to do", metavar="ACT", required=True)
    add = act(whats, "add", "make one; tells the secret that signs, once", _add_target)
    add.add_argument("url")
    add.add_argument("--event", action="append", default=[], help="call.redacted, call.quarantined, …")
    add.add_argument("--tenant", default="default", help="whose calls")
    act(whats, "list", "what targets there are", _list_targets)
    act(whats, "rotate", "a new secret; the old one signs too for a day", _rotate_target).add_argument("id")
    act(whats, "remove", "never call it again", _remove_target).add_argument("id")


def _add_hook(args: Namespace) -> Exit:
    from sourdine.pipeline.settings_file import load_settings
    from sourdine.workers.serve.hooks.kept import add_hook

    catalogue = catalogue_of(args)
    given = {"account": args.account, "topic": args.topic}
    options = {name: value for name, value in given.items() if value}
    secret = _secret(args)
    hook, chosen = add_hook(catalogue, args.kind, args.tenant, args.name, options, datetime.now(UTC), secret)
    print(f"{load_settings(args.config).serve.public_url.rstrip('/')}/v1/hooks/{hook}")
    if secret is None:
        print(chosen)
    return Exit.OK


def _secret(args: Namespace) -> str | None:
    return sys.stdin.readline().strip() if args.secret_stdin else None


def _list_hooks(args: Namespace) -> Exit:
    catalogue = catalogue_of(args)
    from sourdine.workers.serve.hooks.kept import all_hooks

    for row in all_hooks(catalogue):
        one, state = row._mapping, "removed" if row._mapping["disabled"] else ""
        print(f"{one['id']}  {one['kind']}  {one['tenant']}  {one['name']}  {state}".rstrip())
    return Exit.OK


def _rotate_hook(args: Namespace) -> Exit:
    catalogue = catalogue_of(args)
    from sourdine.workers.serve.hooks.kept import rotate_hook

    given = _secret(args)
    secret = rotate_hook(catalogue, args.id, datetime.now(UTC), given)
    if secret is None:
        raise StopJob("there is no such hook")
    if given is None:
        print(secret)
    return Exit.OK


def _remove_hook(args: Namespace) -> Exit:
    catalogue = catalogue_of(args)
    from sourdine.workers.serve.hooks.kept import disable_hook

    if not disable_hook(catalogue, args.id):
        raise StopJob("there is no such hook")
    return Exit.OK


def _add_target(args: Namespace) -> Exit:
    from sourdine.pipeline.settings_file import load_settings

    catalogue = catalogue_of(args)
    from sourdine.workers.serve.deliveries import add_target
    from sourdine.workers.serve.outward import Outward

    outward = Outward(load_settings(args.config).serve.networks)
    target, secret = add_target(catalogue, args.tenant, args.url, args.event, datetime.now(UTC), outward)
    print(f"{target}\n{secret}")
    return Exit.OK


def _list_targets(args: Namespace) -> Exit:
    catalogue = catalogue_of(args)
    from sourdine.workers.serve.deliveries import all_targets

    for row in all_targets(catalogue):
        one = row._mapping
        print(f"{one['id']}  {one['tenant']}  {one['url']}  {one['events']}  {one['disabled']}".rstrip())
    return Exit.OK


def _rotate_target(args: Namespace) -> Exit:
    catalogue = catalogue_of(args)
    from sourdine.workers.serve.deliveries import rotate_target

    secret = rotate_target(catalogue, args.id, datetime.now(UTC))
    if secret is None:
        raise StopJob("there is no such target")
    print(secret)
    return Exit.OK


def _remove_target(args: Namespace) -> Exit:
    catalogue = catalogue_of(args)
    from sourdine.workers.serve.deliveries import remove_target

    if not remove_target(catalogue, args.id):
        raise StopJob("there is no such target")
    return Exit.OK
