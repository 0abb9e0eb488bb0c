"""``sourdine retention``: how long things are kept, what is due, and making it go."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Command, Exit
from sourdine.pipeline.commands.consent import WHY
from sourdine.pipeline.commands.journal import moment
from sourdine.pipeline.commands.who import catalogue_arguments, who_arguments
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.catalogue.rules import Rule
    from sourdine.pipeline.removal import Removed
    from sourdine.pipeline.vault import Vault

_TEXT = """\
Rules say how long copies and originals are kept, by purpose and event. Without
one a copy's manifest says it (`retention_days` of the settings).

  rules   list them
  use     take over a ready profile: quality, analysis, evidence, card
  set     add a rule, or change its days
  unset   take a rule away
  event   note that somebody's contract ended
  plan    what is due now, and what buckets would delete before; changes
          nothing, exit code 1 if anything is due
  purge   make it go, finish what was begun, remove what came back
"""
_EXAMPLES = """\
  sourdine retention use quality
  sourdine retention set --what copy --purpose evidence --event contract_end \\
      --days 1825
  sourdine retention event --customer K-1042 --at 2026-03-31
  sourdine retention plan
  sourdine retention purge --sources recordings/
"""
_EVENTS = ("call", "contract_end", "withdrawal", "security_code")
_PROFILES = ("quality", "analysis", "evidence", "card")


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(title="what to do", metavar="ACT", required=True)
    listed = acts.add_parser("rules", help="list the rules")
    use = acts.add_parser("use", help="take over a ready profile")
    use.add_argument("profile", choices=_PROFILES, metavar="PROFILE", help=", ".join(_PROFILES))
    sets = acts.add_parser("set", help="add a rule, or change its days")
    unset = acts.add_parser("unset", help="take a rule away")
    for sub in (sets, unset):
        sub.add_argument("--what", choices=("copy", "original"), required=True, help="what must go")
        sub.add_argument("--event", choices=_EVENTS, required=True, help="what the days count from")
        sub.add_argument("--purpose", default="", metavar="WORD", help="of copies (default: every one)")
    sets.add_argument("--days", type=int, required=True, metavar="DAYS", help="after the event")
    event = acts.add_parser("event", help="note that somebody's contract ended")
    who_arguments(event, calls=False)
    event.add_argument("--at", type=moment, metavar="DATE", help="when (default: it did not end)")
    plan = acts.add_parser("plan", help="what is due now")
    purge = acts.add_parser("purge", help="make it go")
    purge.add_argument(
        "dest", nargs="*", metavar="DEST", help="look here too (default: where the catalogue knows copies)"
    )
    purge.add_argument(
        "--sources",
        nargs="+",
        default=[],
        metavar="SOURCE",
        help="remove erased originals that came back",
    )
    for sub in (plan, purge):
        sub.add_argument("--json", action="store_true", help="one JSON object a line")
    runs = {listed: _rules, use: _use, sets: _set, unset: _unset, event: _event, plan: _plan, purge: _purge}
    for sub, run_it in runs.items():
        catalogue_arguments(sub)
        sub.set_defaults(act=run_it)


def run(args: Namespace) -> int:
    """Do one of them."""
    return int(args.act(args))


def _rules(args: Namespace) -> int:
    from sourdine.pipeline.catalogue.rules import rules_of
    from sourdine.pipeline.commands.who import opened

    catalogue, tenant = opened(args)
    with catalogue.read() as con:
        found = rules_of(con, tenant)
    for one in found:
        print(f"{one.what:<9} {one.purpose or 'every purpose':<14} {one.days:>6} days after {one.event}")
    if not any(one.what == "copy" for one in found):
        print("copies: as their manifests say")
    return Exit.OK


def _use(args: Namespace) -> int:
    from sourdine.pipeline.catalogue.rules import PROFILES

    return _change(args, [(rule, True) for rule in PROFILES[args.profile]])


def _set(args: Namespace) -> int:
    from sourdine.pipeline.catalogue.rules import Rule

    return _change(args, [(Rule(args.what, args.event, args.days, args.purpose), True)])


def _unset(args: Namespace) -> int:
    from sourdine.pipeline.catalogue.rules import Rule

    return _change(args, [(Rule(args.what, args.event, 0, args.purpose), False)])


def _change(args: Namespace, changes: list[tuple[Rule, bool]]) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.catalogue.rules import remove_rule, set_rule
    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided

    catalogue, tenant = opened(args)
    acts = []
    with catalogue.write() as con:
        for rule, is_set in changes:
            if is_set:
                set_rule(con, tenant, rule, datetime.now(UTC))
            elif not remove_rule(con, tenant, rule):
                raise StopJob("there is no such rule: see `sourdine retention rules`")
            what = "retention.set" if is_set else "retention.unset"
            acts.append(Act(actor(), what, why=rule.event, tenant=tenant, count=rule.days))
    decided(catalogue.keys, acts)
    return _rules(args)


def _event(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.catalogue import subjects
    from sourdine.pipeline.catalogue.rules import set_event
    from sourdine.pipeline.commands.who import opened, party
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided
    from sourdine.pipeline.progress import plural

    catalogue, tenant = opened(args)
    about = party(args, tenant)
    with catalogue.write() as con:
        people = subjects.ensure(con, catalogue.ring(tenant), about.kinds(), datetime.now(UTC))
        for person in people:
            set_event(con, person, "contract_end", args.at)
    decided(catalogue.keys, [Act(actor(), "retention.event", why="contract_end", tenant=tenant)])
    print(f"noted for {plural(len(people), 'person', 'people')}")
    return Exit.OK


def _plan(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.lifecycle import plan_concerns
    from sourdine.pipeline.retention import plan

    catalogue, tenant = opened(args)
    with catalogue.read() as con:
        due = plan(con, catalogue, tenant, datetime.now(UTC))
    for one in due:
        place = one.copy.destination if one.copy else "original"
        if args.json:
            told = {"call": one.call, "what": place, "why": one.why, "since": one.since.isoformat()}
            print(json.dumps(told | {"stays": one.stays}))
        else:
            print(
                f"{one.call}  {place}  since {one.since}: {one.why}{f' ({one.stays})' if one.stays else ''}"
            )
    if not args.json:
        print(f"{len(due):,} due.")
    for place, text in plan_concerns(catalogue, tenant):
        print(f"sourdine: {place}: {text}", file=sys.stderr)
    return Exit.NOT_ALL if due else Exit.OK


def _purge(args: Namespace) -> int:
    from datetime import UTC, datetime

    from sourdine.pipeline.commands.who import opened
    from sourdine.pipeline.journal import Act, actor
    from sourdine.pipeline.office import decided, done
    from sourdine.pipeline.retention import purge, purge_originals
    from sourdine.pipeline.rights.erase import shred_again
    from sourdine.pipeline.sources import find_sources
    from sourdine.pipeline.storage import open_storage

    catalogue, tenant = opened(args)
    places = [open_storage(one).address for one in args.dest]
    vault = vault_of(args, tenant)
    shred = vault.shred if vault is not None else None
    removed = purge(catalogue, tenant, datetime.now(UTC), shred=shred, places=places)
    if args.sources:
        removed += purge_originals(catalogue, tenant, find_sources(args.sources))
    if vault is not None:
        removed += shred_again(catalogue, vault)
    done(catalogue.keys, removed)
    count = sum(one.outcome == "done" for one in removed)
    decided(catalogue.keys, [Act(actor(), "retention.purge", tenant=tenant, count=count)])
    return _told(removed, count, args.json)


def vault_of(args: Namespace, tenant: str) -> Vault | None:
    """The vault of the settings; None where they know none. Raises `StopJob`."""
    from dataclasses import replace

    from sourdine.pipeline.settings_file import load_settings

    settings = load_settings(args.config)
    if settings.originals.vault is None:
        return None
    from sourdine.pipeline.vault import open_vault

    return open_vault(replace(settings, catalogue=replace(settings.catalogue, tenant=tenant)))


def _told(removed: list[Removed], count: int, as_json: bool) -> int:
    for one in removed:
        if as_json:
            told = {"call": one.call, "what": one.destination or "original", "ground": one.ground}
            print(json.dumps(told | {"outcome": one.outcome}))
        elif one.outcome != "done":
            where = f"call {one.call}" if one.call else "a destination"
            print(f"sourdine: {where}: {WHY[one.outcome]}", file=sys.stderr)
    if not as_json:
        print(f"{count:,} removed, {len(removed) - count:,} not yet.")
    return Exit.OK if count == len(removed) else Exit.NOT_ALL


COMMAND = Command(
    name="retention",
    summary="how long things are kept: rules, plan, purge",
    text=_TEXT,
    examples=_EXAMPLES,
    arguments=_arguments,
    run=run,
)
"""The subcommand."""
