"""Keys of a telephone heard in the sound: DTMF after ITU-T Q.23 (frequencies) and Q.24 (reception).

Callers key card numbers in. A key is two tones at once, one of four low and one of four high frequencies.
Bins beside each of them tell how far off it is; Q.24's limits decide on frequency, twist and length.
Against talk-off (speech and music that hold both tones for a moment) a key must also stay what it is: most
of the sound's energy, and the same level from beginning to end. The rest is in `talk_off`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sourdine.models.talk_off import is_pressed

RATE = 8_000
"""Samples a second that are enough for the telephone's band."""

LOW = (697.0, 770.0, 852.0, 941.0)  # hertz, Q.23 table 1
HIGH = (1209.0, 1336.0, 1477.0, 1633.0)
KEYS = ("123A", "456B", "789C", "*0#D")

WINDOW, HOP = 200, 32  # samples
LEVEL = 10 ** (-39 / 20)
"""Least amplitude of either tone. -30 dBm0 of both together is -36 dB below full scale for each."""

TWIST = (10 ** (-9.5 / 20), 10 ** (9.5 / 20))
"""High over low amplitude. Q.24, table A-1: up to 4 dB and down to 8 dB, and what lines add."""

OFF = 0.02  # share by which a frequency may be off; Q.24: 1.5 % must be taken, 3.5 % must not
SHORTEST = 0.032  # seconds; Q.24: 40 ms must be taken, 24 ms need not
PURE, PURE_LONG = 0.8, 0.6
"""Share of the energy that the two tones have, for a key as short as can be and for one of `LONG` seconds."""

LONG = 0.09
STEADY = 0.16  # standard deviation of the tones' levels over a key, of their mean
BESIDE, ALONE = 8, 0.5
"""Both tones begin and end together: so many frames before and after, neither group is as loud as half of it.
In music one note goes on while another begins."""

BREAK = 0.02  # seconds of anything else that part one key from the same one again

_STEPS = np.array([-0.05, -0.035, -0.02, -0.01, 0.0, 0.01, 0.02, 0.035, 0.05])
_BLOCK = 1 << 17  # samples looked at together
_ROWS = 2048  # frames measured together
_PURE_FRAME = PURE_LONG * 0.7  # the least that a single frame of a key may be


class Line(Protocol):
    """A channel at 8 kHz, taken by stretches; an array is one."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: slice, /) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Key:
    """A key pressed between two times in seconds. Which one is never shown, and must never be written."""

    start: float
    end: float
    digit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Frames:
    """Frame by frame: the key as a number or -1, how pure it is, and both levels."""

    key: NDArray[np.int64]
    pure: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def find_keys(samples: Line) -> list[Key]:
    """Keys in one channel (float32 at 8 kHz in [-1, 1]), in time order."""
    found: list[Key] = []
    step = _BLOCK // HOP * HOP
    for start in range(0, len(samples), step):
        # so much of what follows that a key which begins here is seen whole
        block = samples[start : min(len(samples), start + step + RATE * 3)]
        for key in _keys(np.asarray(block, dtype=np.float64)):
            at = Key(key.start + start / RATE, key.end + start / RATE, key.digit)
            if key.start * RATE < step and not (found and at.start < found[-1].end):
                found.append(at)
    return found


@cache
def _bank() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The window, and cosines and sines of every step of every frequency: ``(WINDOW, 8 * steps * 2)``."""
    window = np.hanning(WINDOW + 2)[1:-1]
    hertz = (np.array([*LOW, *HIGH])[:, None] * (1 + _STEPS)).ravel()
    phase = 2 * np.pi * np.arange(WINDOW)[:, None] * hertz / RATE
    return window, np.concatenate([np.cos(phase), np.sin(phase)], axis=1) * window[:, None]


