"""Music as it is heard on hold, made here: another piece for each seed, at 8 kHz.

Chords, arpeggios or pads, a bass, a melody in single notes, thirds, sixths or octaves, and a beat, on
instruments that are struck, plucked, blown, bowed, sung or electronic; in any key, up to 20 cents off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Sound = NDArray[np.float64]

_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_FORMANTS = ((700.0, 130.0, 1.0), (1150.0, 150.0, 0.6), (2600.0, 250.0, 0.2))  # hertz, width, height: an "a"
_BAND = 3500.0  # hertz that a line lets through


@dataclass(frozen=True, slots=True)
class Instrument:
    """``harmonics`` fall as k to the power of minus ``slope``; ``only_odd`` ones in reeds and square waves.

    Seconds of ``attack``; ``decay`` a second, and ``damping`` more for each harmonic; semitones of
    ``vibrato``; ``stretch`` of the harmonics of stiff strings; cents of a second string in ``chorus``; share
    of ``breath``.
    """

    harmonics: int
    slope: float
    attack: float = 0.01
    decay: float = 0.0
    damping: float = 0.0
    vibrato: float = 0.0
    only_odd: bool = False
    stretch: float = 0.0
    chorus: float = 0.0
    breath: float = 0.0
    ratios: tuple[float, ...] = ()
    sung: bool = False


INSTRUMENTS = {
    "piano": Instrument(12, 1.2, 0.003, 1.5, 0.6, stretch=4e-4, chorus=2.0),
    "guitar": Instrument(10, 1.0, 0.002, 2.5, 1.0, stretch=1e-4),
    "harp": Instrument(6, 1.8, 0.002, 2.0, 1.0),
    "marimba": Instrument(0, 0.0, 0.002, 7.0, 4.0, ratios=(1.0, 3.9, 9.2)),
    "bells": Instrument(0, 0.5, 0.002, 2.0, 0.5, ratios=(0.5, 1.0, 1.2, 1.5, 2.0, 2.7)),
    "electric piano": Instrument(0, 1.2, 0.004, 1.5, 1.5, ratios=(1.0, 2.0, 14.0), chorus=4.0),
    "organ": Instrument(8, 0.7, 0.01),
    "soft organ": Instrument(3, 2.0, 0.02, vibrato=0.1),
    "flute": Instrument(4, 2.2, 0.05, vibrato=0.25, breath=0.05),
    "clarinet": Instrument(9, 1.2, 0.03, only_odd=True, breath=0.01),
    "brass": Instrument(14, 0.8, 0.04, vibrato=0.1),
    "strings": Instrument(14, 1.0, 0.12, vibrato=0.25, chorus=8.0),
    "choir": Instrument(20, 0.3, 0.1, vibrato=0.4, chorus=10.0, sung=True),
    "pad": Instrument(12, 1.3, 0.3, chorus=12.0),
    "saw": Instrument(16, 1.0, 0.003),
    "square": Instrument(16, 1.0, 0.003, only_odd=True),
    "triangle": Instrument(9, 2.0, 0.003, only_odd=True),
    "nearly pure": Instrument(2, 4.0, 0.02),
}


def _time(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE)) / RATE


def note(kind: Instrument, hertz: float, seconds: float, rng: np.random.Generator) -> Sound:
    """One note, of about the same loudness on every instrument."""
    time = _time(seconds)
    swing = 2 ** (kind.vibrato / 12) - 1
    late = np.minimum(1.0, time / 0.3)  # players begin it late
    wave = np.zeros(len(time))
    for off in (0.0, kind.chorus) if kind.chorus else (0.0,):
        base = hertz * 2 ** (off / 1200)
        phase = base * time + base * swing / (2 * np.pi * 5.5) * late * np.sin(2 * np.pi * 5.5 * time)
        for ratio, level in _partials(kind, base):
            damped = np.exp(-(kind.decay + kind.damping * (ratio - 1)) * time)
            wave += level * damped * np.sin(2 * np.pi * (ratio * phase + rng.random()))
    wave /= max(1e-9, float(np.sqrt(np.mean(wave**2))))
    if kind.breath:
        wave += kind.breath * rng.standard_normal(len(time))
    release = min(0.03, seconds / 4)
    return np.asarray(
        wave * np.minimum(1.0, time / kind.attack) * np.minimum(1.0, (seconds - time) / release)
    )


def _partials(kind: Instrument, hertz: float) -> list[tuple[float, float]]:
    """Ratios and levels of what a telephone lets through; a faint tone where that is nothing."""
    step = 2 if kind.only_odd else 1
    ratios = kind.ratios or tuple(
        k * np.sqrt(1 + kind.stretch * k * k) for k in range(1, kind.harmonics * step + 1, step)
    )
    partials = [(ratio, ratio**-kind.slope) for ratio in ratios if ratio * hertz < _BAND]
    if kind.sung:
        partials = [(ratio, level * _mouth(ratio * hertz)) for ratio, level in partials]
    return partials or [(1.0, 0.01)]


def _mouth(hertz: float) -> float:
    return 0.03 + sum(high * float(np.exp(-(((hertz - at) / wide) ** 2) / 2)) for at, wide, high in _FORMANTS)


@dataclass(frozen=True, slots=True)
class _Piece:
    rng: np.random.Generator
    out: Sound
    root: float  # hertz
    scale: tuple[int, ...]

    def put(self, kind: Instrument, degree: int, at: float, seconds: float, level: float) -> None:
        """A note of the scale, ``degree`` 7 an octave above 0."""
        hertz = self.root * 2 ** (degree // 7 + self.scale[degree % 7] / 12)
        self.add(level * note(kind, hertz, seconds, self.rng), at)

    def add(self, wave: Sound, at: float) -> None:
        start = round(at * RATE)
        end = min(len(self.out), start + len(wave))
        self.out[start:end] += wave[: end - start]


def music(seconds: float, seed: int) -> Sound:
    """A piece for each seed."""
    rng = np.random.default_rng(seed)
    beat = 60 / rng.uniform(60, 150)
    cents = float(rng.choice([0.0, rng.uniform(-20, 20)]))
    root = 55 * 2 ** ((rng.integers(0, 12) + cents / 100) / 12)
    scale = _MAJOR if rng.random() < 0.6 else _MINOR
    piece = _Piece(rng, np.zeros(round((seconds + 4 * beat) * RATE)), root, scale)
    names = list(INSTRUMENTS)
    lead, comp, bass = (INSTRUMENTS[names[number]] for number in rng.integers(0, len(names), 3))
    how = str(rng.choice(["block", "arpeggio", "broken", "none"]))
    second = int(rng.choice([0, 0, 2, 5, 7]))  # alone, in thirds, sixths or octaves
    length = rng.uniform(0.35, 1.1)  # of a note, staccato to legato
    drums, breaks = rng.random() < 0.6, rng.random() < 0.5
    octave, height = int(rng.integers(2, 4)), int(rng.integers(2, 5))
    at = 0.0
    while at < seconds:
        chord = int(rng.choice([0, 3, 4, 5]))
        if not (breaks and rng.random() < 0.25):
            _accompany(piece, comp, how, 7 * octave + chord, at, beat)
            piece.put(bass, 7 + chord, at, 2 * beat * length, 0.03)
        _melody(piece, lead, 7 * height + chord, second, at, beat, length)
        if drums:
            for step in range(8):
                piece.add(
                    0.04 * rng.standard_normal(400) * np.exp(-np.arange(400) / 80), at + step * beat / 2
                )
        at += 4 * beat
    out = piece.out[: round(seconds * RATE)]
    return np.asarray(out * (0.3 / max(0.3, float(np.abs(out).max()))))


def _accompany(piece: _Piece, kind: Instrument, how: str, degree: int, at: float, beat: float) -> None:
    thirds = (0, 2, 4)
    if how == "block":
        for third in thirds:
            piece.put(kind, degree + third, at, 4 * beat, 0.02)
    elif how == "broken":
        for number in range(4):
            for third in (0,) if number % 2 == 0 else (2, 4):
                piece.put(kind, degree + third, at + number * beat, beat, 0.03)
    elif how == "arpeggio":
        for number in range(8):
            third = (0, 2, 4, 7, 4, 2, 0, 2)[number]
            piece.put(kind, degree + third, at + number * beat / 2, beat, 0.03)


def _melody(
    piece: _Piece, kind: Instrument, degree: int, second: int, at: float, beat: float, length: float
) -> None:
    rng, step = piece.rng, 0
    while step < 16:
        steps = int(rng.choice([1, 2, 2, 2, 4, 6]))
        if rng.random() < 0.8:
            tone = degree + int(rng.integers(-3, 9))
            for up in {0, second}:
                seconds = max(0.04, steps * beat / 4 * length)
                piece.put(kind, tone + up, at + step * beat / 4, seconds, 0.05)
        step += steps
