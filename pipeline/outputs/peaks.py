"""A small waveform of the safe sound, for players."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.audio import as_float
from sourdine.pipeline.media.stored import pieces
from sourdine.pipeline.records import Sound


def peaks_json(safe: Sound, per_second: int = 20) -> dict[str, Any]:
    """``peaks.json``: lowest and highest value of each stretch, per channel, as 8-bit integers.

    The form is audiowaveform's JSON, version 2, which peaks.js and wavesurfer.js read: for each
    stretch the lowest and the highest value of the first channel, then of the next one.
    """
    frames, channels = safe.samples.shape
    size = max(1, safe.format.rate // per_second)
    data = np.concatenate([_pairs(safe, size, *part) for part in pieces(0, frames, 1000 * size)])
    return {
        "version": 2,
        "channels": channels,
        "sample_rate": safe.format.rate,
        "samples_per_pixel": size,
        "bits": 8,
        "length": len(data),
        "data": data.ravel().tolist(),
    }


def _pairs(safe: Sound, size: int, start: int, end: int) -> NDArray[np.int64]:
    samples = safe.samples[start:end]
    starts = np.arange(0, end - start, size)
    lowest = np.minimum.reduceat(samples, starts, axis=0)
    highest = np.maximum.reduceat(samples, starts, axis=0)
    pairs = np.stack([as_float(lowest), as_float(highest)], axis=2)
    return np.asarray(np.rint(pairs * 127).clip(-128, 127).astype(np.int64))
