"""Samples that need not fit into memory.

Decoded sound lies in a temporary file without a name, so that nothing of it is left behind whatever
happens to the process, and whoever works on it takes a stretch at a time.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

BLOCK = 1 << 18
"""Frames that are worked on at once."""


class Samples(Protocol):
    """What steps need of samples, shape ``(frames, channels)``: an array, or something on a disk."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Frames and channels."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of one value."""
        ...

    def __len__(self) -> int: ...

    def __getitem__(self, key: Any, /) -> NDArray[Any]: ...


class Lazy(ABC):
    """Samples made when they are asked for; a subclass gives the rows between two frames."""

    def __init__(self, shape: tuple[int, int], dtype: DTypeLike) -> None:
        self._shape, self._dtype = shape, np.dtype(dtype)

    @property
    def shape(self) -> tuple[int, ...]:
        """Frames and channels."""
        return self._shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of one value."""
        return self._dtype

    def __len__(self) -> int:
        return self._shape[0]

    def __getitem__(self, key: Any, /) -> NDArray[Any]:
        rows, columns = key if isinstance(key, tuple) else (key, slice(None))
        if not isinstance(rows, slice) or rows.step not in (None, 1):
            raise TypeError("samples are taken by stretches")
        start, end, _ = rows.indices(self._shape[0])
        return self.rows(start, max(start, end))[:, columns]

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return self.rows(0, self._shape[0]).astype(dtype or self._dtype, copy=False)

    @abstractmethod
    def rows(self, start: int, end: int) -> NDArray[Any]:
        """The frames between two that lie inside."""


class StoredSamples(Lazy):
    """Samples in an open file, frame by frame; any thread may read them. The file goes with the object."""

    def __init__(self, file: int, shape: tuple[int, int], dtype: DTypeLike) -> None:
        super().__init__(shape, dtype)
        self._file = file
        weakref.finalize(self, os.close, file)

    def rows(self, start: int, end: int) -> NDArray[Any]:
        """The frames between two that lie inside."""
        rows = np.empty((end - start, self._shape[1]), self._dtype)
        view = rows.view(np.uint8).reshape(-1).data if rows.size else memoryview(b"")
        at = start * self._shape[1] * self._dtype.itemsize
        while len(view):
            read = os.preadv(self._file, [view], at)
            if not read:
                raise OSError("the stored samples end early")
            view, at = view[read:], at + read
        return rows


def nameless_file() -> int:
    """A descriptor of a fresh temporary file that no name leads to; the caller closes it."""
    folder = tempfile.gettempdir()
    with suppress(OSError):  # not every file system knows it
        return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    file, name = tempfile.mkstemp(prefix="sourdine-", dir=folder)
    Path(name).unlink()
    return file


def pieces(start: int, end: int, size: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Stretches of at most ``size`` frames between two."""
    for first in range(start, end, size):
        yield first, min(first + size, end)
