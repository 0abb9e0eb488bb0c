"""Sealing one file with a key of its own: Tink's streaming AEAD, AES-256-GCM-HKDF in segments of 1 MiB.

What is sealed is bound to what it is about (tenant, call, object): under another name it does not open.
Every segment is checked before it is given out, and a missing end is an error.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any, BinaryIO

from sourdine.pipeline.errors import StopJob

_PIECE = 1 << 20


def new_data_key() -> bytes:
    """A fresh key, 131 bytes: short enough for RSA-OAEP with 2048 bits and SHA-256 (190)."""
    import tink
    from tink import proto_keyset_format, secret_key_access, streaming_aead

    streaming_aead.register()
    handle = tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)
    return bytes(proto_keyset_format.serialize(handle, secret_key_access.TOKEN))


def seal_file(source: Path, target: Path, data_key: bytes, about: bytes) -> str:
    """Encrypt a file into another; gives the SHA-256 (hex) of what was read. Raises `OSError`."""
    digest = hashlib.sha256()
    with (
        source.open("rb") as clear,
        target.open("wb") as sealed,  # closed by the stream, which needs that to write its end
        _primitive(data_key).new_encrypting_stream(sealed, about) as stream,
    ):
        while piece := clear.read(_PIECE):
            digest.update(piece)
            stream.write(piece)
    return digest.hexdigest()


def unseal_stream(sealed: BinaryIO, target: BinaryIO, data_key: bytes, about: bytes) -> None:
    """Decrypt a stream into another. What was written before an error must not be used.

    Raises `StopJob` for another key, another subject, or bytes that were changed, moved or cut off.
    """
    import tink

    try:
        with _primitive(data_key).new_decrypting_stream(sealed, about) as stream:
            shutil.copyfileobj(stream, target, _PIECE)
    except (tink.TinkError, ValueError):
        raise StopJob("the sealed original does not open: another key, or its bytes were changed") from None


def _primitive(data_key: bytes) -> Any:
    import tink
    from tink import proto_keyset_format, secret_key_access, streaming_aead

    streaming_aead.register()
    try:
        handle = proto_keyset_format.parse(data_key, secret_key_access.TOKEN)
        return handle.primitive(streaming_aead.StreamingAead)
    except tink.TinkError:
        raise StopJob("the sealed original does not open: its data key is damaged") from None
