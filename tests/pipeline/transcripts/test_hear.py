"""The whole way with a given transcript: a demo call, its own truth as transcript, nobody who listens."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sourdine.models import speech
from sourdine.pipeline.demo import names
from sourdine.pipeline.manifest import read_manifest
from sourdine.pipeline.records import Outcome, Word
from sourdine.pipeline.settings import SpeechSettings
from sourdine.pipeline.settings_file import load_settings
from sourdine.pipeline.turns import group_turns
from sourdine.workers.local import Job, run

from benchmarks.leakage import measure

CALLS = Path(names.__file__).parent / "calls"
CALL = "en-account"
Truth = dict[str, Any]


@pytest.fixture(autouse=True)
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever loads a recogniser fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a recogniser was loaded")

    monkeypatch.setattr(speech, "_open", refuse)


def cues(truth: Truth) -> Iterator[list[dict[str, Any]]]:
    """The words in captions of eight at most."""
    words = [Word(one["text"], one["start"], one["end"], one["channel"]) for one in truth["words"]]
    for group in group_turns(words):
        for at in range(0, len(group), 8):
            yield [truth["words"][index] for index in group[at : at + 8]]


def by_channel(truth: Truth) -> str:
    """As Deepgram writes it."""
    channels = [
        [
            {"word": one["text"], "start": one["start"], "end": one["end"]}
            for one in truth["words"]
            if one["channel"] == channel
        ]
        for channel in range(truth["channels"])
    ]
    return json.dumps({"results": {"channels": [{"alternatives": [{"words": one}]} for one in channels]}})


def by_speaker(truth: Truth) -> str:
    """As AssemblyAI writes it: milliseconds, labels, no channels."""
    words = [
        {
            "text": one["text"],
            "start": round(1000 * one["start"]),
            "end": round(1000 * one["end"]),
            "speaker": "AB"[one["channel"]],
        }
        for one in sorted(truth["words"], key=lambda one: float(one["start"]))
    ]
    return json.dumps(
        {"language_code": truth["language"], "audio_url": "https://example.org", "words": words}
    )


def with_holes(truth: Truth) -> str:
    """As WhisperX writes it, one word in three without times."""
    segments = []
    for cue in cues(truth):
        words: list[dict[str, Any]] = [
            {"word": one["text"], "start": one["start"], "end": one["end"]} for one in cue
        ]
        words = [{"word": one["word"]} if at % 3 == 1 else one for at, one in enumerate(words)]
        text = " ".join(one["text"] for one in cue)
        segments.append({"start": cue[0]["start"], "end": cue[-1]["end"], "text": text, "words": words})
    return json.dumps({"segments": segments})


def captions(truth: Truth) -> str:
    """As WebVTT."""

    def stamp(time: float) -> str:
        return f"{int(time) // 60:02}:{time % 60:06.3f}"

    blocks = [
        f"{stamp(cue[0]['start'])} --> {stamp(cue[-1]['end'])}\n"
        f"<v {cue[0]['speaker']}>{' '.join(one['text'] for one in cue)}"
        for cue in cues(truth)
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def put(folder: Path, write: Callable[[Truth], str]) -> Path:
    """A demo call with its truth and consent, and a transcript of it beside them."""
    folder.mkdir()
    for path in CALLS.glob(f"{CALL}.*"):
        shutil.copy(path, folder)
    truth = json.loads((folder / f"{CALL}.truth.json").read_text("utf-8"))
    (folder / f"{CALL}.json").write_text(write(truth), "utf-8")
    return folder


def redact(calls: Path, safe: Path, transcripts: Path, **changes: Any) -> Outcome:
    settings = replace(load_settings("default"), **changes)
    (outcome,) = run(Job((str(calls),), str(safe), settings, transcripts=transcripts))
    return outcome


@pytest.mark.parametrize("write", [by_channel, by_speaker, with_holes, captions])
def test_nothing_personal_stays_audible(tmp_path: Path, write: Callable[[Truth], str]) -> None:
    calls = put(tmp_path / "calls", write)
    outcome = redact(calls, tmp_path / "safe", calls)
    assert (outcome.state, outcome.message) == ("published", "")
    assert any("samples alone" in warning for warning in outcome.warnings)
    measured = measure(calls, tmp_path / "safe")
    (leak,) = measured.leaks
    assert (measured.faults, measured.missing) == ({}, ())
    assert leak.entities
    assert [one.entity for one in leak.entities if one.leaking] == []
    assert leak.other_muted_s < (0.6 if write is captions else 0.25) * leak.other_s
    manifest = read_manifest((tmp_path / "safe" / outcome.call_id / "manifest.json").read_bytes())
    assert (manifest.verdict.clean, manifest.verdict.listened) == (True, False)
    assert manifest.models["speech"].startswith("given transcript, ")


def test_a_model_that_is_named_listens_to_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clips: list[int] = []

    class Listener:
        name, max_window, pads, trust = "listener", 30.0, False, speech.Trust()

        def __init__(self, *_: object, **__: object) -> None: ...

        def transcribe(self, windows: list[speech.Samples], language: str) -> list[speech.Transcription]:
            clips.append(len(windows))
            return [speech.Transcription(()) for _ in windows]

    monkeypatch.setattr(speech, "WhisperRecogniser", Listener)
    calls = put(tmp_path / "calls", by_channel)
    outcome = redact(calls, tmp_path / "safe", calls, speech=SpeechSettings(model="any"))
    assert (outcome.state, outcome.warnings) == ("published", ())
    assert clips == [5]  # in one go; only edges beside a voice
    manifest = read_manifest((tmp_path / "safe" / outcome.call_id / "manifest.json").read_bytes())
    assert manifest.verdict.listened
    assert manifest.models["speech"].startswith("given transcript, Deepgram")


def test_a_half_transcript_sets_the_call_aside(tmp_path: Path) -> None:
    def half(truth: Truth) -> str:
        return by_channel({**truth, "words": truth["words"][: len(truth["words"]) // 2]})

    calls = put(tmp_path / "calls", half)
    outcome = redact(calls, tmp_path / "safe", calls)
    assert (outcome.state, outcome.reason) == ("quarantined", "speech_without_words")
    written = [path for path in (tmp_path / "safe").rglob("*") if path.is_file()]
    assert {path.parent.name for path in written} == {"quarantine", "blocks"}  # and the journal's


def test_text_without_times_sets_the_call_aside(tmp_path: Path) -> None:
    calls = put(tmp_path / "calls", lambda truth: "Agent: hello\nCustomer: my name is Canari")
    outcome = redact(calls, tmp_path / "safe", calls / f"{CALL}.json", listen_again=False)
    assert (outcome.state, outcome.reason) == ("quarantined", "transcript_without_times")
    assert "sourdine detect" in outcome.message and "Canari" not in outcome.message


def test_a_recording_without_a_transcript_is_not_listened_to_instead(tmp_path: Path) -> None:
    calls = put(tmp_path / "calls", by_channel)
    (tmp_path / "none").mkdir()
    outcome = redact(calls, tmp_path / "safe", tmp_path / "none")
    assert (outcome.state, outcome.reason) == ("quarantined", "transcript_missing")
