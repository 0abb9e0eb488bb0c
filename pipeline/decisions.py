"""Limits and holds beside the safe copies, so that a lost catalogue takes no restriction along.

One small object ``decisions/<id>.<mark>.json`` for each, as tombstones are kept: what it says is sealed for
the keyset's holder, and bound to its id. The mark tells its state, so that a listing is enough to see what is
missing or old. What is lifted stays, and says so; what was about somebody who was erased goes.
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
import re
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sourdine.pipeline.catalogue import Catalogue, calls, decisions, tenants
from sourdine.pipeline.catalogue.decisions import About, Decision
from sourdine.pipeline.catalogue.seal import Ring
from sourdine.pipeline.errors import SourdineError, StopJob
from sourdine.pipeline.removal import Open
from sourdine.pipeline.settings import TENANT
from sourdine.pipeline.storage import Content, Storage, is_s3, open_storage
from sourdine.pipeline.tombstones import write_tombstone

FOLDER = "decisions"

_LIMIT = 16 * 1024 * 1024  # bytes: somebody with very many calls
_KEY = re.compile(rf"{FOLDER}/(?P<id>[0-9a-f-]{{36}})\.[0-9a-f]{{16}}\.json")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recalled:
    """How many decisions a store brought, and those that nobody can read: whom they protect is unknown."""

    count: int = 0
    unreadable: tuple[str, ...] = ()


def keep(
    catalogue: Catalogue,
    tenant: str,
    now: datetime,
    open_at: Open = open_storage,
    about: About | None = None,
) -> None:
    """Write what was decided beside the copies, at every destination of a tenant.

    All of it, or what is about some people and calls: then nothing else is read or listed. A destination that
    does not answer is told, and brought up to date by the next job or purge there.
    """
    with catalogue.read() as con:
        places = calls.destinations(con, tenant)
    for place in places:
        if not is_s3(place) and not Path(place).is_dir():
            continue  # nothing to protect while it is not there, and it is not made for this
        try:
            if about is None:
                share(catalogue, open_at(place), tenant, now)
            else:
                _share_some(catalogue, open_at(place), tenant, now, about)
        except SourdineError as error:
            _log.warning("what was decided is not at a destination yet, the next purge brings it: %s", error)


def share(catalogue: Catalogue, storage: Storage, tenant: str, now: datetime) -> None:
    """Bring catalogue and store together, before a job works there: each learns what only the other knows.

    Raises `StopJob` for a decision that cannot be read: what it forbids is unknown.
    """
    check(recall(catalogue, storage, now))
    ring = catalogue.ring(tenant)
    with catalogue.read() as con:
        wanted = {_key(ring, one): one for one in decisions.decided(con, tenant)}
        gone = {one.call: one for one in calls.tombstones_in(con, tenant) if one.ground == "erased"}
    known, there = {one.id for one in wanted.values()}, set(_listed(storage))
    for key in wanted.keys() - there:
        storage.put(key, _content(ring, wanted[key]))
    for key in there - wanted.keys():
        if (forgotten := gone.get(_id(key))) is not None:
            write_tombstone(storage, forgotten)
        if forgotten or _id(key) in known or _of_erased(storage, ring, key, gone):
            storage.erase(key)


def _share_some(catalogue: Catalogue, storage: Storage, tenant: str, now: datetime, about: About) -> None:
    """As `share`, for decisions about some people and calls."""
    ring = catalogue.ring(tenant)
    with catalogue.read() as con:
        known = decisions.decided(con, tenant, about)
    there = {one.id: set(_listed(storage, one.id)) for one in known}
    for one in known:
        for key in there[one.id] - {_key(ring, one)}:  # it may be lifted there, and an old catalogue not know
            with suppress(ValueError, StopJob):  # one that cannot be read is written anew
                _learn(catalogue, storage, key, now)
    with catalogue.read() as con:
        known = decisions.decided(con, tenant, about)
    for one in known:
        key, old = _key(ring, one), there.get(one.id, set())
        if key not in old:
            storage.put(key, _content(ring, one))
        for other in old - {key}:
            storage.erase(other)


def recall(catalogue: Catalogue, storage: Storage, now: datetime) -> Recalled:
    """Take in what a store knows of and the catalogue does not, of every tenant."""
    there = set(_listed(storage))
    if not there:
        return Recalled()
    with catalogue.read() as con:
        every = [(one["id"], decisions.decided(con, one["id"])) for one in tenants.listed(con)]
    known = {one.id for _, found in every for one in found}
    same = {_key(catalogue.ring(tenant), one) for tenant, found in every for one in found}
    count, unreadable = 0, []
    for key in sorted(there - same):
        try:
            count += _learn(catalogue, storage, key, now) and _id(key) not in known
        except (ValueError, StopJob):
            if _id(key) not in known:  # one that is known is written anew
                unreadable.append(_id(key))
    return Recalled(count, tuple(unreadable))


def _learn(catalogue: Catalogue, storage: Storage, key: str, now: datetime) -> bool:
    """Make a decision of a store count; False if it must not, or is gone. Raises `ValueError`, `StopJob`."""
    if (data := storage.read(key, _LIMIT)) is None:
        return False  # another process is at it
    tenant, sealed = _parts(data)
    decision = _open(catalogue.ring(tenant), key, sealed)
    with catalogue.write() as con:
        return decisions.take_in(con, decision, now)


def check(recalled: Recalled) -> None:
    """Raise `StopJob` where a decision could not be read."""
    if recalled.unreadable:
        raise StopJob(
            f"a restriction, objection or hold kept at the destination cannot be read ({FOLDER}/"
            f"{recalled.unreadable[0]}): it needs the keyset that it was sealed with, or was damaged"
        )


def _listed(storage: Storage, id: str | None = None) -> Iterator[str]:
    for stored in storage.list(f"{FOLDER}/" if id is None else f"{FOLDER}/{id}."):
        if _KEY.fullmatch(stored.key):
            yield stored.key


def _id(key: str) -> str:
    found = _KEY.fullmatch(key)
    assert found is not None  # noqa: S101 - `_listed` gives no other
    return found["id"]


def _of_erased(storage: Storage, ring: Ring, key: str, gone: Container[str]) -> bool:
    """Whether a decision of this tenant is about a call that was erased."""
    try:
        tenant, sealed = _parts(storage.read(key, _LIMIT) or b"")
    except ValueError:
        return False
    return tenant == ring.tenant and _open(ring, key, sealed).call in gone


def _parts(data: bytes) -> tuple[str, bytes]:
    """Whose it is, and what is sealed. Raises `ValueError`."""
    content = json.loads(data)
    try:
        tenant, sealed = str(content["tenant"]), base64.b64decode(content["sealed"], validate=True)
    except (KeyError, TypeError):
        raise ValueError("not a decision") from None
    if not TENANT.fullmatch(tenant):
        raise ValueError("not a tenant")
    return tenant, sealed


def _open(ring: Ring, key: str, sealed: bytes) -> Decision:
    """Raises `StopJob` for another keyset or changed bytes, `ValueError` for what is no decision."""
    said: dict[str, Any] = json.loads(ring.unseal(sealed, f"decision {_id(key)}"))
    try:
        lifted = said["lifted"]
        times = {
            "since": datetime.fromisoformat(said["since"]),
            "lifted": None if lifted is None else datetime.fromisoformat(lifted),
        }
        people = tuple((kind, mac) for kind, mac in said["people"])
        return Decision(**said | times | {"people": people, "calls": tuple(said["calls"])})
    except (KeyError, TypeError):
        raise ValueError("not a decision") from None


def _plain(decision: Decision) -> bytes:
    return json.dumps(asdict(decision), default=datetime.isoformat, sort_keys=True).encode()


def _key(ring: Ring, decision: Decision) -> str:
    mark = hmac.digest(ring.mac, _plain(decision), "sha256")[:8].hex()
    return f"{FOLDER}/{decision.id}.{mark}.json"


def _content(ring: Ring, decision: Decision) -> Content:
    sealed = ring.seal(_plain(decision), f"decision {decision.id}")
    fields = {"tenant": decision.tenant, "sealed": base64.b64encode(sealed).decode()}
    return Content.of(json.dumps(fields).encode() + b"\n", "application/json")
