"""An archive job from its beginning to its report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from sourdine.models.speech import available_cores
from sourdine.pipeline.catalogue import catalogue_url, open_catalogue
from sourdine.pipeline.decisions import share
from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.journal import open_journal
from sourdine.pipeline.journal.journal import Buffer
from sourdine.pipeline.journal.outcomes import act_of
from sourdine.pipeline.keyset import Keyset, load_keyset
from sourdine.pipeline.lifecycle import warn_of_stores
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.storage import open_storage
from sourdine.pipeline.vault import Keeper, open_keeper
from sourdine.workers.archive.actors import Crew, MakeHand
from sourdine.workers.archive.backlog import Backlog
from sourdine.workers.archive.cluster import nothing_printed, ray_session
from sourdine.workers.archive.driver import Driver
from sourdine.workers.archive.hand import Hand
from sourdine.workers.archive.ledger import ArchiveLedger
from sourdine.workers.archive.listing import listing, transcripts
from sourdine.workers.archive.metrics import Meters
from sourdine.workers.archive.report import Report
from sourdine.workers.archive.setup import ArchiveJob, Setup, Task
from sourdine.workers.local import read_consents


class Watcher(Protocol):
    """Who follows a job."""

    def report(self, outcome: Outcome, size: int) -> None:
        """The next outcome; ``size`` of its file in bytes."""

    def look(self, listed: int, left: int, bytes_left: int, complete: bool) -> None:
        """Now and then: what is listed so far, and what of it was left to do when the job began."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended. ``finished`` false: it drained. ``stopped`` says why it could not go on."""

    finished: bool
    report: str  # where the report is, below the destination
    stopped: str | None = None


def run_archive(
    job: ArchiveJob,
    watcher: Watcher,
    is_draining: Callable[[], bool] = lambda: False,
    make_hand: MakeHand = Hand,
) -> Ending:
    """Do all that is left of an archive. Raises `StopJob` where it cannot even begin."""
    local = job.job
    storage, keys = open_storage(local.destination), load_keyset()
    catalogue = open_catalogue(local.settings.catalogue.url, keys)  # made once, before workers race
    try:
        warn_of_stores(storage, local.settings, catalogue)
        share(catalogue, storage, local.settings.catalogue.tenant, datetime.now(UTC))
    finally:
        catalogue.engine.dispose()
    setup = setup_of(job, keys)
    backlog = Backlog(listing(job, storage, keys))
    try:
        port = local.settings.archive.metrics_port
        with nothing_printed(), ray_session(job.address, cores_wanted(job), port):
            return _run(job, setup, backlog, watcher, is_draining, make_hand)
    finally:
        backlog.close()


def with_catalogue(settings: Settings, address: str | None) -> Settings:
    """The settings for workers: all of them use the catalogue that this machine does.

    Raises `StopJob` for a file where workers may run on other machines, which would each make their own.
    """
    url = catalogue_url(settings.catalogue.url)
    if url.startswith("sqlite") and is_elsewhere(address):
        raise StopJob("a cluster needs a catalogue that all its machines reach: catalogue.url, PostgreSQL")
    return replace(settings, catalogue=replace(settings.catalogue, url=url))


def is_elsewhere(address: str | None) -> bool:
    """Whether a cluster may have other machines than this one."""
    host = (address or "").rpartition(":")[0].rpartition("/")[2]
    return host not in ("", "localhost", "127.0.0.1", "auto")


def keeper_of(settings: Settings) -> Keeper | None:
    """Of the vault's keys, for workers; None where no original goes into a vault. Raises `StopJob`.

    Opened once, here: a key that is made on first use must be the same on every machine.
    """
    if settings.originals.policy != "vault":
        return None
    return open_keeper(settings.originals.key, settings.catalogue.tenant)


def setup_of(job: ArchiveJob, keys: Keyset) -> Setup:
    """What the job's workers open their tools with. Raises `StopJob`."""
    local = job.job
    return Setup(
        with_catalogue(local.settings, job.address),
        local.destination,
        keys,
        read_consents(local),
        local.lawful_basis,
        keeper_of(local.settings),
        transcripts=transcripts(job),
    )


def cores_wanted(job: ArchiveJob) -> int:
    """What a session on this machine is to offer."""
    return (job.workers or available_cores()) + (job.job.settings.archive.listeners or 0)


def _run(
    job: ArchiveJob,
    setup: Setup,
    backlog: Backlog,
    watcher: Watcher,
    is_draining: Callable[[], bool],
    make_hand: MakeHand,
) -> Ending:
    storage = open_storage(setup.destination)
    report, meters = Report(storage), Meters()
    journal = Buffer(open_journal(setup.destination, setup.keys, storage))
    purpose = setup.settings.consent.purpose
    crew = Crew(setup, job.workers, make_hand, may_grow=job.address is not None)

    def take(outcome: Outcome, task: Task) -> None:
        report.add(outcome)
        meters.add(outcome)
        watcher.report(outcome, task.source.size)
        if act := act_of(outcome, purpose):
            journal.add(act)

    def tick() -> bool:
        watcher.look(backlog.listed, backlog.left, backlog.bytes_left, backlog.complete)
        journal.look()
        return is_draining()

    ledger, archive = ArchiveLedger(backlog, storage, take), setup.settings.archive
    driver = Driver(crew.slots, ledger, archive.attempts, archive.time_limit)
    finished, stopped = False, None
    try:
        finished = driver.run(tick)
    except (StopJob, Retry) as error:  # the latter from a listing that broke off
        stopped = str(error)
    finally:  # also where somebody is in a hurry: what is done is told
        journal.flush()
        place = report.finish(finished, stopped, driver.deaths, len(crew.slots), crew.usage())
        crew.dismiss()
    return Ending(finished, place, stopped)
