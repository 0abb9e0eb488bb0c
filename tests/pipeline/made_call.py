"""A made-up call of two voices, published as it would be: noise, words, one silent name of a town."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from sourdine.pipeline.audio import recoded
from sourdine.pipeline.manifest import Manifest, facts
from sourdine.pipeline.mask import mask
from sourdine.pipeline.outputs.captions import captions_vtt
from sourdine.pipeline.outputs.peaks import peaks_json
from sourdine.pipeline.outputs.transcript import safe_turns, transcript_json
from sourdine.pipeline.outputs.vcon import vcon_json
from sourdine.pipeline.publish import publish
from sourdine.pipeline.records import Consent, Heard, RedactionPlan, Region, Sound, SoundFormat, Verdict, Word
from sourdine.pipeline.settings import AudioLimits, Effect
from sourdine.pipeline.storage import Storage

RATE, FRAMES = 8000, 6 * 8000
CALL = "abcdefghijklmnopqrstuvwxyz234567"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
TEXT = ["je", "suis", "marie", "dupont", "bonjour", "marie", "dupont", "merci"]
WORDS = (
    *(Word(text, 0.5 * at, 0.5 * at + 0.4, 0) for at, text in enumerate(TEXT)),
    Word("oui", 4.5, 4.9, 1),
    Word("merci", 5.0, 5.4, 1),
)
REGION = Region(0, round(0.95 * RATE), round(1.45 * RATE), "LOCATION", "place.cue", 0.9)
PLAN = RedactionPlan((REGION,), (None, None, "[LOCATION_1]", *(None,) * 7), RATE, FRAMES, 2)
CODECS = {
    "wav": ("WAV", "PCM_16", ".wav"),
    "alaw": ("WAV", "ALAW", ".wav"),
    "flac": ("FLAC", "PCM_16", ".flac"),
    "mp3": ("MP3", "MPEG_LAYER_III", ".mp3"),
    "opus": ("OGG", "OPUS", ".opus"),
}


def original(codec: str = "wav") -> Sound:
    """The recording itself; `file_of` gives its file."""
    kind = SoundFormat(*CODECS[codec][:2], RATE, 2, FRAMES, CODECS[codec][2])
    noise = np.random.default_rng(3).normal(0, 3000, (FRAMES, 2))
    lossy = codec in ("mp3", "opus")
    samples = (noise / 32768).astype(np.float32) if lossy else noise.astype(np.int16)
    return Sound(samples, kind)


def file_of(sound: Sound) -> bytes:
    """The file that holds a sound."""
    return recoded(sound, AudioLimits())[1]


def publish_call(
    storage: Storage,
    codec: str = "wav",
    effect: Effect = "silence",
    call: str = CALL,
    tenant: str = "default",
) -> Sound:
    """Version 1 of a call of two voices (noise); gives its sound."""
    sound = original(codec)
    kind = sound.format
    safe, audio = recoded(mask(sound, PLAN, effect), AudioLimits())
    turns = safe_turns(Heard(WORDS, (), "fr", "fake 1"), PLAN, ("agent", "customer"))
    consent = Consent("contract", {"quality": True}, reference="sha256:" + "0" * 64)
    vcon = vcon_json(
        turns,
        call_id=call,
        sound=safe.format,
        audio_name=f"audio{kind.extension}",
        audio_sha512=hashlib.sha512(audio).digest(),
        language="fr",
        consent=consent,
        created=NOW,
    )
    made = {
        f"audio{kind.extension}": audio,
        "transcript.json": json.dumps(transcript_json(turns, "fr")).encode(),
        "transcript.vtt": captions_vtt(turns).encode(),
        "call.vcon.json": json.dumps(vcon).encode(),
        "peaks.json": json.dumps(peaks_json(safe)).encode(),
    }

    def sealed(placed: Any) -> bytes:
        manifest = Manifest(
            call=call,
            created=datetime(2026, 3, 1, tzinfo=UTC),
            source=facts(file_of(sound)),
            sound=safe.format,
            artefacts=placed,
            regions=PLAN.regions,
            language="fr",
            models={"speech": "fake 1"},
            settings_name="default",
            settings_digest="0" * 64,
            effect=effect,
            consent_reference=consent.reference,
            lawful_basis="contract",
            purpose="quality",
            verdict=Verdict(True),
            retention_until=date(2026, 9, 1),
            tenant=tenant,
        )
        return json.dumps(manifest.to_json()).encode()

    assert publish(storage, call, made, sealed) == "published"
    return safe
