"""The kinds of sound that come in and go out again, and how each is held and coded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sourdine.pipeline.records import SoundFormat

LAW = {"ALAW": "int16", "ULAW": "int16"}
_PCM = {
    "PCM_U8": "int16",
    "PCM_16": "int16",
    "PCM_24": "int32",
    "PCM_32": "int32",
    "FLOAT": "float32",
    "DOUBLE": "float64",
    **LAW,
}
TYPES: dict[str, dict[str, str]] = {
    "WAV": {**_PCM, "IMA_ADPCM": "int16", "MS_ADPCM": "int16", "GSM610": "int16"},
    "WAVEX": _PCM,
    "RF64": _PCM,
    "FLAC": {"PCM_S8": "int16", "PCM_16": "int16", "PCM_24": "int32"},
    "MP3": {"MPEG_LAYER_III": "float32"},
    "OGG": {"OPUS": "float32", "VORBIS": "float32"},
    "M4A": {"AAC": "float32"},
    "RAW": {**LAW, "PCM_16": "int16"},
}
"""libsndfile's container and codec → the smallest type that holds its values exactly."""

LOSSY = frozenset({"MPEG_LAYER_III", "OPUS", "VORBIS", "AAC", "IMA_ADPCM", "MS_ADPCM", "GSM610"})
"""Codecs whose samples change when they are coded again."""

BLOCKS = frozenset({"IMA_ADPCM", "MS_ADPCM", "GSM610"})
"""Codecs that code many frames together, and fill up the last block."""

RAW_CODECS = {"alaw": "ALAW", "ulaw": "ULAW", "s16": "PCM_16"}
"""What ``--raw`` calls them: G.711 and 16 bits, little endian."""


def raw_kind(text: str) -> tuple[str, int, int]:
    """Codec, rate and channels of ``alaw:8000:2``. Raises `ValueError`."""
    codec, _, rest = text.partition(":")
    rate, _, channels = rest.partition(":")
    sizes = rate.isdecimal() and channels.isdecimal() and int(rate) > 0 and int(channels) > 0
    if codec not in RAW_CODECS or not sizes:
        raise ValueError(f"must be CODEC:RATE:CHANNELS such as alaw:8000:2; codecs: {', '.join(RAW_CODECS)}")
    return RAW_CODECS[codec], int(rate), int(channels)


def raw_text(format: SoundFormat) -> str | None:
    """The same text for a format without a header; None for any other."""
    if format.container != "RAW":
        return None
    codec = next(name for name, codec in RAW_CODECS.items() if codec == format.codec)
    return f"{codec}:{format.rate}:{format.channels}"
