"""What may be heard and read: artefacts that a published manifest names; each use is journalled."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import JSONResponse, StreamingResponse
from sourdine.pipeline.catalogue.standing import may_use
from sourdine.pipeline.catalogue.tables import calls as known_calls
from sourdine.pipeline.errors import Refused
from sourdine.pipeline.journal import Act
from sourdine.pipeline.manifest import FileFacts
from sourdine.pipeline.published import PublishedCall, open_published
from sourdine.pipeline.storage import Storage, content_type
from sourdine.workers.serve.access import Permission, Principal
from sourdine.workers.serve.api.calls import CallId
from sourdine.workers.serve.conduct import has_accepted
from sourdine.workers.serve.guard import require
from sourdine.workers.serve.problems import Refusal, responses
from sourdine.workers.serve.services import Services, services_of
from sqlalchemy import select

router = APIRouter(prefix="/v1", tags=["safe copies"])

Listener = Annotated[Principal, Depends(require(Permission.LISTEN))]
Using = Annotated[Services, Depends(services_of)]
Artefact = Literal["transcript.json", "transcript.vtt", "call.vcon.json", "peaks.json", "manifest.json"]

_PIECE = 1 << 16
_ONE_LISTENING = 15 * 60.0  # seconds in which further requests of the same person are the same listening
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_BYTES = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {"description": "the whole safe sound", "content": {"audio/*": _BYTES}},
    206: {
        "description": "the part that was asked for (RFC 9110, section 14)",
        "content": {"audio/*": _BYTES},
    },
}
_TEXTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the artefact",
        "content": {kind: {} for kind in ("application/json", "application/vcon+json", "text/vtt")},
    }
}


class Listenings:
    """Who heard what lately: a player asks for many parts of one recording, and listens once."""

    def __init__(self, most: int = 10_000) -> None:
        self._seen: OrderedDict[tuple[str, ...], float] = OrderedDict()
        self._most = most

    def is_new(self, *what: str) -> bool:
        """Whether this is another listening than the last one."""
        now = time.monotonic()
        new = now - self._seen.get(what, -_ONE_LISTENING) >= _ONE_LISTENING
        if new:
            self._seen[what] = now
            self._seen.move_to_end(what)
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return new


_listenings = Listenings()


@router.get(
    "/calls/{call}/audio",
    response_class=Response,
    responses={**responses(401, 403, 404, 416, 422, 429, 503), **_SOUND},
)
def audio(
    call: CallId,
    services: Using,
    who: Listener,
    range: Annotated[str | None, Header(max_length=100, examples=["bytes=0-"])] = None,
) -> Response:
    """The safe sound, whole or in part."""
    tenant, published = usable(services, who, call)
    facts, key = _place(published, published.audio)
    journalled(services, who, tenant, call, "call.listen", published.digest)
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{facts.sha256}"', "Cache-Control": "private, no-store"}
    kind = content_type(published.audio)
    part = _part(range, facts.size)
    if part is None:
        headers["Content-Length"] = str(facts.size)
        return _streamed(published.storage, key, 0, facts.size, 200, headers, kind)
    start, end = part
    headers |= {"Content-Length": str(end - start), "Content-Range": f"bytes {start}-{end - 1}/{facts.size}"}
    return _streamed(published.storage, key, start, end - start, 206, headers, kind)


@router.get(
    "/calls/{call}/artefacts/{name}",
    response_class=Response,
    responses={**responses(401, 403, 404, 422, 429, 503), **_TEXTS},
)
def artefact(call: CallId, name: Artefact, services: Using, who: Listener) -> Response:
    """Transcript, captions, vCon, waveform or manifest of a safe copy."""
    tenant, published = usable(services, who, call)
    if name == "manifest.json":
        shown = published.manifest.to_json()
        shown.pop("sealed", None)  # for the keyset's holder alone
        return JSONResponse(shown)
    if name != "peaks.json":
        journalled(services, who, tenant, call, "call.read", published.digest)
    try:
        return Response(published.read(name), media_type=content_type(name))
    except FileNotFoundError:
        raise Refusal(404, "there is no safe copy of this call") from None


def usable(services: Services, who: Principal, call: str) -> tuple[str, PublishedCall]:
    """The tenant and the newest version of a call that may be heard at this moment. Raises `Refusal`."""
    with services.catalogue.read() as con:
        tenant = con.scalar(select(known_calls.c.tenant).where(known_calls.c.id == call))
    if tenant is None or not who.sees(tenant):
        raise Refusal(404, "there is no such call")
    if who.session and not has_accepted(services, who):
        raise Refusal(403, "accept the code of conduct first")
    storage = services.storage_of(tenant)
    with services.catalogue.read() as con:
        try:
            may_use(con, services.catalogue.ring(tenant), call, storage.address, services.now())
        except Refused as error:
            raise Refusal(403, error.message) from None
    published = open_published(storage, call)
    if published is None:
        raise Refusal(404, "there is no safe copy of this call")
    return str(tenant), published


def journalled(services: Services, who: Principal, tenant: str, call: str, what: str, version: str) -> None:
    """Write down that somebody heard or read a call, before they do; once for each sitting."""
    if _listenings.is_new(who.id, what, call, version):
        purpose = services.settings.consent.purpose
        services.journal_of(tenant).write(Act(who.id, what, call, why=purpose, tenant=tenant))


def _place(published: PublishedCall, name: str) -> tuple[FileFacts, str]:
    key = published.keys.get(name)
    if key is None:
        raise Refusal(404, "there is no safe copy of this call")
    return published.manifest.artefacts[key.partition("/")[2]], key


def _part(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (excluded); None for the whole, which a header that is no single range means too.

    Raises `Refusal` (416) for a range outside.
    """
    match = _RANGE.fullmatch(header or "")
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size or (not first and int(last) == 0):
        raise Refusal(416, "the recording is shorter", Content_Range=f"bytes */{size}")
    return start, end


def _streamed(
    storage: Storage, key: str, start: int, length: int, status: int, headers: dict[str, str], kind: str
) -> Response:
    def pieces() -> Iterator[bytes]:
        left = length
        with storage.open(key, start) as stream:
            while left and (piece := stream.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece

    flow = pieces()
    try:
        first = next(flow, b"")  # begun here, so that it closes what it opened also if nobody reads on
    except FileNotFoundError:
        raise Refusal(404, "there is no safe copy of this call") from None
    return StreamingResponse(chain((first,), flow), status, headers, kind)
