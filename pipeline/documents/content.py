"""What a document holds, whatever it is shown as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``strong`` for what must not be overlooked."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. ``widths`` are shares of the page, or even ones without."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


Block = Heading | Text | Table


@dataclass(frozen=True, slots=True)
class Document:
    """``language`` is that of its text; ``note`` stands at the foot of every page."""

    title: str
    blocks: tuple[Block, ...]
    language: str = "en"
    note: str = ""
