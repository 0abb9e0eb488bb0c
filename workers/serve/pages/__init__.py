"""The pages people see. ``ROUTERS`` lists every router of a page; `create_app` mounts them all."""

from __future__ import annotations

from fastapi import APIRouter
from sourdine.workers.serve.pages import call, calls, conduct, dashboard, desk, login, preferences

ROUTERS: tuple[APIRouter, ...] = (
    login.router,
    preferences.router,
    conduct.router,
    calls.router,
    call.router,
    dashboard.router,
    desk.router,
)
