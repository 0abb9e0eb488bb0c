"""Keys that a service keeps: AWS KMS, and the transit engine of HashiCorp Vault.

Tried against moto's KMS and against a stand-in for the transit engine on this machine, never against the
services themselves. What they answer is never quoted: it may repeat what was sent.
"""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.vault.keepers import UNREADABLE

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
_TRANSIT = re.compile(r"hcvault://(?P<host>[A-Za-z0-9.:\[\]-]+)/(?P<mount>[\w/-]+)/keys/(?P<key>[\w.-]+)")


@dataclass(frozen=True, slots=True)
class KmsKeeper:
    """AWS KMS; what it is about goes along as encryption context, which CloudTrail shows: an opaque id."""

    key: str

    @property
    def name(self) -> str:
        """By the key's id; KMS finds the version of it by itself."""
        return f"aws-kms:{self.key}"

    @property
    def reads(self) -> bool:
        """See `Keeper.reads`."""
        return True

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        """See `Keeper.wrap`."""
        context = {"about": about.decode()}
        answer = self._ask("encrypt", KeyId=self.key, Plaintext=data_key, EncryptionContext=context)
        return bytes(answer["CiphertextBlob"])

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """See `Keeper.unwrap`."""
        context = {"about": about.decode()}
        answer = self._ask("decrypt", KeyId=self.key, CiphertextBlob=wrapped, EncryptionContext=context)
        return bytes(answer["Plaintext"])

    def _ask(self, what: str, **request: Any) -> dict[str, Any]:
        from botocore.exceptions import ClientError
        from sourdine.pipeline.storage.s3_errors import plain_errors

        with plain_errors():
            try:
                return dict(getattr(_kms(_identity()), what)(**request))
            except ClientError as error:
                code = error.response.get("Error", {}).get("Code", "")
                if code in ("InvalidCiphertextException", "IncorrectKeyException"):
                    raise StopJob(UNREADABLE) from None
                if code in ("NotFoundException", "DisabledException", "KMSInvalidStateException"):
                    raise StopJob("the vault's key in KMS is not there or may not be used") from None
                raise


@dataclass(frozen=True, slots=True)
class TransitKeeper:
    """The transit engine; ``associated_data`` needs a key of an AEAD type (the default, aes256-gcm96)."""

    url: str  # https://host/v1/mount
    key: str
    token: str = field(repr=False)

    @property
    def name(self) -> str:
        """By the key's name; the ciphertext tells its version."""
        return f"hcvault:{self.key}"

    @property
    def reads(self) -> bool:
        """See `Keeper.reads`."""
        return True

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        """See `Keeper.wrap`."""
        answer = self._ask("encrypt", plaintext=_base64(data_key), associated_data=_base64(about))
        return str(answer["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """See `Keeper.unwrap`."""
        try:
            ciphertext = wrapped.decode("ascii")
        except UnicodeDecodeError:
            raise StopJob(UNREADABLE) from None
        answer = self._ask("decrypt", ciphertext=ciphertext, associated_data=_base64(about))
        return base64.b64decode(answer["plaintext"])

    def _ask(self, what: str, **request: str) -> dict[str, Any]:
        from urllib3 import PoolManager
        from urllib3 import Retry as Again
        from urllib3.exceptions import HTTPError

        again = Again(total=3, redirect=False, backoff_factor=0.2, status_forcelist=(429, 502, 503, 504))
        try:
            answer = PoolManager(timeout=10).request(
                "POST",
                f"{self.url}/{what}/{self.key}",
                json=request,
                headers={"X-Vault-Token": self.token, "X-Vault-Request": "true"},
                retries=again,
                redirect=False,
            )
        except HTTPError:
            raise Retry("the vault's key service does not answer") from None
        if answer.status == 400 and what == "decrypt":
            raise StopJob(UNREADABLE)
        if answer.status in (401, 403):
            raise StopJob("the vault's key service refuses this token (VAULT_TOKEN)")
        try:
            if answer.status == 200:
                return dict(json.loads(answer.data)["data"])
        except (ValueError, KeyError, TypeError):
            pass
        raise StopJob(f"the vault's key service answered with {answer.status}")


def open_transit(address: str) -> TransitKeeper:
    """Raises `StopJob` for an address that is none, or without a token."""
    found = _TRANSIT.fullmatch(address)
    if found is None:
        raise StopJob("originals.key: the transit engine is at hcvault://HOST/MOUNT/keys/NAME")
    token = os.environ.get("VAULT_TOKEN", "")
    if not token:
        raise StopJob("no token for the vault's key service: set VAULT_TOKEN")
    scheme = "http" if _LOOPBACK.fullmatch(found["host"]) else "https"
    return TransitKeeper(f"{scheme}://{found['host']}/v1/{found['mount']}", found["key"], token)


@lru_cache(maxsize=4)
def _kms(identity: tuple[str | None, ...]) -> Any:
    """One client for each identity: making one takes 50 ms, and threads may share it."""
    import boto3
    from botocore.config import Config

    retries = {"mode": "standard", "total_max_attempts": 4}
    config = Config(connect_timeout=5, read_timeout=10, retries=retries)  # type: ignore[arg-type]
    return boto3.session.Session().client("kms", config=config)


def _identity() -> tuple[str | None, ...]:
    names = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_KMS", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION")
    return tuple(os.environ.get(name) for name in names)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
