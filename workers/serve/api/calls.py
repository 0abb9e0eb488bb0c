"""Calls: bring a recording, see what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from pydantic import BaseModel, ValidationError
from sourdine.pipeline.catalogue.tables import copies
from sourdine.pipeline.journal import Act
from sourdine.workers.serve import queue, states
from sourdine.workers.serve.access import ANY_TENANT, Permission, Principal
from sourdine.workers.serve.api.uploads import arrival_of_upload
from sourdine.workers.serve.guard import require
from sourdine.workers.serve.intake import accept, arrival_of
from sourdine.workers.serve.models import CallDetails, CallPage, CallRequest, CallState, Links, State
from sourdine.workers.serve.problems import Refusal, responses
from sourdine.workers.serve.services import DEFAULT_TENANT, Services, services_of
from sourdine.workers.serve.tables import calls
from sqlalchemy import Connection, Row, select, update
from starlette.concurrency import run_in_threadpool

Model = TypeVar("Model", bound=BaseModel)

router = APIRouter(prefix="/v1", tags=["calls"])

CALL_ID = r"^[a-z2-7]{32}$"
CallId = Annotated[
    str,
    Path(pattern=CALL_ID, examples=["abcdefghijklmnopqrstuvwxyz234567"], description="opaque id of a call"),
]
Using = Annotated[Services, Depends(services_of)]
_JSON_LIMIT = 1 << 20  # bytes

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/CallRequest"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["recording"],
                    "properties": {
                        "recording": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "call": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "description": "CallDetails in JSON",
                        },
                    },
                }
            },
        },
    }
}
EXTRA_MODELS: tuple[type[BaseModel], ...] = (CallRequest, CallDetails)
"""What the OpenAPI speaks of without an endpoint that takes it as it is."""


@router.post(
    "/calls",
    status_code=202,
    openapi_extra=_BODY,
    responses=responses(400, 401, 403, 409, 413, 415, 422, 429, 503),
)
async def bring(
    request: Request,
    services: Using,
    who: Annotated[Principal, Depends(require(Permission.SUBMIT))],
    idempotency_key: Annotated[str | None, Header(max_length=200, pattern=r"^[!-~]+$")] = None,
) -> CallState:
    """Bring a recording: by its place (JSON) or as an upload (multipart: `recording`, and `call` in JSON).

    Answers as soon as the work is durable. The same `Idempotency-Key`, or the same place, is the same call.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        asked = parsed(CallRequest, await _body(request))
        tenant = tenant_of(who, asked.tenant)
        arrival = arrival_of(services, tenant, asked)
    elif kind == "multipart/form-data":
        tenant, arrival = await arrival_of_upload(request, services, who, idempotency_key)
    else:
        raise Refusal(415, "send application/json or multipart/form-data")
    call = await run_in_threadpool(accept, services, tenant, arrival, idempotency_key)
    return await run_in_threadpool(state_of, services, who, call)


