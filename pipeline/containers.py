"""What kind of file it is and whether it is whole, told from its bytes alone.

libsndfile reads whatever a damaged header leaves and says nothing about the rest: a WAV or an Ogg
that was cut off looks like a shorter call. The declared length is therefore checked here first.
"""

from __future__ import annotations

import os
import struct
from pathlib import PurePath
from typing import BinaryIO

from sourdine.pipeline.errors import Quarantine, Reason

KINDS = {
    "WAV": ("WAV", (".wav", ".wave")),
    "FLAC": ("FLAC", (".flac",)),
    "MP3": ("MP3", (".mp3",)),
    "OGG": ("Ogg", (".opus", ".ogg", ".oga")),
}
"""Container → what people call it, and its extensions, the safe copy's own one first."""

UNKNOWN_SIZE = 0x7FFF_F000
"""Data sizes from here on are what SoX (0x7ffff000) and FFmpeg (0xffffffff) write when they stream
into a pipe and cannot go back: the sound goes on to the end of the file."""

OGG_PAGE = 27 + 255 + 255 * 255
"""Bytes of the longest page (RFC 3533, 6)."""


def container_of(head: bytes) -> str:
    """The container by its first 16 bytes. Raises `Quarantine` for anything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "WAV"
    if head[:4] == b"fLaC":
        return "FLAC"
    if head[:4] == b"OggS":
        return "OGG"
    # MPEG-1/2 layer III: eleven bits of sync, then version and layer (ISO 11172-3, 2.4.1.3)
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "MP3"
    raise Quarantine(Reason.NOT_AUDIO, "not a recording: neither WAV, FLAC, MP3 nor Ogg Opus")


def extension_for(container: str, name: str) -> str:
    """The safe copy's extension. Raises `Quarantine` where the source's name says another kind.

    A name without an extension is taken as it is. The name itself is never repeated: it may hold a
    phone number.
    """
    label, extensions = KINDS[container]
    suffix = PurePath(name).suffix.lower()
    if not suffix or suffix in extensions:
        return extensions[0] if suffix in ("", ".wave") else suffix
    known = next((kind for kind, endings in KINDS.values() if suffix in endings), None)
    said = f"a {known} file" if known else "another kind of file"
    raise Quarantine(Reason.WRONG_EXTENSION, f"wrong extension: the name says {said}, the content is {label}")


def check_whole(file: BinaryIO, container: str, size: int) -> None:
    """Raise `Quarantine` where the file ends before what it declares, or declares no end.

    FLAC and MP3 that stop early show while decoding.
    """
    if container == "WAV":
        _check_wav(file, size)
    elif container == "OGG":
        _check_ogg(file, size)
    elif container == "FLAC":
        _check_flac(file)


def _check_wav(file: BinaryIO, size: int) -> None:
    """Walk the RIFF chunks to the samples (Multimedia Programming Interface 1.0, Microsoft/IBM 1991)."""
    position = 12
    while position + 8 <= size:
        file.seek(position)
        name, length = struct.unpack("<4sI", file.read(8))
        position += 8
        if name == b"data":
            if length == 0 and size > position + 1:
                raise Quarantine(Reason.TRUNCATED, "cut off: the WAV header was never completed")
            if length < UNKNOWN_SIZE and position + length > size:
                raise Quarantine(Reason.TRUNCATED, f"cut off: {size - position} of {length} bytes of sound")
            return
        position += length + length % 2
    raise Quarantine(Reason.TRUNCATED, "cut off: the WAV file ends before its sound")


def _check_ogg(file: BinaryIO, size: int) -> None:
    """The last page must end with the file and be marked as the last (RFC 3533, 6)."""
    file.seek(max(0, size - OGG_PAGE))
    tail = file.read()
    at = tail.rfind(b"OggS")
    page = tail[at:]
    whole = at >= 0 and len(page) > 27 and len(page) >= 27 + page[26]
    if not whole or len(page) != 27 + page[26] + sum(page[27 : 27 + page[26]]):
        raise Quarantine(Reason.TRUNCATED, "cut off: the last Ogg page is not whole")
    if not page[5] & 4:
        raise Quarantine(Reason.TRUNCATED, "cut off: the Ogg stream has no last page")


def _check_flac(file: BinaryIO) -> None:
    """STREAMINFO comes first; its last 36 bits before the MD5 count the frames (RFC 9639, 8.2)."""
    file.seek(21)
    count = int.from_bytes(file.read(5), "big") & 0xF_FFFF_FFFF
    if count == 0:
        raise Quarantine(Reason.UNSUPPORTED_FORMAT, "a FLAC file that does not state its length")


def mp3_frames(file: BinaryIO) -> int | None:
    """Frames of sound in an MP3 without a header that counts them; ``None`` where it has one.

    Without it libsndfile guesses the length from the first frame's bit rate and reads no further,
    which cuts a file of variable bit rate short.
    """
    import av  # slow to import

    file.seek(0)
    head = file.read(10)
    tag = 0
    if head[:3] == b"ID3":  # its length is four times seven bits (ID3v2.4, 3.1)
        tag = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    file.seek(tag)
    first = file.read(200)
    if b"Xing" in first or b"Info" in first or b"VBRI" in first:
        return None
    file.seek(0)
    try:
        with av.open(file, "r", format="mp3") as source:
            stream = source.streams.audio[0]
            ticks = sum(packet.duration or 0 for packet in source.demux(stream))
            return round(ticks * (stream.time_base or 0) * stream.rate)
    except av.FFmpegError:  # its text holds the file's name
        raise Quarantine(Reason.DAMAGED, "damaged or cut off (no MP3 frames)") from None


def size_of(file: BinaryIO) -> int:
    """Bytes of an open file."""
    return os.fstat(file.fileno()).st_size
