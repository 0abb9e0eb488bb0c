"""Identifiers of people as keyed HMACs, and values that only the keyset's holder can read.

Each tenant has keys of its own, derived from the keyset, so that the same number is another value for every
tenant. Normalised first: a phone number to E.164, an e-mail address and a customer number without case and
spaces, a name without case, accents and double spaces.
"""

from __future__ import annotations

import hmac
import os
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal, get_args

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import derived

Kind = Literal["phone", "email", "customer", "name"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_NONCE = 12  # bytes, RFC 8439
_LONGEST = 320  # an e-mail address, RFC 3696


@dataclass(frozen=True, slots=True)
class Ring:
    """A tenant's keys."""

    tenant: str
    mac: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes, tenant: str) -> Ring:
        """From the keyset's secret."""
        return cls(tenant, derived(secret, f"identifiers {tenant}"), derived(secret, f"sealed {tenant}"))

    def identify(self, kind: Kind, value: str) -> bytes:
        """32 bytes that tell nothing without the keyset. Raises `StopJob` for what is no such identifier."""
        return hmac.digest(self.mac, f"{kind}\0{normalised(kind, value)}".encode(), "sha256")

    def seal(self, value: bytes, about: str) -> bytes:
        """ChaCha20-Poly1305 (RFC 8439), bound to ``about``: under another row it does not open."""
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        nonce = os.urandom(_NONCE)
        return nonce + ChaCha20Poly1305(self.seal_key).encrypt(nonce, value, about.encode())

    def unseal(self, sealed: bytes, about: str) -> bytes:
        """What was sealed. Raises `StopJob` for another keyset, another row, or changed bytes."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        try:
            return ChaCha20Poly1305(self.seal_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError):
            raise StopJob("a sealed value does not open: another keyset, or it was changed") from None


def normalised(kind: Kind, value: str, region: str = "FR") -> str:
    """One form for all spellings. Raises `StopJob` where the value cannot be of that kind."""
    text = unicodedata.normalize("NFKC", value).strip()
    if kind not in KINDS or not text or len(text) > _LONGEST:
        raise StopJob(f"an identifier is one of {', '.join(KINDS)}, and not empty")
    if kind == "phone":
        return _phone(text, region)
    if kind == "email":
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
            raise StopJob("this is no e-mail address")
        return text.casefold()
    if kind == "customer":
        return re.sub(r"\s+", "", text).casefold()
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.sub(r"\W+", " ", plain).strip().casefold()


def _phone(text: str, region: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise StopJob("this is no phone number") from None
    if not phonenumbers.is_possible_number(number):
        raise StopJob("this is no phone number: write it with its country, +33 …")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
