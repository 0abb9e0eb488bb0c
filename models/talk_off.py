"""Was a key pressed, or do speech or music hold the two tones of one for a moment (talk-off, ITU-T Q.24)?

What a keypad sends is unlike what is played or said: both frequencies are within 1.5 % and stay what they
are, neither has a second harmonic, both tones begin and end at once, suddenly, and stay as loud as they are.
Q.23's frequencies were chosen such that no two are a small ratio apart: a note and its octave are a key's two
tones only if both are 2 % off. In noise and under a voice all of that blurs, so limits grow with what else
is heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MARGIN = 480
"""Samples before and after a burst that are looked at too."""

_RATE = 8_000
_INNER = 64  # samples after a beginning and before an end that may not be of the burst
_CORE = 1_600  # samples that frequencies are told from
_SEARCHED = 1 + np.linspace(-0.045, 0.045, 37)
_OFF, _OFF_BLURRED, _OFF_EVER = 0.0155, 3.0, 0.02
"""Share of a frequency; Q.24: 1.5 % must be taken. What else is heard moves it the less, the more samples."""

_SECOND = 10 ** (-14 / 20)
"""Amplitude of either second harmonic, of its tone. Of keys under a voice half as loud: a tenth at most."""

_THIRD, _THIRD_LOUD = 10 ** (-17 / 20), 10 ** (-12 / 20)
"""The same of the low tone's third. A line that is driven too hard makes one too: up to the louder limit it
is one sign among others."""

_SMOOTHED = 80  # samples; no level of another tone of a keypad gets through
_CHANGE, _CHANGE_BLURRED = 0.9, 4.0  # decibels from beginning to end
_WOBBLE, _WOBBLE_BLURRED = 0.05, 0.25  # radians: standard deviation of a tone's phase
_WITHIN = 160  # samples, further inside, from which a fading end is followed
_HIGH, _LOW = 0.85, 0.45
_SLOW = 0.006
"""Seconds in which a tone may go from so much of its level to so little. A keypad's takes 2 ms as it is
smoothed here; notes fade."""

_APART = 0.003  # seconds between the beginnings of both tones, or their ends
_SIGNS = 2
"""Signs of a note that it takes: each alone may come of a line, a codec or a voice."""

_Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Tone:
    """``change`` in dB from beginning to end, ``wobble`` in radians; in seconds, from inside the burst on,
    to where it begins and ends, and how long the slower of both takes."""

    change: float
    wobble: float
    begins: float
    ends: float
    slowest: float


def is_pressed(samples: _Samples, start: int, end: int, hertz: tuple[float, float]) -> bool:
    """Whether samples ``start`` to ``end`` at 8 kHz, in which both tones were found, are of a key."""
    first = max(0, start - MARGIN)
    burst = np.pad(samples[first : end + MARGIN], (MARGIN - (start - first), 0))
    inner = slice(MARGIN + _INNER, MARGIN + max(end - start - _INNER, 2 * _INNER))
    middle = (inner.start + inner.stop) // 2
    core = burst[max(inner.start, middle - _CORE // 2) : min(inner.stop, middle + _CORE // 2)]
    exact = [_exact(core, one) for one in hertz]
    rest = _without(core, exact)
    blur = float(np.sqrt(np.mean(rest.left**2) / max(1e-12, float(np.mean(core**2)))))
    off = max(abs(found / meant - 1) for found, meant in zip(exact, hertz, strict=True))
    if off > min(_OFF_EVER, _OFF + _OFF_BLURRED * blur / len(core)):
        return False
    if any(
        _level(rest.left, 2 * one) > _SECOND * level for one, level in zip(exact, rest.levels, strict=True)
    ):
        return False
    third = _level(rest.left, 3 * exact[0]) / rest.levels[0]
    if third > _THIRD_LOUD:
        return False
    return (third > _THIRD) + _signs([_tone(burst, inner, one) for one in exact], blur) < _SIGNS


def _signs(tones: list[_Tone], blur: float) -> int:
    """How many there are that something else than a keypad made both."""
    one, other = tones
    apart = max(abs(one.begins - other.begins), abs(one.ends - other.ends))
    return sum(
        (
            min(abs(tone.change) for tone in tones) > _CHANGE + _CHANGE_BLURRED * blur,
            max(tone.wobble for tone in tones) > _WOBBLE + _WOBBLE_BLURRED * blur,
            min(tone.slowest for tone in tones) > _SLOW,
            apart > _APART,
        )
    )


def _exact(core: _Samples, hertz: float) -> float:
    """The frequency near ``hertz`` that is the loudest: the greatest value, then the parabola around it."""
    levels = np.array([_level(core, one) for one in hertz * _SEARCHED])
    at = int(levels[1:-1].argmax()) + 1
    before, here, after = levels[at - 1 : at + 2]
    curve = before - 2 * here + after
    shift = 0.0 if curve >= 0 else float(np.clip((before - after) / (2 * curve), -1, 1))
    return float(hertz * (_SEARCHED[at] + shift * (_SEARCHED[1] - _SEARCHED[0])))


def _level(samples: _Samples, hertz: float) -> float:
    """Amplitude of a tone, seen through a Hann window."""
    window = np.hanning(len(samples) + 2)[1:-1]
    turns = np.exp(-2j * np.pi * hertz / _RATE * np.arange(len(samples)))
    return float(2 * abs(np.dot(samples * window, turns)) / window.sum())


@dataclass(frozen=True, slots=True, eq=False)
class _Rest:
    left: _Samples
    levels: list[float]


def _without(core: _Samples, exact: list[float]) -> _Rest:
    """What two steady tones leave (least squares), and their amplitudes."""
    phase = 2 * np.pi * np.outer(np.arange(len(core)) / _RATE, exact)
    waves = np.concatenate([np.cos(phase), np.sin(phase)], axis=1)
    found = np.linalg.lstsq(waves, core)[0]
    levels = np.hypot(found[:2], found[2:])
    return _Rest(core - waves @ found, [float(one) for one in levels])


def _tone(burst: _Samples, inner: slice, hertz: float) -> _Tone:
    window = np.hanning(_SMOOTHED + 2)[1:-1]
    turned = burst * np.exp(-2j * np.pi * hertz / _RATE * np.arange(len(burst)))
    line = 2 * np.convolve(turned, window / window.sum(), "same")
    levels, count = np.abs(line), np.arange(inner.stop - inner.start)
    steps = np.log10(np.maximum(levels[inner], 1e-9)) * 20
    phase = np.unwrap(np.angle(line[inner]))
    wobble = phase - np.polyval(np.polyfit(count, phase, 1), count)
    usual = max(1e-9, float(np.median(levels[inner])))
    within = min(_WITHIN, len(count) // 2)
    back, on = levels[: inner.start + within][::-1], levels[inner.stop - within :]
    (begins, fading_in), (ends, fading_out) = (_edge(one / usual) for one in (back, on))
    return _Tone(
        change=float(np.polyfit(count, steps, 1)[0] * len(count)),
        wobble=float(wobble.std()),
        begins=begins,
        ends=ends,
        slowest=max(fading_in, fading_out),
    )


def _edge(levels: _Samples) -> tuple[float, float]:
    """Seconds until a tone has gone, of what it usually is, and how long it took to go."""
    under = np.flatnonzero(levels < _LOW)
    gone = int(under[0]) if len(under) else len(levels)
    loud = np.flatnonzero(levels[:gone] >= _HIGH)
    return gone / _RATE, (gone - (int(loud[-1]) if len(loud) else 0)) / _RATE
