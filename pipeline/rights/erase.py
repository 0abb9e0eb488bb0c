"""Erasure (art. 17 GDPR): originals, every version of every copy, values, keys, and then the person.

What stays is the proof, which names nobody: tombstones of calls, the request with its counts, the journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sourdine.pipeline.catalogue import Catalogue, calls, decisions, subjects
from sourdine.pipeline.catalogue.tables import originals
from sourdine.pipeline.decisions import keep
from sourdine.pipeline.errors import SourdineError, StopJob
from sourdine.pipeline.removal import Open, Removed, erase_calls
from sourdine.pipeline.storage import open_storage
from sqlalchemy import Connection, select

if TYPE_CHECKING:
    from sourdine.pipeline.vault import Vault


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of everything. ``left`` are calls of which something is still there."""

    people: int
    calls: int
    removed: tuple[Removed, ...]
    left: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """For the request: how many were erased, and how many not and why."""
        why = Counter(one.outcome for one in self.removed if one.outcome != "done")
        return {"people": self.people, "calls": self.calls - len(self.left), **dict(sorted(why.items()))}


def erase_people(
    catalogue: Catalogue,
    tenant: str,
    people: Sequence[str],
    ids: Sequence[str],
    now: datetime,
    request: str | None = None,
    vault: Vault | None = None,
    open_at: Open = open_storage,
) -> Erased:
    """Erase calls, and forget people of whom no call is left.

    Raises `StopJob` at once where originals lie in a vault that is not given: half an erasure is none.
    """
    with catalogue.read() as con:
        if vault is None and any(_is_vaulted(con, call) for call in ids):
            raise StopJob("originals of these calls lie in a vault: name it by --config (originals.vault)")
    shred = vault.shred if vault is not None else None
    removed = erase_calls(catalogue, tenant, ids, now, request, open_at, shred)
    left = tuple(dict.fromkeys(one.call for one in removed if one.outcome != "done"))
    gone = 0
    with catalogue.write() as con:
        for person in people:
            if not subjects.calls_of(con, [person]):
                decisions.forget(con, tenant, person, now, request)
                gone += 1
    keep(catalogue, tenant, now, open_at)
    catalogue.scrub()
    return Erased(gone, len(ids), tuple(removed), left)


def shred_again(catalogue: Catalogue, vault: Vault) -> list[Removed]:
    """Destroy keys of erased calls that a backup brought back into the vault."""
    with catalogue.read() as con:
        known = {one.call for one in calls.tombstones_in(con, vault.tenant) if one.ground == "erased"}
    return [_shredded(vault, call) for call in list(vault.calls()) if call in known]


def _is_vaulted(con: Connection, call: str) -> bool:
    state = con.execute(select(originals.c.state).where(originals.c.call == call)).scalar()
    return bool(state == "vaulted")


def _shredded(vault: Vault, call: str) -> Removed:
    try:
        outcome = "done" if vault.shred(call) else "locked"
    except SourdineError:
        outcome = "unreachable"
    return Removed(call, "", "erased", outcome, vault.tenant)
