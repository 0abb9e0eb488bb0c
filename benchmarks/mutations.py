"""Recordings of every kind, small, and what an attacker or a bad disk might make of them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf
from sourdine.pipeline.audio import encode
from sourdine.pipeline.records import Sound, SoundFormat

SEEDS: tuple[tuple[str, str, str, int], ...] = (
    ("WAV", "PCM_16", ".wav", 2),
    ("WAV", "PCM_24", ".wav", 1),
    ("WAV", "FLOAT", ".wav", 2),
    ("WAV", "ALAW", ".wav", 2),
    ("WAV", "ULAW", ".wav", 1),
    ("WAV", "IMA_ADPCM", ".wav", 2),
    ("WAV", "MS_ADPCM", ".wav", 2),
    ("WAV", "GSM610", ".wav", 1),
    ("WAVEX", "PCM_16", ".wav", 4),
    ("RF64", "PCM_16", ".wav", 2),
    ("FLAC", "PCM_16", ".flac", 2),
    ("MP3", "MPEG_LAYER_III", ".mp3", 2),
    ("OGG", "OPUS", ".opus", 2),
    ("OGG", "VORBIS", ".ogg", 2),
    ("M4A", "AAC", ".m4a", 2),
)
"""Container, codec, name's ending and channels."""

RATE = 8000
HEADER = 512  # bytes in which most mutations happen
_VALUES = (0, 1, 0x7F, 0x80, 0xFF)
_WORDS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\1\0\0\0")

Change = Callable[[bytearray, random.Random], None]


def recording(container: str, codec: str, extension: str, channels: int, folder: Path) -> bytes:
    """A third of a second of noise as a whole file of its kind."""
    frames = RATE // 3
    noise = np.random.default_rng(1).normal(0, 0.05, (frames, channels)).astype(np.float32)
    if container == "M4A":
        path = folder / f"seed{extension}"
        encode(Sound(noise, SoundFormat(container, codec, RATE, channels, frames, extension)), path)
        return path.read_bytes()
    buffer = io.BytesIO()
    buffer.name = f"seed{extension}"
    sf.write(buffer, noise, RATE, subtype=codec, format=container)
    return buffer.getvalue()


def mutated(data: bytes, seed: Any) -> bytes:
    """The recording with one to six changes, most of them in its header; the same for the same seed."""
    draw = random.Random(seed)
    changed = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        draw.choice(_CHANGES)(changed, draw)
    return bytes(changed)


def _place(data: bytearray, draw: random.Random) -> int:
    far = draw.random() < 0.25
    return draw.randrange(max(1, len(data) if far else min(len(data), HEADER)))


def _byte(data: bytearray, draw: random.Random) -> None:
    at = _place(data, draw)
    data[at : at + 1] = bytes([draw.choice([*_VALUES, draw.randrange(256)])])


def _bit(data: bytearray, draw: random.Random) -> None:
    at = _place(data, draw)
    if at < len(data):
        data[at] ^= 1 << draw.randrange(8)


def _word(data: bytearray, draw: random.Random) -> None:
    at = _place(data, draw)
    data[at : at + 4] = draw.choice([*_WORDS, draw.randbytes(4)])


def _cut(data: bytearray, draw: random.Random) -> None:
    at = _place(data, draw)
    del data[at : at + draw.choice([1, 2, 4, 16, 100, len(data)])]


def _insert(data: bytearray, draw: random.Random) -> None:
    at = _place(data, draw)
    data[at:at] = draw.randbytes(draw.choice([1, 2, 4, 16, 300]))


def _repeat(data: bytearray, draw: random.Random) -> None:
    at, size = _place(data, draw), draw.choice([4, 16, 64, 1000])
    data[at:at] = data[at : at + size]


def _swap(data: bytearray, draw: random.Random) -> None:
    at, other = _place(data, draw), _place(data, draw)
    data[at : at + 8], data[other : other + 8] = data[other : other + 8], data[at : at + 8]


_CHANGES: tuple[Change, ...] = (_byte, _byte, _bit, _bit, _word, _word, _cut, _insert, _repeat, _swap)
