"""Windows of speech to what a Whisper decoder reads, each one encoded once.

The encoder takes most of the time of a recogniser. On a processor it does a batch no faster than its
windows alone (eight of 30 s through Whisper tiny take a quarter longer: the attention of all of them does not
fit its caches), so there each goes by itself, and only the decoder works in batches. That also lets the
windows by which the language was told be heard without encoding them again.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
HOP = 160  # samples a frame
MIN_SECONDS = 0.5  # shorter windows are padded: CTranslate2 cannot align one of a few frames
KEPT = 16  # encoded windows that wait for their call to be heard; of 30 s each takes 2 (tiny) to 8 MB (large)

Samples = NDArray[np.float32]


class Encoder:
    """The encoder of a model opened by faster-whisper; for several threads."""

    def __init__(self, model: Any, *, in_batches: bool) -> None:
        self._model, self._in_batches = model, in_batches
        self._kept: OrderedDict[tuple[int, bytes], Samples] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, windows: Sequence[Samples], length: int, *, again: bool = False) -> Any:
        """Windows (float32, 16 kHz), each padded to ``length`` frames, as CTranslate2 takes them.

        ``again``: the same ones will be asked for once more, and are kept until then.
        """
        if self._in_batches:
            return self._model.encode(np.stack([self._features(one, length) for one in windows]))
        return _stored(np.concatenate([self._alone(one, length, again) for one in windows]))

    def _alone(self, window: Samples, length: int, again: bool) -> Samples:
        key = (length, hashlib.blake2b(window.tobytes(), digest_size=16).digest())
        with self._lock:
            known = self._kept.get(key) if again else self._kept.pop(key, None)
        if known is not None:
            return known
        found = np.array(self._model.encode(self._features(window, length)[None]))
        if again:
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return found

    def _features(self, window: Samples, length: int) -> Samples:
        short = max(0, round(MIN_SECONDS * RATE) - len(window))
        found = self._model.feature_extractor(np.pad(window, (0, short)))[..., :-1][:, :length]
        return np.pad(np.asarray(found, np.float32), ((0, 0), (0, length - found.shape[-1])))


def frames(window: Samples) -> int:
    """How many frames (10 ms) of a window are sound, not padding."""
    return max(len(window), round(MIN_SECONDS * RATE)) // HOP


def _stored(encoded: Samples) -> Any:
    import ctranslate2

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(encoded))
