"""The whole way, for real: demo calls through the starter model, and every kind of bad input beside them."""

import json
import logging
import os
import shutil
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.settings_file import load_settings
from sourdine.workers.local import Job, run

CALLS = Path(__file__).parents[2] / "pipeline" / "demo" / "calls"
CANARY = "Marie-Canari_0612345678"  # a name and a number where file names often hold them


def starter(**changes: Any) -> Any:
    from dataclasses import replace

    settings = load_settings("default")
    return replace(settings, speech=replace(settings.speech, model="starter"), **changes)


def put_consent(recording: Path) -> None:
    shutil.copy(CALLS / "fr-card.wav.consent.json", f"{recording}.consent.json")


def put_call(name: str, to: Path) -> Path:
    shutil.copy(CALLS / name, to)
    put_consent(to)
    return to


def everything_in(folder: Path) -> bytes:
    return b"".join(
        str(path.relative_to(folder)).encode() + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def published_files(safe: Path) -> dict[Path, int]:
    """When each file of a published call was written, in nanoseconds."""
    files = (
        path for path in safe.rglob("*") if path.is_file() and not {"quarantine", "journal"} & set(path.parts)
    )
    return {path: path.stat().st_mtime_ns for path in files}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, home: Path) -> tuple[Path, Path, list[Outcome], str]:
    """A folder with a good call of each language and every bad input, redacted once."""
    source, safe = tmp_path_factory.mktemp("calls"), tmp_path_factory.mktemp("safe")
    put_call("fr-card.wav", source / f"{CANARY}.wav")
    put_call("en-claim.flac", source / "claim.flac")
    put_call("fr-contract.wav", source / "no-consent.wav")
    (source / "no-consent.wav.consent.json").unlink()
    put_consent(source / "empty.wav")
    (source / "empty.wav").touch()
    put_consent(source / "text.wav")
    (source / "text.wav").write_text(f"Bonjour, {CANARY} à l'appareil.\n" * 50, encoding="utf-8")
    put_call("en-claim.flac", source / "cut.flac")
    whole = (source / "cut.flac").read_bytes()
    (source / "cut.flac").write_bytes(whole[: len(whole) // 2])
    put_call("en-claim.flac", source / "wrong.wav")
    put_consent(source / "silence.wav")
    with wave.open(str(source / "silence.wav"), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 2 * 8000 * 3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURDINE_HOME", str(home))
        records: list[str] = []

        class Keep(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                records.append(record.getMessage())

        keep = Keep(level=logging.DEBUG)
        logging.getLogger().addHandler(keep)
        before = logging.getLogger().level
        logging.getLogger().setLevel(logging.DEBUG)
        try:
            outcomes = run(Job((str(source),), str(safe), starter()))
        finally:
            logging.getLogger().removeHandler(keep)
            logging.getLogger().setLevel(before)
    return source, safe, outcomes, "\n".join(records)


def by_name(outcomes: list[Outcome]) -> dict[str, Outcome]:
    return {Path(one.source).name: one for one in outcomes}


def test_good_calls_are_published_whatever_lies_beside_them(archive: Any) -> None:
    _, safe, outcomes, _ = archive
    for name in (f"{CANARY}.wav", "claim.flac", "silence.wav"):
        one = by_name(outcomes)[name]
        assert one.state == "published", (name, one.reason, one.message)
        assert (safe / one.call_id / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("no-consent.wav", "refused", "consent_missing"),
        ("empty.wav", "quarantined", "empty_file"),
        ("text.wav", "quarantined", "not_audio"),
        ("cut.flac", "quarantined", "damaged"),
        ("wrong.wav", "quarantined", "wrong_extension"),
    ],
)
def test_each_bad_input_has_its_reason_in_one_line(archive: Any, name: str, state: str, reason: str) -> None:
    _, safe, outcomes, _ = archive
    one = by_name(outcomes)[name]
    assert (one.state, one.reason) == (state, reason)
    assert one.message and "\n" not in one.message
    entry = json.loads((safe / "quarantine" / f"{one.call_id}.json").read_text("utf-8"))
    assert entry["reason"] == reason
    assert not (safe / one.call_id).exists()


def test_nothing_published_or_logged_tells_a_name_a_number_or_a_file(archive: Any) -> None:
    _, safe, _, log = archive
    text = everything_in(safe) + log.encode()
    for canary in (b"Canari", b"0612345678", b"claim.flac", b"no-consent"):
        assert canary not in text


def test_no_personal_word_is_in_any_text_of_the_safe_copy(archive: Any) -> None:
    _, safe, outcomes, log = archive
    truth = json.loads((CALLS / "fr-card.truth.json").read_text("utf-8"))
    one = by_name(outcomes)[f"{CANARY}.wav"]
    words = {
        truth["words"][index]["text"]
        for personal in truth["personal"]
        if personal["entity"] in ("PERSON", "EMAIL_ADDRESS")
        for index in personal["words"]
    }
    names = {word for word in words if len(word) > 4}
    assert names
    transcript = json.loads((safe / one.call_id / "transcript.json").read_text("utf-8"))
    said = json.dumps(transcript, ensure_ascii=False)
    assert "[" in said  # placeholders
    for artefact in ("transcript.json", "transcript.vtt", "call.vcon.json", "manifest.json"):
        text = (safe / one.call_id / artefact).read_text("utf-8").lower()
        assert not [word for word in names if f" {word} " in text or f'"{word}"' in text]
    assert not [word for word in names if f" {word} " in log]


def test_sound_outside_the_regions_is_bit_identical(archive: Any) -> None:
    source, safe, outcomes, _ = archive
    for name in (f"{CANARY}.wav", "claim.flac"):
        one = by_name(outcomes)[name]
        manifest = json.loads((safe / one.call_id / "manifest.json").read_text("utf-8"))
        before, rate = soundfile.read(source / name, dtype="int16", always_2d=True)
        after, rate_after = soundfile.read(
            safe / one.call_id / f"audio{Path(name).suffix}", dtype="int16", always_2d=True
        )
        assert (rate, before.shape) == (rate_after, after.shape)
        changed = np.zeros(before.shape, dtype=bool)
        for region in manifest["regions"]:
            changed[region["start"] : region["end"], region["channel"]] = True
        assert manifest["regions"]
        np.testing.assert_array_equal(before[~changed], after[~changed])


def test_running_again_changes_nothing_but_tries_the_bad_ones(archive: Any, home: Path) -> None:
    source, safe, outcomes, _ = archive
    before = published_files(safe)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURDINE_HOME", str(home))
        again = by_name(run(Job((str(source),), str(safe), starter())))
    for name, one in by_name(outcomes).items():
        assert again[name].state == ("skipped" if one.state == "published" else one.state)
    assert published_files(safe) == before


def test_a_basis_given_by_the_operator_lets_a_call_without_record_pass(tmp_path: Path) -> None:
    call = put_call("en-claim.flac", tmp_path / "claim.flac")
    Path(f"{call}.consent.json").unlink()
    safe = tmp_path / "safe"
    (one,) = run(Job((str(call),), str(safe), starter(), lawful_basis="legitimate_interests"))
    assert one.state == "published"
    manifest = json.loads((safe / one.call_id / "manifest.json").read_text("utf-8"))
    assert "legitimate_interests" in json.dumps(manifest)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sources": ("/nowhere-at-all",)}, "nothing at this place"),
        ({"lawful_basis": "because"}, "lawful_basis"),
        ({"consent_file": Path("/nowhere-at-all")}, "consent file"),
    ],
)
def test_what_is_wrong_with_the_whole_job_stops_it(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    call = put_call("en-claim.flac", tmp_path / "claim.flac")
    arguments: dict[str, Any] = {"sources": (str(call),), "destination": str(tmp_path / "safe")}
    with pytest.raises(StopJob, match=message):
        run(Job(**(arguments | {"settings": starter()} | changes)))


def test_no_space_left_stops_the_job_and_leaves_no_half_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = put_call("en-claim.flac", tmp_path / "claim.flac")
    real = os.fsync

    def full(descriptor: int) -> None:
        if os.fstat(descriptor).st_size > 100_000:  # the sound, not the small files
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StopJob, match="space"):
        run(Job((str(call),), str(tmp_path / "safe"), starter()))
    assert not list((tmp_path / "safe").rglob("manifest.json"))
    assert not [path for path in (tmp_path / "safe").rglob("*") if path.is_file() and path.suffix == ".flac"]


def test_an_interruption_leaves_nothing_half_published_and_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sourdine.pipeline import publish

    call = put_call("en-claim.flac", tmp_path / "claim.flac")
    job = Job((str(call),), str(tmp_path / "safe"), starter())
    with monkeypatch.context() as patch:

        def interrupted(*_: object) -> dict[str, Any]:
            raise KeyboardInterrupt

        patch.setattr(publish, "_place", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(job)
    assert not list((tmp_path / "safe").rglob("manifest.json"))
    assert [one.state for one in run(job)] == ["published"]
