"""What the page of a call shows: the newest version of the safe copy, and what was said about it."""

from __future__ import annotations

from typing import Any

from sourdine.pipeline.published import PublishedCall
from sourdine.workers.serve.access import Permission, Principal
from sourdine.workers.serve.review.decisions import comments_of, names, reviewers
from sourdine.workers.serve.review.flags import flags_of
from sourdine.workers.serve.review.tables import reviews
from sourdine.workers.serve.services import Services
from sqlalchemy import select

_FINDING = ("kind", "channel", "start", "end", "entity")


def view(services: Services, who: Principal, published: PublishedCall, tenant: str) -> dict[str, Any]:
    """Everything, for JSON; times are seconds."""
    call = published.manifest.call
    with services.catalogue.read() as con:
        row = con.execute(select(reviews).where(reviews.c.call == call)).one()
        people = names(con)
        flags = [
            {
                "id": one.id,
                **{name: getattr(one.finding, name) for name in _FINDING},
                "state": one.state,
                "author": people.get(one.author, ""),
                "mine": one.author == who.id,
                "at": one.created.isoformat(),
            }
            for one in flags_of(con, call)
            if one.state != "void"
        ]
        comments = [
            {"author": people.get(one.author, ""), "at": one.at.isoformat(), "text": one.text}
            for one in comments_of(services, con, tenant, call)
        ]
        able = [{"id": id, "name": name} for id, name in reviewers(con, tenant).items()]
    return _sound(published) | {
        "state": row.state,
        "approver": people.get(row.approver, ""),
        "assignee": row.assignee,
        "reviewers": able,
        "at": row.at.isoformat(),
        "agent": row.agent,
        "sampled": row.sampled,
        "flags": flags,
        "comments": comments,
        "review": who.may(Permission.REVIEW),
    }


def _sound(published: PublishedCall) -> dict[str, Any]:
    manifest = published.manifest
    rate, turns = manifest.sound.rate, published.turns()
    speakers = {turn.channel: turn.speaker for turn in turns}
    return {
        "call": manifest.call,
        "version": manifest.revision,
        "language": manifest.language,
        "seconds": manifest.sound.frames / rate,
        "speakers": [speakers.get(channel, "unknown") for channel in range(manifest.sound.channels)],
        "audio": f"/v1/calls/{manifest.call}/audio?version={manifest.revision}",
        "peaks": published.json("peaks.json"),
        "regions": [
            {
                "channel": one.channel,
                "start": round(one.start / rate, 3),
                "end": round(one.end / rate, 3),
                "entity": one.entity,
                "rule": one.rule,
                "score": round(one.score, 2),
            }
            for one in manifest.regions
        ],
        "turns": [
            {
                "speaker": turn.speaker,
                "channel": turn.channel,
                "words": [[one.text, one.start, one.end, int(one.redacted)] for one in turn.words],
            }
            for turn in turns
        ],
    }
