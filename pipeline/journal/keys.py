"""The key that signs the journal (Ed25519), made from the keyset."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourdine.pipeline.keyset import Keyset, derived

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """The public half, which an authority gets with an export."""

    public: Ed25519PublicKey

    @property
    def name(self) -> str:
        """SHA-256 of the key, 16 hex digits: to compare by eye."""
        return hashlib.sha256(self.public.public_bytes_raw()).hexdigest()[:16]

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this key's other half signed the message."""
        from cryptography.exceptions import InvalidSignature

        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def to_pem(self) -> bytes:
        """As OpenSSL reads it."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @classmethod
    def from_pem(cls, data: bytes) -> VerifyingKey:
        """Raises `ValueError` for anything but an Ed25519 public key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        key = load_pem_public_key(data)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 public key")
        return cls(key)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half; it never leaves the keyset."""

    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """64 bytes, the same for the same message."""
        return self.private.sign(message)

    @property
    def verifying(self) -> VerifyingKey:
        """The public half."""
        return VerifyingKey(self.private.public_key())


def signing_key(keys: Keyset) -> SigningKey:
    """The keyset's key for signing; the same keyset gives the same one on every machine."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return SigningKey(Ed25519PrivateKey.from_private_bytes(derived(keys.text, "journal signature")))
