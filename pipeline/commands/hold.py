"""``sourdine hold``: what must be kept for a case, whatever retention or consent says."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.commands.who import catalogue_arguments, who_arguments
from sourdine.pipeline.errors import StopJob

_TEXT = """\
A legal hold keeps the copies and the original of a call, of all calls of
somebody, or of the whole tenant: nothing of it is purged or erased until it is
lifted. Copies that would have to go are out of use meanwhile.

  set   begin one; gives its id
  list  those in force
  lift  end one; what is due then goes with the next purge
"""
_EXAMPLES = """\
  sourdine hold set --customer K-1042 --reason "case 2026/118"
  sourdine hold set --everything --reason "audit 7"
  sourdine hold list
  sourdine hold lift 1c9e6ad0-5b0f-4b6e-9d55-0f2a5b7c1e11
"""


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(title="what to do", metavar="ACT", required=True)
    sets = acts.add_parser("set", help="begin one")
    who_arguments(sets)
    sets.add_argument("--everything", action="store_true", help="of the whole tenant")
    sets.add_argument("--reason", required=True, metavar="CASE", help="reference of the case; no names")
    listed = acts.add_parser("list", help="those in force")
    lift = acts.add_parser("lift", help="end one")
    lift.add_argument("hold", metavar="ID", help="as `list` shows it")
    for sub, run_it in ((sets, _set), (listed, _list), (lift, _lift)):
        catalogue_arguments(sub)
        sub.set_defaults(act=run_it)


def run(args: Namespace) -> int:
    """Do one of them."""
    return int(args.act(args))


def _set(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.catalogue.limits import Scope, set_hold
    from sourdine.pipeline.commands.who import opened, party
    from sourdine.pipeline.decisions import keep
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.lifecycle import plan_concerns
    from sourdine.pipeline.office import decided
    from sourdine.pipeline.permission import scopes

    if not 0 < len(args.reason) <= 200:
        raise StopJob("a reason is the reference of a case, at most 200 characters")
    catalogue, tenant = opened(args)
    now = datetime.now(UTC)
    about = None if args.everything else party(args, tenant)
    with catalogue.write() as con:
        wanted = [Scope(tenant)] if about is None else scopes(con, catalogue, about, now)
        made = [set_hold(con, one, args.reason, now) for one in wanted]
    keep(catalogue, tenant, now)
    decided(catalogue.keys, [Act(actor(), "hold.set", reference=one, tenant=tenant) for one in made])
    print("\n".join(made))
    for place, text in plan_concerns(catalogue, tenant):
        print(f"sourdine: {place}: {text}", file=sys.stderr)
    return Exit.OK


def _list(args: Namespace) -> int:
    from sourdine.pipeline.catalogue.limits import holds_in_force
    from sourdine.pipeline.commands.who import opened

    catalogue, tenant = opened(args)
    with catalogue.read() as con:
        for one in holds_in_force(con, tenant):
            about = f"call {one.call}" if one.call else "a person" if one.subject else "everything"
            print(f"{one.id}  since {one.since.date()}  {about}  {one.reason}")
    return Exit.OK


def _lift(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.catalogue.limits import lift_hold
    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.decisions import keep
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided

    catalogue, tenant = opened(args)
    now = datetime.now(UTC)
    with catalogue.write() as con:
        if not lift_hold(con, tenant, args.hold, now):
            raise StopJob("there is no such hold in force: see `sourdine hold list`")
    keep(catalogue, tenant, now)
    decided(catalogue.keys, [Act(actor(), "hold.lift", reference=args.hold, tenant=tenant)])
    print("lifted: what is due goes with `sourdine retention purge`")
    return Exit.OK


COMMAND = Command(
    name="hold",
    summary="keep what a case needs, whatever else says that it must go",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
"""The subcommand."""
