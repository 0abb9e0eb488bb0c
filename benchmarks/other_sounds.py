"""Sounds of a call that nobody says: silence, noise, tones of the exchange, music on hold. All made here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Sound = NDArray[np.float64]

_SCALE = (0, 2, 4, 5, 7, 9, 11)


def _time(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE)) / RATE


def tones(hertz: tuple[float, ...], pattern: tuple[float, ...], seconds: float) -> Sound:
    """Tones at once, on and off in turn (ITU-T E.180)."""
    time, at = _time(seconds), 0.0
    on = np.zeros(len(time), bool)
    while at < seconds:
        for number, length in enumerate(pattern):
            on[round(at * RATE) : round((at + length) * RATE)] = number % 2 == 0
            at += length
    return np.asarray(sum(0.15 * np.sin(2 * np.pi * one * time) for one in hertz) * on)


def note(hertz: float, seconds: float, harmonics: int, decay: float, vibrato: float) -> Sound:
    """One note of something that is plucked, blown or pure."""
    time = _time(seconds)
    phase = 2 * np.pi * hertz * time + vibrato * np.sin(2 * np.pi * 5.5 * time)
    wave = sum(np.sin(k * phase) / k**1.2 for k in range(1, harmonics + 1) if k * hertz < 3600)
    attack = np.minimum(1.0, time / 0.02) * np.minimum(1.0, (seconds - time) / 0.02)
    return np.asarray(wave * attack * np.exp(-decay * time))


def music(seconds: float, seed: int) -> Sound:
    """Chords, a bass, a melody and a beat, another piece for each seed."""
    rng = np.random.default_rng(seed)
    beat = 60 / rng.uniform(70, 140)
    harmonics, decay, vibrato = int(rng.integers(1, 9)), rng.uniform(0, 4), rng.uniform(0, 0.4)
    root = 55 * 2 ** (rng.integers(0, 12) / 12)
    out = np.zeros(round((seconds + 4 * beat) * RATE))

    def put(wave: Sound, at: float, level: float) -> None:
        start = round(at * RATE)
        end = min(len(out), start + len(wave))
        out[start:end] += level * wave[: end - start]

    def hertz(degree: int, octave: int) -> float:
        return float(root * 2 ** (octave + degree // 7 + _SCALE[degree % 7] / 12))

    at = 0.0
    while at < seconds:
        chord = int(rng.choice([0, 3, 4, 5]))
        for third in (0, 2, 4):
            put(note(hertz(chord + third, 2), 4 * beat, harmonics, decay / 2, 0.0), at, 0.05)
        put(note(hertz(chord, 1), 2 * beat, 4, 1.0, 0.0), at, 0.08)
        for step in range(8):
            if rng.random() < 0.75:
                put(
                    note(hertz(int(rng.integers(0, 12)), 3), beat / 2, harmonics, decay, vibrato),
                    at + step * beat / 2,
                    0.1,
                )
            put(rng.standard_normal(400) * np.exp(-np.arange(400) / 80), at + step * beat / 2, 0.02)
        at += 4 * beat
    return out[: round(seconds * RATE)].clip(-1, 1)


def noise(seconds: float, level: float, seed: int) -> Sound:
    """Noise of a line, low tones louder."""
    white = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    spectrum = np.fft.rfft(white)
    spectrum /= np.maximum(1.0, np.sqrt(np.fft.rfftfreq(len(white), 1 / RATE) / 300))
    brown = np.fft.irfft(spectrum, len(white))
    return np.asarray(level * brown / brown.std())


KINDS: dict[str, Callable[[float], Sound]] = {
    "silence": lambda seconds: np.zeros(round(seconds * RATE)),
    "noise, -60 dB": lambda seconds: noise(seconds, 0.001, 1),
    "noise, -40 dB": lambda seconds: noise(seconds, 0.01, 2),
    "ring tone, France": lambda seconds: tones((440.0,), (1.5, 3.5), seconds),
    "ring tone, Britain": lambda seconds: tones((400.0, 450.0), (0.4, 0.2, 0.4, 2.0), seconds),
    "ring tone, America": lambda seconds: tones((440.0, 480.0), (2.0, 4.0), seconds),
    "busy": lambda seconds: tones((480.0, 620.0), (0.5, 0.5), seconds),
    "music on hold": lambda seconds: np.concatenate(
        [music(min(30.0, seconds - at), int(at)) for at in np.arange(0, seconds, 30.0)]
    ),
}
"""What to call it → so many seconds of it at 8 kHz."""
