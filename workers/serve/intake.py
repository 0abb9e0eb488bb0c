"""Taking a recording in: once it is in the database, it will be worked on, whatever dies."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sourdine.pipeline.catalogue import subjects
from sourdine.pipeline.catalogue.base import ensure_call, insert_absent
from sourdine.pipeline.catalogue.seal import Kind
from sourdine.pipeline.catalogue.tables import calls as known_calls
from sourdine.pipeline.consent import read_consent
from sourdine.pipeline.errors import Refused, Retry, StopJob
from sourdine.pipeline.sources import Source, call_id
from sourdine.workers.serve import queue, states
from sourdine.workers.serve.locations import allowed, incoming_name, kind_of
from sourdine.workers.serve.models import OVER, CallDetails, CallRequest
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.services import Services
from sourdine.workers.serve.tables import calls
from sqlalchemy import Connection, select, update

_AGAIN = tuple(state for state in OVER if state in ("refused", "quarantined", "failed"))
"""States from which the same recording, brought again, is worked on again: its consent may be new."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A recording and how it came. ``place`` is where the worker finds it.

    ``fetch`` is an address to get it from, ``login`` what that asks for ("user:secret"); ``moved`` says that
    it waits in the inbox, under the last part of its place.
    """

    details: CallDetails
    place: str
    origin: str = "api"
    fetch: str | None = None
    moved: bool = False
    login: str | None = None


def arrival_of(
    services: Services, tenant: str, asked: CallRequest, origin: str = "api", login: str | None = None
) -> Arrival:
    """How a recording that is named gets to the worker. Raises `Refusal` for a place that is not allowed."""
    serve, ring = services.settings.serve, services.catalogue.ring(tenant)
    if not allowed(asked.recording, tenant, serve.sources, serve.urls):
        raise Refusal(403, "recordings from this place are not allowed: see serve.sources and serve.urls")
    if kind_of(asked.recording) != "address":
        return Arrival(asked, asked.recording, origin)
    name = incoming_name(ring, "address", asked.recording, asked.recording)
    return Arrival(asked, services.incoming.place(tenant, name), origin, fetch=asked.recording, login=login)


def accept(services: Services, tenant: str, arrival: Arrival, key: str | None = None) -> str:
    """Make a recording's work durable; gives the call's id, the same for the same recording.

    ``key`` is the idempotency key. Raises `Refusal` where it was used for something else, or where the
    consent record cannot be read.
    """
    _check_consent(arrival.details)
    source = Source("object" if arrival.place.startswith("s3://") else "file", arrival.place, 0)
    call, now = call_id(source, services.keys.call_id), services.now()
    ring = services.catalogue.ring(tenant)
    request = _request(arrival)
    content = _keyed(ring.mac, "content", json.dumps(request, sort_keys=True))
    idempotency = _keyed(ring.mac, "idempotency", key) if key else None
    with services.catalogue.write() as con:
        if idempotency and (before := _known(con, tenant, idempotency)):
            if not hmac.compare_digest(before.content, content):
                raise Refusal(422, "this Idempotency-Key was used for another recording")
            return str(before.call)
        _claim_call(con, call, tenant, services)
        row: dict[str, Any] = {
            "call": call,
            "tenant": tenant,
            "state": "waiting",
            "reason": "",
            "message": "",
            "origin": arrival.origin,
            "request": ring.seal(json.dumps(request).encode(), f"request {call}"),
            "agent": arrival.details.agent,
            "idempotency": idempotency,
            "content": content,
            "regions": {},
            "created": now,
            "changed": now,
        }
        new = insert_absent(con, calls, row)
        if new or _begin_again(con, call, row):
            _link_caller(con, services, call, tenant, arrival.details)
            queue.put(con, services.catalogue, "redact", tenant, request, now, call)
            states.note(con, tenant, call, "waiting", "", now)
        elif idempotency and not _is_there(con, call):  # another process used the key a moment ago
            raise Retry("the same Idempotency-Key was used at the same time")
    services.bell.ring()
    return call


def _is_there(con: Connection, call: str) -> bool:
    return con.scalar(select(calls.c.number).where(calls.c.call == call)) is not None


def _known(con: Connection, tenant: str, idempotency: str) -> Any:
    which = (calls.c.tenant == tenant) & (calls.c.idempotency == idempotency)
    return con.execute(select(calls.c.call, calls.c.content).where(which)).one_or_none()


def _claim_call(con: Connection, call: str, tenant: str, services: Services) -> None:
    owner = con.scalar(select(known_calls.c.tenant).where(known_calls.c.id == call))
    if owner is not None and owner != tenant:
        raise Refusal(409, "this recording cannot be taken for this tenant")
    ensure_call(con, call, tenant, services.now())


def _begin_again(con: Connection, call: str, row: Mapping[str, Any]) -> bool:
    values = {name: row[name] for name in ("state", "reason", "message", "request", "content", "changed")}
    which = (calls.c.call == call) & calls.c.state.in_(_AGAIN)
    return con.execute(update(calls).where(which).values(values)).rowcount == 1


def _link_caller(con: Connection, services: Services, call: str, tenant: str, details: CallDetails) -> None:
    values = details.caller.model_dump(exclude_none=True) if details.caller else {}
    who: list[tuple[Kind, str]] = [(kind, values[kind]) for kind in _KINDS if kind in values]
    now = services.now()
    try:
        people = subjects.ensure(con, services.catalogue.ring(tenant), who, now)
    except StopJob as error:  # no such phone number or address
        raise Refusal(422, f"caller: {error}") from None
    subjects.link(con, people, call, tenant, now)
    if details.started:
        con.execute(update(known_calls).where(known_calls.c.id == call).values(called=details.started))


_KINDS: tuple[Kind, ...] = ("phone", "email", "customer", "name")


def _check_consent(details: CallDetails) -> None:
    if details.consent is None:
        return
    try:
        read_consent(json.dumps(details.consent))
    except Refused as error:
        raise Refusal(422, error.message) from None


def _request(arrival: Arrival) -> dict[str, Any]:
    """What the worker needs to know; it is kept sealed."""
    return {
        "place": arrival.place,
        "fetch": arrival.fetch,
        "moved": arrival.moved,
        "login": arrival.login,
        "consent": arrival.details.consent,
        "external_id": arrival.details.external_id,
    }


def _keyed(key: bytes, what: str, value: str) -> str:
    return hmac.digest(key, f"{what}\0{value}".encode(), "sha256").hex()
