"""The page of one call: listen, read along, say what is wrong."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sourdine.pipeline.demo.names import family
from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.journal import Act
from sourdine.workers.serve.access import Permission, Principal
from sourdine.workers.serve.api.media import journalled, usable
from sourdine.workers.serve.conduct import has_accepted
from sourdine.workers.serve.guard import page
from sourdine.workers.serve.pages.calls import entity_names
from sourdine.workers.serve.pages.render import render
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.review import decisions
from sourdine.workers.serve.review.flags import EVERY_CHANNEL, Finding, decide_flag, find_flag, raise_flag
from sourdine.workers.serve.review.tables import reviews
from sourdine.workers.serve.review.view import view
from sourdine.workers.serve.services import Services, services_of
from sourdine.workers.serve.texts import Texts, language_of, texts
from sqlalchemy import select

router = APIRouter(include_in_schema=False)

Using = Annotated[Services, Depends(services_of)]
Listener = Annotated[Principal, Depends(page(Permission.LISTEN))]
Reviewer = Annotated[Principal, Depends(page(Permission.REVIEW))]

_SHOWN = (
    "call.",
    "region.",
    "flag.",
    "verdict.",
    "comment.",
    "trouble.",
    "speaker.",
    "state.",
    "calls.nobody",
)


class NewFlag(BaseModel):
    """What somebody found, in seconds."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["missed", "too_much", "wrong_entity"]
    channel: int = Field(ge=EVERY_CHANNEL, le=63)
    start: float = Field(ge=0, le=1e6)
    end: float = Field(gt=0, le=1e6)
    entity: str = Field(pattern=r"^[A-Z][A-Z_]{0,63}$")
    words: bool = True
    everywhere: bool = False


class Verdict(BaseModel):
    """Does it pass; ``version`` is the one that was listened to."""

    model_config = ConfigDict(extra="forbid")

    verdict: decisions.Verdict
    version: int


class Decision(BaseModel):
    """What becomes of a flag."""

    model_config = ConfigDict(extra="forbid")

    accept: bool


class Remark(BaseModel):
    """A comment."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=decisions.LONGEST_COMMENT)


class Assignment(BaseModel):
    """Whose call it is; empty: nobody's."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(max_length=64)


@router.get("/calls/{call}")
def call_page(request: Request, call: str, services: Using, who: Listener) -> Response:
    """The player; who has not accepted the code of conduct goes there first."""
    if not has_accepted(services, who):
        return RedirectResponse(f"/conduct?next={quote(request.url.path)}", 303)
    tell = texts(language_of(request))
    try:
        content = _seen(services, who, call)
    except Refusal:
        title, text = tell("message.not_found"), tell("message.not_found_text")
        return render(request, "message.html", who, status=404, title=title, text=text)
    may_review = who.may(Permission.REVIEW)
    data = _embedded({"view": content, "texts": _texts(tell), "entities": _entities(tell), "me": who.id})
    return render(request, "call.html", who, call=call, data=data, may_review=may_review)


@router.get("/calls/{call}/view")
def call_view(call: str, services: Using, who: Listener) -> Response:
    """What the page shows, as it is now."""
    return JSONResponse(_seen(services, who, call))


@router.post("/calls/{call}/flags")
def flag(call: str, new: NewFlag, services: Using, who: Reviewer) -> Response:
    """Something is wrong; what was missed is silent when this answers."""
    tenant = tenant_of(services, who, call)
    try:
        raise_flag(services, who, tenant, call, Finding(**new.model_dump()))
    except ValueError:
        raise Refusal(422, "nothing: there is nothing to change there") from None
    except Quarantine:
        raise Refusal(409, "the new version was not clean: the one before stays, the flag is kept") from None
    _written(services, who, tenant, call, "call.flag", new.kind)
    return JSONResponse(_seen(services, who, call))


@router.post("/calls/{call}/flags/{id}")
def decide_on_flag(call: str, id: str, what: Decision, services: Using, who: Reviewer) -> Response:
    """Accept a flag or decline it."""
    tenant = tenant_of(services, who, call)
    with services.catalogue.read() as con:
        found = find_flag(con, id)
    if found is None or found.call != call:
        raise Refusal(404, "there is no such flag")
    try:
        decide_flag(services, who, found, what.accept)
    except PermissionError:
        raise Refusal(403, "other: somebody else has to decide this") from None
    except ValueError:
        raise Refusal(409, "newer: this was decided already") from None
    _written(
        services, who, tenant, call, "flag.accept" if what.accept else "flag.decline", found.finding.kind
    )
    return JSONResponse(_seen(services, who, call))


@router.post("/calls/{call}/verdict")
def verdict(call: str, what: Verdict, services: Using, who: Reviewer) -> Response:
    """Approve, reject, or review again."""
    tenant = tenant_of(services, who, call)
    try:
        state = decisions.decide(services, who, call, what.verdict, what.version)
    except PermissionError:
        raise Refusal(403, "other: somebody else has to approve this call too") from None
    except ValueError as error:
        raise Refusal(409, f"newer: {error}") from None
    _written(services, who, tenant, call, "call.review", what.verdict, state)
    return JSONResponse(_seen(services, who, call))


@router.post("/calls/{call}/comments")
def comment(call: str, new: Remark, services: Using, who: Reviewer) -> Response:
    """Write something about a call."""
    tenant = tenant_of(services, who, call)
    try:
        decisions.add_comment(services, who, tenant, call, new.text)
    except ValueError as error:
        raise Refusal(422, str(error)) from None
    return JSONResponse(_seen(services, who, call))


@router.post("/calls/{call}/assignee")
def give(call: str, new: Assignment, services: Using, who: Reviewer) -> Response:
    """Give the call to somebody."""
    tenant = tenant_of(services, who, call)
    with services.catalogue.read() as con:
        if new.person and new.person not in decisions.reviewers(con, tenant):
            raise Refusal(422, "nobody who reviews has this id")
    decisions.assign(services, [call], tenant, new.person)
    return JSONResponse(_seen(services, who, call))


def tenant_of(services: Services, who: Principal, call: str) -> str:
    """Whose call it is. Raises `Refusal` (404) for one that is not there, or not for whoever asks."""
    with services.catalogue.read() as con:
        tenant = con.scalar(select(reviews.c.tenant).where(reviews.c.call == call))
    if tenant is None or not who.sees(tenant):
        raise Refusal(404, "there is no such call")
    return str(tenant)


def _written(
    services: Services, who: Principal, tenant: str, call: str, what: str, why: str, outcome: str = "done"
) -> None:
    services.journal_of(tenant).write(Act(who.id, what, call, why, outcome, tenant=tenant))


def _seen(services: Services, who: Principal, call: str) -> Any:
    """What the page shows, if it may be seen at this moment; who saw it is written down. Raises `Refusal`."""
    tenant_of(services, who, call)
    tenant, published = usable(services, who, call)
    journalled(services, who, tenant, call, "call.read", published.digest)
    return view(services, who, published, tenant)


def _texts(tell: Texts) -> dict[str, str]:
    return {key: text for key, text in tell.by_key.items() if key.startswith(_SHOWN)}


def _entities(tell: Texts) -> dict[str, Any]:
    """Entity → its name and the family that gives it its colour."""
    named = sorted(entity_names(tell).items(), key=lambda one: one[1].casefold())
    return {entity: {"name": text, "family": family(entity)} for entity, text in named}


def _embedded(content: Any) -> str:
    """JSON for a script element that holds data: "</" would end it, whatever it stands in."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
