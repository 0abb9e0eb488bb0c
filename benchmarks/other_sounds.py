"""Sounds of a call that nobody says: silence, noise, tones of the exchange, music on hold. All made here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.music import RATE, Sound, music


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
