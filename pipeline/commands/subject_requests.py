"""What `sourdine subject` does about requests: list, extend, refuse, answer."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourdine.pipeline.commands.base import Exit
from sourdine.pipeline.commands.subject_acts import desk_of, language_of
from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from sourdine.pipeline.rights.requests import Request


def listing(args: Namespace) -> int:
    """Tell them, the next due first; 1 if one is late."""
    from sourdine.pipeline.rights import requests

    desk, now = desk_of(args), datetime.now(UTC)
    with desk.catalogue.read() as con:
        found = requests.listed(con, desk.tenant, unanswered=args.open)
    for one in found:
        if args.json:
            print(json.dumps(plain(one)))
        else:
            late = "  LATE" if one.is_late(now) else ""
            print(f"{one.id}  {one.kind:<13}  {one.state:<8}  due {one.due:%Y-%m-%d}{late}")
    return Exit.NOT_ALL if any(one.is_late(now) for one in found) else Exit.OK


def plain(one: object) -> dict[str, object]:
    """A request in values for JSON."""
    from dataclasses import asdict

    return json.loads(json.dumps(asdict(one), default=str))  # type: ignore[no-any-return, call-overload]


def extend(args: Namespace) -> int:
    """Two months more."""
    from sourdine.pipeline.rights import requests

    made = _decided(args, "extend", requests.extend)
    print(f"Due {made.due:%Y-%m-%d} now. Tell the person: sourdine subject answer {made.id}")
    return Exit.OK


def refuse(args: Namespace) -> int:
    """Answer that it is not done."""
    from sourdine.pipeline.rights import requests

    made = _decided(args, "refuse", requests.refuse)
    print(f"Refused. Tell the person: sourdine subject answer {made.id}")
    return Exit.OK


def _decided(args: Namespace, what: str, decide: Callable[..., Request]) -> Request:
    desk = desk_of(args)
    with desk.catalogue.write() as con:
        made = decide(con, desk.tenant, args.request, args.why, datetime.now(UTC))
    desk.journal(what, made.id, why=args.why)
    return made


def answer(args: Namespace) -> int:
    """Write the letter."""
    from sourdine.pipeline.catalogue import tenants
    from sourdine.pipeline.documents import as_html, as_pdf
    from sourdine.pipeline.rights import requests
    from sourdine.pipeline.rights.letter import letter

    desk = desk_of(args)
    with desk.catalogue.read() as con:
        found = requests.get(con, desk.tenant, args.request)
        steps = requests.steps(con, found.id)
        controller = tenants.details(con, desk.tenant)
    made = letter(found, steps, controller, language_of(args, desk))
    if args.out.suffix.lower() not in (".pdf", ".html"):
        raise StopJob("a letter is a .pdf or an .html file")
    try:
        args.out.write_bytes(as_pdf(made) if args.out.suffix.lower() == ".pdf" else as_html(made))
    except OSError as error:
        raise StopJob(f"the letter cannot be written ({type(error).__name__})") from None
    print(f"{args.out}: {found.state}.")
    return Exit.OK
