"""Cross-talk: is what one channel says also audible on another one?

A recorder that taps a hands-free set, or a line whose echo is not cancelled, has the customer's card
number on the agent's channel too. It shows as a correlation between the channels at a lag that an
echo can have. Measured with synthetic voices through A-law: independent speakers, talking at once
now and then, stay under 0.1 over four seconds; an echo 40 dB down is found in every call of a minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray
from sourdine.models.beside import side_by_side
from sourdine.pipeline.audio import Channel
from sourdine.pipeline.records import Sound, Speech

RATE = 8_000
"""Samples a second that are enough for the telephone's band."""

LONGEST_ECHO = 0.5
"""Seconds; ITU-T G.131 calls a round trip of 0.3 s intolerable already."""

WINDOW = 4.0
"""Seconds of speech that are judged together."""

TOLD_APART = 0.2
"""Correlation over a whole window from which on it is an echo."""

SHORTEST = 1.0
"""Seconds of speech under which nothing can be told."""

BAND = (300.0, 3400.0)  # hertz


@dataclass(frozen=True, slots=True)
class Bleed:
    """``source`` is heard on ``target``, ``delay`` seconds later."""

    source: int
    target: int
    delay: float


def measure_bleed(sound: Sound, speech: Sequence[Speech], cores: int = 1) -> tuple[Bleed, ...]:
    """Pairs of channels where the one's speech is audible on the other one, at the longest delay seen.

    ``cores`` pairs are looked at together.
    """
    samples = [Channel(sound, channel, RATE) for channel in range(sound.format.channels)]
    pairs = list(permutations(range(len(samples)), 2))

    def delays(pair: tuple[int, int]) -> list[float]:
        spoken = [one for one in speech if one.channel == pair[0]]
        return _echoes(samples[pair[0]], samples[pair[1]], spoken)

    found = zip(pairs, side_by_side(delays, pairs, cores), strict=True)
    return tuple(Bleed(*pair, max(heard)) for pair, heard in found if heard)


def _echoes(source: Channel, target: Channel, spoken: Sequence[Speech]) -> list[float]:
    """Delays of the echoes, one for each window of speech that has one."""
    delays = []
    for window in _windows(spoken):
        seconds = sum(one.end - one.start for one in window)
        height, delay = _peak(source, target, window)
        if seconds >= SHORTEST and height >= TOLD_APART * max(1.0, WINDOW / seconds) ** 0.5:
            delays.append(delay)
    return delays


def _windows(spoken: Sequence[Speech]) -> Iterator[list[Speech]]:
    """The speech in windows of at least ``WINDOW`` seconds, long stretches cut."""
    window: list[Speech] = []
    for one in spoken:
        start = one.start
        while start < one.end:
            end = min(one.end, start + WINDOW)
            window.append(Speech(one.channel, start, end))
            start = end
            if sum(part.end - part.start for part in window) >= WINDOW:
                yield window
                window = []
    if window:
        yield window


def _peak(source: Channel, target: Channel, window: Sequence[Speech]) -> tuple[float, float]:
    """Height (0 to 1) and lag (seconds) of the normalised cross-correlation, summed over the parts."""
    lags = int(LONGEST_ECHO * RATE)
    total, energies = np.zeros(lags), np.zeros(2)
    for part in window:
        start, end = int(part.start * RATE), int(part.end * RATE)
        said = _band(source[start:end])
        heard = _without_bursts(_band(target[start : end + lags]))
        size = _fast(len(said) + lags)  # lags from 0 on do not wrap around
        spectrum = np.fft.rfft(heard, size) * np.fft.rfft(said, size).conj()
        total += np.fft.irfft(spectrum)[:lags]
        energies += np.square(said).sum(), np.square(heard).sum()
    best = int(np.argmax(np.abs(total)))
    return float(np.abs(total[best]) / np.sqrt(energies.prod() + 1e-12)), best / RATE


def _band(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """The telephone's band, without hum and hiss."""
    size = _fast(len(samples))
    spectrum = np.fft.rfft(samples, size)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    spectrum[(hertz < BAND[0]) | (hertz > BAND[1])] = 0
    return np.fft.irfft(spectrum, size)[: len(samples)]


def _fast(length: int) -> int:
    """The next length that a fast Fourier transform is quick at: a power of two times 4 to 8 eighths."""
    step = max(1, 1 << max(0, (length - 1).bit_length() - 3))
    return -(-length // step) * step


def _without_bursts(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Loud frames brought down to twice the usual level: the other one talking would drown an echo."""
    frame = RATE // 50
    padded = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    level = np.sqrt((padded**2).mean(axis=1, keepdims=True))
    quiet = padded * np.minimum(1.0, 2 * np.median(level) / np.maximum(level, 1e-9))
    return np.asarray(quiet.ravel()[: len(samples)])
