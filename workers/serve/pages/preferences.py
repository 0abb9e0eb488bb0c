"""How pages look."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response
from sourdine.workers.serve.pages.login import local
from sourdine.workers.serve.services import Services, services_of

router = APIRouter(include_in_schema=False)

COOKIE = "sourdine_theme"


@router.get("/theme/{theme}")
def choose_theme(
    theme: Literal["auto", "light", "dark"],
    services: Annotated[Services, Depends(services_of)],
    next: str = "/",
) -> Response:
    """Remember it; nothing else, so nobody has to sign in for it."""
    answer = RedirectResponse(local(next), 303)
    answer.set_cookie(
        COOKIE, theme, max_age=365 * 86400, secure=services.https, httponly=True, samesite="lax"
    )
    return answer
