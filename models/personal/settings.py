"""What a user may choose about detection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENTITIES: tuple[str, ...] = (
    "PERSON",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "LOCATION",
    "ADDRESS",
    "DATE_OF_BIRTH",
    "AGE",
    "CREDIT_CARD",
    "CARD_EXPIRY",
    "CARD_CVV",
    "IBAN_CODE",
    "BANK_ACCOUNT",
    "NATIONAL_ID",
    "COMPANY_ID",
    "ACCOUNT_ID",
    "LICENSE_PLATE",
    "PASSWORD",
    "HEALTH",
)

UNREADABLE = "UNREADABLE"  # a turn masked whole because something failed while reading it


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """Choices about detection; everything else is Presidio's own configuration.

    ``entities``: what to look for, empty for everything (own entities and those of added recognisers).
    ``threshold``: findings under this score stay; checksums and cues raise scores, nothing vetoes.
    ``keep_agent_names``: leave the names that agents give themselves audible.
    ``allow``: words that are never personal here (product names), compared without case.
    ``recognizers``: Presidio's ad-hoc pattern recognisers as dictionaries
    (``PatternRecognizer.from_dict``), e.g. the shape of one's own contract numbers.
    ``recognizers_file``: a Presidio YAML file of further recognisers.
    """

    entities: tuple[str, ...] = ()
    threshold: float = 0.3
    keep_agent_names: bool = False
    allow: tuple[str, ...] = ()
    recognizers: tuple[Mapping[str, Any], ...] = ()
    recognizers_file: Path | None = None
