from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from numpy.typing import NDArray
from sourdine.models.tones import HIGH, KEYS, LOW
from sourdine.pipeline.demo import names
from sourdine.pipeline.manifest import read_manifest
from sourdine.pipeline.records import Heard, Language, Moment, Sound, SoundFormat, Word
from sourdine.pipeline.settings_file import load_settings
from sourdine.pipeline.tones import Keyed, find_keyed, moments_of, without_keys
from sourdine.workers.local import Job, run

RATE = 8000
CALL = Path(names.__file__).parent / "calls" / "fr-card"
CARD = "4970104512348765"


def keyed(digits: str, at: float, seconds: float, rate: int = RATE) -> NDArray[np.float64]:
    samples = np.zeros(int(seconds * rate))
    for number, digit in enumerate(digits):
        row = next(row for row, keys in enumerate(KEYS) if digit in keys)
        time = np.arange(int(0.08 * rate)) / rate
        first = int((at + 0.3 * number) * rate)
        samples[first : first + len(time)] = 0.2 * (
            np.sin(2 * np.pi * LOW[row] * time) + np.sin(2 * np.pi * HIGH[KEYS[row].index(digit)] * time)
        )
    return samples


def sound(*channels: NDArray[np.float64], rate: int = RATE) -> Sound:
    samples = (np.stack(channels, axis=1) * 32767).astype(np.int16)
    return Sound(samples, SoundFormat("WAV", "PCM_16", rate, len(channels), len(samples), ".wav"))


def said(text: str, at: float, language: Language = "fr", channel: int = 0) -> Heard:
    words = [Word(word, at + 0.3 * n, at + 0.3 * n + 0.25, channel) for n, word in enumerate(text.split())]
    return Heard(tuple(words), (), language, "model")


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_keys_are_found_on_the_channel_that_has_them(rate: int) -> None:
    (one,) = find_keyed(sound(np.zeros(10 * rate), keyed("12345", 2.0, 10, rate), rate=rate))
    assert [key.channel for key in one.keys] == [1] * 5
    assert one.start == pytest.approx(2.0, abs=0.02)


@pytest.mark.parametrize(
    ("text", "language", "keys", "entity"),
    [
        ("tapez votre code confidentiel s'il vous plaît", "fr", 4, "PASSWORD"),
        ("composez le numéro de votre carte bancaire suivi de dièse", "fr", 17, "CREDIT_CARD"),
        ("please enter your card number on the keypad", "en", 16, "CREDIT_CARD"),
        ("please key in your pin", "en", 4, "PASSWORD"),
        ("and the three digit security code on the back of your card", "en", 3, "CARD_CVV"),
        ("for sales press one", "en", 1, "KEYED_DIGITS"),
        ("merci de patienter", "fr", 3, "KEYED_DIGITS"),
        ("merci de patienter", "fr", 16, "CREDIT_CARD"),  # only a card's number is as long
    ],
)
def test_what_is_keyed_is_what_was_asked_for(text: str, language: Language, keys: int, entity: str) -> None:
    one = Keyed(tuple(Moment(1, 9 + 0.3 * n, 9.1 + 0.3 * n, "", "tones.dtmf", 1.0) for n in range(keys)))
    moments = moments_of([one], said(text, 2.0, language))
    assert {moment.entity for moment in moments} == {entity}
    assert len(moments) == keys
    assert all(
        moment.start < key.start and key.end < moment.end
        for moment, key in zip(moments, one.keys, strict=True)
    )


def test_keys_are_silenced_unless_no_secret_is_looked_for() -> None:
    one = Keyed((Moment(0, 1.0, 1.1, "", "tones.dtmf", 1.0),))
    heard = said("bonjour", 0.0)
    assert moments_of([one], heard, ("PERSON", "CREDIT_CARD"))
    assert moments_of([one], heard, ("KEYED_DIGITS",))
    assert not moments_of([one], heard, ("PERSON",))


def test_a_recogniser_does_not_hear_keys() -> None:
    call = sound(keyed("12", 1.0, 4), np.full(4 * RATE, 0.1))
    quiet = without_keys(call, find_keyed(call))
    assert np.abs(quiet.samples[:, 0]).max() < 3000  # what the edges leave
    np.testing.assert_array_equal(quiet.samples[:, 1], call.samples[:, 1])
    assert without_keys(call, ()) is call


def test_a_card_that_was_keyed_in_is_silent_and_written_nowhere(tmp_path: Path) -> None:
    talk, _ = sf.read(CALL.with_suffix(".wav"), always_2d=True)
    talk[5 * RATE :] = 0.0
    call = sound(talk[: 20 * RATE, 0], talk[: 20 * RATE, 1] + keyed(CARD, 6.0, 20))
    (tmp_path / "calls").mkdir()
    sf.write(tmp_path / "calls" / "call.wav", call.samples, RATE)
    truth = [
        one for one in json.loads(CALL.with_suffix(".truth.json").read_text())["words"] if one["end"] < 5
    ]
    words = [
        (one["channel"], {"word": one["text"], "start": one["start"], "end": one["end"]}) for one in truth
    ]
    channels: list[Any] = [
        {"alternatives": [{"words": [word for where, word in words if where == number]}]} for number in (0, 1)
    ]
    (tmp_path / "calls" / "call.json").write_text(json.dumps({"results": {"channels": channels}}))
    job = Job(
        (str(tmp_path / "calls" / "call.wav"),),
        str(tmp_path / "safe"),
        load_settings("default"),
        lawful_basis="contract",
        transcripts=tmp_path / "calls",
    )
    (outcome,) = run(job)
    assert outcome.state == "published", outcome.message
    assert outcome.regions["CREDIT_CARD"] == 16
    (found,) = (tmp_path / "safe").glob("*/manifest.json")
    regions = [one for one in read_manifest(found.read_bytes()).regions if one.entity == "CREDIT_CARD"]
    assert {one.channel for one in regions} == {1}
    safe, _ = sf.read(found.parent / "audio.wav")
    assert np.abs(safe[6 * RATE :]).max() < 0.05
    for path in found.parent.iterdir():
        if path.suffix != ".wav":
            assert CARD[:4] not in path.read_text("utf-8").replace(found.parent.name, "")
