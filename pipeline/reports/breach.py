"""A breach (art. 33 and 34 GDPR): who and what is concerned, what was sealed, and how much time is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sourdine.pipeline.catalogue import Catalogue, subjects, tenants
from sourdine.pipeline.catalogue.tables import calls as call_table
from sourdine.pipeline.catalogue.tables import copies, identifiers
from sourdine.pipeline.documents import Block, Document, Heading, Table, Text
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.reports.made import Report, facts
from sourdine.pipeline.rights.person import CallFacts, call_facts
from sqlalchemy import select

CLOCK = timedelta(hours=72)
"""To tell the supervisory authority, from when it is known (art. 33(1) GDPR)."""

Exposed = Literal["copies", "originals", "vault"]

_GRAVE = ("HEALTH", "CREDIT_CARD", "CARD_CVV", "IBAN_CODE", "BANK_ACCOUNT", "NATIONAL_ID", "PASSWORD")
"""What makes a high risk likely where it is audible (art. 34; EDPB guidelines 9/2022)."""


def calls_at(catalogue: Catalogue, tenant: str, destination: str) -> list[str]:
    """Calls with a published copy in a destination."""
    joined = copies.join(call_table, call_table.c.id == copies.c.call)
    here = (copies.c.destination == destination) & (call_table.c.tenant == tenant)
    with catalogue.read() as con:
        query = select(copies.c.call).select_from(joined).where(here, copies.c.state == "published")
        return sorted(con.execute(query).scalars())


def breach(
    catalogue: Catalogue,
    tenant: str,
    ids: Sequence[str],
    exposed: Exposed,
    known: datetime,
    now: datetime,
) -> Report:
    """What is concerned by calls whose copies, originals or vault were exposed. Raises `StopJob` for none."""
    with catalogue.read() as con:
        rows = con.execute(select(call_table.c.id).where(call_table.c.tenant == tenant)).scalars()
        mine = set(rows)
        found = call_facts(con, [call for call in ids if call in mine])
        people = {person for one in found for person in subjects.of_call(con, one.call)}
        kinds: Counter[str] = Counter()
        for person in people:
            query = select(identifiers.c.kind).where(identifiers.c.subject == person).distinct()
            kinds.update(con.execute(query).scalars())
        controller = tenants.details(con, tenant)
    if not found:
        raise StopJob("none of these calls is in the catalogue of this tenant")
    content = _content(found, people, kinds, exposed, (known, now), len(ids) - len(found))
    content["controller"] = controller
    return Report(content, _document(content, known, now))


def _content(
    found: Sequence[CallFacts],
    people: set[str],
    kinds: Counter[str],
    exposed: Exposed,
    times: tuple[datetime, datetime],
    unknown: int,
) -> dict[str, Any]:
    known, now = times
    entities: Counter[str] = Counter()
    for one in found:
        for copy in one.copies[:1]:
            entities.update(copy.entities)
    states = Counter(one.original or "unknown" for one in found)
    grave = sorted(set(entities) & set(_GRAVE))
    return {
        "made": now.isoformat(timespec="seconds"),
        "known": known.isoformat(timespec="seconds"),
        "tell_by": (known + CLOCK).isoformat(timespec="seconds"),
        "hours_left": round((known + CLOCK - now).total_seconds() / 3600, 1),
        "exposed": exposed,
        "calls": [
            {
                "call": one.call,
                "called": one.called.isoformat() if one.called else None,
                "original": one.original or "unknown",
                "entities": dict(one.copies[0].entities) if one.copies else {},
            }
            for one in found
        ],
        "calls_unknown": unknown,
        "people": len(people),
        "calls_of_nobody_known": sum(not one.shared for one in found),
        "known_by": dict(sorted(kinds.items())),
        "entities": dict(sorted(entities.items())),
        "originals": dict(sorted(states.items())),
        "readable": _readable(exposed),
        "grave": grave if exposed == "originals" else [],
        "tell_people": exposed == "originals" and bool(grave),
    }


def _readable(exposed: Exposed) -> str:
    return {
        "copies": "voices and the story told; what is listed below was silent in them",
        "originals": "everything that was said, what is listed below too",
        "vault": "nothing without the tenant's key: every original is sealed with a key of its own",
    }[exposed]


def _document(content: dict[str, Any], known: datetime, now: datetime) -> Document:
    left = content["hours_left"]
    clock = (
        f"{left:.0f} hours left to tell the supervisory authority (by {known + CLOCK:%Y-%m-%d %H:%M %Z})."
        if left > 0
        else f"The 72 hours ended on {known + CLOCK:%Y-%m-%d %H:%M %Z}: tell, with the reasons of the delay."
    )
    blocks: list[Block] = [
        Text(clock, strong=True),
        facts(
            [
                ("Controller", content["controller"].get("controller", "")),
                ("Data protection officer", content["controller"].get("dpo", "")),
                ("Known since", f"{known:%Y-%m-%d %H:%M %Z}"),
                ("Exposed", content["exposed"]),
                ("What could be read or heard", content["readable"]),
                ("Calls", len(content["calls"])),
                ("Calls asked for that are not known here", content["calls_unknown"]),
                ("People known", content["people"]),
                ("How many of them are known by what", content["known_by"]),
                ("Calls of which nobody is known", content["calls_of_nobody_known"]),
                ("Originals of these calls", content["originals"]),
            ]
        ),
        Heading("Personal data in these calls"),
        Table(("Kind", "How many"), [(name, str(number)) for name, number in content["entities"].items()]),
    ]
    if content["tell_people"]:
        text = (
            f"A high risk is likely ({', '.join(content['grave'])}): the people must be told too (art. 34)."
        )
        blocks.append(Text(text, strong=True))
    blocks += [
        Heading("Calls"),
        Table(
            ("Call", "When", "Original", "Kinds of data"),
            [
                (
                    one["call"],
                    (one["called"] or "")[:16].replace("T", " "),
                    one["original"],
                    ", ".join(one["entities"]),
                )
                for one in content["calls"]
            ],
            (2.4, 1.1, 0.8, 2.2),
        ),
        Text("Causes, consequences and measures (art. 33(3)(c) and (d)) are for the organisation to add."),
    ]
    return Document("Personal data breach", tuple(blocks), "en", f"Made {now:%Y-%m-%d %H:%M} UTC")
