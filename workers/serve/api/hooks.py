"""Where platforms say that a call ended: no key of ours, but their signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field
from sourdine.workers.serve import queue
from sourdine.workers.serve.hooks import Hook, Incoming, NotTheirs, NotUnderstood, Said
from sourdine.workers.serve.hooks.kept import ADAPTERS, find_hook, remember
from sourdine.workers.serve.intake import accept, arrival_of
from sourdine.workers.serve.outward import Forbidden, Outward, Unreachable
from sourdine.workers.serve.problems import Refusal, responses
from sourdine.workers.serve.services import Services, services_of
from starlette.concurrency import run_in_threadpool

router = APIRouter(prefix="/v1", tags=["hooks"])

_CERTIFICATE = 64 * 1024  # bytes
_BODY = {
    "requestBody": {
        "required": True,
        "description": "whatever the platform sends, byte for byte as it signed it",
        "content": {"*/*": {"schema": {}}},
    }
}


class Taken(BaseModel):
    """What came of a message: the calls it brought, in its order; none where it was about nothing of ours."""

    calls: list[str] = Field(examples=[["abcdefghijklmnopqrstuvwxyz234567"]])


@router.post(
    "/hooks/{hook}",
    status_code=202,
    openapi_extra=_BODY,
    responses=responses(401, 403, 404, 409, 413, 422, 429, 503),
)
async def receive(
    request: Request,
    hook: Annotated[str, Path(pattern=r"^[0-9a-f]{24}$", description="made by `sourdine serve hook add`")],
    services: Annotated[Services, Depends(services_of)],
) -> Taken:
    """Take a signed message; the same one twice brings the same calls and no second work."""
    body = await request.body()
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    url = services.settings.serve.public_url.rstrip("/") + path
    headers = {name.lower(): value for name, value in request.headers.items()}
    return await run_in_threadpool(_take, services, hook, Incoming(url, headers, body))


def _take(services: Services, id: str, incoming: Incoming) -> Taken:
    hook = find_hook(services.catalogue, id, services.now())
    if hook is None:
        raise Refusal(404, "there is no such hook")
    try:
        said = ADAPTERS[hook.kind](hook, incoming, _certificates(services.settings.serve.networks))
    except NotTheirs:
        raise Refusal(401, "the signature is missing, wrong or too old") from None
    except NotUnderstood as error:
        raise Refusal(422, str(error)) from None
    calls = [_bring(services, hook, said, number) for number in range(len(said.recordings))]
    # of recordings the message's id is the idempotency key; of all else it is remembered here
    if said.confirm and remember(services.catalogue, hook, said.message, services.now()):
        with services.catalogue.write() as con:
            payload = {"url": said.confirm}
            queue.put(con, services.catalogue, "confirm", hook.tenant, payload, services.now())
    return Taken(calls=calls)


def _bring(services: Services, hook: Hook, said: Said, number: int) -> str:
    asked = said.recordings[number]
    if asked.tenant not in (None, hook.tenant):
        raise Refusal(403, "this hook is for another tenant")
    arrival = arrival_of(services, hook.tenant, asked, hook.kind, said.login)
    key = f"{hook.id} {said.message} {number}" if said.message else None
    return accept(services, hook.tenant, arrival, key)


@lru_cache(maxsize=4)
def _certificates(networks: tuple[str, ...]) -> Callable[[str], bytes]:
    """Gets a certificate once. What it raises is a signature that cannot be checked."""

    @lru_cache(maxsize=16)
    def get(url: str) -> bytes:
        try:
            answer = Outward(networks).send("GET", url, {}, limit=_CERTIFICATE)
        except (Forbidden, Unreachable):
            raise ValueError("no certificate") from None
        if answer.status != 200:
            raise ValueError("no certificate")
        return answer.body

    return get
