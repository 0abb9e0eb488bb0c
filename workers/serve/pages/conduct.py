"""The page on which people accept the code of conduct before they listen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sourdine.pipeline.journal import Act
from sourdine.workers.serve.access import ANY_TENANT, Principal
from sourdine.workers.serve.conduct import blocks, conduct, version
from sourdine.workers.serve.guard import page
from sourdine.workers.serve.pages.login import local
from sourdine.workers.serve.pages.render import render
from sourdine.workers.serve.people import accept_conduct
from sourdine.workers.serve.services import DEFAULT_TENANT, Services, services_of
from sourdine.workers.serve.texts import language_of

router = APIRouter(include_in_schema=False)

Using = Annotated[Services, Depends(services_of)]
Anybody = Annotated[Principal, Depends(page())]


@router.get("/conduct")
def conduct_page(request: Request, services: Using, who: Anybody, next: str = "/") -> Response:
    """The text, and the button."""
    text = conduct(services, language_of(request))
    return render(
        request,
        "conduct.html",
        who,
        blocks=list(blocks(text)),
        version=version(services),
        next_path=local(next),
    )


@router.post("/conduct")
def accept(
    services: Using,
    who: Anybody,
    version_read: Annotated[str, Form(alias="version", max_length=80)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Keep the acceptance, of the version that was read: a text that changed meanwhile is shown again."""
    accept_conduct(services.catalogue, who.id.removeprefix("person-"), version_read)
    tenant = DEFAULT_TENANT if who.tenant == ANY_TENANT else who.tenant
    if version_read == version(services):
        act = Act(who.id, "conduct.accept", why=f"v{version_read}", tenant=tenant)
        services.journal_of(tenant).write(act)
    return RedirectResponse(local(next), 303)
