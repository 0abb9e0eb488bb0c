"""The manifest: what was made from what, how, and under which consent. Never any text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sourdine.pipeline.records import Region, SoundFormat, Verdict


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size and SHA-256 of a file."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A published call. ``artefacts`` is keyed by object name below the call's folder."""

    call: str
    created: datetime
    source: FileFacts
    sound: SoundFormat
    artefacts: Mapping[str, FileFacts]
    regions: tuple[Region, ...]
    language: str
    models: Mapping[str, str]  # role ("speech", "personal") → name and version
    settings_name: str
    settings_digest: str
    effect: str
    consent_reference: str
    lawful_basis: str
    purpose: str
    verdict: Verdict
    retention_until: date

    def to_json(self) -> dict[str, Any]:
        """As ``schemas/manifest.schema.json`` describes it."""
        raise NotImplementedError


def read_manifest(data: bytes | str) -> Manifest:
    """Parse a published manifest. Raises `ValueError` naming the field that is wrong."""
    raise NotImplementedError


def facts(data: bytes) -> FileFacts:
    """Size and SHA-256 of bytes in memory."""
    raise NotImplementedError
