"""M4A: AAC in an ISO base media file, through FFmpeg. No other demuxer, codec, file or address is reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.media.reader import Read, Sink, check_length, check_limits, checked
from sourdine.pipeline.media.stored import pieces
from sourdine.pipeline.records import Sound, SoundFormat
from sourdine.pipeline.settings import AudioLimits

FRAME = 1024
"""Samples that are coded together (ISO 14496-3, 4.5.2.1.1)."""

_ALONE = {"protocol_whitelist": "none", "enable_drefs": "0", "use_absolute_path": "0"}
_BITS_A_FRAME = 6144  # most that a channel's frame may hold (ISO 14496-3, 4.5.3)
_SPARE = 1.3  # its rate is a mean, and what was silenced needs next to none
_LEAST = 32_000  # bits a second for each channel
_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0"}
"""What keeps channels as they are; the sixth would be one for low tones only."""


def read_aac(file: BinaryIO, limits: AudioLimits, sink: Sink) -> Read:
    """Give ``sink`` every block of the one sound track. Raises `Quarantine`."""
    file.seek(0)
    try:
        with av.open(file, "r", format="mov", container_options=dict(_ALONE)) as source:
            tracks = source.streams.audio
            if len(tracks) != 1:
                raise Quarantine(Reason.UNSUPPORTED_FORMAT, f"{len(tracks)} sound tracks instead of one")
            return _read(source, tracks[0], limits, sink)
    except (av.FFmpegError, ValueError, OverflowError):  # their text may hold a name
        raise Quarantine(Reason.DAMAGED, "damaged or cut off (no AAC sound)") from None


def _read(source: Any, track: Any, limits: AudioLimits, sink: Sink) -> Read:
    if track.codec_context.name != "aac":
        raise Quarantine(Reason.UNSUPPORTED_FORMAT, "an M4A file with sound that is not AAC is not supported")
    frames = coded = rate = channels = declared = 0
    for packet in source.demux(track):
        coded += packet.size
        for frame in packet.decode():
            if not rate:  # the header's own rate is half of it in HE-AAC
                rate, channels = frame.sample_rate, frame.layout.nb_channels
                check_limits(channels, rate, limits)
                declared = round((track.duration or 0) * (track.time_base or 0) * rate)
                check_length(declared, rate, limits)
            if (frame.sample_rate, frame.layout.nb_channels) != (rate, channels):
                raise Quarantine(Reason.UNSUPPORTED_FORMAT, "the sound changes its rate or channels")
            block = frame.to_ndarray().astype(np.float32).reshape(channels, -1).T
            block = block[: declared - frames] if declared else block
            frames += len(block)
            check_length(frames, rate, limits)
            if len(block):
                sink(checked(np.ascontiguousarray(block)))
    if frames + 2 * FRAME < declared:
        raise Quarantine(Reason.TRUNCATED, f"cut off: {frames} of {declared} frames")
    format = SoundFormat("M4A", "AAC", rate, channels, frames, "")
    return Read(format, "float32", round(8 * coded * rate / frames) if frames else 0)


def write_aac(sound: Sound, path: Path) -> None:
    """Write the samples as AAC, no tags. Raises `Quarantine` where channels could not be kept apart."""
    format = sound.format
    layout = _LAYOUTS.get(format.channels)
    if layout is None:
        raise Quarantine(
            Reason.UNSUPPORTED_FORMAT, f"M4A of {format.channels} channels: they cannot be kept apart"
        )
    exact = {"fflags": "+bitexact", "movie_timescale": str(format.rate)}
    with av.open(path, "w", format="ipod", options=exact) as target:
        track: Any = target.add_stream("aac", rate=format.rate, layout=layout, options={"flags": "+bitexact"})
        most = _BITS_A_FRAME * format.rate // FRAME
        wanted = max(_SPARE * sound.bitrate, _LEAST * format.channels)
        track.bit_rate = round(min(wanted, most * format.channels))
        for frame in _frames(sound, layout):
            target.mux(track.encode(frame))
        target.mux(track.encode(None))


def _frames(sound: Sound, layout: str) -> Iterator[Any]:
    rate = sound.format.rate
    for start, end in pieces(0, sound.format.frames, 256 * FRAME):
        block = np.asarray(sound.samples[start:end], dtype=np.float32).T
        for first, last in pieces(0, end - start, FRAME):
            planes: NDArray[np.float32] = np.ascontiguousarray(block[:, first:last])
            frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, start + first, Fraction(1, rate)
            yield frame
