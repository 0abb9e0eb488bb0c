"""What every module of the catalogue needs: rows that are there once, tenants and calls that are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sourdine.pipeline.catalogue.tables import calls, tenants
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.settings import TENANT
from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite


def insert_absent(con: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert, unless a row with one of its keys is there; tells whether it did."""
    dialect: Any = postgresql if con.dialect.name == "postgresql" else sqlite
    inserted = dialect.insert(table).values(row).on_conflict_do_nothing()
    # where the database numbers rows, the number is asked for, and the count would be lost with the answer
    return con.execute(inserted.execution_options(preserve_rowcount=True)).rowcount == 1


def ensure_tenant(con: Connection, tenant: str, now: datetime) -> None:
    """Make a tenant known. Raises `StopJob` for a name that is none."""
    if not TENANT.fullmatch(tenant):
        raise StopJob("a tenant is a word of small letters, digits and hyphens")
    insert_absent(con, tenants, {"id": tenant, "role": "controller", "details": {}, "created": now})


def ensure_call(con: Connection, call: str, tenant: str, now: datetime) -> None:
    """Make a call known. Raises `StopJob` if it is another tenant's: nothing crosses."""
    ensure_tenant(con, tenant, now)
    if insert_absent(con, calls, {"id": call, "tenant": tenant, "created": now}):
        return
    owner = con.execute(select(calls.c.tenant).where(calls.c.id == call)).scalar()
    if owner != tenant:
        raise StopJob("a call belongs to another tenant: nothing crosses from one to another")
