from __future__ import annotations

import hashlib
import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord
from sourdine.pipeline.outputs.vcon import vcon_json
from sourdine.pipeline.records import Consent, SoundFormat

CREATED = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONSENT = Consent(
    "consent", {"training": False, "quality": True}, expires=datetime(2027, 1, 1, tzinfo=UTC), reference="r"
)


def vcon(channels: int = 2, container: str = "WAV", consent: Consent = CONSENT) -> dict[str, Any]:
    turns = [
        SafeTurn("agent", 0, (SafeWord("bonjour", 0.1, 0.5, 0, False),)),
        SafeTurn("customer", channels - 1, (SafeWord("[PERSON_1]", 1, 2, channels - 1, True),)),
    ]
    return vcon_json(
        turns,
        call_id="abc",
        sound=SoundFormat(container, "PCM_16", 8000, channels, 20_000, ".wav"),
        audio_name="audio.wav",
        audio_sha512=hashlib.sha512(b"sound").digest(),
        language="fr",
        consent=consent,
        created=CREATED,
    )


def test_the_container() -> None:
    content = vcon()
    assert json.loads(json.dumps(content)) == content
    assert content["vcon"] == "0.4.0"
    assert content["created_at"] == "2026-06-01T12:00:00+00:00"
    assert set(content["redacted"]) == {"type"}
    assert "amended" not in content
    assert "critical" not in content  # both extensions used here may be ignored
    assert uuid.UUID(content["uuid"]).version == 8
    assert uuid.UUID(content["uuid"]).variant == uuid.RFC_4122
    assert vcon() == content


def test_the_dialog_refers_to_the_safe_sound_without_a_url() -> None:
    (dialog,) = vcon()["dialog"]
    assert dialog["type"] == "recording"
    assert dialog["duration"] == 2.5
    assert dialog["parties"] == [0, 1]
    assert dialog["filename"] == "audio.wav"
    assert re.fullmatch(r"sha512-[A-Za-z0-9_-]{86}", dialog["content_hash"])
    assert not {"url", "body"} & set(dialog)
    assert vcon(container="OGG")["dialog"][0]["mediatype"] == "audio/ogg"


def test_parties_have_roles_and_no_names() -> None:
    assert vcon()["parties"] == [{"name": "agent"}, {"name": "customer"}]
    assert vcon(channels=1)["parties"] == [{"name": "unknown"}]
    assert vcon(channels=1)["dialog"][0]["parties"] == 0


def test_the_transcript_is_the_redacted_one() -> None:
    (analysis,) = vcon()["analysis"]
    assert analysis["type"] == "transcript"
    assert [turn["text"] for turn in analysis["body"]["turns"]] == ["bonjour", "[PERSON_1]"]


def test_the_lawful_basis_is_attached() -> None:
    content = vcon()
    (attachment,) = content["attachments"]
    assert content["extensions"] == ["lawful_basis"]
    assert attachment["type"] == attachment["purpose"] == "lawful_basis"
    assert (attachment["party"], attachment["dialog"], attachment["encoding"]) == (1, 0, "json")
    assert attachment["body"] == {
        "lawful_basis": "consent",
        "expiration": "2027-01-01T00:00:00+00:00",
        "purpose_grants": [
            {"purpose": "quality", "granted": True, "granted_at": "2026-06-01T12:00:00+00:00"},
            {"purpose": "training", "granted": False, "granted_at": "2026-06-01T12:00:00+00:00"},
        ],
        "metadata": {"reference": "r"},
    }
    assert vcon(consent=Consent("contract"))["attachments"][0]["body"]["expiration"] is None
