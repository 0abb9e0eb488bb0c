"""A voice disguise: formants moved, so that a voice is not known again at once. It is no anonymity.

McAdams' coefficient (Patino et al., "Speaker anonymisation using the McAdams coefficient", Interspeech
2021, the second baseline of the VoicePrivacy challenge): each short frame is split into a filter (linear
prediction) and what drives it; the angles φ of the filter's poles become φ to the power of a coefficient,
and the frame is made again. Length and pauses stay, words stay intelligible. The coefficient is drawn for
each channel of each call and written nowhere; who knows the method can still undo much of it, and manner of
speaking and what is said are untouched.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.audio import as_float
from sourdine.pipeline.effects import full_scale
from sourdine.pipeline.media.stored import Lazy
from sourdine.pipeline.records import Sound

LEAST, MOST = 0.88, 0.93
"""The coefficient's range, and that of its inverse: nearer to 1 changes little, further is hard to follow."""

_FRAME = 0.03  # seconds
_LIVELY = 0.998  # no pole nearer to the unit circle: it would ring

Floats = NDArray[np.float64]


def disguised(sound: Sound) -> Sound:
    """The same sound with other voices, each channel its own; made when it is asked for, by stretches."""
    return replace(sound, samples=_Disguised(sound, [draw() for _ in range(sound.format.channels)]))


def draw() -> float:
    """A coefficient nobody can guess: lower or higher formants alike."""
    chosen = LEAST + (MOST - LEAST) * secrets.randbelow(1 << 20) / (1 << 20)
    return chosen if secrets.randbelow(2) else 1 / chosen


class _Disguised(Lazy):
    def __init__(self, sound: Sound, coefficients: list[float]) -> None:
        super().__init__((sound.format.frames, sound.format.channels), sound.samples.dtype)
        self._sound, self._coefficients = sound, coefficients
        self._hop = max(1, round(_FRAME * sound.format.rate / 2))

    def rows(self, start: int, end: int) -> NDArray[Any]:
        """The frames between two, put together from the half-overlapping ones that touch them."""
        hop, samples = self._hop, self._sound.samples
        first = max(0, start // hop - 1) * hop
        last = (-(-end // hop) + 1) * hop
        piece = samples[first : min(last, self._sound.format.frames)]
        out = np.empty((end - start, piece.shape[1]), piece.dtype)
        scale = full_scale(piece)
        for channel, coefficient in enumerate(self._coefficients):
            voice = np.zeros(last - first)
            voice[: len(piece)] = as_float(piece[:, channel])
            made = warped(voice, hop, order(self._sound.format.rate), coefficient, first == 0)
            kept = made[start - first : end - first].clip(-1, 1) * scale
            out[:, channel] = kept if piece.dtype.kind == "f" else np.rint(kept)
        return out


def order(rate: int) -> int:
    """Poles of the filter: two for each formant, and some for the voice's colour."""
    return min(20, rate // 1000 + 4)


def warped(samples: Floats, hop: int, poles: int, coefficient: float, opening: bool = False) -> Floats:
    """The samples, a whole number of hops, with the formants moved.

    ``opening``: nothing comes before them; otherwise the first hop is not complete.
    """
    padded = np.concatenate([np.zeros(hop), samples])
    frames = np.lib.stride_tricks.sliding_window_view(padded, 2 * hop)[::hop]
    window = np.sqrt(0.5 - 0.5 * np.cos(np.pi * (np.arange(2 * hop) + 0.5) / hop))
    made = _remade(frames * window, poles, coefficient) * window
    out = np.zeros(len(padded))
    for half in (0, 1):
        part = made[:, half * hop : (half + 1) * hop].ravel()
        out[half * hop : half * hop + len(part)] += part
    return out[hop:] if opening else np.concatenate([np.zeros(hop), out[2 * hop :]])


def _remade(frames: Floats, poles: int, coefficient: float) -> Floats:
    """Each frame through its own inverse filter and then through the one with moved poles."""
    filters = _prediction(frames, poles)
    return _matched(_synthesis(_residue(frames, filters), _moved(filters, coefficient)), frames)


def _prediction(frames: Floats, poles: int) -> Floats:
    """Coefficients 1, a1 … of each frame's inverse filter (autocorrelation, Levinson and Durbin)."""
    size = 1 << (2 * frames.shape[1] - 1).bit_length()
    spectrum = np.fft.rfft(frames, size)
    r = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[:, : poles + 1]
    r[:, 0] = r[:, 0] * (1 + 1e-6) + 1e-9  # silence has no filter
    a = np.zeros_like(r)
    a[:, 0] = 1.0
    error = r[:, 0].copy()
    for m in range(1, poles + 1):
        k = -np.einsum("ij,ij->i", a[:, :m], r[:, m:0:-1]) / error
        a[:, 1 : m + 1] += k[:, None] * a[:, m - 1 :: -1][:, :m] if m > 1 else k[:, None] * a[:, :1]
        error *= 1 - k**2
    return a


def _moved(filters: Floats, coefficient: float) -> Floats:
    """The filters with the angle of every complex pole raised to the power of the coefficient."""
    count, poles = filters.shape[0], filters.shape[1] - 1
    companion = np.zeros((count, poles, poles))
    companion[:, 0] = -filters[:, 1:]
    companion[:, np.arange(1, poles), np.arange(poles - 1)] = 1.0
    roots = np.linalg.eigvals(companion).astype(np.complex128)
    angle, radius = np.angle(roots), np.minimum(np.abs(roots), _LIVELY)
    turned = np.sign(angle) * np.minimum(np.abs(angle) ** coefficient, np.pi)
    complex_ = np.abs(roots.imag) > 1e-9
    roots = radius * np.exp(1j * np.where(complex_, turned, angle))
    moved = np.zeros((count, poles + 1), np.complex128)
    moved[:, 0] = 1.0
    for number in range(poles):
        moved[:, 1:] -= roots[:, number, None] * moved[:, :-1]
    return np.asarray(moved.real)


def _residue(frames: Floats, filters: Floats) -> Floats:
    out = frames.copy()
    for lag in range(1, filters.shape[1]):
        out[:, lag:] += filters[:, lag, None] * frames[:, :-lag]
    return out


def _synthesis(residue: Floats, filters: Floats) -> Floats:
    """All frames at once, sample after sample."""
    poles = filters.shape[1] - 1
    out = np.zeros((residue.shape[1] + poles, residue.shape[0]))
    backwards = filters[:, :0:-1].T
    for at in range(residue.shape[1]):
        out[at + poles] = residue[:, at] - np.einsum("ji,ji->i", backwards, out[at : at + poles])
    return out[poles:].T


def _matched(made: Floats, frames: Floats) -> Floats:
    """As loud as they were."""
    before, after = (np.sqrt(np.einsum("ij,ij->i", one, one)) for one in (frames, made))
    return np.asarray(made * np.minimum(before / np.maximum(after, 1e-9), 4.0)[:, None])
