"""What was done with somebody's calls, out of the journals of where it was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sourdine.pipeline.errors import SourdineError
from sourdine.pipeline.journal import open_journal
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.office import office_path
from sourdine.pipeline.storage import is_s3


def acts_on(
    keys: Keyset, places: Iterable[str], ids: Iterable[str], references: Iterable[str] = ()
) -> tuple[list[dict[str, Any]], list[str]]:
    """Acts on these calls, and of these requests, oldest first; and places whose journal cannot be read.

    Who acted is left out: staff have rights too (art. 15(4) GDPR; CJEU C-579/21).
    """
    wanted, named, found, silent = set(ids), set(references), [], []
    for place in dict.fromkeys([*places, str(office_path())]):
        try:
            if is_s3(place) or _is_there(place):
                found += [
                    act.to_json()
                    for _, act in open_journal(place, keys).acts()
                    if act.call in wanted or (act.reference and act.reference in named)
                ]
        except SourdineError:
            silent.append(place)
    rows = [{name: one.get(name, "") for name in COLUMNS} for one in found]
    return sorted(rows, key=lambda one: datetime.fromisoformat(one["when"])), silent


COLUMNS = ("when", "what", "call", "why", "outcome", "reference")


def _is_there(place: str) -> bool:
    from pathlib import Path

    return Path(place).is_dir()
