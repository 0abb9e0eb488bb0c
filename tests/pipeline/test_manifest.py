from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from sourdine.pipeline.errors import Reason
from sourdine.pipeline.manifest import FileFacts, Manifest, facts, read_manifest
from sourdine.pipeline.records import Region, SoundFormat, Verdict
from sourdine.pipeline.settings import Settings

SCHEMA = json.loads(files("sourdine.pipeline").joinpath("schemas/manifest.schema.json").read_text())
CHECK = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

MANIFEST = Manifest(
    call="fvo7b2abcdefghijklmnopqrstuvwxyz",
    created=datetime(2026, 6, 1, 12, 0, 3, tzinfo=UTC),
    source=facts(b"original"),
    sound=SoundFormat("WAV", "ALAW", 8000, 2, 480_000, ".wav"),
    artefacts={
        "audio.wav": facts(b"safe"),
        "transcript.json": facts(b"{}"),
        "transcript.vtt": facts(b"WEBVTT"),
        "call.vcon.json": facts(b"{}"),
        "0123456789abcdef/peaks.json": facts(b"{}"),
    },
    regions=(Region(0, 100, 900, "CREDIT_CARD", "luhn", 1), Region(1, 0, 50, "PERSON", "my name is", 0.85)),
    language="fr",
    models={"speech": "starter 1", "personal": "sourdine 0.1.0"},
    settings_name="default",
    settings_digest=Settings().digest(),
    effect="silence",
    consent_reference="sha256:" + "0" * 64,
    lawful_basis="consent",
    purpose="quality",
    verdict=Verdict(True),
    retention_until=date(2026, 11, 28),
)


def written(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json.dumps(MANIFEST.to_json()))
    return {**content, **changes}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_manifest_fits_the_schema_and_comes_back() -> None:
    CHECK.validate(written())
    assert read_manifest(json.dumps(written())) == MANIFEST
    assert read_manifest(json.dumps(written()).encode()) == MANIFEST


def test_an_unclean_verdict_and_a_record_by_uuid() -> None:
    other = replace(
        MANIFEST,
        consent_reference="6f1c2a34-8d0e-4a56-9b7c-1234567890ab",
        verdict=Verdict(False, ("residue",)),
        regions=(),
    )
    CHECK.validate(other.to_json())
    assert read_manifest(json.dumps(other.to_json())) == other


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "canary"},
        {"call": "call of Mr Canary.wav"},
        {"regions": [{**MANIFEST.to_json()["regions"][0], "text": "canary"}]},
        {"regions": [{**MANIFEST.to_json()["regions"][0], "entity": "0612345678"}]},
        {"artefacts": {"0612345678.wav": {"sha256": "0" * 64, "size": 1}}},
        {"consent": {"reference": "0612345678", "lawful_basis": "consent", "purpose": "quality"}},
        {"effect": "beep"},
        {"retention_until": None},
    ],
)
def test_the_schema_leaves_no_room_for_text(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CHECK.validate(written(**changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 2}, "version is not 1"),
        ({"version": True}, "version is missing"),
        ({"call": None}, "call is missing or not a str"),
        ({"source": None}, "source is not an object"),
        ({"source": {"sha256": "0", "size": "1"}}, "source.size is missing or not a int"),
        ({"sound": {**written()["sound"], "rate": 8000.5}}, "sound.rate"),
        ({"artefacts": {"a": 1}}, "artefacts.a is not an object"),
        ({"regions": [1]}, "regions is not an object"),
        ({"regions": [{}]}, "regions.channel"),
        ({"created": "yesterday"}, "created is not a date or time"),
        ({"retention_until": "0612345678"}, "retention_until is not a date"),
        ({"verdict": {"clean": 1, "reasons": []}}, "verdict.clean"),
        ({"verdict": {"clean": True, "reasons": []}}, "verdict.listened"),
    ],
)
def test_reading_names_the_field_that_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        read_manifest(json.dumps(written(**changes)))
    assert "0612345678" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"1"])
def test_what_is_no_manifest(data: bytes) -> None:
    with pytest.raises(ValueError, match="manifest"):
        read_manifest(data)


def test_facts() -> None:
    assert facts(b"abc") == FileFacts("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3)


def test_reason_codes_are_plain_words() -> None:
    assert all(reason.value.replace("_", "").isalpha() for reason in Reason)
