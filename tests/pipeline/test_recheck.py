"""``sourdine verify``: what is wrong with a published call is found, and what is right is left alone."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.audio import encode
from sourdine.pipeline.manifest import FileFacts, Manifest
from sourdine.pipeline.mask import mask
from sourdine.pipeline.outputs.captions import captions_vtt
from sourdine.pipeline.outputs.transcript import safe_turns, transcript_json
from sourdine.pipeline.publish import publish
from sourdine.pipeline.recheck import recheck
from sourdine.pipeline.records import Heard, RedactionPlan, Region, Sound, SoundFormat, Verdict, Word
from sourdine.pipeline.settings import Effect
from sourdine.pipeline.storage import Content, Storage, open_storage

RATE = 8000
CALL = "abcdefghijklmnopqrstuvwxyz234567"
NAME = "Canari_0612345678"
WORDS = (Word("je", 0.0, 0.4, 0), Word("suis", 0.5, 0.9, 0), Word("marie", 1.0, 1.4, 0))
REGION = Region(0, round(0.95 * RATE), round(1.5 * RATE), "PERSON", "name.cue", 0.9)
PLAN = RedactionPlan((REGION,), (None, None, "[PERSON_1]"), RATE, 2 * RATE, 2)
SOUND = Sound(
    (np.random.default_rng(1).normal(0, 2000, (2 * RATE, 2))).astype(np.int16),
    SoundFormat("WAV", "PCM_16", RATE, 2, 2 * RATE, ".wav"),
)


def coded(sound: Sound) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audio"
        encode(sound, path)
        return path.read_bytes()


def manifest(placed: dict[str, FileFacts], sound: SoundFormat = SOUND.format) -> Manifest:
    return Manifest(
        call=CALL,
        created=datetime(2026, 3, 1, tzinfo=UTC),
        source=FileFacts("0" * 64, 1),
        sound=sound,
        artefacts=placed,
        regions=PLAN.regions,
        language="fr",
        models={"speech": "fake 1"},
        settings_name="default",
        settings_digest="0" * 64,
        effect="silence",
        consent_reference="",
        lawful_basis="contract",
        purpose="quality",
        verdict=Verdict(True),
        retention_until=date(2026, 9, 1),
    )


def publish_call(
    storage: Storage,
    change: Callable[[Manifest], Manifest] = lambda made: made,
    effect: Effect = "silence",
    codec: tuple[str, str, str] = ("WAV", "PCM_16", ".wav"),
    **artefacts: bytes | None,
) -> None:
    """Publish a call; ``artefacts`` replaces or leaves out some by name ("audio", "transcript", …)."""
    kind = replace(SOUND.format, container=codec[0], codec=codec[1], extension=codec[2])
    samples = SOUND.samples if codec[1] != "OPUS" else (SOUND.samples[:] / 32768).astype(np.float32)
    safe = mask(Sound(samples, kind), PLAN, effect)
    turns = safe_turns(Heard(WORDS, (), "fr", "fake 1"), PLAN, ("agent", "customer"))
    made: dict[str, bytes | None] = {
        f"audio{codec[2]}": coded(safe),
        "transcript.json": json.dumps(transcript_json(turns, "fr")).encode(),
        "transcript.vtt": captions_vtt(turns).encode(),
        "call.vcon.json": b"{}",
        "peaks.json": b"{}",
    }
    names = {"audio": f"audio{codec[2]}", "transcript": "transcript.json", "peaks": "peaks.json"}
    made |= {names[name]: data for name, data in artefacts.items()}
    kept = {name: data for name, data in made.items() if data is not None}

    def sealed(placed: Any) -> bytes:
        return json.dumps(change(manifest(dict(placed), kind)).to_json()).encode()

    assert publish(storage, CALL, kept, sealed) == "published"


def transcript(**word: Any) -> bytes:
    shown = {"text": "marie", "start": 1.0, "end": 1.4, "redacted": False} | word
    return json.dumps({"turns": [{"channel": 0, "speaker": "agent", "words": [shown]}]}).encode()


@pytest.fixture
def safe(tmp_path: Path) -> Storage:
    return open_storage(tmp_path / "safe")


def found(storage: Storage) -> list[str]:
    return [problem for _, problems in recheck(storage) for problem in problems]


@pytest.mark.parametrize("effect", ["silence", "bleep"])
@pytest.mark.parametrize(
    "codec",
    [
        ("WAV", "PCM_16", ".wav"),
        ("WAV", "ALAW", ".wav"),
        ("WAV", "ULAW", ".wav"),
        ("FLAC", "PCM_16", ".flac"),
        ("OGG", "OPUS", ".opus"),
    ],
    ids=lambda codec: codec[1],
)
def test_a_call_that_is_whole(safe: Storage, effect: Effect, codec: tuple[str, str, str]) -> None:
    publish_call(safe, effect=effect, codec=codec)
    assert list(recheck(safe)) == [(CALL, [])]


def test_other_objects_are_none_of_our_business(safe: Storage) -> None:
    publish_call(safe)
    for key in (f"{NAME}.wav", f"{NAME}/call.wav", f"quarantine/{CALL}.json"):
        safe.put(key, Content.of(b"x", "audio/wav"))
    assert list(recheck(safe)) == [(CALL, [])]


def loud() -> bytes:
    return coded(SOUND)


@pytest.mark.parametrize(
    ("artefacts", "problem"),
    [
        ({"audio": loud()}, "not silent: channel 1, 0.95 to 1.50 s"),
        ({"audio": b"RIFF"}, "audio.wav: "),
        ({"audio": coded(replace(SOUND, samples=SOUND.samples[:RATE]))}, "another format or length"),
        ({"audio": None}, "the manifest names no audio.wav"),
        ({"peaks": None}, "the manifest names no peaks.json"),
        ({"transcript": transcript()}, "transcript.json shows a silenced word: channel 1, 1.00 s"),
        ({"transcript": b"[]"}, "transcript.json cannot be read"),
    ],
)
def test_what_was_published_wrong(safe: Storage, artefacts: dict[str, Any], problem: str) -> None:
    publish_call(safe, **artefacts)
    assert len(found(safe)) == 1
    assert problem in found(safe)[0]


@pytest.mark.parametrize("word", [{"redacted": True}, {"start": 0.8, "end": 1.1}, {"start": 1.5, "end": 1.5}])
def test_words_that_may_be_shown(safe: Storage, word: dict[str, Any]) -> None:
    publish_call(safe, transcript=transcript(**word))
    assert found(safe) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda made: replace(made, call="b" * 32), "the manifest belongs to another call"),
        (lambda made: replace(made, verdict=Verdict(False, ("x",))), "although the verdict was not clean"),
        (lambda made: replace(made, regions=(replace(REGION, end=3 * RATE),)), "a region lies outside"),
        (lambda made: replace(made, regions=(replace(REGION, channel=2),)), "a region lies outside"),
    ],
)
def test_what_the_manifest_says_wrong(
    safe: Storage, change: Callable[[Manifest], Manifest], problem: str
) -> None:
    publish_call(safe, change)
    assert any(problem in one for one in found(safe))


@pytest.mark.parametrize(
    ("key", "data", "problem"),
    [
        ("audio.wav", b"x", "audio.wav was changed"),
        ("audio.wav", None, "audio.wav is missing"),
        ("transcript.vtt", b"x", "transcript.vtt was changed"),
        (f"{NAME}.wav", b"x", "leftovers that the manifest does not name (1)"),
        ("manifest.json", None, "leftovers without a manifest (5)"),
        ("manifest.json", b"{", "the manifest is not JSON"),
    ],
)
def test_what_happened_to_it_later(safe: Storage, key: str, data: bytes | None, problem: str) -> None:
    publish_call(safe)
    if data is None:
        safe.delete(f"{CALL}/{key}")
    else:
        safe.put(f"{CALL}/{key}", Content.of(data, "audio/wav"))
    assert [one[: len(problem)] for one in found(safe)] == [problem]


def test_the_command(tmp_path: Path, safe: Storage, capsys: pytest.CaptureFixture[str]) -> None:
    publish_call(safe)
    assert cli.main(["verify", str(tmp_path / "safe")]) == 0
    assert capsys.readouterr().out == "1 call checked, 0 with problems; 0 set aside in quarantine.\n"
    safe.put(f"{CALL}/{NAME}.wav", Content.of(b"x", "audio/wav"))
    assert cli.main(["verify", str(tmp_path / "safe")]) == 1
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        f"{CALL}  leftovers that the manifest does not name (1)",
        "1 call checked, 1 with problems; 0 set aside in quarantine.",
    ]
    assert NAME not in told.out + told.err


def test_nothing_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(tmp_path / NAME)]) == 2
    assert not (tmp_path / NAME).exists()
    assert cli.main(["verify", str(tmp_path)]) == 0
    assert "nothing is published here" in capsys.readouterr().err
