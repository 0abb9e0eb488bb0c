"""The row of each safe copy that the list shows: made when a call is published, kept with its versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sourdine.pipeline.catalogue.tables import calls, copies
from sourdine.pipeline.manifest import Manifest
from sourdine.workers.serve.review.tables import reviews
from sourdine.workers.serve.tables import calls as brought
from sqlalchemy import Connection, delete, insert, select, update

_SHARE = 32**8
_MOST = 500
_ROOM = 1000


def is_sampled(call: str, share: float) -> bool:
    """Whether a call is in the sample by which rates are estimated.

    Ids of calls are keyed hashes (`sourdine.pipeline.sources.call_id`), so their letters are chance itself.
    """
    drawn = 0
    for letter in call[:8]:
        drawn = drawn * 32 + "abcdefghijklmnopqrstuvwxyz234567".index(letter)
    return drawn < share * _SHARE


def list_call(
    con: Connection,
    manifest: Manifest,
    tenant: str,
    now: datetime,
    share: float,
) -> None:
    """Show a published call in the list; a newer version of one that is there takes its place.

    The catalogue must know the call already.
    """
    values = {
        "language": manifest.language,
        "seconds": manifest.sound.frames / manifest.sound.rate,
        "regions": len(manifest.regions),
        "entities": _listed(one.entity for one in manifest.regions),
        "version": manifest.revision,
    }
    at = con.scalar(select(reviews.c.at).where(reviews.c.call == manifest.call))
    if at is None:
        at = manifest.called or manifest.created
        agent = con.scalar(select(brought.c.agent).where(brought.c.call == manifest.call)) or ""
        first = {"at": at, "added": now, "agent": agent[:80], "sampled": is_sampled(manifest.call, share)}
        con.execute(insert(reviews).values(**_unseen(manifest.call, tenant), **first, **values))
    else:
        con.execute(update(reviews).where(reviews.c.call == manifest.call).values(values))


def catch_up(con: Connection, tenant: str, destination: str, now: datetime, share: float) -> int:
    """List what was published without the server (`sourdine redact`, `archive`); gives how many.

    What was withdrawn or has expired since is listed no more.
    """
    gone = (
        select(copies.c.id)
        .where(copies.c.call == reviews.c.call, copies.c.destination == destination)
        .where(copies.c.state.notin_(("publishing", "published")))
    )
    con.execute(delete(reviews).where(reviews.c.tenant == tenant, gone.exists()))
    missing = (
        select(calls, copies.c.entities, copies.c.created.label("copied"))
        .join(copies, copies.c.call == calls.c.id)
        .outerjoin(reviews, reviews.c.call == calls.c.id)
        .where(calls.c.tenant == tenant, copies.c.destination == destination)
        .where(copies.c.state == "published", reviews.c.call.is_(None))
    )
    listed = 0
    while rows := con.execute(missing.limit(_MOST)).all():
        for row in rows:
            at = row.called or row.copied
            con.execute(
                insert(reviews).values(
                    **_unseen(row.id, tenant),
                    at=at,
                    added=row.copied,
                    agent="",
                    language=row.language or "",
                    seconds=row.seconds or 0.0,
                    regions=sum(row.entities.values()),
                    entities=_listed(row.entities),
                    version=1,
                    sampled=is_sampled(row.id, share),
                )
            )
        listed += len(rows)
    return listed


def _unseen(call: str, tenant: str) -> dict[str, object]:
    return {"call": call, "tenant": tenant, "state": "open", "assignee": "", "approver": "", "flags": 0}


def _listed(found: Iterable[str]) -> str:
    """As the column holds them, cut where there are more than anybody has entities."""
    names = sorted(set(found))
    while len(text := f" {' '.join(names)} ") > _ROOM:
        names.pop()
    return text
