"""Dependencies that let a request in: who asks, whether they may, and whether it is really their request."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from sourdine.workers.serve.access import Permission, Principal, permissions
from sourdine.workers.serve.apikeys import key_principal
from sourdine.workers.serve.people import find_person
from sourdine.workers.serve.problems import LoginNeeded, Refusal
from sourdine.workers.serve.services import Services, services_of
from sourdine.workers.serve.sessions import cookie_name, csrf_matches, hash_of, person_of
from starlette.concurrency import run_in_threadpool

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
_SAFE = ("GET", "HEAD", "OPTIONS")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def visitor(request: Request, services: Annotated[Services, Depends(services_of)]) -> Principal | None:
    """Who asks: the key of the Authorization header or else the session's person; None for anybody.

    A request that changes something in a session must bring the session's CSRF token, as the header
    ``X-CSRF-Token`` or the form field ``csrf``. Raises `Refusal`.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        now = services.now()
        principal = await run_in_threadpool(key_principal, services.catalogue, token.strip(), now)
        if principal is None:
            raise Refusal(401, "the API key is unknown, expired or revoked", WWW_Authenticate="Bearer")
        return principal
    principal = await run_in_threadpool(_person, request, services)
    if principal is not None and request.method not in _SAFE:
        await _check_csrf(request, principal, services)
    return principal


def require(permission: Permission) -> Callable[..., Awaitable[Principal]]:
    """Dependency of an API endpoint: 401 for nobody, 403 for somebody who may not."""

    async def allowed(who: Annotated[Principal | None, Depends(visitor)]) -> Principal:
        if who is None:
            raise Refusal(401, "an API key or a session is needed", WWW_Authenticate="Bearer")
        if not who.may(permission):
            raise Refusal(403, f"this needs {permission.value}")
        return who

    return allowed


def page(permission: Permission | None = None) -> Callable[..., Awaitable[Principal]]:
    """Dependency of a page: nobody goes to the login form; who may not gets 403. Keys open no pages."""

    async def allowed(who: Annotated[Principal | None, Depends(visitor)]) -> Principal:
        if who is None or not who.session:
            raise LoginNeeded
        if permission is not None and not who.may(permission):
            raise Refusal(403, f"this needs {permission.value}")
        return who

    return allowed


def csrf_key(services: Services) -> bytes:
    """The key of CSRF tokens: made from the keyset's, never the same."""
    return hmac.digest(services.keys.call_id, b"sourdine serve csrf", hashlib.sha256)


def _person(request: Request, services: Services) -> Principal | None:
    token = request.cookies.get(cookie_name(services.https))
    person = person_of(services.catalogue, token, services.now()) if token else None
    found = find_person(services.catalogue, id=person) if person else None
    if found is None or token is None:
        return None
    return Principal(
        id=f"person-{found.id}",
        tenant=found.tenant,
        permissions=permissions(found.roles),
        name=found.name,
        roles=found.roles,
        session=hash_of(token),
        conduct=found.conduct,
    )


async def _check_csrf(request: Request, who: Principal, services: Services) -> None:
    sent = request.headers.get(CSRF_HEADER, "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not sent and kind in _FORMS:
        form = await request.form(max_files=1, max_fields=1000)
        sent = str(form.get(CSRF_FIELD, ""))
    if not csrf_matches(who.session, csrf_key(services), sent):
        raise Refusal(403, "the form is from another session or too old: load the page again")