@router.get("/calls", responses=responses(401, 403, 422, 429, 503))
def list_calls(
    services: Using,
    who: Annotated[Principal, Depends(require(Permission.READ))],
    state: Annotated[State | None, Query()] = None,
    agent: Annotated[str | None, Query(max_length=100)] = None,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CallPage:
    """Calls that were brought, newest first."""
    which = select(calls).order_by(calls.c.number.desc()).limit(limit + 1)
    for column, value in ((calls.c.state, state), (calls.c.agent, agent)):
        if value is not None:
            which = which.where(column == value)
    if who.tenant != ANY_TENANT:
        which = which.where(calls.c.tenant == who.tenant)
    if before is not None:
        which = which.where(calls.c.number < before)
    with services.catalogue.read() as con:
        rows = con.execute(which).all()
    shown = rows[:limit]
    more = str(shown[-1].number) if len(rows) > limit else None
    return CallPage(calls=_shown(services, shown), next=more)


@router.get("/calls/{call}", responses=responses(401, 403, 404, 422, 429, 503))
def get_call(
    call: CallId, services: Using, who: Annotated[Principal, Depends(require(Permission.READ))]
) -> CallState:
    """What became of a call."""
    return state_of(services, who, call)


@router.post("/calls/{call}/retry", status_code=202, responses=responses(401, 403, 404, 409, 422, 429, 503))
def retry(
    call: CallId, services: Using, who: Annotated[Principal, Depends(require(Permission.DECIDE))]
) -> CallState:
    """Work once more on a call that was set aside, refused, or failed."""
    visible(services, who, call)
    with services.catalogue.write() as con:
        row = con.execute(
            update(calls)
            .where(calls.c.call == call, calls.c.state.in_(("quarantined", "refused", "failed")))
            .values(state="waiting")
            .returning(*calls.c)
        ).one_or_none()
        if row is None:
            raise Refusal(409, "only a call that was set aside, refused or failed is worked on again")
        request = request_of(services, row)
        queue.put(con, services.catalogue, "redact", row.tenant, request, services.now(), call)
        states.change(con, services.catalogue, call, "waiting", services.now())
    act = Act(who.id, "call.retry", call, why=services.settings.consent.purpose, tenant=row.tenant)
    services.journal_of(row.tenant).write(act)
    return state_of(services, who, call)


def visible(services: Services, who: Principal, call: str) -> Row[Any]:
    """The row of a call. Raises `Refusal` (404) also where it is another tenant's."""
    with services.catalogue.read() as con:
        row = row_of(con, call)
    if row is None or not who.sees(row.tenant):
        raise Refusal(404, "there is no such call")
    return row


def row_of(con: Connection, call: str) -> Row[Any] | None:
    """The row of a call, whosever it is."""
    return con.execute(select(calls).where(calls.c.call == call)).one_or_none()


def state_of(services: Services, who: Principal, call: str) -> CallState:
    """What is told of a call. Raises `Refusal`."""
    return _shown(services, [visible(services, who, call)])[0]


def request_of(services: Services, row: Row[Any]) -> dict[str, Any]:
    """What was asked for, as the worker needs it."""
    opened = services.catalogue.ring(row.tenant).unseal(row.request, f"request {row.call}")
    content: dict[str, Any] = json.loads(opened)
    return content


def tenant_of(who: Principal, asked: str | None) -> str:
    """For which tenant somebody acts. Raises `Refusal` where that is not theirs to say."""
    if asked is None:
        return DEFAULT_TENANT if who.tenant == ANY_TENANT else who.tenant
    if not who.sees(asked):
        raise Refusal(403, "this key is for another tenant")
    return asked


def parsed(model: type[Model], data: bytes) -> Model:
    """A body. Raises `Refusal` that tells where it is wrong, and never the value."""
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        lines = {
            f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}"
            for one in error.errors(include_url=False, include_input=False, include_context=False)
        }
        raise Refusal(422, "; ".join(sorted(lines))[:1000]) from None


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _JSON_LIMIT:
            raise Refusal(413, "more than a megabyte of JSON")
    return bytes(body)


def _shown(services: Services, rows: Sequence[Row[Any]]) -> list[CallState]:
    gone = _gone(services, [row.call for row in rows])
    return [_one(services, row, "withdrawn" if row.call in gone else row.state) for row in rows]


def _gone(services: Services, ids: list[str]) -> set[str]:
    """Calls whose safe copy was there and is not any more: consent, retention."""
    which = select(copies.c.call).where(copies.c.call.in_(ids), copies.c.state.in_(("withdrawn", "expired")))
    with services.catalogue.read() as con:
        return set(con.scalars(which))


def _one(services: Services, row: Row[Any], state: State) -> CallState:
    here = f"/v1/calls/{row.call}"
    there = state in ("published", "skipped")
    return CallState(
        id=row.call,
        tenant=row.tenant,
        state=state,
        reason=row.reason,
        message=row.message,
        agent=row.agent,
        external_id=request_of(services, row)["external_id"],
        seconds=row.seconds,
        regions=row.regions,
        created=row.created,
        changed=row.changed,
        links=Links(
            state=here,
            events=f"{here}/events",
            audio=f"{here}/audio" if there else None,
            transcript=f"{here}/artefacts/transcript.json" if there else None,
        ),
    )
