"""Rendering a template with what every page needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sourdine.workers.serve.access import Permission, Principal
from sourdine.workers.serve.guard import csrf_key
from sourdine.workers.serve.services import services_of
from sourdine.workers.serve.sessions import csrf_token
from sourdine.workers.serve.texts import language_of, texts

TEMPLATES = Path(__file__).parents[1] / "templates"


def render(
    request: Request, template: str, who: Principal | None = None, status: int = 200, **values: object
) -> HTMLResponse:
    """A page; templates get ``values`` and: ``_`` (texts), ``language``, ``who``, ``csrf``, ``Permission``,
    ``request``. Everything is escaped; a name that nobody gave is an error.
    """
    language = language_of(request)
    csrf = csrf_token(who.session, csrf_key(services_of(request))) if who and who.session else ""
    content = (
        _environment()
        .get_template(template)
        .render(
            _=texts(language),
            language=language,
            who=who,
            csrf=csrf,
            Permission=Permission,
            request=request,
            **values,
        )
    )
    return HTMLResponse(content, status, {"Content-Language": language, "Vary": "Accept-Language, Cookie"})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
