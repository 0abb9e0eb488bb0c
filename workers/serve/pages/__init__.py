"""The pages people see. ``routers`` lists every router of a page; `create_app` mounts them all."""

from __future__ import annotations

from fastapi import APIRouter
from sourdine.workers.serve.pages import login

ROUTERS: tuple[APIRouter, ...] = (login.router,)
