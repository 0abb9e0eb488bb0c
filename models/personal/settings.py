"""What a user may choose about detection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    "KEYED_DIGITS",
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
    ``tagger``: whether the statistical recogniser has the second word: it adds what rules miss and lets go
    what they take for personal wrongly (never what check digits prove).
    ``recognizers``: Presidio's ad-hoc pattern recognisers as dictionaries
    (``PatternRecognizer.from_dict``), e.g. the shape of one's own contract numbers.
    ``recognizers_file``: a Presidio YAML file of further recognisers.
    ``spacy``: by language, a spaCy pipeline whose people are masked too (package name or folder).
    ``gliner``: a GLiNER model (name or folder) whose findings are masked too.
    """

    entities: tuple[str, ...] = ()
    threshold: float = 0.3
    keep_agent_names: bool = False
    allow: tuple[str, ...] = ()
    tagger: bool = True
    recognizers: tuple[Mapping[str, Any], ...] = ()
    recognizers_file: Path | None = None
    spacy: Mapping[str, str] = field(default_factory=dict)
    gliner: str | None = None

    def __post_init__(self) -> None:
        if not set(self.spacy) <= {"fr", "en"}:
            raise ValueError("spacy: a language is neither fr nor en")
        if not all(isinstance(place, str) for place in self.spacy.values()):
            raise ValueError("spacy: a pipeline is no name or folder")
