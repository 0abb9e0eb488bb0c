"""Server-sent events: how calls go on, from where a listener left off."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import StreamingResponse
from sourdine.workers.serve.access import ANY_TENANT, Permission, Principal
from sourdine.workers.serve.api.calls import CallId, visible
from sourdine.workers.serve.guard import require
from sourdine.workers.serve.models import OVER
from sourdine.workers.serve.problems import responses
from sourdine.workers.serve.services import Services, services_of
from sourdine.workers.serve.tables import changes
from sqlalchemy import Row, func, select
from starlette.concurrency import run_in_threadpool

router = APIRouter(prefix="/v1", tags=["calls"])

Reader = Annotated[Principal, Depends(require(Permission.READ))]
Using = Annotated[Services, Depends(services_of)]
LastSeen = Annotated[
    str | None, Header(alias="Last-Event-ID", pattern=r"^\d{1,18}$", description="go on after this event")
]

_PAUSE = 0.5  # seconds between looks
_SIGN = 15.0  # seconds after which a comment shows that the line is alive
_LONGEST = 3600.0  # seconds; browsers come back by themselves
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`change` events: id of the call, state, reason",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/calls/{call}/events",
    response_class=Response,
    responses={**responses(401, 403, 404, 422, 429, 503), **_STREAM},
)
async def call_events(
    request: Request, call: CallId, services: Using, who: Reader, last: LastSeen = None
) -> Response:
    """Every change of one call; ends when it is published or set aside."""
    row = await run_in_threadpool(visible, services, who, call)
    return _stream(request, services, None, row.call, int(last or 0))


@router.get("/events", response_class=Response, responses={**responses(401, 403, 422, 429, 503), **_STREAM})
async def all_events(request: Request, services: Using, who: Reader, last: LastSeen = None) -> Response:
    """Every change of every call from now on, or after the event named."""
    tenant = None if who.tenant == ANY_TENANT else who.tenant
    start = int(last) if last else await run_in_threadpool(_newest, services)
    return _stream(request, services, tenant, None, start)


def _stream(
    request: Request, services: Services, tenant: str | None, call: str | None, start: int
) -> Response:
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    told = _told(request, services, tenant, call, start)
    return StreamingResponse(told, 200, headers, "text/event-stream")


async def _told(
    request: Request, services: Services, tenant: str | None, call: str | None, start: int
) -> AsyncIterator[str]:
    yield "retry: 3000\n\n"
    quiet = total = 0.0
    while total < _LONGEST and not await request.is_disconnected():
        rows = await run_in_threadpool(_after, services, tenant, call, start)
        for row in rows:
            start = row.number
            data = json.dumps({"id": row.call, "state": row.state, "reason": row.reason})
            yield f"id: {row.number}\nevent: change\ndata: {data}\n\n"
        if call is not None and rows and rows[-1].state in OVER:
            return
        quiet = 0.0 if rows else quiet + _PAUSE
        if quiet >= _SIGN:
            quiet = 0.0
            yield ": still here\n\n"
        total += _PAUSE
        await asyncio.sleep(_PAUSE)


def _after(services: Services, tenant: str | None, call: str | None, number: int) -> list[Row[Any]]:
    which = select(changes).where(changes.c.number > number).order_by(changes.c.number).limit(500)
    if tenant is not None:
        which = which.where(changes.c.tenant == tenant)
    if call is not None:
        which = which.where(changes.c.call == call)
    with services.catalogue.read() as con:
        return list(con.execute(which))


def _newest(services: Services) -> int:
    with services.catalogue.read() as con:
        return con.scalar(select(func.max(changes.c.number))) or 0
