"""Who keeps the key that wraps a tenant's data keys.

| address | who |
|---|---|
| ``local`` | a file of AES-256 keys beside the keyset, made on first use |
| ``rsa:PUBLIC.pem`` | whoever holds the private key; the machine that writes cannot read |
| ``aws-kms://KEY`` | AWS KMS: a key's id, ARN or alias; credentials as for S3 |
| ``hcvault://HOST/MOUNT/keys/NAME`` | HashiCorp Vault's transit engine over HTTPS; token in ``VAULT_TOKEN`` |

Whatever keeps it, a wrapped key is bound to what it is about (tenant and call).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sourdine.pipeline.errors import StopJob

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.padding import OAEP
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_RSA_BITS = 2048

UNREADABLE = "the data key does not open: another tenant key, another call, or it was changed"


class Keeper(Protocol):
    """Wraps and unwraps data keys. Errors: `StopJob`, and `Retry` where a service does not answer."""

    @property
    def name(self) -> str:
        """Which key wraps now: where it changes, `rotate` wraps anew."""

    @property
    def reads(self) -> bool:
        """Whether it can unwrap at all."""

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        """Wrapped for storage."""

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """Back again. Raises `StopJob` for another key, another call, or changed bytes."""


@dataclass(frozen=True, slots=True)
class RsaKeeper:
    """RSA-OAEP with SHA-256, what it is about as its label (RFC 8017, 7.1).

    Without the private key it only writes.
    """

    public: bytes = field(repr=False)  # PEM
    private: bytes | None = field(default=None, repr=False)  # PEM

    @property
    def name(self) -> str:
        """By the public key's SHA-256."""
        import hashlib

        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        der = self._public().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"rsa:{hashlib.sha256(der).hexdigest()[:16]}"

    @property
    def reads(self) -> bool:
        """See `Keeper.reads`."""
        return self.private is not None

    def wrap(self, data_key: bytes, about: bytes) -> bytes:
        """See `Keeper.wrap`."""
        return bytes(self._public().encrypt(data_key, self._padding(about)))

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """See `Keeper.unwrap`."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        if self.private is None:
            raise StopJob("this machine can only write to the vault: give --private-key to read")
        try:
            key = load_pem_private_key(self.private, None)
        except (ValueError, TypeError):
            raise StopJob("the private key cannot be read: an RSA key in PEM without a password") from None
        if not isinstance(key, RSAPrivateKey):
            raise StopJob("the private key is no RSA key")
        try:
            return key.decrypt(wrapped, self._padding(about))
        except ValueError:
            raise StopJob(UNREADABLE) from None

    def _public(self) -> RSAPublicKey:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        try:
            key: object = load_pem_public_key(self.public)
        except ValueError:
            key = None  # told below, like any other key
        if not isinstance(key, RSAPublicKey) or key.key_size < _RSA_BITS:
            raise StopJob(f"originals.key: not an RSA public key in PEM of {_RSA_BITS} bits or more")
        return key

    @staticmethod
    def _padding(about: bytes) -> OAEP:
        from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
        from cryptography.hazmat.primitives.hashes import SHA256

        return OAEP(MGF1(SHA256()), SHA256(), about)


def open_keeper(address: str, tenant: str, private_key: Path | None = None) -> Keeper:
    """The keeper at an address. Raises `StopJob` for one that is none or cannot be used."""
    from sourdine.pipeline.vault.local import open_local
    from sourdine.pipeline.vault.services import KmsKeeper, open_transit

    if address == "local":
        return open_local(tenant)
    if address.startswith("rsa:"):
        return RsaKeeper(_pem(Path(address.removeprefix("rsa:"))), _pem(private_key) if private_key else None)
    if address.startswith("aws-kms://") and (key := address.removeprefix("aws-kms://")):
        return KmsKeeper(key)
    if address.startswith("hcvault://"):
        return open_transit(address)
    raise StopJob("originals.key: local, rsa:FILE, aws-kms://KEY or hcvault://HOST/MOUNT/keys/NAME")


def _pem(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StopJob(f"a key file cannot be read ({type(error).__name__})") from None
