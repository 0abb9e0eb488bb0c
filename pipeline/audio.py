"""From a file to samples and back, through libsndfile, for untrusted input.

Containers and codecs: WAV (PCM 8/16/24/32, float, A-law, µ-law), FLAC, MP3, Ogg Opus. What is
lossless comes back bit for bit at the level of samples; MP3 and Opus are encoded again, with the
same number of frames and no shift in time.
"""

from __future__ import annotations

import errno
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soundfile as sf
from numpy.typing import NDArray
from sourdine.pipeline.containers import check_whole, container_of, extension_for, mp3_frames, size_of
from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.records import Sound, SoundFormat
from sourdine.pipeline.settings import AudioLimits

HEARING_RATE = 16_000
"""Samples a second that recognisers take."""

_WAV = {
    "PCM_U8": "int16",
    "PCM_16": "int16",
    "PCM_24": "int32",
    "PCM_32": "int32",
    "FLOAT": "float32",
    "ALAW": "int16",
    "ULAW": "int16",
}
_TYPES: dict[str, dict[str, str]] = {
    "WAV": _WAV,
    "WAVEX": _WAV,
    "FLAC": {"PCM_S8": "int16", "PCM_16": "int16", "PCM_24": "int32"},
    "MP3": {"MPEG_LAYER_III": "float32"},
    "OGG": {"OPUS": "float32"},
}
"""libsndfile's container and codec → the smallest type that holds its values exactly."""

_COMPRESSION = {"MPEG_LAYER_III": 0.2, "OPUS": 0.8}
"""libsndfile's compression level, 0 (best) to 1. Opus: 56 kbit/s a channel; MP3: 20-60 kbit/s for
speech. Encoding a second time should not be heard, and phone calls are small at any rate."""

_MP3_SLACK = 2 * 1152  # a first frame that only fills the decoder, and one cut at the end
_BLOCK = 1 << 18
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


def lossless(sound: SoundFormat) -> bool:
    """Whether samples survive encoding and decoding bit for bit."""
    return sound.codec not in _COMPRESSION


def decode(path: Path, limits: AudioLimits, name: str | None = None) -> Sound:
    """Read the whole recording; the content decides what it is, the name must not contradict it.

    ``name`` is the source's own name where ``path`` is a temporary file. Raises `Quarantine`.
    """
    try:
        with path.open("rb") as file:
            return _decode(file, limits, path.name if name is None else name)
    except OSError as error:
        cause = errno.errorcode.get(error.errno or 0, "unknown")
        raise Quarantine(Reason.UNREADABLE, f"cannot be read ({cause})") from None


def _decode(file: BinaryIO, limits: AudioLimits, name: str) -> Sound:
    size = size_of(file)
    if size == 0:
        raise Quarantine(Reason.EMPTY_FILE, "empty file")
    if size > limits.max_bytes:
        raise Quarantine(Reason.OVER_LIMIT, f"{size} bytes, more than the {limits.max_bytes} allowed")
    container = container_of(file.read(16))
    extension = extension_for(container, name)
    check_whole(file, container, size)
    frames = mp3_frames(file) if container == "MP3" else None
    file.seek(0)
    try:
        with sf.SoundFile(file) as source:
            _check(source, limits)
            samples = _read(source, limits, frames)
            format = SoundFormat(
                source.format, source.subtype, source.samplerate, source.channels, len(samples), extension
            )
    except sf.LibsndfileError as error:
        raise Quarantine(Reason.DAMAGED, f"damaged or cut off (libsndfile error {error.code})") from None
    return Sound(samples, format)


def _check(source: sf.SoundFile, limits: AudioLimits) -> None:
    if source.subtype not in _TYPES.get(source.format, {}):
        raise Quarantine(
            Reason.UNSUPPORTED_FORMAT, f"{source.format} with {source.subtype} sound is not supported"
        )
    if source.channels > limits.max_channels:
        raise Quarantine(
            Reason.OVER_LIMIT, f"{source.channels} channels, more than the {limits.max_channels} allowed"
        )
    if not limits.min_rate <= source.samplerate <= limits.max_rate:
        raise Quarantine(
            Reason.OVER_LIMIT,
            f"{source.samplerate} samples a second, outside {limits.min_rate} to {limits.max_rate}",
        )


