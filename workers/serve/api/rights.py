"""Consent and the rights of people who were recorded, as a CRM needs them: the commands, with their journal.

Whatever needs an original (erasing, exporting) is done by the worker; the answer tells the request's id.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sourdine.pipeline.catalogue.tables import calls as known_calls
from sourdine.pipeline.consent import checked_purpose, read_consent
from sourdine.pipeline.errors import Refused, StopJob
from sourdine.pipeline.journal import Act
from sourdine.pipeline.office import decided, done
from sourdine.pipeline.permission import Change, Party, give, take_back
from sourdine.pipeline.rights import handle, requests
from sourdine.pipeline.rights.handle import Desk
from sourdine.pipeline.rights.person import look_up
from sourdine.workers.serve import queue
from sourdine.workers.serve.access import Permission, Principal
from sourdine.workers.serve.api.calls import CALL_ID, tenant_of
from sourdine.workers.serve.guard import require
from sourdine.workers.serve.models import Caller, Line
from sourdine.workers.serve.problems import Refusal, responses
from sourdine.workers.serve.services import Services, services_of
from sqlalchemy import select

router = APIRouter(prefix="/v1", tags=["rights"])

Using = Annotated[Services, Depends(services_of)]
Officer = Annotated[Principal, Depends(require(Permission.RIGHTS))]
Consenting = Annotated[Principal, Depends(require(Permission.CONSENT))]
RequestId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
T = TypeVar("T")

_PACKAGE = 4 * 1024**3  # bytes
ERRORS = responses(401, 403, 404, 409, 422, 429, 503)


class About(BaseModel):
    """Somebody by what is known of them, or one call."""

    model_config = ConfigDict(extra="forbid")

    tenant: Line | None = Field(default=None, max_length=40, description="only for those who serve several")
    caller: Caller | None = None
    call: str | None = Field(default=None, pattern=CALL_ID)


class Grant(About):
    """Somebody's new word, in the place of all earlier ones."""

    consent: dict[str, Any] = Field(
        description="consent record, as docs/consent.md tells",
        examples=[{"lawful_basis": "consent", "purposes": {"quality": True, "training": False}}],
    )


class Withdrawal(About):
    """Consent taken back, for one purpose or for all."""

    purpose: Line | None = Field(default=None, max_length=40)


class Asked(About):
    """A request of somebody; its clock runs from when it was received."""

    received: AwareDatetime | None = None


class Limit(Asked):
    """Something forbidden, or allowed again."""

    lift: bool = False


class Objection(Limit):
    """For one purpose or for all."""

    purpose: Line | None = Field(default=None, max_length=40)


class Export(Asked):
    """A copy of what is kept."""

    language: Literal["fr", "en"] = "fr"


class Came(BaseModel):
    """What a decision came to."""

    calls: list[str] = Field(description="ids of the calls it is about")
    removed: int = Field(description="published copies that are gone")
    request: str | None = Field(default=None, description="id of the request it answers")


class Found(BaseModel):
    """What is kept of somebody."""

    people: int
    calls: list[str]
    requests: list[str]


class RequestState(BaseModel):
    """How far a request is. ``due`` is the law's term."""

    id: str
    kind: str
    state: str
    received: datetime
    due: datetime
    answered: datetime | None
    package: str | None = Field(default=None, description="where the answer can be fetched")


@router.post("/consents", responses=ERRORS)
def grant(asked: Grant, services: Using, who: Consenting) -> Came:
    """Take in what somebody agreed to; copies that are no longer allowed go at once."""
    party = party_of(services, who, asked)
    try:
        consent = read_consent(json.dumps(asked.consent))
    except Refused as error:
        raise Refusal(422, error.message) from None
    change = understood(lambda: give(services.catalogue, party, consent, "api", services.now()))
    return _came(services, who, party, "consent.grant", change)


@router.post("/consents/withdraw", responses=ERRORS)
def withdraw(asked: Withdrawal, services: Using, who: Consenting) -> Came:
    """Nothing more is processed for the purpose, and published copies for it go."""
    party = party_of(services, who, asked)
    purpose = _purpose(asked.purpose)
    change = understood(lambda: take_back(services.catalogue, party, services.now(), purpose))
    return _came(services, who, party, "consent.withdraw", change, purpose)


@router.post("/subjects/find", responses=ERRORS)
def find(asked: About, services: Using, who: Officer) -> Found:
    """Which calls and requests are theirs."""
    party = party_of(services, who, asked)
    person = understood(lambda: look_up(services.catalogue, party))
    Desk(services.catalogue, party.tenant, who.id).journal("find", "", count=len(person.people))
    return Found(
        people=len(person.people),
        calls=[one.call for one in person.calls],
        requests=[one.id for one in person.requests],
    )


@router.post("/subjects/restrict", responses=ERRORS)
def restrict(asked: Limit, services: Using, who: Officer) -> Came:
    """Freeze everything: never processed, never played; or let it go again (art. 18 GDPR)."""
    desk, party, now = at_desk(services, who, asked)
    received = asked.received or now
    request, change = understood(lambda: handle.restrict(desk, party, received, now, lift=asked.lift))
    return _counted(change, request.id)


