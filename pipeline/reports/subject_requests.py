"""Requests of data subjects over a time: how many, of what kind, answered in time or not."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sourdine.pipeline.catalogue import Catalogue, tenants
from sourdine.pipeline.documents import Block, Document, Heading, Table
from sourdine.pipeline.reports.made import Report, facts
from sourdine.pipeline.rights import requests
from sourdine.pipeline.rights.requests import Request


def subject_requests(
    catalogue: Catalogue,
    tenant: str,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Report:
    """Of those received from ``since`` on and before ``until``."""
    with catalogue.read() as con:
        found = [
            one
            for one in requests.listed(con, tenant)
            if (since is None or one.received >= since) and (until is None or one.received < until)
        ]
        controller = tenants.details(con, tenant)
    content = _content(found, now)
    content["controller"] = controller
    return Report(content, _document(content, now))


def _content(found: list[Request], now: datetime) -> dict[str, Any]:
    answered = [one for one in found if one.answered is not None]
    days = sorted((one.answered - one.received).days for one in answered if one.answered)
    return {
        "made": now.isoformat(timespec="seconds"),
        "received": len(found),
        "answered": len(answered),
        "in_time": sum(one.answered <= one.due for one in answered if one.answered),
        "late_and_open": sum(one.is_late(now) for one in found),
        "median_days": days[len(days) // 2] if days else None,
        "by_kind": dict(sorted(Counter(one.kind for one in found).items())),
        "by_state": dict(sorted(Counter(one.state for one in found).items())),
        "requests": [
            {
                "id": one.id,
                "kind": one.kind,
                "state": one.state,
                "received": one.received.isoformat(),
                "due": one.due.isoformat(),
                "answered": one.answered.isoformat() if one.answered else None,
                "late": one.is_late(now) or bool(one.answered and one.answered > one.due),
            }
            for one in found
        ],
    }


def _document(content: dict[str, Any], now: datetime) -> Document:
    rows = [
        (
            one["id"],
            one["kind"],
            one["state"],
            one["received"][:10],
            one["due"][:10],
            (one["answered"] or "")[:10],
            "late" if one["late"] else "",
        )
        for one in content["requests"]
    ]
    median = content["median_days"]
    blocks: list[Block] = [
        facts(
            [
                ("Controller", content["controller"].get("controller", "")),
                ("Received", content["received"]),
                ("Answered", content["answered"]),
                ("Of those in time", content["in_time"]),
                ("Late and not answered", content["late_and_open"]),
                ("Days until the answer, median", "none answered" if median is None else median),
                ("By kind", content["by_kind"]),
                ("By state", content["by_state"]),
            ]
        ),
        Heading("One by one, the next due first"),
        Table(
            ("Request", "Kind", "State", "Received", "Due", "Answered", ""),
            rows,
            (2.6, 1.1, 0.9, 1, 1, 1, 0.5),
        ),
    ]
    return Document("Requests of data subjects", tuple(blocks), "en", f"Made {now:%Y-%m-%d %H:%M} UTC")
