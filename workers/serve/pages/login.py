"""Signing in and out, and the language of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sourdine.workers.serve.access import Principal
from sourdine.workers.serve.guard import page, visitor
from sourdine.workers.serve.oidc import MINUTES, NotSignedIn, provider
from sourdine.workers.serve.pages.render import render
from sourdine.workers.serve.people import check_password, find_person
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.services import Services, services_of
from sourdine.workers.serve.sessions import LONGEST, close_session, cookie_name, open_session
from sourdine.workers.serve.texts import COOKIE, LANGUAGES, PageLanguage

_OIDC = "sourdine_oidc"
_FAILED = ("login.failed", "login.elsewhere")

router = APIRouter(include_in_schema=False)

Using = Annotated[Services, Depends(services_of)]


@router.get("/login")
def login_form(request: Request, services: Using, next: str = "/", failed: str = "") -> Response:
    """The form."""
    return _form(request, services, next, failed if failed in _FAILED else "")


@router.post("/login")
def login(
    request: Request,
    services: Using,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Check the password and open a session."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refusal(403, "sign in from the form of this server")
    person = check_password(services.catalogue, login, password, services.now())
    if person is None:
        return _form(request, services, next, "login.failed", 401)
    return signed_in(services, person.id, next)


@router.get("/login/oidc")
def elsewhere(services: Using, next: str = "/") -> Response:
    """Off to the identity provider."""
    there = provider(services)
    if there is None:
        raise Refusal(404, "people sign in with a password here")
    try:
        where, kept = there.begin(local(next))
    except NotSignedIn:
        return RedirectResponse("/login?failed=login.elsewhere", 303)
    answer = RedirectResponse(where, 303)
    answer.set_cookie(
        _OIDC,
        kept,
        max_age=MINUTES * 60,
        path="/login/oidc",
        secure=services.https,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/login/oidc/back")
def back(request: Request, services: Using, state: str = "", code: str = "") -> Response:
    """Back from the identity provider, with its word for who it is."""
    there = provider(services)
    if there is None:
        raise Refusal(404, "people sign in with a password here")
    try:
        login, next = there.finish(request.cookies.get(_OIDC, ""), state, code)
    except NotSignedIn:
        login, next = "", "/"
    person = find_person(services.catalogue, login=login) if login else None
    if person is None:
        return RedirectResponse("/login?failed=login.elsewhere", 303)
    answer = signed_in(services, person.id, next)
    answer.delete_cookie(_OIDC, path="/login/oidc", secure=services.https, httponly=True, samesite="lax")
    return answer


def _form(request: Request, services: Services, next: str, failed: str, status: int = 200) -> Response:
    oidc = bool(services.settings.serve.oidc.issuer)
    return render(request, "login.html", status=status, next=local(next), failed=failed, oidc=oidc)


def signed_in(services: Services, person: str, next: str) -> Response:
    """The answer that opens a session and goes on to ``next``."""
    token = open_session(services.catalogue, person, services.now())
    answer = RedirectResponse(local(next), 303)
    answer.set_cookie(
        cookie_name(services.https),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=services.https,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/logout")
def logout(request: Request, services: Using, who: Annotated[Principal, Depends(page())]) -> Response:
    """End the session."""
    name = cookie_name(services.https)
    close_session(services.catalogue, request.cookies[name])
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(name, path="/", secure=services.https, httponly=True, samesite="lax")
    return answer


@router.get("/language/{language}")
def choose_language(
    language: PageLanguage,
    services: Using,
    who: Annotated[Principal | None, Depends(visitor)],
    next: str = "/",
) -> Response:
    """Remember the language of the pages; nothing else, so no CSRF token is asked for."""
    answer = RedirectResponse(local(next), 303)
    if language in LANGUAGES:
        answer.set_cookie(
            COOKIE, language, max_age=365 * 86400, secure=services.https, httponly=True, samesite="lax"
        )
    return answer


def local(next: str) -> str:
    """A path on this server, whatever was asked for: no open redirect."""
    plain = next.startswith("/") and not next.startswith(("//", "/\\"))
    return next if plain and next.isprintable() and "\\" not in next else "/"
