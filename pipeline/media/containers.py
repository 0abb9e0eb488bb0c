"""What kind of file it is and whether it is whole, told from its bytes alone.

libsndfile reads whatever a damaged header leaves and says nothing about the rest: a WAV or an Ogg
that was cut off looks like a shorter call. The declared length is therefore checked here first.
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import BinaryIO

from sourdine.pipeline.errors import Quarantine, Reason

KINDS = {
    "WAV": ("WAV", (".wav", ".wave")),
    "FLAC": ("FLAC", (".flac",)),
    "MP3": ("MP3", (".mp3",)),
    "OGG": ("Ogg", (".opus", ".ogg", ".oga")),
    "M4A": ("M4A", (".m4a", ".mp4")),
}
"""Container → what people call it, and its extensions, the safe copy's own one first."""

RAW = "RAW"
RAW_EXTENSIONS = (".raw", ".alaw", ".ulaw", ".al", ".ul", ".pcm", ".g711")

OGG_PAGE = 27 + 255 + 255 * 255
"""Bytes of the longest page (RFC 3533, 6)."""


def container_of(head: bytes, name: str = "", raw: bool = False) -> str:
    """The container by its first 16 bytes. Raises `Quarantine` for anything else.

    ``raw``: a file whose name and first bytes say nothing is sound without a header. G.711 has every
    byte, MP3's mark among them, so there the name goes first.
    """
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "WAV"
    if head[:4] == b"fLaC":
        return "FLAC"
    if head[:4] == b"OggS":
        return "OGG"
    if head[4:8] == b"ftyp":  # ISO 14496-12, 4.3
        return "M4A"
    if raw and _kind_by_name(name) is None:
        return RAW
    # MPEG-1/2 layer III: eleven bits of sync, then version and layer (ISO 11172-3, 2.4.1.3)
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "MP3"
    if _suffix(name) in RAW_EXTENSIONS:
        raise Quarantine(
            Reason.UNSUPPORTED_FORMAT, "sound without a header: say what it is, such as --raw alaw:8000:2"
        )
    raise Quarantine(Reason.NOT_AUDIO, "not a recording: neither WAV, FLAC, MP3, Ogg nor M4A")


def extension_for(container: str, name: str) -> str:
    """The safe copy's extension. Raises `Quarantine` where the source's name says another kind.

    A name without an extension is taken as it is. The name itself is never repeated: it may hold a
    phone number.
    """
    suffix = _suffix(name)
    if container == RAW:
        return suffix if suffix in RAW_EXTENSIONS else RAW_EXTENSIONS[0]
    label, extensions = KINDS[container]
    if not suffix or suffix in extensions:
        return extensions[0] if suffix in ("", ".wave") else suffix
    known = _kind_by_name(name)
    said = f"a {known} file" if known else "another kind of file"
    raise Quarantine(Reason.WRONG_EXTENSION, f"wrong extension: the name says {said}, the content is {label}")


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _kind_by_name(name: str) -> str | None:
    return next((kind for kind, endings in KINDS.values() if _suffix(name) in endings), None)


def check_ogg(file: BinaryIO, size: int) -> None:
    """One stream whose last page ends with the file and is marked as the last (RFC 3533, 6).

    Raises `Quarantine`.
    """
    file.seek(0)
    serial = file.read(18)[14:18]
    file.seek(max(0, size - OGG_PAGE))
    tail = file.read()
    at = tail.rfind(b"OggS")
    page = tail[at:]
    whole = at >= 0 and len(page) > 27 and len(page) >= 27 + page[26]
    if not whole or len(page) != 27 + page[26] + sum(page[27 : 27 + page[26]]):
        raise Quarantine(Reason.TRUNCATED, "cut off: the last Ogg page is not whole")
    if not page[5] & 4:
        raise Quarantine(Reason.TRUNCATED, "cut off: the Ogg stream has no last page")
    if page[14:18] != serial:
        raise Quarantine(Reason.UNSUPPORTED_FORMAT, "an Ogg file of several streams")


def check_flac(file: BinaryIO) -> None:
    """STREAMINFO comes first; its last 36 bits before the MD5 count the frames (RFC 9639, 8.2).

    Raises `Quarantine` where they are not counted. A FLAC that stops early shows while decoding.
    """
    file.seek(21)
    count = int.from_bytes(file.read(5), "big") & 0xF_FFFF_FFFF
    if count == 0:
        raise Quarantine(Reason.UNSUPPORTED_FORMAT, "a FLAC file that does not state its length")


def id3_size(file: BinaryIO) -> int:
    """Bytes of the ID3v2 tag that an MP3 begins with; its length is four times seven bits (ID3v2.4, 3.1)."""
    file.seek(0)
    head = file.read(10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def mp3_frames(file: BinaryIO) -> int | None:
    """Frames of sound in an MP3 without a header that counts them; ``None`` where it has one.

    Without it libsndfile guesses the length from the first frame's bit rate and reads no further,
    which cuts a file of variable bit rate short.
    """
    import av  # slow to import

    file.seek(id3_size(file))
    first = file.read(200)
    if b"Xing" in first or b"Info" in first or b"VBRI" in first:
        return None
    file.seek(0)
    try:
        with av.open(file, "r", format="mp3", container_options={"protocol_whitelist": "none"}) as source:
            stream = source.streams.audio[0]
            ticks = sum(packet.duration or 0 for packet in source.demux(stream))
            return round(ticks * (stream.time_base or 0) * stream.rate)
    except (av.FFmpegError, IndexError):  # its text holds the file's name
        raise Quarantine(Reason.DAMAGED, "damaged or cut off (no MP3 frames)") from None


def size_of(file: BinaryIO) -> int:
    """Bytes of an open file."""
    return os.fstat(file.fileno()).st_size
