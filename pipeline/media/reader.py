"""From an untrusted file to samples, a block at a time, within limits.

libsndfile reads everything but AAC, which FFmpeg does. Nothing here opens a file or a connection: the one
open file is all there is. It runs in a process of its own (`sourdine.pipeline.media.child`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import numpy as np
import soundfile as sf
from numpy.typing import NDArray
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.media.containers import (
    RAW,
    check_flac,
    check_ogg,
    container_of,
    extension_for,
    id3_size,
    mp3_frames,
    size_of,
)
from sourdine.pipeline.media.kinds import LOSSY, TYPES, raw_kind
from sourdine.pipeline.media.riff import read_riff
from sourdine.pipeline.records import SoundFormat
from sourdine.pipeline.settings import AudioLimits

Sink = Callable[[NDArray[Any]], None]

_MP3_SLACK = 2 * 1152  # a first frame that only fills the decoder, and one cut at the end
_BLOCK = 1 << 16
_GUESSED = 1 << 62  # libsndfile's count where it does not know


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the format with its length, the type of the samples, bits a second of lossy sound."""

    format: SoundFormat
    dtype: str
    bitrate: int


@dataclass(frozen=True, slots=True)
class _File:
    """What is known before decoding. ``bytes`` of sound; ``counted`` MP3 frames where it must be counted."""

    size: int
    bytes: int
    counted: int | None = None
    exact: Callable[[int], int] = lambda frames: frames


def read_sound(file: BinaryIO, limits: AudioLimits, name: str, sink: Sink) -> Read:
    """Give ``sink`` every block, shape ``(frames, channels)``; the content decides what it is.

    Raises `Quarantine`.
    """
    size = size_of(file)
    if size == 0:
        raise Quarantine(Reason.EMPTY_FILE, "empty file")
    if size > limits.max_bytes:
        raise Quarantine(Reason.OVER_LIMIT, f"{size} bytes, more than the {limits.max_bytes} allowed")
    container = container_of(file.read(16), name, limits.raw is not None)
    extension = extension_for(container, name)
    if container == "M4A":
        from sourdine.pipeline.media.aac import read_aac

        read = read_aac(file, limits, sink)
    else:
        known = _look(file, container, size)
        file.seek(0)
        read = _read_sndfile(file, container, known, limits, sink)
    if read.format.frames == 0:
        raise Quarantine(Reason.EMPTY_FILE, "a header without sound")
    return replace(read, format=replace(read.format, extension=extension))


def _look(file: BinaryIO, container: str, size: int) -> _File:
    if container == "WAV":
        riff = read_riff(file, size)
        return _File(size, riff.data, exact=riff.frames)
    if container == "MP3":
        return _File(size, size - id3_size(file), mp3_frames(file))
    if container == "OGG":
        check_ogg(file, size)
    elif container == "FLAC":
        check_flac(file)
    return _File(size, size)


def _read_sndfile(file: BinaryIO, container: str, known: _File, limits: AudioLimits, sink: Sink) -> Read:
    raw = {}
    if container == RAW:
        codec, rate, channels = raw_kind(limits.raw or "")
        raw = {
            "samplerate": rate,
            "channels": channels,
            "subtype": codec,
            "format": "RAW",
            "endian": "LITTLE",
        }
        if codec != "PCM_16":
            raw.pop("endian")
    try:
        with sf.SoundFile(file, **raw) as source:
            kind = TYPES.get(source.format, {}).get(source.subtype)
            if kind is None:
                raise Quarantine(
                    Reason.UNSUPPORTED_FORMAT, f"{source.format} with {source.subtype} sound is not supported"
                )
            check_limits(source.channels, source.samplerate, limits)
            frames = _copy(source, kind, known, limits, sink)
            format = SoundFormat(
                source.format, source.subtype, source.samplerate, source.channels, frames, ""
            )
    except sf.LibsndfileError as error:
        raise Quarantine(Reason.DAMAGED, f"damaged or cut off (libsndfile error {error.code})") from None
    lossy = format.codec in LOSSY and frames > 0
    return Read(format, kind, round(8 * known.bytes * format.rate / frames) if lossy else 0)


def check_limits(channels: int, rate: int, limits: AudioLimits) -> None:
    """Raise `Quarantine` for channels or a rate beyond what is allowed."""
    if channels > limits.max_channels:
        raise Quarantine(
            Reason.OVER_LIMIT, f"{channels} channels, more than the {limits.max_channels} allowed"
        )
    if not limits.min_rate <= rate <= limits.max_rate:
        raise Quarantine(
            Reason.OVER_LIMIT,
            f"{rate} samples a second, outside {limits.min_rate} to {limits.max_rate}",
        )


def check_length(frames: float, rate: int, limits: AudioLimits) -> None:
    """Raise `Quarantine` for a recording longer than what is allowed."""
    if frames > limits.max_seconds * rate:
        raise Quarantine(Reason.OVER_LIMIT, f"longer than the {limits.max_seconds:g} seconds allowed")


def checked(block: NDArray[Any]) -> NDArray[Any]:
    """The block. Raises `Quarantine` if it holds what is no number."""
    if block.dtype.kind == "f" and not np.isfinite(block).all():
        raise Quarantine(Reason.DAMAGED, "damaged: samples that are no numbers")
    return block


def _copy(source: sf.SoundFile, kind: str, known: _File, limits: AudioLimits, sink: Sink) -> int:
    """All samples; gives how many frames there are."""
    told = known.exact(source.frames)
    declared = told if known.counted is None else known.counted
    if declared < _GUESSED:
        check_length(declared, source.samplerate, limits)
    end = told if known.counted is None else None
    frames = 0
    for block in _blocks(source, kind, end):
        frames += len(block)
        check_length(frames, source.samplerate, limits)
        sink(checked(block))
    if known.counted is None and frames != declared:
        raise Quarantine(Reason.TRUNCATED, f"cut off: {frames} of {declared} frames")
    if known.counted is not None and abs(frames - known.counted) > _MP3_SLACK:
        raise Quarantine(
            Reason.UNSUPPORTED_FORMAT, "an MP3 of variable bit rate that does not state its length"
        )
    return frames


def _blocks(source: sf.SoundFile, kind: str, end: int | None) -> Iterator[NDArray[Any]]:
    done = 0
    while end is None or done < end:
        wanted = _BLOCK if end is None else min(_BLOCK, end - done)
        block: NDArray[Any] = source.read(wanted, dtype=kind, always_2d=True)
        if not len(block):
            return
        done += len(block)
        yield block
