"""Settings: small typed values, read from a YAML profile by name or from a file.

Every field does something; a key that no field knows is an error that names it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Effect = Literal["silence", "bleep"]


@dataclass(frozen=True, slots=True)
class AudioLimits:
    """What a source file may be; anything over goes to quarantine before it fills the memory."""

    max_bytes: int = 2_000_000_000
    max_seconds: float = 4 * 3600.0
    max_channels: int = 4
    min_rate: int = 8_000
    max_rate: int = 48_000


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Which recogniser listens, and how. ``model`` is a Whisper name, a folder or "starter"."""

    model: str | None = None
    language: Literal["auto", "fr", "en"] = "auto"
    device: Literal["cpu", "cuda", "auto"] = "auto"
    compute_type: str = "int8"
    batch_size: int = 8


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How spans become regions. Seconds."""

    padding: float = 0.2
    merge_gap: float = 0.4
    min_audible: float = 0.12
    all_channels: bool = False
    entities: tuple[str, ...] = ()  # empty: all


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """What the safe copy is made for, and what applies to a call that has no consent record."""

    purpose: str = "quality"
    assumed_basis: str | None = None  # None: a call without a consent record is refused


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on; ``digest`` goes into every manifest."""

    name: str = "default"
    effect: Effect = "silence"
    listen_again: bool = True
    retention_days: int = 180
    speakers: tuple[str, ...] = ("agent", "customer")
    audio: AudioLimits = field(default_factory=AudioLimits)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)
    consent: ConsentPolicy = field(default_factory=ConsentPolicy)

    def digest(self) -> str:
        """SHA-256 (hex) of the settings in canonical JSON: same digest, same settings."""
        raise NotImplementedError


def load_settings(profile: str) -> Settings:
    """Read a profile that ships with the package by name, or a YAML file by path.

    Raises `StopJob` for an unknown profile, bad YAML, an unknown key or a value of the wrong type.
    """
    raise NotImplementedError


def profiles() -> tuple[str, ...]:
    """Names of the profiles that ship with the package."""
    raise NotImplementedError
