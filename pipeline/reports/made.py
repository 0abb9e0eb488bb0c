"""A report: for a program, and for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourdine.pipeline.documents import Document, Table

BLANK = "not described yet: see `sourdine catalogue tenant --help`"


@dataclass(frozen=True, slots=True)
class Report:
    """``content`` is what the document tells, in plain values."""

    content: Mapping[str, Any]
    document: Document


def facts(rows: Sequence[tuple[str, object]]) -> Table:
    """Names and what they are."""
    return Table(("", ""), [(name, _shown(value)) for name, value in rows], (1.0, 2.2))


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items()) or "none"
    return BLANK if value in ("", None) else str(value)
