"""What a worker's process works with: the recogniser and the detector once, the rest by tenant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourdine.pipeline.sources import call_id
from sourdine.workers.serve.outward import Outward
from sourdine.workers.serve.services import Services

if TYPE_CHECKING:
    from sourdine.models.personal import PersonalDataDetector
    from sourdine.models.speech import Recogniser
    from sourdine.pipeline.flow import Tools
    from sourdine.pipeline.records import Outcome
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.sources import Source
    from sourdine.workers.archive.setup import House
    from sourdine.workers.serve.handover import Handover
    from sourdine.workers.serve.queue import Task


class Later(Exception):
    """Not now: try again after ``seconds``; ``counted`` False where it is not the task's fault."""

    def __init__(self, seconds: float, why: str, *, counted: bool = True) -> None:
        super().__init__(why)
        self.seconds, self.why, self.counted = seconds, why, counted


class GiveUp(Exception):
    """No use in trying again: a dead letter."""


@dataclass
class Bench:
    """``name`` tells this worker from every other one that ever was."""

    services: Services
    name: str
    recogniser: Recogniser | None = field(default=None, repr=False)
    detector: PersonalDataDetector | None = field(default=None, repr=False)
    lawful_basis: str | None = None
    handover: Handover | None = field(default=None, repr=False)  # to a cluster, which does the work then
    cores: int = 1  # for each recording
    _tools: dict[str, Tools] = field(default_factory=dict, repr=False)
    _houses: dict[str, House] = field(default_factory=dict, repr=False)

    @property
    def outward(self) -> Outward:
        """For requests to addresses that others gave us."""
        return Outward(self.services.settings.serve.networks)

    def open(self, threads: int | None = None) -> None:
        """Load the recogniser and the detector. Raises `StopJob`."""
        from sourdine.models.speech import available_cores
        from sourdine.workers.local import open_detector, open_recogniser

        self.cores = threads or available_cores()
        self.recogniser = open_recogniser(self.services.settings, threads)
        self.detector = open_detector(self.services.settings)

    def settings(self, tenant: str) -> Settings:
        """The settings, with this tenant as whose calls these are."""
        chosen = self.services.settings
        return replace(chosen, catalogue=replace(chosen.catalogue, tenant=tenant))

    def safe_copy(self, task: Task, source: Source, record: bytes | None) -> Outcome:
        """Take a recording all the way, by the one way through the pipeline: here, or on the cluster.

        Raises `StopJob`; with a cluster also `Later`, and `Quarantine` for what takes its workers down.
        """
        if self.handover is None:
            from sourdine.pipeline.flow import safe_copy

            return safe_copy(source, self.tools(task.tenant), record)
        from sourdine.pipeline.journal.outcomes import act_of
        from sourdine.workers.archive.setup import Task as Recording

        call = call_id(source, self.services.keys.call_id)
        house = self._house(task.tenant)
        outcome, begun = self.handover.safe_copy(Recording(source, call, task.attempts - 1, record, house))
        told = outcome
        if begun and outcome.state == "skipped":  # by a try that died before it could say so
            told = replace(outcome, state="published")
        if act := act_of(told, self.services.settings.consent.purpose):
            self.services.journal_of(task.tenant).write(act)  # one writer, however many workers there are
        return outcome

    def ears(self) -> Recogniser:
        """To listen with: this process's own, or the cluster's. Raises `StopJob`, `Retry`, `Later`."""
        if self.handover is not None:
            return self.handover.ears()
        if self.recogniser is None:
            self.open()
        assert self.recogniser is not None  # noqa: S101 - `open` has just loaded it
        return self.recogniser

    def _house(self, tenant: str) -> House:
        from sourdine.workers.archive.job import keeper_of
        from sourdine.workers.archive.setup import House

        if tenant not in self._houses:
            address = self.services.storage_of(tenant).address
            self._houses[tenant] = House(address, tenant, keeper_of(self.settings(tenant)))
        return self._houses[tenant]

    def tools(self, tenant: str) -> Tools:
        """What the pipeline needs for a tenant's recordings. Raises `StopJob`."""
        from sourdine.pipeline.decisions import share
        from sourdine.pipeline.desk import Desk
        from sourdine.pipeline.flow import Tools
        from sourdine.pipeline.lifecycle import warn_of_stores
        from sourdine.pipeline.originals import open_custody

        if tenant not in self._tools:
            if self.detector is None:
                self.open()
            assert self.detector is not None  # noqa: S101 - `open` has just loaded it
            services, storage = self.services, self.services.storage_of(tenant)
            settings, journal = self.settings(tenant), services.journal_of(tenant)
            warn_of_stores(storage, settings, services.catalogue)
            share(services.catalogue, storage, tenant, datetime.now(UTC))
            self._tools[tenant] = Tools(
                settings=settings,
                storage=storage,
                recogniser=self.recogniser,
                detector=self.detector,
                keys=services.keys,
                lawful_basis=self.lawful_basis,
                desk=Desk(services.catalogue, storage, tenant, settings.consent),
                journal=journal,
                custody=open_custody(settings, storage, services.catalogue, journal),
                cores=self.cores,
            )
        return self._tools[tenant]
