"""Settings: small typed values, which `sourdine.pipeline.settings_file` reads. Every field does something."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from sourdine.models.personal.settings import DetectorSettings
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.media.kinds import raw_kind
from sourdine.pipeline.serve_settings import ServeSettings

Effect = Literal["silence", "bleep", "noise"]
LawfulBasis = Literal[
    "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"
]
"""GDPR art. 6(1)(a)-(f)."""

TENANT = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""A tenant is named by a word: it is published in manifests and written into journals."""

PURPOSE = re.compile(r"[a-z][a-z_-]{0,39}")
"""A purpose is published with the safe copy: one word, where no name or number fits."""


@dataclass(frozen=True, slots=True)
class AudioLimits:
    """What a source file may be; anything over goes to quarantine before it fills the memory.

    ``decode_seconds`` and ``decode_memory`` (bytes of address space) are what decoding may take. ``raw``:
    how sound without a header is coded ("alaw:8000:2"); without it such a file is set aside.
    """

    max_bytes: int = 5_000_000_000
    max_seconds: float = 8 * 3600.0
    max_channels: int = 8
    min_rate: int = 8_000
    max_rate: int = 48_000
    decode_seconds: float = 300.0
    decode_memory: int = 2_000_000_000
    raw: str | None = None

    def __post_init__(self) -> None:
        _at_least(1, self, "max_bytes", "max_seconds", "max_channels", "min_rate", "max_rate")
        _at_least(1, self, "decode_seconds")
        _at_least(500_000_000, self, "decode_memory")  # what the decoders themselves take
        if self.raw is not None:
            try:
                raw_kind(self.raw)
            except ValueError as error:
                raise ValueError(f"raw: {error}") from None


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Which recogniser listens, and how. ``model`` is a Whisper name, a folder or "starter".

    ``unheard``: what becomes of speech that stayed without words for ``unheard_seconds``.
    """

    model: str | None = None
    language: Literal["auto", "fr", "en"] = "auto"
    device: Literal["cpu", "cuda", "auto"] = "auto"
    compute_type: str = "int8"
    batch_size: int = 8
    unheard: Literal["review", "mute"] = "review"
    unheard_seconds: float = 0.6

    def __post_init__(self) -> None:
        _at_least(1, self, "batch_size")
        _at_least(0.1, self, "unheard_seconds")


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How spans become regions. Seconds; what each one does is told in `sourdine.pipeline.plan`.

    Without ``overlap`` it is what suits the word times of the recogniser (`sourdine.models.speech.Trust`);
    where nothing is known of those, the padding is the only limit.
    """

    padding: float = 0.2
    overlap: float | None = None
    merge_gap: float = 0.4
    min_audible: float = 0.12
    all_channels: bool = False

    def __post_init__(self) -> None:
        given = ["overlap"] if self.overlap is not None else []
        _at_least(0, self, "padding", "merge_gap", "min_audible", *given)

    def suiting(self, times: float | None) -> PlanSettings:
        """These settings with an overlap: their own, or else ``times``."""
        return self if self.overlap is not None else replace(self, overlap=times)


Operator = Literal["placeholder", "mask", "hash", "encrypt"]


@dataclass(frozen=True, slots=True)
class TextSettings:
    """What is written in the place of personal words (`sourdine.pipeline.wording` tells what each does).

    ``by_entity`` makes exceptions from ``operator``. A card's security code is always a placeholder: it
    may not be kept after authorisation, encrypted or not (PCI DSS 3.3.1), and its hash is soon guessed.
    """

    operator: Operator = "placeholder"
    by_entity: Mapping[str, Operator] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entity, operator in self.by_entity.items():
            if operator not in get_args(Operator):
                raise ValueError(f"by_entity.{entity}: must be one of {', '.join(get_args(Operator))}")
        if self.by_entity.get("CARD_CVV", "placeholder") != "placeholder":
            raise ValueError(
                "by_entity.CARD_CVV: a security code may not be kept in any form (PCI DSS 3.3.1)"
            )

    def of(self, entity: str) -> Operator:
        """The operator for an entity."""
        return "placeholder" if entity == "CARD_CVV" else self.by_entity.get(entity, self.operator)


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """How `sourdine archive` spreads its work. None of this changes a safe copy, so no digest holds it.

    ``listeners`` are processes that hold nothing but the recogniser, each with ``gpus`` of a GPU (a fraction
    lets several share one). Null: one for each share of a GPU, and without GPUs every worker listens itself.
    ``metrics_port`` is where a job on this machine alone tells Prometheus how it goes; null: any free port.
    """

    in_flight: int = 6
    attempts: int = 3
    time_limit: float = 3600.0
    listeners: int | None = None
    gpus: float = 1.0
    metrics_port: int | None = None

    def __post_init__(self) -> None:
        _at_least(1, self, "in_flight", "attempts", "time_limit")
        if self.metrics_port is not None:
            _at_least(1, self, "metrics_port")
        _at_least(0, self, "gpus")
        if self.listeners is not None:
            _at_least(0, self, "listeners")


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """What the safe copy is made for, and what applies to a call that has no consent record."""

    purpose: str = "quality"
    assumed_basis: LawfulBasis | None = None  # None: a call without a consent record is refused

    def __post_init__(self) -> None:
        if not PURPOSE.fullmatch(self.purpose):
            raise ValueError("purpose: not a word of small letters")


