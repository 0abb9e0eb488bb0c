"""The list of safe copies, with its filters and what can be done with many of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sourdine.workers.serve.access import Permission, Principal
from sourdine.workers.serve.guard import page
from sourdine.workers.serve.pages.login import local
from sourdine.workers.serve.pages.render import render
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.review.decisions import assign, decide, names, reviewers
from sourdine.workers.serve.review.listing import COUNTED, STATES, Wanted, agents, listed
from sourdine.workers.serve.review.tables import reviews
from sourdine.workers.serve.services import Services, services_of
from sourdine.workers.serve.texts import Texts, language_of, texts
from sqlalchemy import select

router = APIRouter(include_in_schema=False)

Using = Annotated[Services, Depends(services_of)]
Reader = Annotated[Principal, Depends(page(Permission.READ))]
Reviewer = Annotated[Principal, Depends(page(Permission.REVIEW))]

_MOST = 500


@router.get("/")
def home(who: Annotated[Principal, Depends(page())]) -> Response:
    """Where work is."""
    return RedirectResponse("/calls" if who.may(Permission.READ) else "/dashboard", 303)


@router.get("/calls")
def call_list(request: Request, services: Using, who: Reader, before: str = "", after: str = "") -> Response:
    """A page of the list."""
    wanted = wanted_of(request.query_params)
    tell = texts(language_of(request))
    with services.catalogue.read() as con:
        found = listed(con, who.tenant, wanted, before, after)
        people = reviewers(con, who.tenant)
        everybody = names(con)
        voices = agents(con, who.tenant)
    kept = {name: value for name, value in asdict(wanted).items() if value not in ("", None, False)}
    return render(
        request,
        "calls.html",
        who,
        wanted=wanted,
        page=found,
        counted=_number(min(found.total, COUNTED), tell),
        more=found.total > COUNTED,
        states=[(state, tell(f"state.{state}")) for state in STATES],
        entities=sorted(entity_names(tell).items(), key=lambda one: one[1].casefold()),
        agents=[(one, one) for one in voices],
        people=list(people.items()),
        names=everybody,
        query=f"{urlencode(kept)}&" if kept else "",
        may_review=who.may(Permission.REVIEW),
        clock=clock,
    )


@router.post("/calls/bulk")
def bulk(
    services: Using,
    who: Reviewer,
    action: Annotated[str, Form(max_length=80)],
    call: Annotated[list[str] | None, Form()] = None,
    next: Annotated[str, Form(max_length=2000)] = "/calls",
) -> Response:
    """Assign the chosen calls, or have them reviewed again."""
    chosen = (call or [])[:_MOST]
    what, _, person = action.partition(":")
    if what == "assign":
        with services.catalogue.read() as con:
            if person and person not in reviewers(con, who.tenant):
                raise Refusal(422, "nobody who reviews has this id")
        assign(services, chosen, who.tenant, person)
    elif what == "reopen":
        for one, version in _versions(services, who, chosen).items():
            with suppress(ValueError):  # revised meanwhile: it is open again already
                decide(services, who, one, "reopen", version)
    else:
        raise Refusal(422, "an action is assign or reopen")
    return RedirectResponse(local(next), 303)


def _versions(services: Services, who: Principal, chosen: list[str]) -> Mapping[str, int]:
    with services.catalogue.read() as con:
        rows = con.execute(select(reviews).where(reviews.c.call.in_(chosen))).all()
    return {row.call: row.version for row in rows if who.sees(row.tenant)}


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """The filters of an address; what is no valid value is no filter."""
    return Wanted(
        find=query.get("find", "").strip()[:80],
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        agent=query.get("agent", "")[:80],
        language=query.get("language", "")[:2],
        entity=query.get("entity", "")[:64],
        state=query.get("state", "") if query.get("state") in STATES else "",
        shortest=_minutes(query.get("shortest", "")),
        longest=_minutes(query.get("longest", "")),
        assignee=query.get("assignee", "")[:64],
        flagged=query.get("flagged") == "1",
        sampled=query.get("sampled") == "1",
    )


def entity_names(tell: Texts) -> dict[str, str]:
    """What entities are called in the language of the page."""
    start = "entity."
    names = {key.removeprefix(start): text for key, text in tell.by_key.items() if key.startswith(start)}
    names.pop("OTHER")
    return names


def clock(seconds: float) -> str:
    """A length as people read it: 4:07, 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _number(value: int, tell: Texts) -> str:
    return f"{value:,}".replace(",", " " if tell.language == "fr" else ",")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _minutes(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value < 100_000 else None
