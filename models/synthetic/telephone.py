"""What a telephone line does to a voice: band, level, noise, companding.

Companding is ITU-T G.711; the band edges vary around the 300–3,400 Hz of G.712.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic.warping import resample

Samples = NDArray[np.float32]
Codec = Literal["alaw", "ulaw", "none"]
LINE_RATE = 8_000


def to_line(
    samples_16k: Samples,
    rng: np.random.Generator,
    codec: Codec = "alaw",
    noise_db: float = -60.0,
    level_db: float = -22.0,
) -> Samples:
    """A voice as the recorder gets it: float32 mono at 8 kHz, same duration.

    ``level_db`` is the loudness of the speech (RMS of its louder half, dB below full scale) and
    ``noise_db`` that of the hiss on the line.
    """
    line = resample(samples_16k, 16_000, LINE_RATE)
    line = band(line, rng.uniform(150, 320), rng.uniform(3300, 3800))
    line = to_level(line, level_db)
    hiss = rng.standard_normal(len(line)).astype(np.float32) * 10 ** (noise_db / 20)
    return compand(np.clip(line + hiss, -1, 1), codec)


def band(line: Samples, low: float, high: float) -> Samples:
    """A band filter with soft edges, zero phase, so that times stay what they are."""
    from scipy.signal import butter, sosfiltfilt

    if len(line) < 64:
        return line
    sections = butter(2, [low, high], btype="band", fs=LINE_RATE, output="sos")
    return np.asarray(sosfiltfilt(sections, line), dtype=np.float32)


def to_level(line: Samples, level_db: float) -> Samples:
    """Scale so that the louder half of the 20 ms frames has this RMS."""
    size = LINE_RATE // 50
    frames = line[: len(line) // size * size].reshape(-1, size)
    if not len(frames):
        return line
    power = np.sort((frames**2).mean(1))[len(frames) // 2 :].mean()
    return np.asarray(line * (10 ** (level_db / 20) / np.sqrt(power + 1e-12)), dtype=np.float32)


def compand(line: Samples, codec: Codec) -> Samples:
    """Through G.711 and back (the continuous law quantised to 8 bits)."""
    if codec == "none":
        return line
    sign, size = np.sign(line), np.abs(line)
    if codec == "ulaw":
        code = np.round(127 * np.log1p(255 * size) / np.log(256)) / 127
        return np.asarray(sign * np.expm1(code * np.log(256)) / 255, dtype=np.float32)
    a, knee = 87.6, 1 + np.log(87.6)
    law = np.where(size < 1 / a, a * size / knee, (1 + np.log(np.maximum(a * size, 1e-9))) / knee)
    code = (np.floor(127 * law) + 0.5) / 127.5
    back = np.where(code < 1 / knee, code * knee / a, np.exp(code * knee - 1) / a)
    return np.asarray(sign * back, dtype=np.float32)