OriginalPolicy = Literal["keep", "vault", "delete"]


@dataclass(frozen=True, slots=True)
class OriginalSettings:
    """What becomes of an original once its safe copy is clean and published. None of it changes the copy.

    ``vault`` is a folder or ``s3://bucket/prefix``, ``key`` who keeps the key that wraps its data keys
    (`sourdine.pipeline.vault.keepers`), ``keys`` another place for the wrapped data keys. ``never`` are
    entities: an original in which one was found is deleted, whatever the policy (PCI DSS 3.3.1).
    """

    policy: OriginalPolicy = "keep"
    vault: str | None = None
    keys: str | None = None
    key: str = "local"
    never: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.policy == "vault" and self.vault is None:
            raise ValueError("vault: a folder or s3://bucket/prefix, or nothing can be put into it")

    def of(self, entities: Iterable[str]) -> OriginalPolicy:
        """What becomes of an original in which these entities were found."""
        return "delete" if set(self.never) & set(entities) else self.policy

    @property
    def always_keep(self) -> bool:
        """Whether every original stays where it is."""
        return self.policy == "keep" and not self.never


@dataclass(frozen=True, slots=True)
class CatalogueSettings:
    """Where the catalogue is, and whose calls these are. None of this changes a safe copy.

    ``url`` null: ``$SOURDINE_CATALOGUE``, or else a SQLite file beside the keyset.
    """

    url: str | None = field(default=None, repr=False)  # it may hold a password
    tenant: str = "default"

    def __post_init__(self) -> None:
        if not TENANT.fullmatch(self.tenant):
            raise ValueError("tenant: a word of small letters, digits and hyphens")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on; ``digest`` goes into every manifest.

    ``speakers`` says who talks on each channel of a stereo call; ``listen_again`` whether the
    recogniser hears the safe copy before it is published; ``disguise`` whether voices are changed.
    """

    name: str = "default"
    effect: Effect = "silence"
    disguise: bool = False
    listen_again: bool = True
    retention_days: int = 180
    speakers: tuple[str, ...] = ("agent", "customer")
    audio: AudioLimits = field(default_factory=AudioLimits)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    detect: DetectorSettings = field(default_factory=DetectorSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)
    text: TextSettings = field(default_factory=TextSettings)
    consent: ConsentPolicy = field(default_factory=ConsentPolicy)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    catalogue: CatalogueSettings = field(default_factory=CatalogueSettings)
    originals: OriginalSettings = field(default_factory=OriginalSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)

    def __post_init__(self) -> None:
        _at_least(1, self, "retention_days")

    def digest(self) -> str:
        """SHA-256 (hex) of the settings in canonical JSON, whatever their name and how work is spread.

        Of a file that the settings name, its content counts. Raises `StopJob` where it is missing.
        """
        apart = ("name", "archive", "serve", "catalogue", "originals")
        content = {key: value for key, value in asdict(self).items() if key not in apart}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_file_digest)
        return hashlib.sha256(text.encode()).hexdigest()


def _at_least(least: float, section: object, *names: str) -> None:
    for name in names:
        if not getattr(section, name) >= least:  # "not >=" also refuses nan
            raise ValueError(f"{name}: must be at least {least:g}")


def _file_digest(value: object) -> str:
    if isinstance(value, Path):
        try:
            return hashlib.sha256(value.read_bytes()).hexdigest()
        except OSError:
            raise StopJob(f"a file that the settings name cannot be read: {str(value)!r}") from None
    raise TypeError(type(value).__name__)
