"""Do the words of a transcript run ahead of the voices, or behind them, as a whole?

Words and voice activity are two rows of yes and no, a step of 20 ms each, and are moved along each other: the
shift at which they agree most often is how far the words are off. Where several do as well, as with words
that reach into the pauses, the smallest one counts.

Measured on the demo calls: exact words give 0.02 s at most, words moved by 0.2 s or 0.4 s are seen within
0.1 s, words that begin 0.4 s early after every pause (Whisper's do) count as 0.16 s early.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.transcripts.voices import Part

STEPS = 50  # a second
FARTHEST = 1.5  # seconds to either side
AS_WELL = 0.005  # share of the voices by which a smaller shift may agree less …
AT_LEAST = 5  # … and in steps
FEWEST = 5  # words that tell

Row = NDArray[np.bool_]


def shift_of(words: Mapping[int, Sequence[Part]], voices: Mapping[int, Sequence[Part]]) -> float:
    """Seconds by which the words come after the voices, by channel; 0 if there are too few to tell."""
    if sum(len(parts) for parts in words.values()) < FEWEST:
        return 0.0
    every = [part for rows in (words, voices) for parts in rows.values() for part in parts]
    steps = round((max(end for _, end in every) + 2 * FARTHEST) * STEPS)
    pairs = [(_row(words.get(channel, ()), steps), _row(parts, steps)) for channel, parts in voices.items()]
    reach = round(FARTHEST * STEPS)
    lags = np.arange(-reach, reach + 1)
    agreeing = np.array([sum(_agreeing(*pair, int(lag)) for pair in pairs) for lag in lags])
    slack = max(AT_LEAST, AS_WELL * sum(int(row.sum()) for _, row in pairs))
    as_good = lags[agreeing >= agreeing.max() - slack]
    return float(as_good[np.argmin(np.abs(as_good))]) / STEPS


def _row(parts: Iterable[Part], steps: int) -> Row:
    """With room before the beginning, so that nothing is lost by moving."""
    row = np.zeros(steps, np.bool_)
    for start, end in parts:
        row[round((start + FARTHEST) * STEPS) : round((end + FARTHEST) * STEPS)] = True
    return row


def _agreeing(words: Row, voices: Row, lag: int) -> int:
    """In how many steps words that are moved back by ``lag`` steps agree with the voices."""
    return int(np.count_nonzero(np.roll(words, -lag) == voices))
