"""Taking in a table of consent records. A row is whole or not at all, and a wrong one stops no other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sourdine.pipeline.catalogue import Catalogue
from sourdine.pipeline.consent import read_consent
from sourdine.pipeline.decisions import keep
from sourdine.pipeline.errors import Refused, StopJob
from sourdine.pipeline.journal import Act, actor
from sourdine.pipeline.office import decided
from sourdine.pipeline.permission import bring_in
from sourdine.pipeline.removal import Removed, settle
from sourdine.pipeline.sources import Source, call_id
from sourdine.pipeline.storage import is_s3
from sourdine.pipeline.table import table_rows

_JOURNAL = 500  # acts that are written together


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table: how many rows were new, and known; (line, why) of those that do not do."""

    taken: int
    known: int
    problems: tuple[tuple[int, str], ...]
    removed: tuple[Removed, ...]


def import_table(catalogue: Catalogue, tenant: str, path: Path) -> Imported:
    """Take in every record. A row says whose it is (``phone``, ``email``, ``customer``, ``name`` or, in JSON,
    ``subject``) and may name one call, by ``source`` or ``call``; without, it is about all calls of theirs.

    Copies that a record no longer allows are removed. Raises `StopJob` for what is no table.
    """
    taken, known, problems, acts, going = 0, 0, list[tuple[int, str]](), list[Act](), list[str]()
    for line, row in table_rows(path):
        try:
            call = _call(row, path.parent, catalogue.keys.call_id)
            consent = read_consent(json.dumps(row))
            made, leaving = bring_in(catalogue, tenant, consent, call, "import", datetime.now(UTC))
        except (Refused, StopJob) as error:
            problems.append((line, str(error)))
            continue
        going += leaving
        if made is None:
            known += 1
            continue
        taken += 1
        act = Act(actor(), "consent.import", call or "", consent.lawful_basis, reference=made, tenant=tenant)
        acts.append(act)
        if len(acts) >= _JOURNAL:
            decided(catalogue.keys, acts)
            acts = []
    decided(catalogue.keys, acts)
    if taken:
        keep(catalogue, tenant, datetime.now(UTC))
    removed = settle(catalogue, tenant, going) if going else []
    return Imported(taken, known, tuple(problems), tuple(removed))


def _call(row: dict[str, Any], folder: Path, key: bytes) -> str | None:
    """The call that a row names, taken out of it."""
    source, call = row.pop("source", None), row.pop("call", None)
    row.pop("size", None)
    if source is not None:
        place = source if is_s3(str(source)) else str((folder / str(source)).resolve())
        return call_id(Source("object" if is_s3(place) else "file", place, 0), key)
    return None if call is None else str(call)
