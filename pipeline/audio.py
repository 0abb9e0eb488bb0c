"""From a file to samples and back for untrusted input, and samples as recognisers take them.

Containers and codecs: WAV (PCM 8/16/24/32, float, A-law, µ-law, IMA and MS ADPCM, GSM 6.10), RF64, FLAC,
MP3, Ogg Opus and Vorbis, M4A, and G.711 without a header (docs/formats.md). What is lossless comes back bit
for bit at the level of samples; the rest is coded again, with the same number of frames and no shift in time.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.media.apart import read_apart
from sourdine.pipeline.media.containers import size_of
from sourdine.pipeline.media.kinds import LOSSY
from sourdine.pipeline.media.stored import pieces
from sourdine.pipeline.media.writer import write_sound
from sourdine.pipeline.records import Sound, SoundFormat
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.settings import AudioLimits

HEARING_RATE = 16_000
"""Samples a second that recognisers take."""

_EDGE = 0.02
"""Seconds beside a stretch that its resampling needs: the filter's reach, and more."""


def lossless(sound: SoundFormat) -> bool:
    """Whether samples survive encoding and decoding bit for bit."""
    return sound.codec not in LOSSY


def decode(path: Path, limits: AudioLimits, name: str | None = None) -> Sound:
    """Read the whole recording; the content decides what it is, the name must not contradict it.

    ``name`` is the source's own name where ``path`` is a temporary file. The work is done in a process of
    its own, the samples lie in a nameless temporary file. Raises `Quarantine`, and `StopJob` without room.
    """
    try:
        with path.open("rb") as file:
            size = size_of(file)
            if size > limits.max_bytes:
                raise Quarantine(Reason.OVER_LIMIT, f"{size} bytes, more than the {limits.max_bytes} allowed")
            return read_apart(file, limits, path.name if name is None else name)
    except OSError as error:
        cause = errno.errorcode.get(error.errno or 0, "unknown")
        raise Quarantine(Reason.UNREADABLE, f"cannot be read ({cause})") from None


def encode(sound: Sound, path: Path) -> None:
    """Write the samples as the kind of file ``sound.format`` names, with no tags.

    Raises `StopJob` where the disk is full or must not be written to.
    """
    write_sound(sound, path)


def encoded(sound: Sound, folder: Path, limits: AudioLimits) -> tuple[Sound, Path]:
    """The sound as its file in ``folder`` holds it, and that file: what is verified is what is published."""
    path = folder / f"audio{sound.format.extension}"
    encode(sound, path)
    return decode(path, replace(limits, max_bytes=2 * limits.max_bytes + 4096)), path


def recoded(sound: Sound, limits: AudioLimits) -> tuple[Sound, bytes]:
    """The same, with the bytes of the file, for sound that fits into memory."""
    with working_folder() as folder:
        safe, path = encoded(sound, folder, limits)
        return safe, path.read_bytes()


class Channel:
    """One channel as float32 in [-1, 1] at another rate, made stretch by stretch when it is asked for.

    Sliced like an array of shape ``(ceil(frames * rate / own rate),)``. FFmpeg's resampler through PyAV:
    shifts measured under 0.1 sample, images under -95 dB; stretches fit together without a seam.
    """

    def __init__(self, sound: Sound, channel: int, rate: int = HEARING_RATE) -> None:
        self._sound, self._channel, self._rate = sound, channel, rate
        self._length = -(-sound.format.frames * rate // sound.format.rate)

    def __len__(self) -> int:
        return self._length

    @property
    def shape(self) -> tuple[int]:
        """As an array has it."""
        return (self._length,)

    def __getitem__(self, key: slice, /) -> NDArray[np.float32]:
        start, end, step = key.indices(self._length)
        if step != 1:
            raise TypeError("a channel is taken by stretches")
        own = self._sound.format.rate
        if own == self._rate:
            return as_float(self._sound.samples[start:end, self._channel])
        if start >= end:
            return np.zeros(0, np.float32)
        # both ends on frames that are whole samples at either rate
        unit = own // gcd(own, self._rate)
        edge = -(-round(_EDGE * own) // unit) * unit
        first = max(0, start * own // self._rate // unit * unit - edge)
        last = min(-(-end * own // self._rate) + edge, self._sound.format.frames)
        samples = as_float(self._sound.samples[first:last, self._channel])
        skipped = start - first * self._rate // own
        result = np.zeros(end - start, np.float32)
        made = resampled(samples, own, self._rate)[skipped : skipped + end - start]
        result[: len(made)] = made
        return result

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.float32]:
        return self[:].astype(dtype or np.float32, copy=False)


def channel_16k(sound: Sound, channel: int) -> Channel:
    """One channel as recognisers take it."""
    return Channel(sound, channel)


def resampled(samples: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    """One channel's samples at another rate."""
    return np.concatenate([np.zeros(0, np.float32), *_resampled(samples, rate, wanted)])


def _resampled(samples: NDArray[np.float32], rate: int, wanted: int) -> Iterator[NDArray[np.float32]]:
    import av  # slow to import

    resampler = av.AudioResampler(format="flt", layout="mono", rate=wanted)
    for start, end in pieces(0, len(samples)):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None, start:end]), format="flt", layout="mono"
        )
        frame.sample_rate = rate
        for out in resampler.resample(frame):
            yield out.to_ndarray()[0]
    for out in resampler.resample(None):
        yield out.to_ndarray()[0]


def as_float(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Samples as float32 in [-1, 1], whatever type they are held in."""
    if samples.dtype.kind == "f":
        return samples.astype(np.float32)
    return (samples / np.float32(-float(np.iinfo(samples.dtype).min))).astype(np.float32)
