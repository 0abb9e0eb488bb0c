"""For operators: the queue, and messages that could not be delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel
from sourdine.workers.serve import queue
from sourdine.workers.serve.access import ANY_TENANT, Permission, Principal
from sourdine.workers.serve.guard import require
from sourdine.workers.serve.problems import Refusal, responses
from sourdine.workers.serve.services import Services, services_of
from sourdine.workers.serve.tables import tasks
from sqlalchemy import select

router = APIRouter(prefix="/v1", tags=["operations"])

Operator = Annotated[Principal, Depends(require(Permission.OPERATE))]
Using = Annotated[Services, Depends(services_of)]


class QueueState(BaseModel):
    """How much there is to do."""

    waiting: int
    working: int
    undelivered: int
    dead_letters: int


class DeadLetter(BaseModel):
    """A message that nobody took in days."""

    number: int
    tenant: str
    call: str | None
    attempts: int
    error: str
    created: datetime


class DeadLetters(BaseModel):
    """Oldest first."""

    letters: list[DeadLetter]


@router.get("/queue", responses=responses(401, 403, 429, 503))
def queue_state(services: Using, who: Operator) -> QueueState:
    """How many recordings and messages wait."""
    with services.catalogue.read() as con:
        found = queue.depth(con, _tenants(who))
    return QueueState(
        waiting=found.get(("redact", "waiting"), 0),
        working=found.get(("redact", "working"), 0),
        undelivered=found.get(("deliver", "waiting"), 0) + found.get(("deliver", "working"), 0),
        dead_letters=found.get(("deliver", "dead"), 0),
    )


@router.get("/dead-letters", responses=responses(401, 403, 422, 429, 503))
def dead_letters(
    services: Using, who: Operator, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> DeadLetters:
    """Messages that were given up."""
    which = select(tasks).where(tasks.c.kind == "deliver", tasks.c.state == "dead")
    if (tenants := _tenants(who)) is not None:
        which = which.where(tasks.c.tenant.in_(tenants))
    with services.catalogue.read() as con:
        rows = con.execute(which.order_by(tasks.c.number).limit(limit)).all()
    return DeadLetters(
        letters=[
            DeadLetter(
                number=row.number,
                tenant=row.tenant,
                call=row.call,
                attempts=row.attempts,
                error=row.error,
                created=row.created,
            )
            for row in rows
        ]
    )


@router.post(
    "/dead-letters/{number}/replay", status_code=204, responses=responses(401, 403, 404, 422, 429, 503)
)
def replay(number: Annotated[int, Path(ge=1, le=2**62)], services: Using, who: Operator) -> None:
    """Send one again, from the beginning."""
    with services.catalogue.write() as con:
        if not queue.replay(con, number, "deliver", _tenants(who), services.now()):
            raise Refusal(404, "there is no such dead letter")


def _tenants(who: Principal) -> tuple[str, ...] | None:
    return None if who.tenant == ANY_TENANT else (who.tenant,)
