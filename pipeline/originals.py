"""What becomes of an original once its safe copy is there: kept, moved into the vault, or deleted.

Only after a clean verdict and a published manifest, and only the very bytes that the manifest tells of. The
manifest in the store decides, so a run that was killed half-way is completed by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from sourdine.pipeline.catalogue import calls, limits
from sourdine.pipeline.errors import Quarantine, StopJob
from sourdine.pipeline.fetch import fetched
from sourdine.pipeline.journal import Act, actor
from sourdine.pipeline.manifest import Manifest, read_manifest
from sourdine.pipeline.publish import read_published
from sourdine.pipeline.removal import remove_original
from sourdine.pipeline.storage.base import sha256_of

if TYPE_CHECKING:
    from sourdine.pipeline.catalogue import Catalogue
    from sourdine.pipeline.journal import Journal
    from sourdine.pipeline.settings import OriginalSettings, Settings
    from sourdine.pipeline.sources import Source
    from sourdine.pipeline.storage import Storage
    from sourdine.pipeline.vault import Keeper, Vault

What = Literal["kept", "vaulted", "deleted"]


@dataclass(frozen=True, slots=True)
class Custody:
    """What it takes to settle the originals of a run."""

    settings: OriginalSettings
    storage: Storage  # of the safe copies
    max_bytes: int  # of a recording
    vault: Vault | None = None
    catalogue: Catalogue | None = None
    journal: Journal | None = None
    tenant: str = "default"

    def settle(self, source: Source, call: str) -> What:
        """Do with a call's original what the policy says. A legal hold keeps it where it is.

        Raises `StopJob` or `Retry`; then it is where it was, in the vault, or in both.
        """
        if self.settings.always_keep:
            return "kept"
        manifest = self._published(call)
        policy = self.settings.of(region.entity for region in manifest.regions) if manifest else "keep"
        if manifest is None or policy == "keep" or self._is_held(call):
            return "kept"
        try:
            with fetched(source, self.max_bytes) as path:
                if not _is_the_one(path, manifest):
                    return "kept"  # it changed since its copy was made: nobody has checked these bytes
                if policy == "vault":
                    self._seal(call, path, source)
        except Quarantine:  # gone or unreadable since
            return "kept"
        if remove_original(source.locator).locked:
            raise StopJob("an original cannot be deleted: check the rights, and locks of the bucket")
        return self._noted(call, "vaulted" if policy == "vault" else "deleted")

    def _seal(self, call: str, path: Path, source: Source) -> None:
        if self.vault is None:
            raise StopJob("originals.policy is vault, but no vault is open")
        if not self.vault.holds(call):
            self.vault.store(call, path, PurePosixPath(source.name).suffix.lower())

    def _noted(self, call: str, what: What) -> What:
        if self.catalogue is not None:
            with self.catalogue.write() as con:
                calls.set_original(con, call, what, datetime.now(UTC))
        if self.journal is not None:
            act = "original.vault" if what == "vaulted" else "original.delete"
            self.journal.write(Act(actor(), act, call, "policy", tenant=self.tenant))
        return what

    def _published(self, call: str) -> Manifest | None:
        data = read_published(self.storage, call)
        try:
            manifest = None if data is None else read_manifest(data)
        except ValueError:
            return None
        return manifest if manifest and manifest.verdict.clean else None

    def _is_held(self, call: str) -> bool:
        if self.catalogue is None:
            return False
        with self.catalogue.read() as con:
            return limits.is_held(con, call)


def _is_the_one(path: Path, manifest: Manifest) -> bool:
    with path.open("rb") as stream:
        return sha256_of(stream) == manifest.source.sha256


def open_custody(
    settings: Settings,
    storage: Storage,
    catalogue: Catalogue | None,
    journal: Journal | None,
    keeper: Keeper | None = None,
) -> Custody | None:
    """What settles the originals of a run; None where every original stays where it is. Raises `StopJob`."""
    if settings.originals.always_keep:
        return None
    vault = None
    if settings.originals.policy == "vault":
        from sourdine.pipeline.vault import open_vault

        vault = open_vault(settings, keeper)
    return Custody(
        settings.originals,
        storage,
        settings.audio.max_bytes,
        vault,
        catalogue,
        journal,
        settings.catalogue.tenant,
    )
