"""What the vault holds, and how it gets in and out.

    sealed/<tenant>/<call>/<random>    the original, encrypted with the call's data key
    keys/<tenant>/<call>.json          the wrapped data key, and which object it opens; written last

Both may lie in different stores, so that backups of the sealed bytes hold no keys. A call without its key
record is not in the vault: a run that is killed leaves sealed bytes that nobody can open, and the next one
removes them.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.storage import Content, Storage, open_storage
from sourdine.pipeline.vault.keepers import Keeper, open_keeper
from sourdine.pipeline.vault.streaming import new_data_key, seal_file, unseal_stream

if TYPE_CHECKING:
    from sourdine.pipeline.settings import Settings

_VERSION = 1
_LIMIT = 64 * 1024  # bytes of a key record
_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """The wrapped data key of a call.

    ``object`` is where the sealed bytes are, ``sha256`` and ``size`` are of them.
    """

    call: str
    tenant: str
    object: str
    sha256: str
    size: int
    extension: str  # of the original, with the dot
    keeper: str  # `Keeper.name` of whoever wrapped
    wrapped: str  # base64
    stored: str  # when, RFC 3339

    def to_content(self) -> Content:
        """As stored."""
        return Content.of(
            json.dumps({"version": _VERSION, **asdict(self)}).encode() + b"\n", "application/json"
        )

    @property
    def about(self) -> bytes:
        """What key and bytes are bound to."""
        return f"sourdine vault {self.tenant} {self.call} {self.object}".encode()


@dataclass(frozen=True, slots=True)
class Vault:
    """The vault of one tenant."""

    sealed: Storage
    keys: Storage
    keeper: Keeper
    tenant: str

    def holds(self, call: str) -> bool:
        """Whether a call's original is in it."""
        return self.keys.head(self._record(call)) is not None

    def store(self, call: str, original: Path, extension: str) -> str:
        """Seal an original; gives the SHA-256 (hex) of what was sealed. One that is there stays as it is.

        What arrived is compared with what was sealed before the key record is written. Raises `StopJob` or
        `Retry`; then the original must stay where it is.
        """
        name = f"sealed/{self.tenant}/{call}/{secrets.token_hex(8)}"
        data_key = new_data_key()
        with working_folder() as folder:
            path = folder / "sealed"
            blank = KeyRecord(call, self.tenant, name, "", 0, extension, self.keeper.name, "", "")
            try:
                clear = seal_file(original, path, data_key, blank.about)
            except OSError as error:
                raise StopJob(f"an original cannot be sealed ({type(error).__name__})") from None
            content = Content.of(path, _TYPE)
            self.sealed.put(name, content)
        if self._arrived(name) != content.sha256:
            self.sealed.erase(name)
            raise StopJob("the vault did not keep the bytes that were sent to it")
        record = replace(
            blank,
            sha256=content.sha256,
            size=content.size,
            wrapped=base64.b64encode(self.keeper.wrap(data_key, blank.about)).decode(),
            stored=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        if not self.keys.put_if_absent(self._record(call), record.to_content()):
            record = self._read(call)  # another run was faster; its copy counts
        self._sweep(record)
        return clear

    def write_clear(self, call: str, target: BinaryIO) -> KeyRecord:
        """Decrypt an original. Raises `StopJob` or `Retry`: then what was written must not be used."""
        record = self._read(call)
        data_key = self.keeper.unwrap(_bytes(record), record.about)
        try:
            with self.sealed.open(record.object) as stream:
                unseal_stream(stream, target, data_key, record.about)
        except FileNotFoundError:
            raise StopJob("the vault has the key of this call, but not its sealed bytes") from None
        return record

    def shred(self, call: str) -> bool:
        """Destroy the data key in every version, then the sealed bytes. True if nothing holds them back."""
        left = self.keys.erase(self._record(call)).locked
        left += self.sealed.erase(f"sealed/{self.tenant}/{call}/").locked
        return not left

    def calls(self) -> Iterator[str]:
        """The id of every call in the vault, streaming."""
        start = f"keys/{self.tenant}/"
        for stored in self.keys.list(start):
            yield stored.key.removeprefix(start).removesuffix(".json")

    def rewrap(self, call: str) -> bool:
        """Wrap a call's data key with the key that wraps now; False if it is. Sealed bytes stay as they are.

        The new wrapping is opened before it takes the other one's place. Raises `StopJob` or `Retry`.
        """
        record = self._read(call)
        if record.keeper == self.keeper.name and not self.keeper.name.startswith(("hcvault:", "aws-kms:")):
            return False
        data_key = self.keeper.unwrap(_bytes(record), record.about)
        wrapped = self.keeper.wrap(data_key, record.about)
        if self.keeper.reads and self.keeper.unwrap(wrapped, record.about) != data_key:
            raise StopJob("the vault's key wraps what it cannot open: nothing was changed")
        fresh = replace(record, keeper=self.keeper.name, wrapped=base64.b64encode(wrapped).decode())
        self.keys.put(self._record(call), fresh.to_content())
        return True

    def problems(self, call: str) -> Iterator[str]:
        """What is wrong about a call's original; usually nothing. Reads every sealed byte, decrypts none."""
        try:
            record = self._read(call)
        except StopJob as error:
            yield str(error)
            return
        arrived = self._arrived(record.object)
        if arrived is None:
            yield "the sealed bytes are missing"
        elif arrived != record.sha256:
            yield "the sealed bytes were changed"

    def _arrived(self, name: str) -> str | None:
        """The hash of the bytes as they lie there, not as the store notes it."""
        from sourdine.pipeline.storage.base import sha256_of

        try:
            with self.sealed.open(name) as stream:
                return sha256_of(stream)
        except FileNotFoundError:
            return None

    def _read(self, call: str) -> KeyRecord:
        data = self.keys.read(self._record(call), _LIMIT)
        if data is None:
            raise StopJob("the original of this call is not in the vault")
        try:
            content = json.loads(data)
            if content.pop("version") != _VERSION:
                raise ValueError
            record = KeyRecord(**content)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StopJob("a key record of the vault is damaged") from None
        if (record.call, record.tenant) != (call, self.tenant):
            raise StopJob("a key record of the vault belongs to another call")
        return record

    def _sweep(self, record: KeyRecord) -> None:
        """Remove what killed runs left: sealed bytes without a key."""
        for stored in list(self.sealed.list(f"sealed/{self.tenant}/{record.call}/")):
            if stored.key != record.object:
                self.sealed.erase(stored.key)

    def _record(self, call: str) -> str:
        return f"keys/{self.tenant}/{call}.json"


def open_vault(settings: Settings, keeper: Keeper | None = None, private_key: Path | None = None) -> Vault:
    """The vault that the settings name. Raises `StopJob` where there is none."""
    own, tenant = settings.originals, settings.catalogue.tenant
    if own.vault is None:
        raise StopJob("the settings name no vault: originals.vault is a folder or s3://bucket/prefix")
    sealed = open_storage(own.vault)
    keys = sealed if own.keys is None else open_storage(own.keys)
    return Vault(sealed, keys, keeper or open_keeper(own.key, tenant, private_key), tenant)


def _bytes(record: KeyRecord) -> bytes:
    try:
        return base64.b64decode(record.wrapped, validate=True)
    except ValueError:
        raise StopJob("a key record of the vault is damaged") from None
