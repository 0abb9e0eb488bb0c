"""What is published of a call, and the manifest that says so: everything from the one plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.manifest import FileFacts, Manifest
from sourdine.pipeline.outputs.captions import captions_vtt
from sourdine.pipeline.outputs.peaks import peaks_json
from sourdine.pipeline.outputs.transcript import safe_turns, transcript_json
from sourdine.pipeline.outputs.vcon import vcon_json
from sourdine.pipeline.records import Consent

if TYPE_CHECKING:
    from sourdine.pipeline.flow import Redaction, Tools
    from sourdine.pipeline.settings import Settings


def artefacts(
    call: str, redaction: Redaction, consent: Consent, tools: Tools, now: datetime
) -> dict[str, bytes | Path]:
    """Every output, all from the one plan."""
    sound, plan, heard = redaction.sound, redaction.plan, redaction.heard
    turns = safe_turns(heard, plan, redaction.speakers)
    name = f"audio{sound.format.extension}"
    vcon = vcon_json(
        turns,
        call_id=call,
        sound=sound.format,
        audio_name=name,
        audio_sha512=_sha512(redaction.audio),
        language=heard.language,
        consent=consent,
        created=now,
    )
    return {
        name: redaction.audio,
        "transcript.json": _json(transcript_json(turns, heard.language)),
        "transcript.vtt": captions_vtt(turns).encode(),
        "call.vcon.json": _json(vcon),
        "peaks.json": _json(peaks_json(sound)),
    }


def _sha512(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha512").digest()


def manifest_bytes(
    call: str,
    redaction: Redaction,
    origin: FileFacts,
    consent: Consent,
    tools: Tools,
    now: datetime,
    placed: Mapping[str, FileFacts],
    sealed: str = "",
) -> bytes:
    """The manifest of what was ``placed`` where; ``sealed`` is the catalogue's (`sourdine.pipeline.desk`)."""
    settings = tools.settings
    made = Manifest(
        call=call,
        created=now,
        source=origin,
        sound=redaction.sound.format,
        artefacts=placed,
        regions=redaction.plan.regions,
        language=redaction.heard.language,
        models={"speech": redaction.heard.model, "personal": tools.detector.version},
        settings_name=settings.name,
        settings_digest=tools.digest,
        effect=settings.effect,
        consent_reference=consent.reference,
        lawful_basis=consent.lawful_basis,
        purpose=settings.consent.purpose,
        verdict=redaction.verdict,
        retention_until=retention_end(consent, settings, now),
        tenant=settings.catalogue.tenant,
        called=consent.called,
        sealed=sealed,
    )
    return _json(made.to_json())


def retention_end(consent: Consent, settings: Settings, now: datetime) -> date:
    """The last day of a copy: counted from the call where its time is known, from now otherwise."""
    return (min(consent.called or now, now) + timedelta(days=settings.retention_days)).date()


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
