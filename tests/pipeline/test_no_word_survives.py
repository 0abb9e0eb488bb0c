"""The promise behind everything: what the plan silences is in no artefact, and nothing else changes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sourdine.pipeline.audio import encode
from sourdine.pipeline.manifest import Manifest, facts, read_manifest
from sourdine.pipeline.mask import mask
from sourdine.pipeline.outputs.captions import captions_vtt
from sourdine.pipeline.outputs.peaks import peaks_json
from sourdine.pipeline.outputs.transcript import safe_turns, transcript_json
from sourdine.pipeline.outputs.vcon import vcon_json
from sourdine.pipeline.plan import make_plan
from sourdine.pipeline.records import (
    Consent,
    Heard,
    PersonalSpan,
    RedactionPlan,
    Sound,
    SoundFormat,
    Speech,
    Word,
)
from sourdine.pipeline.settings import PlanSettings, Settings
from sourdine.pipeline.verify import verify

RATE, FRAMES = 800, 16_000  # 20 s
NOW = datetime(2026, 6, 1, tzinfo=UTC)

# Nothing of these is a part of any field's name or value.
CANARIES = ["Quévrainckx", "0612345678", "zwölfkühe@exemple.fr", "<i>Jürgensonn</i>", "huitz-huitz"]
PLAIN = ["bonjour", "oui", "merci bien", "d'accord"]
STARTS, CHANNELS = st.floats(0, 19), st.integers(0, 1)


def coded(sound: Sound) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audio"
        encode(sound, path)
        return path.read_bytes()


@st.composite
def calls(draw: st.DrawFn) -> tuple[Sound, Heard, list[PersonalSpan]]:
    channels = draw(st.integers(1, 2))
    timed = st.tuples(st.sampled_from(CANARIES + PLAIN), STARTS, st.floats(0, 1.5), CHANNELS)
    said = sorted(draw(st.lists(timed, min_size=1, max_size=12)), key=lambda one: one[1])
    words = tuple(
        Word(text, start, start + length, channel % channels) for text, start, length, channel in said
    )
    speech = tuple(
        Speech(channel % channels, start, start + length)
        for channel, start, length in draw(st.lists(st.tuples(CHANNELS, STARTS, st.floats(0, 2)), max_size=4))
    )
    spans = [
        PersonalSpan("PERSON", (index,), 0.9, "rule", f"[PERSON_{index % 3}]")
        for index, word in enumerate(words)
        if word.text in CANARIES
    ]
    noise = np.random.default_rng(draw(st.integers(0, 9))).integers(-9000, 9000, (FRAMES, channels))
    return sound_of(noise.astype(np.int16)), Heard(words, speech, "fr", "model"), spans


def sound_of(samples: NDArray[np.int16]) -> Sound:
    frames, channels = samples.shape
    return Sound(samples, SoundFormat("WAV", "PCM_16", RATE, channels, frames, ".wav"))


def texts(sound: Sound, heard: Heard, plan: RedactionPlan) -> dict[str, str]:
    """Every artefact that is text, as it is published."""
    turns = safe_turns(heard, plan, ("agent", "customer"))
    audio = coded(sound)
    vcon = vcon_json(
        turns,
        call_id="0123456789abcdef",
        sound=sound.format,
        audio_name="audio.wav",
        audio_sha512=hashlib.sha512(audio).digest(),
        language=heard.language,
        consent=Consent("consent", {"quality": True}, reference="sha256:" + "0" * 64),
        created=NOW,
    )
    return {
        "transcript.json": dumped(transcript_json(turns, heard.language)),
        "transcript.vtt": captions_vtt(turns),
        "call.vcon.json": dumped(vcon),
        "peaks.json": dumped(peaks_json(sound)),
        "manifest.json": dumped(manifest(sound, heard, plan, audio).to_json()),
    }


def manifest(sound: Sound, heard: Heard, plan: RedactionPlan, audio: bytes) -> Manifest:
    return Manifest(
        call="0123456789abcdef",
        created=NOW,
        source=facts(b""),
        sound=sound.format,
        artefacts={"audio.wav": facts(audio)},
        regions=plan.regions,
        language=heard.language,
        models={"speech": heard.model},
        settings_name="default",
        settings_digest=Settings().digest(),
        effect="silence",
        consent_reference="sha256:" + "0" * 64,
        lawful_basis="consent",
        purpose="quality",
        verdict=verify(sound, sound, plan, heard, (), None),
        retention_until=date(2026, 12, 1),
    )


def dumped(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


@settings(deadline=None, max_examples=150)
@given(calls(), st.sampled_from(["silence", "bleep", "noise"]), st.floats(0, 0.4), st.booleans())
def test_no_masked_word_survives_and_nothing_else_changes(
    call: tuple[Sound, Heard, list[PersonalSpan]], effect: Any, padding: float, everywhere: bool
) -> None:
    sound, heard, spans = call
    plan = make_plan(sound.format, heard, spans, PlanSettings(padding=padding, all_channels=everywhere))
    safe = mask(sound, plan, effect)
    assert verify(sound, safe, plan, heard, spans, None).clean or padding == 0

    inside = np.zeros(sound.samples.shape, dtype=bool)
    for region in plan.regions:
        inside[region.start : region.end, region.channel] = True
    assert safe.samples.shape == sound.samples.shape
    np.testing.assert_array_equal(np.asarray(safe.samples)[~inside], np.asarray(sound.samples)[~inside])
    for index in (index for span in spans for index in span.words):
        word = heard.words[index]
        assert inside[int(word.start * RATE) : int(word.end * RATE), word.channel].all()

    for name, text in texts(safe, heard, plan).items():
        for canary in CANARIES:
            for part in (canary, canary.strip("</i>"), canary.upper(), json.dumps(canary)[1:-1]):
                assert part not in text, name
    silent = [word for word, shown in zip(heard.words, plan.placeholders, strict=True) if shown is not None]
    assert len(silent) >= sum(len(span.words) for span in spans)


def test_the_manifest_comes_back() -> None:
    sound = sound_of(np.zeros((FRAMES, 1), np.int16))
    heard = Heard((Word("Quévrainckx", 1.0, 2.0, 0),), (), "fr", "model")
    spans = [PersonalSpan("PERSON", (0,), 0.9, "rule", "[PERSON_1]")]
    made = manifest(sound, heard, make_plan(sound.format, heard, spans, PlanSettings()), b"")
    assert read_manifest(dumped(made.to_json())) == made
