"""What the parts of an archive job tell each other: small records, never sound, never a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourdine.pipeline.consent import ConsentFile
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.sources import Source
from sourdine.pipeline.transcripts.find import TranscriptPlace
from sourdine.workers.local import Job

if TYPE_CHECKING:
    from sourdine.models.speech import Recogniser
    from sourdine.pipeline.vault import Keeper


@dataclass(frozen=True, slots=True)
class ArchiveJob:
    """What to do and where. ``workers`` and ``address`` None: every core of this machine."""

    job: Job
    manifest: bool = False  # the source is a table that lists recordings
    address: str | None = None  # of a Ray cluster
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class House:
    """Whose recordings: where their safe copies are, the tenant, and the keeper of its vault's keys."""

    destination: str
    tenant: str
    keeper: Keeper | None = field(default=None, repr=False)  # only where originals go into a vault


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to take all the way. ``begun`` counts earlier tries that did not end."""

    source: Source
    call: str
    begun: int = 0
    consent: bytes | None = None  # record that the listing brought, JSON
    house: House | None = None  # None: the setup's own; a server works for several


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker opens its tools with. The keys travel, so that every machine makes the same ids."""

    settings: Settings
    destination: str
    keys: Keyset
    consents: ConsentFile | None = None
    lawful_basis: str | None = None
    keeper: Keeper | None = None  # of the vault's keys, where originals go into one
    ears: Recogniser | None = None  # listeners elsewhere; None: the worker listens itself
    transcripts: TranscriptPlace | None = None  # in the place of listening; a path that every machine has
    notes: bool = True  # in the destination, of what is under way; a queue that counts tries needs none

    @property
    def house(self) -> House:
        """Whose recordings these are, where a task does not say."""
        return House(self.destination, self.settings.catalogue.tenant, self.keeper)

    @property
    def listens(self) -> bool:
        """Whether a recogniser is needed: to hear the calls, or where one is named to hear the copies."""
        return self.transcripts is None or self.settings.speech.model is not None


@dataclass(frozen=True, slots=True)
class Stop:
    """A worker's word that the job cannot go on (`StopJob`)."""

    message: str


@dataclass(frozen=True, slots=True)
class Defect:
    """An exception in a worker that nothing foresaw, by its type: its words may quote anything."""

    kind: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a worker has used since it began: seconds, and what its recogniser was fed."""

    processor: float = 0.0
    recogniser: float = 0.0  # at the recogniser, by the clock
    heard: float = 0.0  # of windows of speech
    windows: int = 0
    batches: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A trial of one recording. ``sound`` and ``took`` in seconds; it was not published."""

    sound: float
    took: float
    steps: Mapping[str, float] = field(default_factory=dict)


Answer = Outcome | Stop | Defect