def _frames(samples: NDArray[np.float64]) -> _Frames:
    padded = np.pad(samples, (WINDOW // 2, WINDOW))
    rows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    window, bank = _bank()
    possible = np.concatenate([_possible(rows[at : at + _ROWS], window, bank) for at in _starts(len(rows))])
    # a key is also judged by the frames in its breaks and beside it
    beside = np.convolve(possible, np.ones(2 * BESIDE + 1))[BESIDE : BESIDE + len(rows)]
    looked = np.flatnonzero(beside > 0.5)
    frames = _Frames(np.full(len(rows), -1), *(np.zeros(len(rows)) for _ in range(3)))
    for at in _starts(len(looked)):
        here = looked[at : at + _ROWS]
        frames.key[here], frames.pure[here], frames.low[here], frames.high[here] = _measured(
            rows[here], window, bank
        )
    return frames


def _starts(count: int) -> range:
    return range(0, count, _ROWS)


def _possible(
    rows: NDArray[np.float64], window: NDArray[np.float64], bank: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Frames that may be of a key: loud enough, and with a low tone that is not too little of them.

    Most of a call is neither, and is not looked at closely. By Cauchy and Schwarz a tone in a frame is no
    louder than what all of it holds.
    """
    energy = _energy(rows, window)
    possible = energy > LEVEL**2 * window.sum() ** 2 / (2 * WINDOW * (window**2).sum())
    loud = np.flatnonzero(possible)
    near, steps = np.flatnonzero(np.abs(_STEPS) <= OFF), len(_STEPS)
    columns = (np.arange(4)[:, None] * steps + near).ravel()
    half = bank.shape[1] // 2
    cosines, sines = rows[loud] @ bank[:, columns], rows[loud] @ bank[:, half + columns]
    low = (cosines**2 + sines**2).max(axis=1, initial=0.0) * (2 / window.sum()) ** 2
    enough = low * (1 + TWIST[1] ** 2) > _PURE_FRAME * energy[loud]
    possible[loud] = (low > LEVEL**2) & enough
    return np.asarray(possible, dtype=bool)


def _energy(rows: NDArray[np.float64], window: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.einsum("ij,j->i", rows**2, window**2) * (2 / (window**2).sum()))


def _measured(
    rows: NDArray[np.float64], window: NDArray[np.float64], bank: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    products = rows @ bank
    half = products.shape[1] // 2
    tones = np.hypot(products[:, :half], products[:, half:]) * (2 / window.sum())
    tones = tones.reshape(len(rows), 8, len(_STEPS))
    energy = _energy(rows, window)
    near = np.abs(_STEPS) <= OFF
    inside = tones[:, :, near].max(axis=2)
    off = tones[:, :, ~near].max(axis=2) > inside
    at = np.arange(len(rows))
    low, high = inside[:, :4].argmax(axis=1), inside[:, 4:].argmax(axis=1) + 4
    level_low, level_high = inside[at, low], inside[at, high]
    twist = level_high / np.maximum(level_low, 1e-9)
    good = (
        (level_low > LEVEL)
        & (level_high > LEVEL)
        & (twist > TWIST[0])
        & (twist < TWIST[1])
        & ~off[at, low]
        & ~off[at, high]
    )
    pure = (level_low**2 + level_high**2) / np.maximum(energy, 1e-12)
    key = np.where(good & (pure > _PURE_FRAME), low * 4 + high - 4, -1)
    return key, pure, level_low, level_high


def _keys(samples: NDArray[np.float64]) -> Iterator[Key]:
    """Runs of frames with the same key, as long and as steady as a key is, and made by a keypad."""
    frames = _frames(samples)
    for start, end in _runs(frames.key):
        # a frame shows a tone that fills half of it
        first, last = start * HOP / RATE, end * HOP / RATE
        if last - first < SHORTEST - HOP / RATE or not _is_key(frames, start, end, last - first):
            continue
        row, column = divmod(int(frames.key[start]), 4)
        if is_pressed(samples, max(0, start - 1) * HOP, end * HOP, (LOW[row], HIGH[column])):
            yield Key(max(0.0, first - HOP / RATE), last, KEYS[row][column])


def _is_key(frames: _Frames, start: int, end: int, seconds: float) -> bool:
    edge = min(WINDOW // 2 // HOP, (end - start - 1) // 2)  # frames into which silence reaches
    inner = slice(start + edge, end - edge)
    share = min(1.0, max(0.0, (seconds - SHORTEST) / (LONG - SHORTEST)))
    if np.median(frames.pure[inner]) < PURE + share * (PURE_LONG - PURE):
        return False
    sides = [at for at in (start - BESIDE, end - 1 + BESIDE) if 0 <= at < len(frames.key)]
    return all(
        level[inner].std() < STEADY * level[inner].mean()
        and all(level[at] < ALONE * level[inner].mean() for at in sides)
        for level in (frames.low, frames.high)
    )


def _runs(keys: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Stretches of frames with one key; less than `BREAK` of nothing inside one does not end it."""
    changes = np.flatnonzero(np.diff(keys)) + 1
    edges = [0, *changes.tolist(), len(keys)]
    last: tuple[int, int] | None = None
    for start, end in pairwise(edges):
        if keys[start] < 0:
            continue
        if last and keys[last[0]] == keys[start] and (start - last[1]) * HOP / RATE < BREAK:
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def sequences(keys: Sequence[Key], pause: float = 5.0) -> list[tuple[Key, ...]]:
    """Keys that belong to one number: pauses between them are shorter than ``pause`` seconds."""
    groups: list[list[Key]] = []
    for key in keys:
        if not groups or key.start - groups[-1][-1].end >= pause:
            groups.append([])
        groups[-1].append(key)
    return [tuple(group) for group in groups]
