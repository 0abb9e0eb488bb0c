"""Errors as answers: RFC 9457 problem details, never with what was asked for in them."""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sourdine.pipeline.errors import Retry, StopJob
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


class Problem(BaseModel):
    """RFC 9457; ``detail`` says what to do."""

    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no such call"])


class Refusal(HTTPException):
    """An answer with a problem: status, one line that says what to do, further headers."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(status, detail, names or None)


class LoginNeeded(Exception):
    """A page was asked for without a session: to the login form."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI says about an endpoint's problems."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The answer itself."""
    content = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(content.model_dump(), status, headers, MEDIA_TYPE)


class Defects:
    """What nobody foresaw: told by kind and place, because an exception's own words may quote a number."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 500."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}"
            _log.error("a defect of the product: %s at %s. Please report it.", type(error).__name__, where)
            if not begun:
                await problem(500, "a defect of the product; its log says where")(scope, receive, send)


def handle_problems(app: FastAPI) -> None:
    """Every way an endpoint can fail becomes one of these answers."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        # where and what is wrong, never the value: it may be a phone number
        lines = {f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()}
        return problem(422, "; ".join(sorted(lines))[:1000])

    @app.exception_handler(LoginNeeded)
    async def login(request: Request, error: LoginNeeded) -> Response:
        return RedirectResponse(f"/login?next={request.url.path}", 303)

    @app.exception_handler(Retry)
    @app.exception_handler(StopJob)
    async def unavailable(request: Request, error: Exception) -> Response:
        _log.error("%s: %s", request.scope["route"].path if "route" in request.scope else "?", error)
        return problem(503, "the store does not answer for now, try again later", {"Retry-After": "30"})
