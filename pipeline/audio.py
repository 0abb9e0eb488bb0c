"""From a file to samples and back, through libsndfile, for untrusted input.

Containers and codecs: WAV (PCM 8/16/24/32, float, A-law, µ-law), FLAC, MP3, Ogg Opus.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sourdine.pipeline.records import Sound
from sourdine.pipeline.settings import AudioLimits


def decode(path: Path, limits: AudioLimits, name: str | None = None) -> Sound:
    """Read the whole recording; the content decides what it is, the name must not contradict it.

    ``name`` is the source's own name where ``path`` is a temporary file. Raises `Quarantine`.
    """
    raise NotImplementedError


def encode(sound: Sound, path: Path) -> None:
    """Write the samples as the kind of file ``sound.format`` names, with no tags.

    Raises `StopJob` if the disk is full, `OSError` otherwise.
    """
    raise NotImplementedError


def channel_16k(sound: Sound, channel: int) -> NDArray[np.float32]:
    """One channel as float32 at 16 kHz in [-1, 1], shape ``(ceil(frames * 16000 / rate),)``."""
    raise NotImplementedError
