"""The local keyset: secrets that make opaque names and seal values.

Made on first use, readable by its owner alone, at ``$SOURDINE_HOME/keyset.json``; without that variable at
``$XDG_DATA_HOME/sourdine/keyset.json``, which is ``~/.local/share/sourdine/keyset.json`` by default (XDG Base
Directory Specification). Keep a copy: with another keyset every call gets another id and is processed again,
and values that were encrypted in texts stay so. Machines that work on one archive share one keyset.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sourdine.pipeline.errors import StopJob

_VERSION = 2
_KEYS = ("call_id", "text")
_KEY_BYTES = 32  # as long as SHA-256's output, RFC 2104 section 3


@dataclass(frozen=True, slots=True)
class Keyset:
    """The keys, by what they are for."""

    call_id: bytes = field(repr=False)  # of the opaque call ids
    text: bytes = field(repr=False)  # of hashed and encrypted values in texts


def keyset_path() -> Path:
    """Where the keyset is by default."""
    if home := os.environ.get("SOURDINE_HOME"):
        return Path(home) / "keyset.json"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "sourdine" / "keyset.json"


def load_keyset(path: Path | None = None) -> Keyset:
    """Read the keyset, making it first if there is none. Raises `StopJob` if it cannot be used."""
    path = path or keyset_path()
    try:
        if not path.exists():
            _make(path)
        return _parse(path.read_bytes())
    except OSError as error:
        raise StopJob(
            f"the keyset cannot be read or made ({type(error).__name__}): see SOURDINE_HOME"
        ) from None


def derived(key: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, 32 bytes: HKDF-Expand, one block (RFC 5869)."""
    return hmac.new(key, f"sourdine {purpose}\x01".encode(), hashlib.sha256).digest()


def _parse(data: bytes) -> Keyset:
    try:
        fields = json.loads(data)
        keys = {name: base64.b64decode(fields[name], validate=True) for name in _KEYS}
        if fields["version"] != _VERSION or min(map(len, keys.values())) < _KEY_BYTES:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        # never replaced by a new one: every call would get another id
        raise StopJob("the keyset is damaged or of another version: restore it from a copy") from None
    return Keyset(**keys)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {name: base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() for name in _KEYS}
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump({"version": _VERSION, **keys}, stream)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster: its keyset counts
            path.hardlink_to(part)
    finally:
        part.unlink()
