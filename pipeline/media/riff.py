"""What the chunks of a WAV or RF64 file say about its sound."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from sourdine.pipeline.errors import Quarantine, Reason

UNKNOWN_SIZE = 0x7FFF_F000
"""Data sizes from here on are what SoX (0x7ffff000) and FFmpeg (0xffffffff) write when they stream
into a pipe and cannot go back: the sound goes on to the end of the file."""

GSM = 0x31
GSM_BLOCK, GSM_FRAMES = 65, 320
"""Bytes and samples of two GSM 6.10 frames as Microsoft packs them."""


@dataclass(frozen=True, slots=True)
class Riff:
    """The sound's place in the file. ``block`` frames are coded together; ``fact``: frames as told, or 0."""

    code: int
    block: int
    fact: int
    data: int  # bytes

    def frames(self, counted: int) -> int:
        """How many frames there are where the decoder ``counted`` whole blocks.

        The fact chunk says where in the last block the sound ends (Microsoft's New Multimedia Data Types,
        1994); one that says anything else is not believed, some encoders get it wrong.
        """
        if self.code == GSM:
            counted = self.data // GSM_BLOCK * GSM_FRAMES
        return self.fact if self.block > 1 and counted - self.block < self.fact < counted else counted


def read_riff(file: BinaryIO, size: int) -> Riff:
    """Walk the chunks to the samples (Multimedia Programming Interface 1.0, Microsoft/IBM 1991; RF64:
    EBU Tech 3306). Raises `Quarantine` where the file ends before what it declares.
    """
    file.seek(0)
    wide = file.read(4) == b"RF64"
    position, code, block, fact, long = 12, 0, 1, 0, 0
    while position + 8 <= size:
        file.seek(position)
        name, length = struct.unpack("<4sI", file.read(8))
        position += 8
        if name == b"data":
            length = long if wide and length == 0xFFFF_FFFF else length
            return Riff(code, block, fact, _data(length, size - position))
        if name == b"ds64":
            long = int.from_bytes(file.read(16)[8:], "little")
        elif name == b"fmt ":
            code, block = _format(file.read(min(length, 40)))
        elif name == b"fact":
            fact = int.from_bytes(file.read(4), "little")
        position += length + length % 2
    raise Quarantine(Reason.TRUNCATED, "cut off: the WAV file ends before its sound")


def _format(content: bytes) -> tuple[int, int]:
    code = int.from_bytes(content[:2], "little")
    if code in (0x02, 0x11, GSM) and len(content) >= 20:  # Microsoft's and IMA's ADPCM, GSM 6.10
        return code, int.from_bytes(content[18:20], "little")
    return code, 1


def _data(length: int, there: int) -> int:
    if length == 0 and there > 1:
        raise Quarantine(Reason.TRUNCATED, "cut off: the WAV header was never completed")
    if there < length and not UNKNOWN_SIZE <= length <= 0xFFFF_FFFF:
        raise Quarantine(Reason.TRUNCATED, f"cut off: {there} of {length} bytes of sound")
    return min(length, there)


def set_fact(file: BinaryIO, size: int, frames: int) -> None:
    """Write into the fact chunk where the sound ends, for codecs that fill up their last block."""
    position = 12
    while position + 8 <= size:
        file.seek(position)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"fact" and length >= 4:
            file.seek(position + 8)
            file.write(struct.pack("<I", frames))
            return
        position += 8 + length + length % 2
