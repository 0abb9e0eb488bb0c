"""Consent records and the gate every recording passes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sourdine.pipeline.records import Consent
from sourdine.pipeline.settings import ConsentPolicy

SIDECAR = ".consent.json"
"""Ending of the consent record beside a recording: ``call.wav`` + this."""

LAWFUL_BASES = (
    "consent",
    "contract",
    "legal_obligation",
    "vital_interests",
    "public_task",
    "legitimate_interests",
)
"""GDPR art. 6(1)(a)-(f)."""


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """One record for all recordings, or one per file name."""

    everyone: Consent | None
    by_name: Mapping[str, Consent]

    def of(self, name: str) -> Consent | None:
        """The record of a recording by its file name (last part of the path or key)."""
        raise NotImplementedError


def read_consent(data: bytes | str) -> Consent:
    """Parse one consent record (a sidecar). Raises `Refused`."""
    raise NotImplementedError


def read_consent_file(data: bytes | str) -> ConsentFile:
    """Parse what ``--consent`` names: one record, or an object of records by file name. Raises `Refused`."""
    raise NotImplementedError


def strictest(first: Consent | None, second: Consent | None) -> Consent | None:
    """Where two records speak of the same call the most restrictive wins."""
    raise NotImplementedError


def gate(consent: Consent | None, policy: ConsentPolicy, purpose: str, now: datetime) -> Consent:
    """The record that allows this recording, or `Refused`."""
    raise NotImplementedError
