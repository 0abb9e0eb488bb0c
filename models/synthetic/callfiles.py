"""Calls as files: the sound, the truth beside it, and a consent record for the gate."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import soundfile
from sourdine.models.synthetic.calls import Call
from sourdine.models.synthetic.telephone import LINE_RATE

#: libsndfile's format and subtype, and the file's extension, by the short name of a kind.
KINDS: dict[str, tuple[str, str, str]] = {
    "wav": ("WAV", "PCM_16", ".wav"),
    "alaw": ("WAV", "ALAW", ".wav"),
    "ulaw": ("WAV", "ULAW", ".wav"),
    "flac": ("FLAC", "PCM_16", ".flac"),
    "mp3": ("MP3", "MPEG_LAYER_III", ".mp3"),
    "opus": ("OGG", "OPUS", ".opus"),
}


def write(
    call: Call, folder: Path, name: str, kind: str = "wav", granted: datetime | None = None, days: int = 3650
) -> Path:
    """Write ``<name>.<ext>``, its consent record and ``<name>.truth.json``; give the sound's path.

    Consent counts from ``granted`` (default: the start of 2026) and lasts ``days``.
    """
    container, codec, extension = KINDS[kind]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}{extension}"
    soundfile.write(path, call.samples, LINE_RATE, format=container, subtype=codec)
    _write_json(folder / f"{name}.truth.json", truth(call))
    record = consent(name, granted or datetime(2026, 1, 5, 9, tzinfo=UTC), days)
    _write_json(folder / f"{path.name}.consent.json", record)
    return path


def truth(call: Call) -> dict[str, Any]:
    """Give what was said when, and what of it is personal, as plain JSON values."""
    return {
        "language": call.language,
        "scenario": call.scenario,
        "rate": LINE_RATE,
        "frames": call.samples.shape[0],
        "channels": call.samples.shape[1],
        "words": [asdict(word) for word in call.words],
        "personal": [{"entity": span.entity, "words": list(span.words)} for span in call.personal],
    }


def consent(name: str, granted: datetime, days: int) -> dict[str, Any]:
    """Give a consent record as a contact centre would keep it."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"synthetic:{name}")),
        "lawful_basis": "contract",
        "purposes": {"quality": True},
        "granted": _iso(granted),
        "expires": _iso(granted + timedelta(days=days)),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
