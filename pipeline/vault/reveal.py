"""Hearing an original again: one person asks with a reason, another one agrees, and then not for long.

A request and its approval are signed objects beside the keys (``reveals/<id>.json``), so that neither can be
made or stretched without the keyset. Every step is in the vault's journal.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.journal import Act, Journal
from sourdine.pipeline.journal.block import opened, signed
from sourdine.pipeline.storage import Content, Storage
from sourdine.pipeline.vault.vault import Vault

REASONS = (
    "subject-access",
    "complaint",
    "legal-claim",
    "fraud",
    "authority",
    "security-incident",
    "quality-dispute",
)
"""Why an original may have to be heard: words, because a reason that somebody types may tell a name."""

LONGEST = 24 * 60  # minutes
_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks to hear an original. ``minutes``: for how long, from the approval on."""

    id: str
    call: str
    tenant: str
    who: str
    why: str
    minutes: int
    when: datetime
    approved_by: str | None = None
    approved: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """Until when it may be opened; None before somebody agrees."""
        return self.approved + timedelta(minutes=self.minutes) if self.approved else None


def ask(vault: Vault, journal: Journal, call: str, who: str, why: str, minutes: int) -> Request:
    """Ask; nothing is decrypted. Raises `StopJob` for a reason that is none, or a call that is not there."""
    if why not in REASONS:
        raise StopJob(f"a reason is one of {', '.join(REASONS)}")
    if not 1 <= minutes <= LONGEST:
        raise StopJob(f"minutes: from 1 to {LONGEST}")
    if not vault.holds(call):
        raise StopJob("the original of this call is not in the vault")
    made = Request(str(uuid.uuid4()), call, vault.tenant, who, why, minutes, datetime.now(UTC))
    journal.write(Act(who, "vault.request", call, why, reference=made.id, tenant=vault.tenant))
    _put(vault.keys, journal, f"reveals/{made.id}.json", _fields(made))
    return made


def approve(vault: Vault, journal: Journal, request: str, who: str) -> Request:
    """Agree, as another person than who asked. The time begins now. Raises `StopJob`."""
    found = read_request(vault, journal, request)
    if found.who == who:
        raise StopJob("nobody agrees to their own request: a second person must")
    if found.approved is not None:
        raise StopJob("somebody has agreed to this request already")
    journal.write(Act(who, "vault.approve", found.call, found.why, reference=found.id, tenant=vault.tenant))
    fields = {"request": found.id, "who": who, "when": datetime.now(UTC).isoformat()}
    if not _put(vault.keys, journal, f"reveals/{found.id}.approved.json", fields):
        raise StopJob("somebody has agreed to this request already")
    return read_request(vault, journal, request)


def check(vault: Vault, journal: Journal, request: str, who: str) -> Request:
    """The request, if it may be opened now by who asks. Raises `StopJob`, and notes that somebody tried."""
    found = read_request(vault, journal, request)
    why_not = _why_not(found, who, datetime.now(UTC))
    outcome = "refused" if why_not else "begun"
    act = Act(who, "vault.open", found.call, found.why, outcome, reference=found.id, tenant=vault.tenant)
    journal.write(act)
    if why_not:
        raise StopJob(why_not)
    return found


def note_opened(journal: Journal, request: Request) -> None:
    """Note that an original was decrypted."""
    act = Act(
        request.who, "vault.open", request.call, request.why, reference=request.id, tenant=request.tenant
    )
    journal.write(act)


def read_request(vault: Vault, journal: Journal, request: str) -> Request:
    """A request as it stands. Raises `StopJob` for one that is not there, or not what was signed."""
    try:
        number = str(uuid.UUID(request))
    except ValueError:
        raise StopJob("a request is named by its UUID") from None
    asked = _get(vault.keys, journal, f"reveals/{number}.json")
    agreed = _get(vault.keys, journal, f"reveals/{number}.approved.json")
    if asked is None:
        raise StopJob("there is no such request in the vault")
    try:
        found = Request(**asked | {"when": datetime.fromisoformat(asked["when"])})
        if found.id != number or found.tenant != vault.tenant:
            raise ValueError
        if agreed is None:
            return found
        if agreed["request"] != number or agreed["who"] == found.who:
            raise ValueError
        when = datetime.fromisoformat(agreed["when"])
    except (ValueError, KeyError, TypeError):
        raise StopJob("a request of the vault is not what was signed") from None
    return Request(**_plain(found) | {"approved_by": agreed["who"], "approved": when})


def _why_not(found: Request, who: str, now: datetime) -> str | None:
    if found.until is None:
        return "nobody has agreed to this request yet: a second person must"
    if found.who != who:
        return "only who asked may open it"
    if now >= found.until:
        return "the time of this request is over: ask again"
    return None


def _fields(request: Request) -> dict[str, Any]:
    fields = _plain(request) | {"when": request.when.isoformat()}
    return {name: value for name, value in fields.items() if value is not None}


def _plain(request: Request) -> dict[str, Any]:
    return {name: getattr(request, name) for name in Request.__slots__}


def _put(storage: Storage, journal: Journal, key: str, fields: dict[str, Any]) -> bool:
    return storage.put_if_absent(key, Content.of(signed(fields, journal.key), "application/json"))


def _get(storage: Storage, journal: Journal, key: str) -> dict[str, Any] | None:
    data = storage.read(key, _LIMIT)
    if data is None:
        return None
    try:
        return opened(data, journal.key.verifying)
    except ValueError:
        raise StopJob("a request of the vault is not what was signed") from None
