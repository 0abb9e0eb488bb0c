"""What is left to do in an archive: its recordings without those that are published.

One listing of the destination, a page per 1,000 keys, and no question about any single call. Call ids say
nothing about the order of sources, so there is no merging of two sorted lists: the ids of published calls
stay in memory, 20 bytes each, in one sorted array.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from sourdine.pipeline.sources import Source, call_id

_ID_BYTES = 20
_AT_ONCE = 1024  # recordings looked up in one go


class Published:
    """The ids of published calls."""

    def __init__(self, ids: Iterable[str]) -> None:
        packed = bytearray()
        for one in ids:
            packed += _packed(one) or b""
        self._ids = np.sort(np.frombuffer(packed, dtype=f"S{_ID_BYTES}"))

    def __len__(self) -> int:
        return len(self._ids)

    def holds(self, ids: Sequence[str]) -> list[bool]:
        """Which of some ids are among them."""
        packed = [_packed(one) for one in ids]
        wanted = np.array([one or b"" for one in packed], dtype=f"S{_ID_BYTES}")
        places = np.searchsorted(self._ids, wanted)
        inside = places < len(self._ids)
        found = np.zeros(len(wanted), dtype=bool)
        found[inside] = self._ids[places[inside]] == wanted[inside]
        return [bool(one) and raw is not None for one, raw in zip(found, packed, strict=True)]


def marked(sources: Iterable[Source], key: bytes, published: Published) -> Iterator[tuple[Source, str, bool]]:
    """Every recording with its call id and whether it is published, streaming; ``key`` as for `call_id`."""
    rest = iter(sources)
    while batch := list(islice(rest, _AT_ONCE)):
        ids = [call_id(source, key) for source in batch]
        yield from zip(batch, ids, published.holds(ids), strict=True)


def _packed(one: str) -> bytes | None:
    """The id as bytes; None for a folder of another name."""
    try:
        packed = base64.b32decode(one.upper())
    except (binascii.Error, ValueError):
        return None
    return packed if len(packed) == _ID_BYTES else None
