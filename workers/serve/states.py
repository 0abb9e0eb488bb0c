"""What becomes of a call: one function changes it, and tells who wants to know in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sourdine.pipeline.catalogue import Catalogue
from sourdine.workers.serve import queue
from sourdine.workers.serve.models import Event, State
from sourdine.workers.serve.tables import calls, changes, targets
from sqlalchemy import Connection, insert, select, update

_TOLD: Mapping[str, Event] = {
    "published": "call.redacted",
    "skipped": "call.redacted",
    "quarantined": "call.quarantined",
    "failed": "call.quarantined",
    "refused": "call.refused",
}


def change(
    con: Connection, catalogue: Catalogue, call: str, state: State, now: datetime, **values: Any
) -> None:
    """Move a call on; ``values`` are further columns (reason, message, seconds, regions)."""
    fields = {"reason": "", "message": "", **values}
    row = con.execute(
        update(calls)
        .where(calls.c.call == call)
        .values(state=state, changed=now, **fields)
        .returning(calls.c.tenant)
    ).one_or_none()
    if row is None:  # erased meanwhile
        return
    note(con, row.tenant, call, state, fields["reason"], now)
    if event := _TOLD.get(state):
        announce(con, catalogue, row.tenant, call, event, now, state=state, **fields)


def note(con: Connection, tenant: str, call: str, state: str, reason: str, now: datetime) -> None:
    """Tell those who listen to server-sent events."""
    con.execute(insert(changes).values(tenant=tenant, call=call, state=state, reason=reason, at=now))


def announce(
    con: Connection, catalogue: Catalogue, tenant: str, call: str, event: Event, now: datetime, **data: Any
) -> int:
    """Call every target that wants to know; gives how many. ``data`` never holds what was said."""
    wanted = select(targets.c.id, targets.c.events).where(
        targets.c.tenant == tenant, targets.c.disabled == ""
    )
    ids = [row.id for row in con.execute(wanted) if event in row.events.split()]
    content = {"type": event, "timestamp": now.isoformat(), "data": {"id": call, "tenant": tenant, **data}}
    for target in ids:
        queue.put(con, catalogue, "deliver", tenant, {"target": target, "content": content}, now, call)
    return len(ids)
