"""Sound arithmetic for synthetic speech: resampling, pitch, and aligning two readings of a text."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
_HOP_S = 0.01


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """Polyphase resampling with an anti-alias filter."""
    if rate == to:
        return samples
    from scipy.signal import resample_poly

    common = gcd(rate, to)
    return np.asarray(resample_poly(samples, to // common, rate // common), dtype=np.float32)


def shift_pitch(samples: Samples, factor: float) -> Samples:
    """Raise the pitch (and formants) by ``factor``, duration kept: resample, then stretch back.

    The stretch is a plain overlap-add with the best-matching offset (WSOLA, Verhelst and Roelands 1993).
    """
    squeezed = resample(samples, round(1000 * factor), 1000)
    return _wsola(squeezed, len(samples))


def _wsola(samples: Samples, length: int, window: int = 640, search: int = 200) -> Samples:
    hop = window // 2
    shape = np.hanning(window + 1)[:-1].astype(np.float32)
    ratio = len(samples) / max(length, 1)
    padded = np.pad(samples, (search, 2 * window + 2 * search))
    out = np.zeros(length + 2 * window, dtype=np.float32)
    natural = padded[search : search + window]
    for start in range(0, length, hop):
        ideal = round(start * ratio) + search
        region = padded[ideal - search : ideal + search + window]
        if len(region) < 2 * search + window:
            break
        scores = np.correlate(region, natural, mode="valid")
        best = ideal - search + int(np.argmax(scores))
        out[start : start + window] += padded[best : best + window] * shape
        natural = padded[best + hop : best + hop + window]
        if len(natural) < window:
            break
    return out[:length]


def align(known: Samples, other: Samples, rate: int) -> Callable[[float], float]:
    """A function from times in ``known`` to times in ``other``, two readings of the same text.

    Silence before and after is left out: one reading may have much more of it than the other.
    """
    (known_start, known_end), (start, end) = _heard(known), _heard(other)
    first, second = _cepstra(known[known_start:known_end], rate), _cepstra(other[start:end], rate)
    cost = _distances(first, second)
    pairs = _path(cost)
    rows = np.arange(len(first))
    columns = np.array([pairs[pairs[:, 0] == row, 1].mean() for row in rows])

    def warp(time: float) -> float:
        row = (time - known_start / rate) / _HOP_S - 0.5
        warped = start / rate + np.interp(row, rows, columns) * _HOP_S + _HOP_S / 2
        return float(min(warped, end / rate))

    return warp


def _heard(samples: Samples) -> tuple[int, int]:
    """Where something is heard, in samples: from the first to the last that is within 40 dB of the peak."""
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max(initial=0.0) * 0.01)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))


def _cepstra(samples: Samples, rate: int) -> NDArray[np.float32]:
    """Mel cepstra with deltas, normalised over the utterance, shape (frames, 26 features)."""
    size, hop = 512, round(_HOP_S * rate)
    padded = np.pad(samples, (size // 2, size // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)) ** 2
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + 4000 / 700), 26) / 2595) - 1)
    bins = np.fft.rfftfreq(size, 1 / rate)
    bank = np.maximum(
        0,
        np.minimum(
            (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None],
            (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None],
        ),
    )
    log = np.log(power @ bank.T + 1e-6)
    order, count = np.arange(13)[:, None], log.shape[1]
    cosine = np.cos(np.pi * order * (2 * np.arange(count) + 1) / (2 * count))
    cepstra = log @ cosine.T
    both = np.hstack([cepstra, np.gradient(cepstra, axis=0) * 2])
    return np.asarray((both - both.mean(0)) / (both.std(0) + 1e-6), dtype=np.float32)


def _distances(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1) - 2 * first @ second.T
    return np.asarray(np.sqrt(np.maximum(squares, 0)), dtype=np.float32)


def _path(cost: NDArray[np.float32]) -> NDArray[np.int64]:
    """The cheapest monotonic path from corner to corner, by anti-diagonals; shape (steps, 2)."""
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf, dtype=np.float64)
    total[0, 0] = 0
    for diagonal in range(2, rows + columns + 1):
        i = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        j = diagonal - i
        step = np.minimum(np.minimum(total[i - 1, j], total[i, j - 1]) + cost[i - 1, j - 1], np.inf)
        total[i, j] = np.minimum(step, total[i - 1, j - 1] + cost[i - 1, j - 1])
    i, j, path = rows, columns, []
    while i > 0 and j > 0:
        path.append((i - 1, j - 1))
        moves = (
            (total[i - 1, j - 1], i - 1, j - 1),
            (total[i - 1, j], i - 1, j),
            (total[i, j - 1], i, j - 1),
        )
        _, i, j = min(moves)
    return np.array(path[::-1], dtype=np.int64)
