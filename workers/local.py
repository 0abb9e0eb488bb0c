"""Drive the pipeline in this process, one recording after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.errors import Refused, StopJob
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.scratch import sweep
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.sources import Source, find_sources

if TYPE_CHECKING:
    from sourdine.models.personal import PersonalDataDetector
    from sourdine.models.speech import WhisperRecogniser
    from sourdine.pipeline.consent import ConsentFile
    from sourdine.pipeline.flow import Tools


@dataclass(frozen=True, slots=True)
class Job:
    """What to redact, where to, and how."""

    sources: tuple[str, ...]  # files, folders, s3:// prefixes
    destination: str  # a folder or s3://bucket/prefix
    settings: Settings
    consent_file: Path | None = None
    lawful_basis: str | None = None
    transcripts: Path | None = None  # a file for one recording, or a folder: nobody listens then


def run(job: Job, report: Callable[[Outcome], None] | None = None) -> list[Outcome]:
    """Redact every recording of the job; ``report`` gets each outcome as soon as there is one.

    Raises `StopJob` where nothing can go on: no model, no destination, no space, nothing to do.
    """
    sweep()
    found = find_sources(job.sources, job.destination)
    first = next(found, None)
    if first is None:
        raise StopJob("no recordings found: name files, or folders that hold some")
    return list(_outcomes(job, chain([first], found), report or (lambda outcome: None)))


def _outcomes(job: Job, sources: Iterator[Source], report: Callable[[Outcome], None]) -> Iterator[Outcome]:
    from sourdine.pipeline.flow import safe_copy  # heavy: opens the recogniser and the detector

    tools = None
    for source in sources:
        tools = tools or _tools(job)
        outcome = safe_copy(source, tools)
        report(outcome)
        yield outcome


def _tools(job: Job) -> Tools:
    from sourdine.models.speech import available_cores
    from sourdine.pipeline.decisions import share
    from sourdine.pipeline.desk import open_desk
    from sourdine.pipeline.flow import Tools
    from sourdine.pipeline.journal import open_journal
    from sourdine.pipeline.keyset import load_keyset
    from sourdine.pipeline.lifecycle import warn_of_stores
    from sourdine.pipeline.originals import open_custody
    from sourdine.pipeline.storage import open_storage
    from sourdine.pipeline.transcripts.find import transcript_place

    settings, consents, storage = job.settings, read_consents(job), open_storage(job.destination)
    transcripts = None
    if job.transcripts is not None:
        transcripts = transcript_place(job.transcripts, find_sources(job.sources, job.destination))
    listens = transcripts is None or settings.speech.model is not None
    recogniser = open_recogniser(settings) if listens else None
    detector = open_detector(settings)
    keys = load_keyset()
    journal = open_journal(job.destination, keys, storage)
    desk = open_desk(settings, keys, storage)
    warn_of_stores(storage, settings, desk.catalogue)
    share(desk.catalogue, storage, settings.catalogue.tenant, datetime.now(UTC))
    return Tools(
        settings,
        storage,
        recogniser,
        detector,
        keys,
        consents,
        job.lawful_basis,
        transcripts,
        journal,
        desk,
        open_custody(settings, storage, desk.catalogue, journal),
        available_cores(),
    )


def read_consents(job: Job) -> ConsentFile | None:
    """What ``--consent`` names. Raises `StopJob` for a bad file, or a lawful basis that is none."""
    from sourdine.pipeline.consent import assumed_consent, read_consent_file

    try:
        if job.lawful_basis is not None:
            assumed_consent(job.lawful_basis, job.settings.consent.purpose)
        return read_consent_file(job.consent_file.read_bytes()) if job.consent_file else None
    except OSError:
        raise StopJob("the consent file cannot be read") from None
    except Refused as error:
        raise StopJob(f"consent: {error.message}") from None


def open_recogniser(
    settings: Settings, threads: int | None = None, device: str | None = None
) -> WhisperRecogniser:
    """The recogniser of the settings, or of them on another device; ``threads`` None takes every core.

    Raises `StopJob`.
    """
    from sourdine.models.speech import WhisperRecogniser

    speech = settings.speech
    return WhisperRecogniser(
        speech.model, device or speech.device, speech.compute_type, speech.batch_size, threads=threads
    )


def open_detector(settings: Settings) -> PersonalDataDetector:
    """The detector of the settings, ready for threads. Raises `StopJob`."""
    from sourdine.models.personal import PersonalDataDetector

    detector = PersonalDataDetector(settings.detect)
    try:
        detector.warm_up()
    except ValueError as error:
        raise StopJob(f"settings: {error}") from None
    return detector
