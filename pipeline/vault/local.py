"""A tenant's keys in a file of this machine: ``$SOURDINE_HOME/vault/TENANT.json``, for its owner alone.

Every key that still wraps something is in it; the newest wraps. Keep a copy, apart from the vault's.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import keyset_path
from sourdine.pipeline.vault.keepers import UNREADABLE

_VERSION = 1
_KEY_BYTES = 32
_NONCE = 12  # NIST SP 800-38D, 8.2.2; random, far fewer than 2^32 calls a key


@dataclass(frozen=True, slots=True)
class LocalKeeper:
    """AES-256-GCM. It travels to workers with its keys, so that every machine of a job seals alike."""

    newest: int
    keys: Mapping[int, bytes] = field(repr=False)

    @property
    def name(self) -> str:
        """By number."""
        return f"local:{self.newest}"

    @property
    def reads(self) -> bool:
        """See `Keeper.reads`."""
        return True

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        """See `Keeper.wrap`: number of the key (4 bytes), nonce, ciphertext."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        number, nonce = self.newest.to_bytes(4, "big"), os.urandom(_NONCE)
        sealed = AESGCM(self.keys[self.newest]).encrypt(nonce, data_key, number + about)
        return number + nonce + sealed

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """See `Keeper.unwrap`."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        number, nonce, sealed = wrapped[:4], wrapped[4 : 4 + _NONCE], wrapped[4 + _NONCE :]
        key = self.keys.get(int.from_bytes(number, "big"))
        if key is None:
            raise StopJob(UNREADABLE)
        try:
            return AESGCM(key).decrypt(nonce, sealed, number + about)
        except (InvalidTag, ValueError):
            raise StopJob(UNREADABLE) from None


def open_local(tenant: str) -> LocalKeeper:
    """The keys of a tenant, made on first use. Raises `StopJob`."""
    path = _path(tenant)
    if not path.exists():
        with _locked(path):
            if not path.exists():
                _write(path, LocalKeeper(1, {1: secrets.token_bytes(_KEY_BYTES)}))
    return _read(path)


def add_key(tenant: str) -> LocalKeeper:
    """Make a new key that wraps from now on; the others still open what they wrapped."""
    path = _path(tenant)
    open_local(tenant)
    with _locked(path):
        before = _read(path)
        number = before.newest + 1
        after = LocalKeeper(number, {**before.keys, number: secrets.token_bytes(_KEY_BYTES)})
        _write(path, after)
    return after


def drop_old_keys(tenant: str) -> None:
    """Forget every key but the newest: only when nothing is wrapped by them any more."""
    path = _path(tenant)
    with _locked(path):
        before = _read(path)
        _write(path, LocalKeeper(before.newest, {before.newest: before.keys[before.newest]}))


def _path(tenant: str) -> Path:
    return keyset_path().parent / "vault" / f"{tenant}.json"


def _read(path: Path) -> LocalKeeper:
    try:
        content = json.loads(path.read_bytes())
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in content["keys"].items()}
        newest = int(content["newest"])
        if content["version"] != _VERSION or newest not in keys or {*map(len, keys.values())} != {_KEY_BYTES}:
            raise ValueError
    except OSError as error:
        raise StopJob(
            f"the vault's keys cannot be read ({type(error).__name__}): see SOURDINE_HOME"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StopJob("the vault's keys are damaged: restore them from a copy") from None
    return LocalKeeper(newest, keys)


def _write(path: Path, keeper: LocalKeeper) -> None:
    keys = {str(number): base64.b64encode(key).decode() for number, key in keeper.keys.items()}
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump({"version": _VERSION, "newest": keeper.newest, "keys": keys}, stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StopJob(
            f"the vault's keys cannot be kept ({type(error).__name__}): see SOURDINE_HOME"
        ) from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        stream = path.with_suffix(".lock").open("w")
    except OSError as error:
        raise StopJob(
            f"the vault's keys cannot be kept ({type(error).__name__}): see SOURDINE_HOME"
        ) from None
    with contextlib.closing(stream):
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
