import json
import random
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sourdine.models.synthetic import callfiles, calls, demo_calls
from sourdine.models.synthetic.calls import Call, Line, VoiceStyle, render
from sourdine.models.synthetic.scripts import parse_script
from sourdine.models.synthetic.voices import Spoken
from sourdine.pipeline.consent import gate, read_consent
from sourdine.pipeline.settings import ConsentPolicy

SCRIPT = parse_script(
    "a: quel est votre numéro\nc: le [PHONE_NUMBER zéro six] [PERSON anna]\na~: oui merci\n", "fr", "phone"
)
LINE = Line(VoiceStyle("pico-fr"), VoiceStyle("espeak-fr-f2"))


def _buzz(voice: str, text: str, rate: float = 1.0, pitch: float = 1.0) -> Spoken:
    """A voice that needs no synthesiser: a tone of 0.25 s for each word, silence around."""
    words = text.split()
    tone = np.sin(np.arange(4_000 * len(words)) * 0.4).astype(np.float32)
    samples = np.concatenate([np.zeros(3_200, np.float32), tone, np.zeros(3_200, np.float32)])
    times = tuple((word, 0.2 + 0.25 * at, 0.2 + 0.25 * (at + 1)) for at, word in enumerate(words))
    return Spoken(samples, times, ())


@pytest.fixture(autouse=True)
def _voices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "speak", _buzz)


def _call(line: Line = LINE, seed: int = 1) -> Call:
    return render(SCRIPT, random.Random(seed), line)


def test_words_are_in_order_and_within_the_sound() -> None:
    call = _call()
    assert [word.start for word in call.words] == sorted(word.start for word in call.words)
    assert all(0 <= word.start < word.end <= len(call.samples) / 8_000 for word in call.words)
    assert {word.text for word in call.words} == {w for turn in SCRIPT.turns for w in turn.text.split()}


def test_personal_spans_point_at_their_words() -> None:
    call = _call()
    said = [(span.entity, " ".join(call.words[at].text for at in span.words)) for span in call.personal]
    assert said == [("PHONE_NUMBER", "zéro six"), ("PERSON", "anna")]
    assert all(call.words[at].channel == 1 for span in call.personal for at in span.words)


def test_each_speaker_is_heard_on_their_own_channel_only() -> None:
    call = _call()
    for word in call.words:
        middle = round((word.start + word.end) / 2 * 8_000)
        power = (call.samples[middle - 400 : middle + 400] ** 2).mean(0)
        assert power[word.channel] > 1e-4


def test_an_overlapping_turn_begins_before_the_other_ends() -> None:
    call = _call()
    customer = max(word.end for word in call.words if word.speaker == "customer")
    answer = next(word.start for word in call.words if word.text == "oui")
    assert customer - 1.0 < answer < customer


def test_gaps_are_kept() -> None:
    call = _call()
    agent = max(word.end for word in call.words if word.text == "numéro")
    customer = min(word.start for word in call.words if word.speaker == "customer")
    assert 0.19 <= customer - agent <= 0.81


def test_mono_puts_everybody_on_one_channel() -> None:
    call = _call(Line(LINE.agent, LINE.customer, mono=True))
    assert call.samples.shape[1] == 1
    assert {word.channel for word in call.words} == {0}


def test_the_same_seed_gives_the_same_sound() -> None:
    assert np.array_equal(_call(seed=3).samples, _call(seed=3).samples)
    assert not np.array_equal(_call(seed=3).samples, _call(seed=4).samples)


@pytest.mark.parametrize("kind", callfiles.KINDS)
def test_files_of_every_kind(kind: str, tmp_path: Path) -> None:
    call = _call()
    path = callfiles.write(call, tmp_path, "call", kind)
    container, codec, extension = callfiles.KINDS[kind]
    info = soundfile.info(path)
    assert (info.format, info.subtype, path.suffix) == (container, codec, extension)
    assert (info.samplerate, info.channels, info.frames) == (8_000, *call.samples.shape[::-1])
    truth = json.loads((tmp_path / "call.truth.json").read_text("utf-8"))
    assert truth["frames"] == len(call.samples)
    assert [word["text"] for word in truth["words"]] == [word.text for word in call.words]


def test_the_consent_gate_lets_written_calls_through(tmp_path: Path) -> None:
    path = callfiles.write(_call(), tmp_path, "call")
    record = read_consent((tmp_path / f"{path.name}.consent.json").read_bytes())
    assert record.granted is not None
    allowed = gate(record, ConsentPolicy(), "quality", record.granted)
    assert allowed.lawful_basis == "contract"


SHIPPED = Path(demo_calls.__file__).parents[2] / "pipeline" / "demo" / "calls"


@pytest.mark.parametrize("demo", demo_calls.DEMO, ids=lambda demo: demo.name)
def test_shipped_demo_calls_say_what_their_scripts_say(demo: demo_calls.DemoCall) -> None:
    truth = json.loads((SHIPPED / f"{demo.name}.truth.json").read_text("utf-8"))
    script = demo_calls.script(demo.name)
    said = sorted(word for turn in script.turns for word in turn.text.split())
    assert sorted(word["text"] for word in truth["words"]) == said
    assert len(truth["personal"]) == sum(len(turn.personal) for turn in script.turns)
    info = soundfile.info(SHIPPED / f"{demo.name}{callfiles.KINDS[demo.kind][2]}")
    assert 30 <= info.frames / 8_000 <= 90
    assert (info.samplerate, info.frames, info.channels) == (8_000, truth["frames"], truth["channels"])


def test_shipped_demo_calls_are_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 6_000_000
