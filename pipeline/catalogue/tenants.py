"""Tenants: whose calls are kept apart, and what documents say of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sourdine.pipeline.catalogue.base import ensure_tenant
from sourdine.pipeline.catalogue.tables import tenants
from sqlalchemy import Connection, select, update

Role = Literal["controller", "processor"]

DETAILS = ("controller", "address", "contact", "email", "phone", "dpo", "policy", "country", "language")
"""What documents may want to say: names and addresses of the organisation, never of callers."""


def listed(con: Connection) -> list[dict[str, Any]]:
    """Every tenant: id, role, details, created."""
    rows = con.execute(select(tenants).order_by(tenants.c.id))
    return [{"id": row.id, "role": row.role, "details": row.details, "created": row.created} for row in rows]


def details(con: Connection, tenant: str) -> dict[str, str]:
    """What is known of a tenant; nothing if it is not."""
    found = con.execute(select(tenants.c.details).where(tenants.c.id == tenant)).scalar()
    return dict(found or {})


def role(con: Connection, tenant: str) -> str:
    """What we are for a tenant: its controller, or a processor on its behalf."""
    return str(con.execute(select(tenants.c.role).where(tenants.c.id == tenant)).scalar() or "controller")


def describe(con: Connection, tenant: str, role: Role | None, said: Mapping[str, str], now: datetime) -> None:
    """Make a tenant known, or change what is known of it; an empty value takes one away."""
    ensure_tenant(con, tenant, now)
    known = {**details(con, tenant), **said}
    values: dict[str, Any] = {"details": {name: one for name, one in known.items() if one}}
    if role is not None:
        values["role"] = role
    con.execute(update(tenants).where(tenants.c.id == tenant).values(**values))
