"""The record of processing activities (art. 30 GDPR): what is really done, not what somebody once wrote.

Of a controller (art. 30(1)), or of a processor for one controller (art. 30(2)), as the tenant is described.
What only the organisation knows (recipients, other systems) is said to be missing, not made up.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sourdine.pipeline.catalogue import Catalogue, rules, tenants
from sourdine.pipeline.catalogue.tables import calls, copies, originals, subjects
from sourdine.pipeline.documents import Block, Document, Heading, Text
from sourdine.pipeline.reports.made import BLANK, Report, facts
from sourdine.pipeline.settings import Settings
from sqlalchemy import Connection, func, select


def article_30(catalogue: Catalogue, tenant: str, settings: Settings, now: datetime) -> Report:
    """For one tenant, by the settings its calls are processed with."""
    with catalogue.read() as con:
        details, role = tenants.details(con, tenant), tenants.role(con, tenant)
        found = _found(con, tenant)
        kept = [
            f"{one.what}, {one.purpose or 'every purpose'}: {one.days} days after {one.event}"
            for one in rules.rules_of(con, tenant)
        ]
    content: dict[str, Any] = {
        "made": now.isoformat(timespec="seconds"),
        "tenant": tenant,
        "role": role,
        "controller": {name: details.get(name, "") for name in ("controller", "address", "contact", "dpo")},
        "processing": {
            "what": "making safe copies of call recordings: personal data silenced in sound and text",
            "purposes": found["purposes"] or [settings.consent.purpose],
            "lawful_bases": found["bases"],
            "people": "callers, agents, and persons who are spoken of",
            "data": ["voice", "what is said", *found["entities"]],
            "special_categories": ["HEALTH"] if "HEALTH" in found["entities"] else [],
            "recipients": "",
            "places": found["destinations"],
        },
        "retention": {
            "copies": f"{settings.retention_days} days after they are made, unless a rule says less",
            "originals": _originals(settings),
            "rules": kept,
        },
        "security": _security(settings),
        "volume": {name: found[name] for name in ("calls", "copies", "originals", "people")},
        "settings": {"name": settings.name, "digest": settings.digest()},
    }
    return Report(content, _document(content, now))


def _document(content: dict[str, Any], now: datetime) -> Document:
    about, how, kept = content["controller"], content["processing"], content["retention"]
    is_processor = content["role"] == "processor"
    volume = content["volume"]
    blocks: list[Block] = [
        Text(
            "Record of a processor, art. 30(2) GDPR."
            if is_processor
            else "Record of a controller, art. 30(1) GDPR."
        ),
        facts(
            [
                ("Controller", about["controller"]),
                ("Address", about["address"]),
                ("Contact", about["contact"]),
                ("Data protection officer", about["dpo"]),
                ("Tenant", content["tenant"]),
                ("Record made", f"{now:%Y-%m-%d %H:%M} UTC"),
            ]
        ),
        Heading("Processing"),
        facts(
            [
                ("What is done", how["what"]),
                ("Purposes", how["purposes"]),
                ("Lawful bases", how["lawful_bases"]),
                ("People concerned", how["people"]),
                ("Data", how["data"]),
                ("Special categories (art. 9)", how["special_categories"]),
                ("Recipients, third countries", "for the organisation to add"),
                ("Where copies are", how["places"]),
            ]
        ),
        Heading("How long"),
        facts([("Safe copies", kept["copies"]), ("Originals", kept["originals"]), ("Rules", kept["rules"])]),
        Heading("Security (art. 32)"),
        facts(list(content["security"].items())),
        Heading("Volume"),
        facts(
            [
                ("Calls", volume["calls"]),
                ("People known", volume["people"]),
                ("Safe copies by state", volume["copies"]),
                ("Originals by state", volume["originals"]),
            ]
        ),
    ]
    if not about["controller"]:
        blocks.insert(0, Text(f"The controller is {BLANK}", strong=True))
    note = f"Settings {content['settings']['name']}, SHA-256 {content['settings']['digest'][:16]}…"
    return Document("Record of processing activities", tuple(blocks), "en", note)


def _found(con: Connection, tenant: str) -> dict[str, Any]:
    mine = calls.c.tenant == tenant
    joined = copies.join(calls, calls.c.id == copies.c.call)
    entities: Counter[str] = Counter()
    for counts in con.execute(select(copies.c.entities).select_from(joined).where(mine)).scalars():
        entities.update(counts)

    def distinct(column: Any) -> list[str]:
        rows = con.execute(select(column).select_from(joined).where(mine).distinct()).scalars()
        return sorted(one for one in rows if one)

    def by_state(table: Any) -> dict[str, int]:
        whole = table.join(calls, calls.c.id == table.c.call)
        query = select(table.c.state, func.count()).select_from(whole).where(mine).group_by(table.c.state)
        return {state: number for state, number in con.execute(query.order_by(table.c.state))}

    return {
        "purposes": distinct(copies.c.purpose),
        "bases": distinct(copies.c.lawful_basis),
        "destinations": distinct(copies.c.destination),
        "entities": [entity for entity, _ in sorted(entities.items())],
        "copies": by_state(copies),
        "originals": by_state(originals),
        "calls": con.execute(select(func.count()).select_from(calls).where(mine)).scalar() or 0,
        "people": con.execute(select(func.count()).where(subjects.c.tenant == tenant)).scalar() or 0,
    }


def _originals(settings: Settings) -> str:
    own = settings.originals
    what = {
        "keep": "stay where they are; nothing here ends them but an erasure or a rule",
        "vault": "sealed into the vault once their copy is published, and deleted where they were",
        "delete": "deleted once their copy is published",
    }[own.policy]
    never = f"; deleted in any case where {', '.join(own.never)} was found" if own.never else ""
    return what + never


def _security(settings: Settings) -> dict[str, str]:
    own, entities = settings.originals, settings.detect.entities
    heard = "heard again before it is published" if settings.listen_again else "checked by its samples alone"
    measures = {
        "Pseudonyms": "calls have opaque ids; people are kept as keyed hashes, values sealed",
        "Minimisation": f"{', '.join(entities) or 'all kinds of personal data'} silenced;"
        f" texts hold {settings.text.operator} in their place",
        "Checks": f"a safe copy is {heard}; what is not clean is set aside",
        "Consent": "asked before a call is decoded; without a record:"
        f" {settings.consent.assumed_basis or 'refused'}",
        "Accountability": "every act is in a signed, chained journal",
    }
    if own.policy == "vault":
        kind = own.key.partition(":")[0]
        measures["Originals"] = (
            f"a key for each call (AES-256-GCM), wrapped by {kind}; opened by two people together"
        )
    return measures
