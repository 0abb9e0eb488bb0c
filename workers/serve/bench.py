"""What a worker's process works with: the recogniser and the detector once, the rest by tenant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sourdine.workers.serve.outward import Outward
from sourdine.workers.serve.services import Services

if TYPE_CHECKING:
    from sourdine.models.personal import PersonalDataDetector
    from sourdine.models.speech import Recogniser
    from sourdine.pipeline.flow import Tools
    from sourdine.pipeline.settings import Settings


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
    _tools: dict[str, Tools] = field(default_factory=dict, repr=False)

    @property
    def outward(self) -> Outward:
        """For requests to addresses that others gave us."""
        return Outward(self.services.settings.serve.networks)

    def open(self, threads: int | None = None) -> None:
        """Load the recogniser and the detector. Raises `StopJob`."""
        from sourdine.workers.local import open_detector, open_recogniser

        self.recogniser = open_recogniser(self.services.settings, threads)
        self.detector = open_detector(self.services.settings)

    def settings(self, tenant: str) -> Settings:
        """The settings, with this tenant as whose calls these are."""
        chosen = self.services.settings
        return replace(chosen, catalogue=replace(chosen.catalogue, tenant=tenant))

    def tools(self, tenant: str) -> Tools:
        """What the pipeline needs for a tenant's recordings. Raises `StopJob`."""
        from sourdine.pipeline.desk import Desk
        from sourdine.pipeline.flow import Tools
        from sourdine.pipeline.originals import open_custody

        if tenant not in self._tools:
            if self.detector is None:
                self.open()
            assert self.detector is not None  # noqa: S101 - `open` has just loaded it
            services, storage = self.services, self.services.storage_of(tenant)
            settings, journal = self.settings(tenant), services.journal_of(tenant)
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
            )
        return self._tools[tenant]
