"""``sourdine catalogue``: made again from what is published, counted, and the tenants in it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.commands.who import catalogue_arguments
from sourdine.pipeline.errors import StopJob

_TEXT = """\
The catalogue knows what is published where, of whom, and under which consent. It
is a SQLite file beside the keyset unless `catalogue.url` names another place.

  rebuild  take in what is published at a destination, from its manifests, and
           what was decided: restrictions, objections, withdrawals, holds
  status   where it is, and how much is in it
  tenant   the controllers whose calls are kept apart, and their particulars
"""
_EXAMPLES = """\
  sourdine catalogue rebuild safe/
  sourdine catalogue status
  sourdine catalogue tenant --tenant acme --role processor \\
      --controller "Acme SA" --email dpo@acme.example
  sourdine catalogue tenant
"""
_DETAILS = ("controller", "address", "contact", "email", "phone", "dpo", "policy", "country", "language")
"""As `sourdine.pipeline.catalogue.tenants.DETAILS` (a test compares the two)."""


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(title="what to do", metavar="ACT", required=True)
    again = acts.add_parser("rebuild", help="take in what is published")
    again.add_argument("dest", metavar="DEST", help="folder or s3://bucket/prefix of safe copies")
    status = acts.add_parser("status", help="how much is in it")
    tenant = acts.add_parser("tenant", help="list tenants, or describe one")
    tenant.add_argument("--role", choices=("controller", "processor"), help="what you are for its calls")
    for name in _DETAILS:
        tenant.add_argument(f"--{name}", metavar="TEXT", help=f"{name}, as documents say it")
    for sub, run_it in ((again, _rebuild), (status, _status), (tenant, _tenant)):
        catalogue_arguments(sub)
        sub.set_defaults(act=run_it)


def run(args: Namespace) -> int:
    """Do one of them."""
    return int(args.act(args))


def _rebuild(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.commands.retention import vault_of
    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.progress import plural
    from sourdine.pipeline.rebuild import note_vaulted, rebuild
    from sourdine.pipeline.storage import is_s3, open_storage

    if not is_s3(args.dest) and not Path(args.dest).expanduser().is_dir():
        raise StopJob("there is no such destination")
    catalogue, tenant = opened(args)
    vault = vault_of(args, tenant)
    made = rebuild(catalogue, open_storage(args.dest), datetime.now(UTC))
    counts = f"{plural(made.calls, 'call')}, {plural(made.tombstones, 'tombstone')}"
    print(f"{counts} and {plural(made.decisions.count, 'decision')} taken in.")
    if vault is not None:
        print(f"{plural(note_vaulted(catalogue, vault), 'original')} found in the vault.")
    for one in made.decisions.unreadable:
        print(
            f"sourdine: decisions/{one}: a restriction, objection or hold that cannot be read:"
            " another keyset, or it was damaged",
            file=sys.stderr,
        )
    for call in made.unreadable:
        print(f"sourdine: call {call}: its manifest is not taken in: see `sourdine verify`", file=sys.stderr)
    for call in made.came_back:
        print(f"sourdine: call {call}: has a tombstone, run `sourdine retention purge`", file=sys.stderr)
    whole = not (made.unreadable or made.came_back or made.decisions.unreadable)
    return Exit.OK if whole else Exit.NOT_ALL


def _status(args: Namespace) -> int:
    from sourdine.pipeline.catalogue import counts
    from sourdine.pipeline.commands.who import opened

    catalogue, tenant = opened(args)
    print(f"{catalogue.engine.url.render_as_string(hide_password=True)}, tenant {tenant}")
    for name, count in counts(catalogue, tenant).items():
        print(f"{name:>20}  {count:,}")
    return Exit.OK


def _tenant(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.catalogue import tenants
    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided

    catalogue, tenant = opened(args)
    said = {name: getattr(args, name) for name in _DETAILS if getattr(args, name) is not None}
    if said or args.role or args.tenant:
        with catalogue.write() as con:
            tenants.describe(con, tenant, args.role, said, datetime.now(UTC))
        decided(catalogue.keys, [Act(actor(), "tenant.describe", tenant=tenant)])
    with catalogue.read() as con:
        for one in tenants.listed(con):
            details = "; ".join(f"{name}: {text}" for name, text in one["details"].items())
            print(f"{one['id']}  {one['role']}  {details}")
    return Exit.OK


COMMAND = Command(
    name="catalogue",
    summary="what is published where and of whom: rebuild, status, tenants",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
"""The subcommand."""
