"""Untrusted JSON: asked for by name and type; what is not as documented is an error that says where."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, NoReturn

from sourdine.pipeline.transcripts.given import broken, clean

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,12})?")


def parse_json(text: str) -> Node:
    """Parse a JSON text. Raises `Quarantine` for bad syntax, NaN, Infinity, or lists nested without end."""
    try:
        return Node(json.loads(text, parse_constant=_constant), "")
    except json.JSONDecodeError as error:
        raise broken(f"not valid JSON in line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of brackets
        raise broken("not JSON that a transcript can be") from None


def _constant(name: str) -> NoReturn:
    raise broken(f"a number is {name}")


class Node:
    """A value and the path to it; a missing one is there too and counts as null."""

    __slots__ = ("_where", "value")

    def __init__(self, value: Any, where: str) -> None:
        self.value, self._where = value, where

    def __getitem__(self, name: str) -> Node:
        """A field of an object; null for anything that is no object."""
        inner = self.value.get(name) if isinstance(self.value, dict) else None
        return Node(inner, f"{self._where}.{name}" if self._where else name)

    @property
    def missing(self) -> bool:
        """Whether there is nothing."""
        return self.value is None

    def has(self, name: str) -> bool:
        """Whether this is an object with such a field, be it null."""
        return isinstance(self.value, dict) and name in self.value

    def is_a(self, kind: type) -> bool:
        """Whether the value is a ``dict``, ``list`` or ``str``."""
        return isinstance(self.value, kind)

    def objects(self) -> list[Node]:
        """The objects of a list; none if it is missing."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong("is not a list")
        found = [Node(one, f"{self._where}[{at}]") for at, one in enumerate(self.value)]
        for one in found:
            if not isinstance(one.value, dict):
                raise one.wrong("is not an object")
        return found

    def values(self) -> list[Node]:
        """The values of an object, whose names are not told; none if it is missing."""
        inner: Mapping[str, Any] = self.value if isinstance(self.value, dict) else {}
        return [Node(one, f"{self._where}.*") for one in inner.values()]

    def text(self) -> str:
        """Text as it is written; empty if it is missing."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.wrong("is not text")
        return self.value

    def clean(self) -> str:
        """Text with single blanks."""
        return clean(self.text())

    def label(self) -> str:
        """What names a speaker or a channel: text or a number."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value) if abs(self.value) < 1_000_000 else ""
        return self.clean()

    def seconds(self, unit: float = 1.0) -> float | None:
        """A time: a number, "4.87" or "4.870s", times ``unit``; none if it is missing.

        Negative and endless ones are an error: they cannot be times of a recording.
        """
        value = self.value
        if value is None:
            return None
        if isinstance(value, dict):  # protobuf's Duration as older clients write it
            whole, rest = self["seconds"].seconds() or 0.0, self["nanos"].seconds(1e-9) or 0.0
            return whole + rest
        if isinstance(value, str) and _NUMBER.fullmatch(value.removesuffix("s")):
            value = float(value.removesuffix("s"))
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e9:
            raise self.wrong("is not a time")
        return float(value) * unit

    def probability(self) -> float | None:
        """Between 0 and 1; None where there is none to be had."""
        value = self.value
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            value = float(value)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            return None
        return float(value)

    def number(self) -> float | None:
        """Any number that is one; none otherwise."""
        value = self.value
        if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e9:
            return None
        return float(value) if isfinite(value) else None

    def wrong(self, what: str) -> Exception:
        """The error for this value."""
        return broken(f"{self._where or 'its content'} {what}")
