"""The lawful basis of a call as a vCon attachment: draft-howe-vcon-lawful-basis-00."""

from __future__ import annotations

from typing import Any

from sourdine.pipeline.records import Consent


def lawful_basis(consent: Consent, time: str, party: int = 0, dialog: int = 0) -> dict[str, Any]:
    """The attachment; ``time`` (RFC 3339) is when it is made, ``party`` and ``dialog`` index the container's.

    Absent purposes are denied ones, so only what the record names is listed. The draft has no field for a
    withdrawal: it is a grant that is none, from then on.
    """
    granted = consent.granted.isoformat() if consent.granted else time
    ended = consent.withdrawn.isoformat() if consent.withdrawn else None
    return {
        "type": "lawful_basis",
        "purpose": "lawful_basis",
        "start": time,
        "party": party,
        "dialog": dialog,
        "mediatype": "application/json",
        "encoding": "json",
        "body": {
            "lawful_basis": consent.lawful_basis,
            "expiration": consent.expires.isoformat() if consent.expires else None,
            "purpose_grants": [
                {"purpose": purpose, "granted": allowed and not ended, "granted_at": ended or granted}
                for purpose, allowed in sorted(consent.purposes.items())
            ],
            **_proof(consent),
            "metadata": {"reference": consent.reference},
        },
    }


def _proof(consent: Consent) -> dict[str, Any]:
    """How it was given, where the record says so; spoken consent by its place in the dialog, in seconds."""
    how = consent.evidence
    said = {
        "proof_type": how.channel,
        "given_by": how.by,
        "wording": how.wording,
        "start": how.start,
        "end": how.end,
    }
    known = {name: value for name, value in said.items() if value not in ("", None)}
    return {"proof_mechanisms": [known]} if known else {}
