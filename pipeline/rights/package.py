"""Access and portability (art. 15 and 20 GDPR): one folder that can be handed over.

answer.pdf, answer.html     to read
data.json                   everything, for a program
data.xlsx, *.csv            the same as tables, in which nothing runs
calls/1-<call id>/          sound, transcript (JSON, WebVTT, plain text)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sourdine.pipeline.catalogue import Catalogue, calls, tenants
from sourdine.pipeline.documents import as_html, as_pdf
from sourdine.pipeline.documents.tables import as_csv, as_xlsx
from sourdine.pipeline.errors import Quarantine, SourdineError, StopJob
from sourdine.pipeline.published import open_published
from sourdine.pipeline.rights.acts import COLUMNS, acts_on
from sourdine.pipeline.rights.person import CallFacts, Person
from sourdine.pipeline.rights.report import access_report
from sourdine.pipeline.rights.requests import Request
from sourdine.pipeline.rights.sounds import Original, own_files, safe_files
from sourdine.pipeline.storage import open_storage

if TYPE_CHECKING:
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.vault import Vault


@dataclass(frozen=True, slots=True)
class Given:
    """What the person gets of a call: their own copy, the safe copy, or none; and why it is not their own."""

    call: str
    what: Literal["own", "safe", "none"]
    why: str = ""  # a key of texts: deleted, gone, vaulted, asked, nothing, unchecked
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Making:
    """How to make a package. ``revealed`` are calls of which the sealed original may be opened."""

    catalogue: Catalogue
    settings: Settings
    language: str
    vault: Vault | None = None
    revealed: frozenset[str] = field(default_factory=frozenset)
    safe_only: bool = False


def write_package(
    making: Making, person: Person, request: Request, folder: Path, now: datetime
) -> list[Given]:
    """Write it into a folder that is not there yet. Raises `StopJob` where that cannot be written to."""
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise StopJob(f"the folder must be a new one that can be made ({type(error).__name__})") from None
    given = [
        _write_call(making, one, folder / "calls" / f"{number}-{one.call}")
        for number, one in enumerate(person.calls, start=1)
    ]
    ids = [one.call for one in person.calls]
    places = [copy.destination for one in person.calls for copy in one.copies]
    acts, silent = acts_on(making.catalogue.keys, places, ids, [one.id for one in person.requests])
    with making.catalogue.read() as con:
        controller = tenants.details(con, person.tenant)
    answered = replace(request, answered=now)
    report = access_report(person, given, acts, answered, controller, making.language)
    content = _content(person, given, acts, silent, request, controller, now)
    tables = _tables(person, given, acts)
    files = {
        "answer.pdf": as_pdf(report),
        "answer.html": as_html(report),
        "data.json": json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n",
        "data.xlsx": as_xlsx(tables),
        **{f"{name}.csv": as_csv(rows, columns) for name, (rows, columns) in tables.items()},
    }
    _write(folder, files)
    return given


def _write_call(making: Making, facts: CallFacts, folder: Path) -> Given:
    published = None
    for copy in facts.copies:
        if copy.state == "published":
            try:
                published = open_published(open_storage(copy.destination), facts.call)
            except (SourdineError, ValueError):
                continue
            if published is not None:
                break
    if published is None:
        there = facts.original in ("kept", "vaulted")
        return Given(facts.call, "none", "unchecked" if there else "nothing")
    original, why = _original(making, facts)
    files: dict[str, bytes] = {}
    if original is not None:
        try:
            key = making.catalogue.keys.text
            files = own_files(published, original, making.settings, key)
            why = ""
        except (SourdineError, Quarantine):
            why = "gone"
    try:
        files = files or safe_files(published)
    except (FileNotFoundError, SourdineError):
        return Given(facts.call, "none", "nothing")
    _write(folder, files)
    return Given(facts.call, "safe" if why else "own", why, tuple(files))


def _original(making: Making, facts: CallFacts) -> tuple[Original | None, str]:
    """Where the original is, or why it is not used."""
    if making.safe_only:
        return None, "asked"
    if facts.original == "vaulted":
        if facts.call in making.revealed and making.vault is not None:
            return Original(vault=making.vault), ""
        return None, "vaulted"
    with making.catalogue.read() as con:
        found = calls.original_of(con, facts.call)
    if found is None or found[0] != "kept":
        return None, "deleted"
    sealed = found[1]
    ring = making.catalogue.ring(making.settings.catalogue.tenant)
    return Original(ring.unseal(sealed, f"original {facts.call}").decode("utf-8", "surrogateescape")), ""


def _content(
    person: Person,
    given: Sequence[Given],
    acts: Sequence[Mapping[str, Any]],
    silent: Sequence[str],
    request: Request,
    controller: Mapping[str, str],
    now: datetime,
) -> dict[str, Any]:
    return {
        "made": now.isoformat(timespec="seconds"),
        "request": {"id": request.id, "received": request.received.isoformat()},
        "controller": dict(controller),
        "identifiers": [{"kind": kind, "value": value} for kind, value in person.identifiers],
        "calls": [_call(facts, one) for facts, one in zip(person.calls, given, strict=True)],
        "consents": person.consents.get("records", []),
        "limits": person.consents.get("limits", []),
        "corrections": list(person.corrections),
        "requests": [
            {"id": one.id, "kind": one.kind, "state": one.state, "received": one.received.isoformat()}
            for one in person.requests
        ],
        "acts": list(acts),
        "journals_not_read": len(silent),
    }


def _call(facts: CallFacts, given: Given) -> dict[str, Any]:
    return {
        "call": facts.call,
        "called": facts.called.isoformat() if facts.called else None,
        "seconds": facts.seconds,
        "language": facts.language,
        "original": facts.original,
        "restricted": facts.restricted,
        "copies": [
            {
                "purpose": copy.purpose,
                "lawful_basis": copy.lawful_basis,
                "state": copy.state,
                "made": copy.created.isoformat(),
                "kept_until": copy.retention_until,
                "silenced": copy.entities,
            }
            for copy in facts.copies
        ],
        "given": given.what,
        "why": given.why,
        "files": list(given.files),
    }


def _tables(
    person: Person, given: Sequence[Given], acts: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[list[dict[str, Any]], tuple[str, ...]]]:
    rows = [
        {
            "call": facts.call,
            "called": facts.called.isoformat() if facts.called else "",
            "seconds": facts.seconds,
            "purpose": copy.purpose if copy else "",
            "lawful_basis": copy.lawful_basis if copy else "",
            "state": copy.state if copy else "",
            "kept_until": copy.retention_until if copy else "",
            "silenced": json.dumps(copy.entities) if copy else "",
            "given": one.what,
        }
        for facts, one in zip(person.calls, given, strict=True)
        for copy in (facts.copies or (None,))
    ]
    consents = [
        {name: _flat(one.get(name)) for name in _CONSENT} for one in person.consents.get("records", [])
    ]
    known = [{"kind": kind, "value": value or ""} for kind, value in person.identifiers]
    columns = (
        "call",
        "called",
        "seconds",
        "purpose",
        "lawful_basis",
        "state",
        "kept_until",
        "silenced",
        "given",
    )
    return {
        "calls": (rows, columns),
        "consents": (consents, _CONSENT),
        "identifiers": (known, ("kind", "value")),
        "corrections": (list(person.corrections), ("at", "field", "call", "before", "after")),
        "acts": ([dict(one) for one in acts], COLUMNS),
    }


_CONSENT = ("recorded", "call", "lawful_basis", "purposes", "granted", "expires", "withdrawn", "superseded")


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {'yes' if granted else 'no'}" for name, granted in value.items())
    return "" if value is None else str(value)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        raise StopJob(f"the package cannot be written ({type(error).__name__})") from None
