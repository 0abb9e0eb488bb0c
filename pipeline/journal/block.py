"""Blocks: the links of the chain. Pure, but for the signature.

A block is one object ``journal/<number>.json``, the canonical JSON (sorted keys, no spaces, UTF-8: RFC 8785
for the kinds of values used here) of::

    {"acts": [...], "block": 7, "journal": "<UUID>", "previous": "<SHA-256>", "version": 1,
     "signature": "<Ed25519>"}

``previous`` is the hash of the block before; a block's hash is the SHA-256 of its bytes. The signature
(RFC 8032) covers everything but itself, so that nobody without the key can write the chain anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sourdine.pipeline.journal.acts import Act
from sourdine.pipeline.journal.keys import SigningKey, VerifyingKey

VERSION = 1
START = "0" * 64
"""What stands for the hash of the block before the first one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the last block's number and hash. ``number`` -1 is a chain without blocks."""

    journal: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Block:
    """A link that was read, and is what its signature says."""

    journal: str
    number: int
    previous: str
    acts: tuple[Act, ...]
    hash: str = field(repr=False)

    @property
    def head(self) -> Head:
        """The chain up to here."""
        return Head(self.journal, self.number, self.hash)


def canonical(content: Any) -> bytes:
    """Canonical JSON of strings, whole numbers, lists and objects."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: bytes) -> str:
    """SHA-256 (hex)."""
    return hashlib.sha256(data).hexdigest()


def seal(head: Head, acts: Sequence[Act], key: SigningKey) -> bytes:
    """The bytes of the block that follows ``head``."""
    return signed(
        {
            "version": VERSION,
            "journal": head.journal,
            "block": head.number + 1,
            "previous": head.hash,
            "acts": [act.to_json() for act in acts],
        },
        key,
    )


def read_block(data: bytes, key: VerifyingKey) -> Block:
    """Parse a block and check its form and signature. Raises `ValueError` without quoting its content."""
    content = opened(data, key)
    match content:
        case {
            "version": 1,
            "journal": str(journal),
            "block": int(number),
            "previous": str(previous),
            "acts": list(acts),
        } if len(content) == 5 and not isinstance(number, bool):
            return Block(journal, number, previous, tuple(map(Act.from_json, acts)), digest(data))
        case _:
            raise ValueError("not a block of a journal")


def signed(content: dict[str, Any], key: SigningKey) -> bytes:
    """Canonical JSON of an object with its signature in it."""
    signature = base64.b64encode(key.sign(canonical(content))).decode()
    return canonical(content | {"signature": signature})


def opened(data: bytes, key: VerifyingKey) -> dict[str, Any]:
    """The object without its signature, which is checked, as is that every byte is where it must be.

    Raises `ValueError`.
    """
    try:
        content = json.loads(data)
        signature = base64.b64decode(content.pop("signature"), validate=True)
        same = canonical(content | {"signature": base64.b64encode(signature).decode()}) == data
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("not signed JSON") from None
    if not same:
        raise ValueError("its bytes are not in canonical form")
    if not key.verifies(canonical(content), signature):
        raise ValueError("the signature is not this key's")
    return dict(content)
