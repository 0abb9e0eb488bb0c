"""The IETF vCon container of a safe copy.

draft-ietf-vcon-vcon-core (syntax 0.4.0) for the container, draft-howe-vcon-lawful-basis-00 for the
attachment. The container is in its redacted form: it names no less redacted one, because none is
published, and refers to the safe sound by name and hash without a URL.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sourdine.pipeline.outputs.lawful_basis import lawful_basis
from sourdine.pipeline.outputs.transcript import SafeTurn, transcript_json
from sourdine.pipeline.records import Consent, SoundFormat
from sourdine.pipeline.turns import speakers_of

MEDIA_TYPES = {
    "WAV": "audio/x-wav",
    "WAVEX": "audio/x-wav",
    "RF64": "audio/x-wav",
    "FLAC": "audio/flac",
    "MP3": "audio/x-mp3",
    "OGG": "audio/ogg",
    "M4A": "audio/x-m4a",
}
_RAW = {"ALAW": "audio/PCMA", "ULAW": "audio/PCMU", "PCM_16": "audio/L16"}  # RFC 4856, RFC 3551


def vcon_json(
    turns: Sequence[SafeTurn],
    *,
    call_id: str,
    sound: SoundFormat,
    audio_name: str,
    audio_sha512: bytes,
    language: str,
    consent: Consent,
    created: datetime,
) -> dict[str, Any]:
    """``call.vcon.json`` in its redacted form, with the lawful basis attached.

    When the call took place is not known from its sound; ``start`` is the time of redaction.
    """
    parties = _parties(turns, sound.channels)
    time = created.isoformat()
    digest = base64.urlsafe_b64encode(audio_sha512).rstrip(b"=").decode()
    return {
        "vcon": "0.4.0",
        "uuid": _uuid(call_id),
        "extensions": ["lawful_basis"],
        "created_at": time,
        "redacted": {"type": "personal data silenced in the sound and replaced in the text"},
        "parties": [{"name": name} for name in parties],
        "dialog": [
            {
                "type": "recording",
                "start": time,
                "duration": sound.frames / sound.rate,
                "parties": list(range(len(parties))) if sound.channels > 1 else 0,
                "mediatype": MEDIA_TYPES.get(sound.container) or _RAW[sound.codec],
                "filename": audio_name,
                "content_hash": f"sha512-{digest}",
            }
        ],
        "analysis": [
            {
                "type": "transcript",
                "dialog": 0,
                "vendor": "Sourdine",
                "schema": "transcript-1",
                "mediatype": "application/json",
                "encoding": "json",
                "body": transcript_json(turns, language),
            }
        ],
        "attachments": [
            lawful_basis(consent, time, parties.index("customer") if "customer" in parties else 0)
        ],
    }


def _parties(turns: Sequence[SafeTurn], channels: int) -> tuple[str, ...]:
    """One party for each channel, by role and never by name."""
    names = ["unknown"] * channels
    for turn in turns:
        names[turn.channel] = turn.speaker
    return speakers_of(channels, names)


def _uuid(call_id: str) -> str:
    """A version 8 UUID (RFC 9562, 5.8) that is the same whenever the same call is redacted."""
    number = int.from_bytes(hashlib.sha256(call_id.encode()).digest()[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76
    number = number & ~(3 << 62) | 2 << 62
    return str(uuid.UUID(int=number))