@router.post("/subjects/object", responses=ERRORS)
def object_to(asked: Objection, services: Using, who: Officer) -> Came:
    """Nothing more is made for the purpose, and what is published for it goes (art. 21 GDPR)."""
    desk, party, now = at_desk(services, who, asked)
    purpose, received = _purpose(asked.purpose), asked.received or now
    request, change = understood(
        lambda: handle.object_to(desk, party, purpose, received, now, lift=asked.lift)
    )
    return _counted(change, request.id)


@router.post("/subjects/erase", status_code=202, responses=ERRORS)
def erase(asked: Asked, services: Using, who: Officer) -> RequestState:
    """Erase originals, copies, and what the catalogue knows (art. 17 GDPR); the worker does it."""
    return _for_worker("erase", "erasure", asked, services, who, {})


@router.post("/subjects/export", status_code=202, responses=ERRORS)
def export(asked: Export, services: Using, who: Officer) -> RequestState:
    """Make a package of everything that is kept of somebody (art. 15 and 20 GDPR); the worker does it."""
    return _for_worker("export", "access", asked, services, who, {"language": asked.language})


@router.get("/requests/{request}", responses=ERRORS)
def get_request(request: RequestId, services: Using, who: Officer, tenant: str | None = None) -> RequestState:
    """How far a request is."""
    return state_of(services, _known(services, who, request, tenant))


@router.get(
    "/requests/{request}/package",
    response_class=Response,
    responses={**ERRORS, 200: {"description": "a ZIP file", "content": {"application/zip": {}}}},
)
def package(request: RequestId, services: Using, who: Officer, tenant: str | None = None) -> Response:
    """The answer to a request for a copy; kept for a week."""
    found = _known(services, who, request, tenant)
    data = services.incoming.exports(found.tenant).read(f"{found.id}.zip", _PACKAGE)
    if data is None:
        raise Refusal(404, "there is no package: it is not ready yet, or its week is over")
    Desk(services.catalogue, found.tenant, who.id).journal("fetch", found.id)
    headers = {"Content-Disposition": f'attachment; filename="{found.id}.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


def party_of(services: Services, who: Principal, asked: About) -> Party:
    """Whom it is about. Raises `Refusal` where nobody is named, or a call is another tenant's."""
    tenant = tenant_of(who, asked.tenant)
    values = asked.caller.model_dump(exclude_none=True) if asked.caller else {}
    if (asked.call is None) == (not values):
        raise Refusal(422, "name either a caller (phone, email, customer, name) or a call")
    if asked.call is not None:
        with services.catalogue.read() as con:
            owner = con.scalar(select(known_calls.c.tenant).where(known_calls.c.id == asked.call))
        if owner != tenant:
            raise Refusal(404, "there is no such call")
    return Party(tenant, tuple(values.items()), asked.call)


def at_desk(services: Services, who: Principal, asked: About) -> tuple[Desk, Party, datetime]:
    """Where it is dealt with, whom it is about, and now. Raises `Refusal`."""
    party = party_of(services, who, asked)
    return Desk(services.catalogue, party.tenant, who.id), party, services.now()


def _for_worker(
    task: str, kind: requests.Kind, asked: Asked, services: Services, who: Principal, more: dict[str, str]
) -> RequestState:
    desk, party, now = at_desk(services, who, asked)
    people, _ = understood(lambda: desk.people(party))
    subject = people[0] if people else None
    request = understood(lambda: desk.receive(kind, subject, asked.received or now, now))
    about = {"caller": [list(one) for one in party.who], "call": party.call}
    payload = {"request": request.id, "who": who.id, "about": about, **more}
    with services.catalogue.write() as con:
        queue.put(con, services.catalogue, task, party.tenant, payload, now)
    return state_of(services, request)


def _known(services: Services, who: Principal, request: str, tenant: str | None) -> requests.Request:
    with services.catalogue.read() as con:
        try:
            return requests.get(con, tenant_of(who, tenant), request)
        except StopJob:
            raise Refusal(404, "there is no such request") from None


def state_of(services: Services, request: requests.Request) -> RequestState:
    """How far a request is, for the answer."""
    ready = request.kind == "access" and request.state == "done"
    return RequestState(
        id=request.id,
        kind=request.kind,
        state=request.state,
        received=request.received,
        due=request.due,
        answered=request.answered,
        package=f"/v1/requests/{request.id}/package" if ready else None,
    )


def _purpose(text: str | None) -> str | None:
    return None if text is None else understood(lambda: checked_purpose(text))


def understood(act: Callable[[], T]) -> T:
    """What `StopJob` says here is about what was asked for. Raises `Refusal`."""
    try:
        return act()
    except Refused as error:
        raise Refusal(422, error.message) from None
    except StopJob as error:
        raise Refusal(422, str(error)) from None


def _came(
    services: Services, who: Principal, party: Party, what: str, change: Change, why: str | None = None
) -> Came:
    act = Act(
        who.id,
        what,
        call=party.call or "",
        why=why or "",
        tenant=party.tenant,
        count=len(change.calls),
    )
    decided(services.keys, [act])
    done(services.keys, change.removed)
    return _counted(change, None)


def _counted(change: Change, request: str | None) -> Came:
    removed = sum(one.outcome == "done" for one in change.removed)
    return Came(calls=list(change.calls), removed=removed, request=request)
