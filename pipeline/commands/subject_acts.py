"""What `sourdine subject` does about people and calls. Nothing heavy is imported before it runs."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.commands.base import Exit
from sourdine.pipeline.commands.who import opened, party
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.permission import Change, Party
    from sourdine.pipeline.rights.handle import Desk
    from sourdine.pipeline.rights.person import Person
    from sourdine.pipeline.rights.rectify import Correction
    from sourdine.pipeline.rights.requests import Request
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.vault import Vault


def desk_of(args: Namespace) -> Desk:
    """Where this command sits. Raises `StopJob`."""
    from sourdine.pipeline.journal import actor
    from sourdine.pipeline.rights.handle import Desk

    catalogue, tenant = opened(args)
    return Desk(catalogue, tenant, actor())


def language_of(args: Namespace, desk: Desk) -> str:
    """As asked for, or the tenant's, or French."""
    from sourdine.pipeline.catalogue import tenants

    if args.language:
        return str(args.language)
    with desk.catalogue.read() as con:
        return tenants.details(con, desk.tenant).get("language", "fr")


def find(args: Namespace) -> int:
    """Tell what is kept; 1 if nothing is."""
    from sourdine.pipeline.rights.person import look_up

    desk = desk_of(args)
    person = look_up(desk.catalogue, party(args, desk.tenant))
    desk.journal("find", "", count=len(person.people))
    if args.json:
        print(json.dumps(_plain(person), ensure_ascii=False, indent=1))
    else:
        for line in _lines(person):
            print(line)
    return Exit.OK if person.people or person.calls else Exit.NOT_ALL


def link(args: Namespace) -> int:
    """Say that calls are of somebody, who is made known if they are not."""
    from sourdine.pipeline.catalogue import calls, subjects
    from sourdine.pipeline.progress import plural

    desk, now = desk_of(args), datetime.now(UTC)
    who = party(args, desk.tenant)
    with desk.catalogue.write() as con:
        for call in args.calls:
            if not calls.copies_of(con, [call]) and calls.original_of(con, call) is None:
                raise StopJob("a call that is to be linked is not in the catalogue")
        ring = desk.catalogue.ring(desk.tenant)
        people = subjects.ensure(con, ring, who.kinds(), now, sealed=args.keep_values)
        for call in args.calls:
            subjects.link(con, people, call, desk.tenant, now)
    desk.journal("link", "", count=len(args.calls))
    print(f"{plural(len(args.calls), 'call')} linked.")
    return Exit.OK


def export(args: Namespace) -> int:
    """Write the package, and answer the request with it."""
    from sourdine.pipeline.rights.package import Making, write_package
    from sourdine.pipeline.rights.person import look_up

    desk, now = desk_of(args), datetime.now(UTC)
    about = party(args, desk.tenant)
    people, _ = desk.people(about)
    settings = _settings(args, desk.tenant)
    vault = _vault(settings)
    request = desk.receive("access", people[0] if people else None, args.received or now, now)
    making = Making(
        desk.catalogue,
        settings,
        language_of(args, desk),
        vault,
        frozenset(_revealed(args, vault)),
        args.safe_copies,
    )
    given = write_package(making, look_up(desk.catalogue, about), request, args.out, now)
    desk.journal("export", request.id, count=len(given))
    counts = {what: sum(one.what == what for one in given) for what in ("own", "safe", "none")}
    desk.finish(request, counts, True, now)
    print(
        f"{len(given)} calls: {counts['own']} with their own voice and words, {counts['safe']} as safe"
        f" copies, {counts['none']} without a copy.\nListen before you hand it over: {args.out}/answer.pdf"
    )
    return Exit.OK


def erase(args: Namespace) -> int:
    """Erase; 1 if something is still there."""
    from sourdine.pipeline.rights.handle import erase as do

    desk, now = desk_of(args), datetime.now(UTC)
    about = party(args, desk.tenant)
    vault = _vault(_settings(args, desk.tenant))
    request, erased = do(desk, about, args.received or now, now, vault)
    for one in erased.removed:
        if one.outcome != "done":
            print(f"sourdine: call {one.call}: {_WHY[one.outcome]}", file=sys.stderr)
    gone = erased.calls - len(erased.left)
    print(f"{gone} of {erased.calls} calls erased; request {request.id}: {request.state}.")
    return Exit.NOT_ALL if erased.left else Exit.OK


def rectify(args: Namespace) -> int:
    """Correct an identifier, a time or words."""
    from sourdine.pipeline.rights.handle import rectify as do

    desk, now = desk_of(args), datetime.now(UTC)
    about, settings = party(args, desk.tenant), _settings(args, desk.tenant)
    request = do(desk, about, _correction(args, about), settings, args.received or now, now)
    print(f"Corrected; request {request.id}: done.")
    return Exit.OK


