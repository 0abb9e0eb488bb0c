"""The application: what is mounted where."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI
from sourdine.workers.serve.headers import SecurityHeaders
from sourdine.workers.serve.pages import ROUTERS as PAGES
from sourdine.workers.serve.problems import handle_problems
from sourdine.workers.serve.services import Services
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"

ROUTERS: tuple[APIRouter, ...] = ()
"""Of the API, in the order of its documentation."""


def create_app(services: Services) -> FastAPI:
    """The web application over these services. It starts nothing and opens no file but templates."""
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
    app.add_middleware(SecurityHeaders, https=services.https)
    return app
