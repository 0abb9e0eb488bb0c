"""Consent records as others want them: for a person to read, for a vCon, for an archive, as a receipt.

vCon: draft-howe-vcon-lawful-basis-00. Receipt: Kantara Initiative, Consent Receipt Specification 1.1.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sourdine.pipeline.catalogue import Catalogue, calls, consents, limits, subjects, tenants
from sourdine.pipeline.catalogue.standing import standing
from sourdine.pipeline.catalogue.tables import consents as consent_table
from sourdine.pipeline.consent import gate, write_consent
from sourdine.pipeline.errors import Refused, StopJob
from sourdine.pipeline.outputs.lawful_basis import lawful_basis
from sourdine.pipeline.permission import Party
from sourdine.pipeline.records import Consent
from sourdine.pipeline.settings import ConsentPolicy
from sqlalchemy import Connection

Record = tuple[dict[str, Any], Consent]


def shown(catalogue: Catalogue, party: Party) -> dict[str, Any]:
    """People, records, limits, and for each call what is allowed now; in plain values, for JSON."""
    ring, now = catalogue.ring(party.tenant), datetime.now(UTC)
    with catalogue.read() as con:
        people, ids, found = _found(con, catalogue, party)
        return {
            "people": list(people),
            "records": [_plain(noted) | write_consent(one) for noted, one in found],
            "limits": [
                {"kind": row.kind, "purpose": row.purpose, "since": row.since.isoformat()}
                for row in limits.limits_about(con, people, ids)
            ],
            "calls": [_call(con, ring, call, now) for call in ids],
        }


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The same for a person to read."""
    if not found["people"] and not found["records"]:
        yield "Nothing is known."
        return
    for one in found["records"]:
        scope = f"call {one['call']}" if one["call"] else "every call"
        words = [f"{name} {'yes' if granted else 'no'}" for name, granted in one["purposes"].items()]
        ended = [
            f"{name} {one[name][:10]}" for name in ("expires", "withdrawn", "superseded") if one.get(name)
        ]
        parts = [one["lawful_basis"], scope, ", ".join(words) or "no purpose", *ended]
        yield f"record  {one['recorded'][:10]}  {'; '.join(parts)}"
    for one in found["limits"]:
        yield f"limit   {one['since'][:10]}  {one['kind']}; {one['purpose'] or 'every purpose'}"
    for one in found["calls"]:
        copies = [f"{copy['purpose']} {copy['state']} ({copy['allowed']})" for copy in one["copies"]]
        yield f"call    {one['call']}  {', '.join(copies) or 'no copy'}{'  on hold' if one['held'] else ''}"


def exported(catalogue: Catalogue, party: Party, form: Literal["vcon", "jsonl"]) -> Iterator[dict[str, Any]]:
    """Records in force: vCon attachments, or records as `sourdine consent import` takes them."""
    with catalogue.read() as con:
        _, _, found = _found(con, catalogue, party)
    for noted, one in found:
        if noted["superseded"] is None:
            named = {"call": noted["call"]} if noted["call"] else {}
            yield (
                lawful_basis(one, noted["recorded"].isoformat())
                if form == "vcon"
                else (named | write_consent(one))
            )


def receipts(catalogue: Catalogue, party: Party) -> list[dict[str, Any]]:
    """A receipt for every record in force. Raises `StopJob` while nobody knows who the controller is."""
    with catalogue.read() as con:
        _, _, found = _found(con, catalogue, party)
        controller = tenants.details(con, party.tenant)
    if "controller" not in controller:
        raise StopJob("a receipt names the controller: `sourdine tenant set NAME --controller … --contact …`")
    return [_receipt(noted, one, controller) for noted, one in found if noted["superseded"] is None]


def _receipt(noted: dict[str, Any], consent: Consent, about: dict[str, str]) -> dict[str, Any]:
    given = consent.granted or noted["recorded"]
    ends = consent.withdrawn or consent.expires
    health = consent.article_9 is not None
    return {
        "version": "KI-CR-v1.1.0",
        "jurisdiction": about.get("country", "EU"),
        "consentTimestamp": int(given.timestamp()),
        "collectionMethod": consent.evidence.channel or noted["origin"],
        "consentReceiptID": noted["id"],
        "language": about.get("language", "fr"),
        "piiPrincipalId": noted["subject"] or noted["call"],
        "piiControllers": [
            {
                "piiController": about["controller"],
                "onBehalf": consent.role == "processor",
                "contact": about.get("contact", about["controller"]),
                "address": {"streetAddress": about.get("address", "")},
                "email": about.get("email", ""),
                "phone": about.get("phone", ""),
            }
        ],
        "policyUrl": about.get("policy", ""),
        "services": [
            {
                "service": "call recording",
                "purposes": [
                    {
                        "purpose": purpose,
                        "purposeCategory": [purpose],
                        "consentType": "EXPLICIT" if granted else "REFUSED",
                        "piiCategory": ["voice", *(["health"] if health else [])],
                        "primaryPurpose": purpose == "quality",
                        "termination": ends.isoformat() if ends else about.get("termination", ""),
                        "thirdPartyDisclosure": False,
                    }
                    for purpose, granted in consent.purposes.items()
                ],
            }
        ],
        "sensitive": health,
        "spiCat": ["health"] if health else [],
    }


def _found(
    con: Connection, catalogue: Catalogue, party: Party
) -> tuple[tuple[str, ...], tuple[str, ...], Sequence[Record]]:
    """People, calls and records of a party."""
    if party.call is not None:
        mine = (consent_table.c.tenant == party.tenant) & (consent_table.c.call == party.call)
        return subjects.of_call(con, party.call), (party.call,), consents.records(con, mine)
    people = subjects.find_all(con, catalogue.ring(party.tenant), party.kinds())
    found: dict[str, Record] = {}
    for person in people:
        found |= {noted["id"]: (noted, one) for noted, one in consents.of_person(con, party.tenant, person)}
    return people, subjects.calls_of(con, people), list(found.values())


def _call(con: Connection, ring: Any, call: str, now: datetime) -> dict[str, Any]:
    found = standing(con, ring, call)
    copies = [
        {
            "destination": copy.destination,
            "purpose": copy.purpose,
            "state": copy.state,
            "retention_until": copy.retention_until.isoformat(),
            "allowed": _allowed(found.consent, found, copy.purpose, now),
        }
        for copy in calls.copies_of(con, [call])
    ]
    return {"call": call, "held": limits.is_held(con, call), "copies": copies}


def _allowed(consent: Consent | None, found: Any, purpose: str, now: datetime) -> str:
    try:
        found.check(purpose)
        if consent is not None:
            gate(consent, ConsentPolicy(), purpose, now)
    except Refused as error:
        return error.reason.value
    return "allowed"


def _plain(noted: dict[str, Any]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in noted.items()}