def _read(source: sf.SoundFile, limits: AudioLimits, counted: int | None) -> NDArray[Any]:
    """All samples; ``counted`` frames where the file itself does not say how many."""
    declared = source.frames if counted is None else counted
    if declared > limits.max_seconds * source.samplerate:
        raise Quarantine(Reason.OVER_LIMIT, f"longer than the {limits.max_seconds:g} seconds allowed")
    samples: NDArray[Any] = source.read(dtype=_TYPES[source.format][source.subtype], always_2d=True)
    read = len(samples)
    if counted is None and read != declared:
        raise Quarantine(Reason.TRUNCATED, f"cut off: {read} of {declared} frames")
    if counted is not None and abs(read - counted) > _MP3_SLACK:
        raise Quarantine(
            Reason.UNSUPPORTED_FORMAT, "an MP3 of variable bit rate that does not state its length"
        )
    if read == 0:
        raise Quarantine(Reason.EMPTY_FILE, "a header without sound")
    if samples.dtype.kind == "f" and not np.isfinite(samples).all():
        raise Quarantine(Reason.DAMAGED, "damaged: samples that are no numbers")
    return samples


def encode(sound: Sound, path: Path) -> None:
    """Write the samples as the kind of file ``sound.format`` names, with no tags.

    Raises `StopJob` where the disk is full or must not be written to.
    """
    data = encode_bytes(sound)
    try:
        path.write_bytes(data)
    except OSError as error:
        if error.errno in _NO_ROOM:
            cause = errno.errorcode[error.errno]
            raise StopJob(f"the destination cannot be written to ({cause})") from None
        raise


def encode_bytes(sound: Sound) -> bytes:
    """The same in memory: libsndfile itself does not report a disk that fills up."""
    format = sound.format
    buffer = io.BytesIO()
    with sf.SoundFile(
        buffer,
        "w",
        samplerate=format.rate,
        channels=format.channels,
        subtype=format.codec,
        format=format.container,
        compression_level=_COMPRESSION.get(format.codec),
    ) as target:
        target.write(sound.samples)
    return buffer.getvalue()


def recoded(sound: Sound, limits: AudioLimits) -> tuple[Sound, bytes]:
    """The sound as its file holds it, and that file's bytes."""
    with tempfile.TemporaryDirectory(prefix="sourdine-") as folder:
        path = Path(folder) / f"audio{sound.format.extension}"
        encode(sound, path)
        return decode(path, replace(limits, max_bytes=2 * limits.max_bytes)), path.read_bytes()


def channel_16k(sound: Sound, channel: int) -> NDArray[np.float32]:
    """One channel as float32 at 16 kHz in [-1, 1], shape ``(ceil(frames * 16000 / rate),)``.

    FFmpeg's resampler through PyAV: shifts measured under 0.1 sample, images under -95 dB.
    """
    samples = as_float(sound.samples[:, channel])
    rate = sound.format.rate
    if rate == HEARING_RATE:
        return samples
    length = -(-len(samples) * HEARING_RATE // rate)
    blocks = _resampled(samples, rate)
    result = np.zeros(length, dtype=np.float32)
    joined = np.concatenate(blocks)[:length] if blocks else result
    result[: len(joined)] = joined
    return result


def _resampled(samples: NDArray[np.float32], rate: int) -> list[NDArray[np.float32]]:
    import av  # slow to import

    resampler = av.AudioResampler(format="flt", layout="mono", rate=HEARING_RATE)
    blocks: list[NDArray[np.float32]] = []
    for start in range(0, len(samples), _BLOCK):
        block = np.ascontiguousarray(samples[None, start : start + _BLOCK])
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout="mono")
        frame.sample_rate = rate
        blocks += [out.to_ndarray()[0] for out in resampler.resample(frame)]
    blocks += [out.to_ndarray()[0] for out in resampler.resample(None)]
    return blocks


def as_float(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Samples as float32 in [-1, 1], whatever type they are held in."""
    if samples.dtype.kind == "f":
        return samples.astype(np.float32)
    return (samples / np.float32(-float(np.iinfo(samples.dtype).min))).astype(np.float32)
