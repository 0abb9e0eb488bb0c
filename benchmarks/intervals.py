"""95 % confidence intervals for shares."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

_Z = 1.959964


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The score interval of a binomial share (Wilson 1927); no trials tell nothing: (0, 1)."""
    if trials == 0:
        return 0.0, 1.0
    share = hits / trials
    centre = share + _Z**2 / (2 * trials)
    spread = _Z * sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    scale = 1 + _Z**2 / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def bootstrap_share(
    parts: Sequence[float], wholes: Sequence[float], rounds: int = 1000
) -> tuple[float, float]:
    """The percentile interval of sum(parts) / sum(wholes), resampling pairs (one a call).

    Seconds within a call hang together, so a binomial interval over seconds would be far too narrow.
    """
    part, whole = np.asarray(parts, dtype=float), np.asarray(wholes, dtype=float)
    if not whole.sum():
        return 0.0, 1.0
    picks = np.random.default_rng(0).integers(0, len(part), (rounds, len(part)))
    shares = part[picks].sum(1) / np.maximum(whole[picks].sum(1), 1e-9)
    low, high = np.percentile(shares, [2.5, 97.5])
    return float(low), float(high)