def _correction(args: Namespace, about: Party) -> Correction:
    from sourdine.pipeline.rights.rectify import NewIdentifier, NewTime, NewWords
    from sourdine.pipeline.storage import open_storage

    if sum(one is not None for one in (args.set, args.called, args.text)) != 1:
        raise StopJob("say what to correct: --set KIND=VALUE, --called DATE or --text WORDS")
    if args.set is not None:
        return NewIdentifier(*_identifier(args.set))
    if about.call is None:
        raise StopJob("name the call: --call or --source")
    if args.called is not None:
        return NewTime(args.called)
    if None in (args.dest, args.channel, args.start, args.end):
        raise StopJob("words are corrected with --dest, --channel, --from and --to")
    return NewWords(open_storage(args.dest), args.channel - 1, args.start, args.end, args.text)


def restrict(args: Namespace) -> int:
    """Freeze, or let go again."""
    from sourdine.pipeline.rights.handle import restrict as do

    desk, now = desk_of(args), datetime.now(UTC)
    return _told(*do(desk, party(args, desk.tenant), args.received or now, now, lift=args.lift))


def object_to(args: Namespace) -> int:
    """Object, or take it back."""
    from sourdine.pipeline.consent import checked_purpose
    from sourdine.pipeline.rights.handle import object_to as do

    desk, now = desk_of(args), datetime.now(UTC)
    purpose = None if args.purpose is None else checked_purpose(args.purpose)
    return _told(*do(desk, party(args, desk.tenant), purpose, args.received or now, now, lift=args.lift))


_WHY = {
    "held": "a legal hold keeps it; give the command again when the hold is lifted",
    "frozen": "processing is restricted: it stays, out of use",
    "locked": "the store has locked it, or there is no right to delete it: give the command again later",
    "unreachable": "its store does not answer: give the command again when it does",
}


def _told(request: Request, change: Change) -> int:
    from sourdine.pipeline.progress import plural

    left = [one for one in change.removed if one.outcome not in ("done", "frozen")]
    for one in left:
        print(f"sourdine: call {one.call}: {_WHY[one.outcome]}", file=sys.stderr)
    gone = sum(one.outcome == "done" for one in change.removed)
    print(
        f"{plural(len(change.calls), 'call')}; {plural(gone, 'published copy', 'published copies')} removed;"
        f" request {request.id}: {request.state}."
    )
    return Exit.NOT_ALL if left else Exit.OK


def _identifier(text: str) -> tuple[Any, str]:
    from sourdine.pipeline.commands.who import KINDS

    kind, found, value = text.partition("=")
    if not found or kind not in KINDS:
        raise StopJob(f"--set takes KIND=VALUE; kinds: {', '.join(KINDS)}")
    return kind, value


def _settings(args: Namespace, tenant: str) -> Settings:
    from dataclasses import replace

    from sourdine.pipeline.settings_file import load_settings

    chosen = load_settings(args.config)
    return replace(chosen, catalogue=replace(chosen.catalogue, tenant=tenant))


def _vault(settings: Settings) -> Vault | None:
    from sourdine.pipeline.vault import open_vault

    return open_vault(settings) if settings.originals.vault is not None else None


def _revealed(args: Namespace, vault: Vault | None) -> list[str]:
    """Calls whose sealed original may be opened by who asks. Raises `StopJob`."""
    from sourdine.pipeline.journal import actor, open_journal
    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.vault.reveal import check

    if not args.reveal:
        return []
    if vault is None:
        raise StopJob("--reveal needs settings that name the vault: --config")
    journal = open_journal(vault.sealed.address, load_keyset(), vault.sealed)
    return [check(vault, journal, request, actor()).call for request in args.reveal]


def _plain(person: Person) -> dict[str, Any]:
    from dataclasses import asdict

    return json.loads(json.dumps(asdict(person), default=str))  # type: ignore[no-any-return]


def _lines(person: Person) -> list[str]:
    from sourdine.pipeline.progress import plural

    if not person.people and not person.calls:
        return ["Nothing is kept."]
    kinds = ", ".join(sorted({kind for kind, _ in person.identifiers}))
    lines = [f"{plural(len(person.people), 'person', 'people')}, known by {kinds or 'nothing'}"]
    for one in person.calls:
        copies = ", ".join(f"{copy.purpose} {copy.state}" for copy in one.copies) or "no copy"
        marks = "".join(
            f"; {word}" for word, is_so in (("on hold", one.held), ("frozen", one.restricted)) if is_so
        )
        shared = f"; also of {one.shared} others" if one.shared else ""
        lines.append(f"call     {one.call}  {copies}; original {one.original or 'unknown'}{marks}{shared}")
    for record in person.consents.get("records", []):
        granted = ", ".join(f"{name} {'yes' if yes else 'no'}" for name, yes in record["purposes"].items())
        lines.append(f"record   {record['lawful_basis']}  {granted or 'no purpose'}")
    for request in person.requests:
        lines.append(f"request  {request.id}  {request.kind} {request.state}, due {request.due:%Y-%m-%d}")
    return lines
