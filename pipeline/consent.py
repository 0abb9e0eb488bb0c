"""Consent records and the gate every recording passes before anything of it is decoded.

A record is a JSON object, beside the recording (``call.wav.consent.json``) or in the file that
``--consent`` names, there alone for all recordings or in an object of records by file name::

    {"id": "6f1c…(UUID)", "lawful_basis": "consent", "purposes": {"quality": true},
     "granted": "2026-01-05T09:00:00+01:00", "expires": "2026-07-05", "withdrawn": null, "restricted": false}

A record may also say who agreed, how, and when the call took place (docs/consent.md tells every field).
What the catalogue knows of the call and of the caller counts beside it (`sourdine.pipeline.catalogue`).

Absent means denied: a purpose that is not granted is refused, and so is a call without a record.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, get_args

from sourdine.pipeline.errors import Reason, Refused, StopJob
from sourdine.pipeline.records import Consent, Evidence
from sourdine.pipeline.settings import PURPOSE, ConsentPolicy, LawfulBasis

SIDECAR = ".consent.json"
"""Ending of the consent record beside a recording: ``call.wav`` + this."""

LAWFUL_BASES: tuple[str, ...] = get_args(LawfulBasis)
"""GDPR art. 6(1)(a)-(f)."""

ARTICLE_9: tuple[str, ...] = (
    "explicit_consent",
    "employment",
    "vital_interests",
    "not_for_profit",
    "made_public",
    "legal_claims",
    "public_interest",
    "health_care",
    "public_health",
    "research",
)
"""GDPR art. 9(2)(a)-(j)."""

ROLES = ("controller", "processor")
IDENTIFIERS = ("phone", "email", "customer", "name")
"""As `sourdine.pipeline.catalogue.seal.KINDS`, without importing a database (a test compares the two)."""

FIELDS = (
    *("id", "lawful_basis", "purposes", "granted", "expires", "withdrawn", "restricted"),
    *("role", "article_9", "evidence", "called", "subject"),
)
_EVIDENCE = ("by", "channel", "wording", "start", "end")
_CODE = re.compile(r"(?!.*\d[ .\d]{6,})[\w .:/-]{1,60}")  # no telephone number, no e-mail address


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """One record for all recordings, or one per file name."""

    everyone: Consent | None
    by_name: Mapping[str, Consent]

    def of(self, name: str) -> Consent | None:
        """The record of a recording by its file name (last part of the path or key)."""
        return self.by_name.get(PurePosixPath(name).name, self.everyone)


def read_consent(data: bytes | str) -> Consent:
    """Parse one consent record (a sidecar). Raises `Refused`."""
    return _record(_object(data))


def read_consent_file(data: bytes | str) -> ConsentFile:
    """Parse what ``--consent`` names: one record, or an object of records by file name. Raises `Refused`."""
    content = _object(data)
    if "lawful_basis" in content:
        return ConsentFile(_record(content), {})
    if not all(isinstance(one, dict) for one in content.values()):
        raise _unreadable("neither a record nor an object of records by file name")
    return ConsentFile(None, {name: _record(one) for name, one in content.items()})


def write_consent(consent: Consent) -> dict[str, Any]:
    """The record as `read_consent` takes it, without whose it is."""
    evidence = {name: value for name, value in asdict(consent.evidence).items() if value not in ("", None)}
    times = {name: getattr(consent, name) for name in ("granted", "expires", "withdrawn", "called")}
    fields = {
        "id": None if consent.reference.startswith("sha256:") else consent.reference or None,
        "lawful_basis": consent.lawful_basis,
        "purposes": dict(consent.purposes),
        **{name: time.isoformat() if time else None for name, time in times.items()},
        "restricted": consent.restricted,
        "role": consent.role,
        "article_9": consent.article_9,
        "evidence": evidence or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def assumed_consent(basis: str, purpose: str) -> Consent:
    """The record that stands for an operator's own word (``--lawful-basis``, a profile's assumption).

    Raises `Refused` for a basis that GDPR art. 6(1) does not know.
    """
    return _record({"lawful_basis": basis, "purposes": {purpose: True}})


def granted_consent(fields: Mapping[str, Any]) -> Consent:
    """A record that is given here and now, with an id of its own; empty fields are left out.

    Raises `StopJob` for a value that does not do.
    """
    evidence = {name: one for name, one in (fields.get("evidence") or {}).items() if one is not None}
    content = {name: one for name, one in fields.items() if one is not None}
    try:
        return _record(content | {"id": str(uuid.uuid4()), "evidence": evidence or None})
    except Refused as error:
        raise StopJob(error.message) from None


def checked_purpose(word: str) -> str:
    """A purpose that somebody typed. Raises `StopJob`."""
    if not PURPOSE.fullmatch(word):
        raise StopJob("a purpose is a word of small letters: quality, training, analytics …")
    return word


def strictest(first: Consent | None, second: Consent | None) -> Consent | None:
    """Where two records speak of the same call the most restrictive wins, in every field."""
    if first is None or second is None:
        return first or second
    purposes = {
        purpose: first.purposes.get(purpose, False) and second.purposes.get(purpose, False)
        for purpose in {**first.purposes, **second.purposes}
    }
    return Consent(
        lawful_basis=first.lawful_basis,
        purposes=purposes,
        granted=_pick(max, first.granted, second.granted),
        expires=_pick(min, first.expires, second.expires),
        withdrawn=_pick(min, first.withdrawn, second.withdrawn),
        restricted=first.restricted or second.restricted,
        reference=first.reference,
        role=first.role,
        article_9=first.article_9 or second.article_9,
        evidence=first.evidence if first.evidence != Evidence() else second.evidence,
        called=_pick(min, first.called, second.called),
        subject=tuple(dict.fromkeys((*first.subject, *second.subject))),
    )


def gate(consent: Consent | None, policy: ConsentPolicy, purpose: str, now: datetime) -> Consent:
    """The record that allows this recording; ``now`` has a time zone.

    A record that is withdrawn or restricted refuses whatever its basis: art. 7(3), 18 and 21 GDPR.
    Raises `Refused`.
    """
    if consent is None:
        if policy.assumed_basis is None:
            raise Refused(Reason.CONSENT_MISSING, "no consent record and no lawful basis given")
        return assumed_consent(policy.assumed_basis, purpose)
    if consent.withdrawn is not None:
        raise Refused(Reason.CONSENT_WITHDRAWN, "consent withdrawn or objected to")
    if consent.restricted:
        raise Refused(Reason.CONSENT_RESTRICTED, "processing restricted")
    if consent.expires is not None and consent.expires <= now:
        raise Refused(Reason.CONSENT_EXPIRED, f"consent expired on {consent.expires.date()}")
    if consent.granted is not None and consent.granted > now:
        raise Refused(Reason.CONSENT_NOT_YET, f"consent begins on {consent.granted.date()}")
    if not consent.purposes.get(purpose, False):
        raise Refused(Reason.PURPOSE_NOT_GRANTED, f"purpose {purpose!r} not granted")
    return consent


def _object(data: bytes | str) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise _unreadable("not JSON") from None
    if not isinstance(content, dict) or not content:
        raise _unreadable("not a JSON object")
    return content


def _record(content: Mapping[str, Any]) -> Consent:
    if any(key not in FIELDS for key in content):
        raise _unreadable(f"unknown field; known: {', '.join(FIELDS)}")
    if content.get("lawful_basis") not in LAWFUL_BASES:
        raise _unreadable(f"lawful_basis must be one of {', '.join(LAWFUL_BASES)}")
    purposes = content.get("purposes", {})
    if not isinstance(purposes, dict) or not all(isinstance(one, bool) for one in purposes.values()):
        raise _unreadable("purposes must be an object of true and false")
    if not all(PURPOSE.fullmatch(one) for one in purposes):  # they are published
        raise _unreadable("a purpose must be a word of small letters")
    restricted = content.get("restricted", False)
    if not isinstance(restricted, bool):
        raise _unreadable("restricted must be true or false")
    if content.get("role", "controller") not in ROLES:
        raise _unreadable(f"role must be one of {', '.join(ROLES)}")
    if content.get("article_9") not in (None, *ARTICLE_9):
        raise _unreadable(f"article_9 must be one of {', '.join(ARTICLE_9)}")
    return Consent(
        lawful_basis=content["lawful_basis"],
        purposes=purposes,
        granted=_time(content, "granted"),
        expires=_time(content, "expires"),
        withdrawn=_time(content, "withdrawn"),
        restricted=restricted,
        reference=_reference(content),
        role=content.get("role", "controller"),
        article_9=content.get("article_9"),
        evidence=_evidence(content.get("evidence")),
        called=_time(content, "called"),
        subject=_subject(content.get("subject")),
    )


def _evidence(content: object) -> Evidence:
    if content is None:
        return Evidence()
    if not isinstance(content, dict) or any(key not in _EVIDENCE for key in content):
        raise _unreadable(f"evidence must be an object; known: {', '.join(_EVIDENCE)}")
    codes = [content.get(key) or "" for key in ("by", "channel", "wording")]
    if not all(isinstance(one, str) and (not one or _CODE.fullmatch(one)) for one in codes):
        raise _unreadable("by, channel and wording of the evidence are short codes, not names or numbers")
    by, channel, wording = map(str, codes)
    if content.get("start") is None and content.get("end") is None:
        return Evidence(by, channel, wording)
    span = [one for one in (content.get("start"), content.get("end")) if type(one) in (int, float)]
    if len(span) != 2:
        raise _unreadable("start and end of the evidence are seconds in the recording")
    start, end = (float(one or 0) for one in span)
    if not 0 <= start < end < float("inf"):
        raise _unreadable("the evidence must end after it starts")
    return Evidence(by, channel, wording, start, end)


def _subject(content: object) -> tuple[tuple[str, str], ...]:
    if content is None:
        return ()
    if not isinstance(content, dict) or not all(isinstance(one, str) and one for one in content.values()):
        raise _unreadable("subject must be an object of texts")
    if any(key not in IDENTIFIERS for key in content):
        raise _unreadable(f"subject: unknown identifier; known: {', '.join(IDENTIFIERS)}")
    return tuple(sorted(content.items()))


def _time(content: Mapping[str, Any], key: str) -> datetime | None:
    """RFC 3339, or a date alone (its midnight, UTC). Without a zone: UTC."""
    value = content.get(key)
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _unreadable(f"{key} must be a date or time such as 2026-07-05T12:00:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _reference(content: Mapping[str, Any]) -> str:
    """The record's own id if it is a UUID, otherwise its hash.

    It is written into manifests: an id of another form may be a phone number, and a hash over one is soon
    guessed, so whose the record is does not count.
    """
    try:
        return str(uuid.UUID(content["id"]))
    except (KeyError, ValueError, AttributeError, TypeError):
        plain = {key: value for key, value in content.items() if key != "subject"}
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _pick(choose: Any, first: datetime | None, second: datetime | None) -> datetime | None:
    times = [time for time in (first, second) if time is not None]
    return choose(times) if times else None


def _unreadable(why: str) -> Refused:
    return Refused(Reason.CONSENT_UNREADABLE, f"consent record cannot be read: {why}")
