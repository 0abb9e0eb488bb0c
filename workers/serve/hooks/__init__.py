"""Incoming hooks: each platform's way to say that a call ended, as recordings to take in.

An adapter is two pure functions in a module of its own: is this really from them, and what do they say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sourdine.workers.serve.models import CallRequest


@dataclass(frozen=True, slots=True)
class Hook:
    """A way in that an operator made. ``secrets``: the one that counts, and the one it replaced."""

    id: str
    tenant: str
    kind: str
    options: Mapping[str, Any]
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came. ``url`` is the public one, which some platforms sign; header names are small."""

    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that is really theirs: its id, the recordings it brings, an address that confirms us."""

    message: str
    recordings: Sequence[CallRequest] = ()
    login: str | None = field(default=None, repr=False)  # for the recordings' addresses
    confirm: str | None = None


class NotTheirs(Exception):
    """The signature is missing, wrong, or too old."""


class NotUnderstood(Exception):
    """Really theirs, but not what this hook is for: what to change, without what it holds."""


Adapter = Callable[[Hook, Incoming, Callable[[str], bytes]], Said]
"""Takes what was received and a way to get a certificate. Raises `NotTheirs` or `NotUnderstood`."""
