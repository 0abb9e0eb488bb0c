"""What the endpoints work with, made once for the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fastapi import Request
from sourdine.pipeline.catalogue import Catalogue, Revisions, migrate, open_catalogue
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.journal import Journal, open_journal
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.serve_settings import is_tenant
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.storage import Storage, open_storage
from sourdine.workers.serve import migrations, review
from sourdine.workers.serve.bell import Bell
from sourdine.workers.serve.incoming import Incoming

DEFAULT_TENANT = "default"

REVISIONS = Revisions(Path(migrations.__file__).parent, "serve_version", "s0001")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """``destination`` is where safe copies are; originals are for the worker's process alone."""

    settings: Settings
    destination: str
    catalogue: Catalogue
    keys: Keyset
    now: Callable[[], datetime] = _now
    bell: Bell = field(default_factory=Bell.new, repr=False)  # rung when a recording waits for a worker
    _journals: dict[str, Journal] = field(default_factory=dict, repr=False)
    _stores: dict[str, Storage] = field(default_factory=dict, repr=False)

    @property
    def https(self) -> bool:
        """Whether browsers come over TLS, which the public address tells."""
        return self.settings.serve.public_url.startswith("https://")

    @property
    def incoming(self) -> Incoming:
        """Where recordings that are brought to us are kept."""
        return Incoming.at(self.settings.serve.inbox)

    def journal_of(self, tenant: str) -> Journal:
        """Where acts on a tenant's calls are written down. Raises `StopJob`."""
        if tenant not in self._journals:
            storage = self.storage_of(tenant)
            self._journals[tenant] = open_journal(storage.address, self.keys, storage)
        return self._journals[tenant]

    def storage_of(self, tenant: str) -> Storage:
        """The safe copies of one tenant. Raises `StopJob` for a name that is none."""
        if tenant not in self._stores:
            self._stores[tenant] = open_storage(destination_of(self.destination, tenant))
        return self._stores[tenant]


def destination_of(destination: str, tenant: str) -> str:
    """Where a tenant's safe copies are: the default one's at the destination, others' below their name."""
    if not is_tenant(tenant):
        raise StopJob("a tenant is made of small letters, digits and hyphens")
    return destination if tenant == DEFAULT_TENANT else f"{destination.rstrip('/')}/{tenant}"


def open_services(settings: Settings, destination: str, keys: Keyset, bell: Bell | None = None) -> Services:
    """Open catalogue and destination. Raises `StopJob`."""
    services = Services(settings, destination, open_tables(settings, keys), keys, bell=bell or Bell.new())
    services.storage_of(DEFAULT_TENANT)  # shows at once whether it can be used
    return services


def open_tables(settings: Settings, keys: Keyset) -> Catalogue:
    """The catalogue, with the server's own tables in it. Raises `StopJob`."""
    catalogue = open_catalogue(settings.catalogue.url, keys)
    migrate(catalogue.engine, REVISIONS)
    migrate(catalogue.engine, review.REVISIONS)
    return catalogue


def services_of(request: Request) -> Services:
    """Dependency: the services of the application that answers."""
    services: Services = request.app.state.services
    return services
