"""How finely lossy sound is coded again, in libsndfile's terms: compression from 0 (best) to 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sourdine.pipeline.records import Sound

_MP3 = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    2.5: (8, 16, 24, 32, 40, 48, 56, 64),
}
"""Thousand bits a second by version (ISO 11172-3, 2.4.2.3; ISO 13818-3, 2.4.2.3), all of layer III."""

_MP3_LEAST = 32  # thousand bits a second for each channel
_OPUS_LEAST = 56_000
_OPUS = (6_000, 250_000)  # what libsndfile adds, and spreads over its levels, bits a second a channel
_VORBIS = (0.5, 0.2, 0.0)


def levels(sound: Sound) -> Iterator[dict[str, Any]]:
    """Options to write ``sound`` with, the smallest file first; the next ones if it came out too small."""
    codec, channels = sound.format.codec, sound.format.channels
    if codec == "MPEG_LAYER_III":
        yield {"compression_level": _mp3(sound), "bitrate_mode": "CONSTANT"}
    elif codec == "OPUS":
        wanted = max(_OPUS_LEAST, sound.bitrate / channels)
        for more in (1.0, 1.5):  # its rate is a mean: quiet calls need fewer bits
            yield {"compression_level": max(0.0, 1 - (more * wanted - _OPUS[0]) / _OPUS[1])}
    elif codec == "VORBIS":
        for level in _VORBIS:
            yield {"compression_level": level}
    else:
        yield {}


def _mp3(sound: Sound) -> float:
    rate = sound.format.rate
    table = _MP3[1 if rate >= 32_000 else 2 if rate >= 16_000 else 2.5]
    wanted = max(_MP3_LEAST * sound.format.channels, sound.bitrate / 1000)
    # a file's mean holds its header too, so that a hair above a step is that step
    chosen = next((step for step in table if step >= 0.98 * wanted), table[-1])
    return (table[-1] - chosen) / (table[-1] - table[0])
