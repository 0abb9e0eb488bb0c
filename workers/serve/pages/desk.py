"""The quarantine desk: what failed closed, why, and what is to be done. Nothing can be heard here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sourdine.pipeline.journal import Act
from sourdine.pipeline.quarantine import Entry, entries, read_entry, release
from sourdine.workers.serve import states
from sourdine.workers.serve.access import ANY_TENANT, Permission, Principal
from sourdine.workers.serve.api.calls import CallId, retry, row_of, visible
from sourdine.workers.serve.guard import page
from sourdine.workers.serve.pages.render import render
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.review.decisions import names
from sourdine.workers.serve.review.flags import waiting_flags
from sourdine.workers.serve.services import DEFAULT_TENANT, Services, services_of
from sourdine.workers.serve.tables import calls
from sqlalchemy import Connection, select

router = APIRouter(include_in_schema=False)

Using = Annotated[Services, Depends(services_of)]
Decider = Annotated[Principal, Depends(page(Permission.DECIDE))]

_MOST = 200
_FAILED = ("quarantined", "refused", "failed")


@dataclass(frozen=True, slots=True)
class Aside:
    """A row of the desk. ``brought``: by the server, which can then try again."""

    entry: Entry
    brought: bool


@router.get("/desk")
def desk(request: Request, services: Using, who: Decider) -> Response:
    """What is set aside, newest first, and flags that wait."""
    tenants = tenants_of(services, who)
    with services.catalogue.read() as con:
        found = [one for tenant in tenants for one in _aside(con, services, tenant)]
        waiting = waiting_flags(con, tenants)
        people = names(con)
    found.sort(key=lambda one: one.entry.last, reverse=True)
    told = request.query_params.get("told", "")
    return render(
        request,
        "desk.html",
        who,
        aside=found[:_MOST],
        flags=waiting,
        names=people,
        told=told if told in ("desk.retried", "desk.dismissed") else "",
    )


@router.post("/desk/{call}/retry")
def again(call: CallId, services: Using, who: Decider) -> Response:
    """Work on it once more."""
    retry(call, services, who)
    _written(services, who, call, "quarantine.retry")
    return RedirectResponse("/desk?told=desk.retried", 303)


@router.post("/desk/{call}/dismiss")
def dismiss(call: CallId, services: Using, who: Decider) -> Response:
    """Let it go: nothing is published, the entry disappears, the original stays where it is."""
    row = visible(services, who, call)
    if row.state not in _FAILED:
        raise Refusal(409, "only what was set aside can be let go")
    _written(services, who, call, "quarantine.dismiss")
    release(services.storage_of(row.tenant), call)
    with services.catalogue.write() as con:
        states.change(con, services.catalogue, call, "withdrawn", services.now())
    return RedirectResponse("/desk?told=desk.dismissed", 303)


def _aside(con: Connection, services: Services, tenant: str) -> Sequence[Aside]:
    storage = services.storage_of(tenant)
    return [Aside(one, row_of(con, one.call) is not None) for one in islice(entries(storage), _MOST)]


def tenants_of(services: Services, who: Principal) -> Sequence[str]:
    """Whose things somebody sees."""
    if who.tenant != ANY_TENANT:
        return (who.tenant,)
    with services.catalogue.read() as con:
        return sorted({DEFAULT_TENANT, *con.scalars(select(calls.c.tenant).distinct())})


def _written(services: Services, who: Principal, call: str, what: str) -> None:
    tenant = visible(services, who, call).tenant
    entry: Any = read_entry(services.storage_of(tenant), call)
    why = entry.reason if entry else ""
    services.journal_of(tenant).write(Act(who.id, what, call, why=why, tenant=tenant))
