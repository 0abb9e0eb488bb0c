"""The application: what is mounted where."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from sourdine.workers.serve.api import calls, events, health, hooks, media, operations, rectify, rights
from sourdine.workers.serve.headers import BodyLimit, SecurityHeaders
from sourdine.workers.serve.pages import ROUTERS as PAGES
from sourdine.workers.serve.problems import Defects, handle_problems
from sourdine.workers.serve.rates import RateLimit
from sourdine.workers.serve.services import Services
from sourdine.workers.serve.sessions import cookie_name
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"

ROUTERS: tuple[APIRouter, ...] = (
    calls.router,
    events.router,
    media.router,
    hooks.router,
    rights.router,
    rectify.router,
    operations.router,
    health.router,
)
"""Of the API, in the order of its documentation."""

_BODY = 1 << 20  # bytes of a request that is no upload
_FORM = 2 << 20  # bytes around an uploaded file
_OPEN = ("/health", "/v1/hooks/{hook}")  # hooks bring a signature of their own


def create_app(services: Services) -> FastAPI:
    """The web application over these services. It starts nothing and opens no file but templates."""
    serve = services.settings.serve
    app = FastAPI(
        title="Sourdine",
        version=version("sourdine"),
        summary="Call recordings in, safe copies out.",
        docs_url=None,  # its scripts come from elsewhere
        redoc_url=None,
    )
    app.state.services = services
    handle_problems(app)
    for router in (*ROUTERS, *PAGES):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    limits = {"/v1/calls": serve.max_upload + _FORM}
    app.add_middleware(BodyLimit, limits=limits, otherwise=_BODY)
    app.add_middleware(
        RateLimit,
        per_minute=serve.requests_per_minute,
        passwords=serve.passwords_per_minute,
        https=services.https,
    )
    app.add_middleware(Defects)
    app.add_middleware(SecurityHeaders, https=services.https)
    _document(app, services)
    return app


def _document(app: FastAPI, services: Services) -> None:
    """What FastAPI cannot see by itself: the ways to be let in, and the models behind a body of two kinds."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            _, models = models_json_schema(
                [(model, "validation") for model in calls.EXTRA_MODELS],
                ref_template="#/components/schemas/{model}",
            )
            parts = found.setdefault("components", {})
            parts.setdefault("schemas", {}).update(models["$defs"])
            parts["securitySchemes"] = {
                "key": {"type": "http", "scheme": "bearer", "description": "`sourdine serve key create`"},
                "session": {"type": "apiKey", "in": "cookie", "name": cookie_name(services.https)},
            }
            found["security"] = [{"key": []}, {"session": []}]
            for path in _OPEN:
                for operation in found["paths"][path].values():
                    operation["security"] = []
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it
