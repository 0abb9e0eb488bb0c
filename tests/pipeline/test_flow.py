"""What the flow does where a step has doubts; the whole way is in tests/workers/test_local.py."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sourdine.models.personal import DetectorSettings, PersonalDataDetector
from sourdine.models.personal.settings import UNREADABLE
from sourdine.models.speech import HeardWord, Samples, Transcription, Trust
from sourdine.pipeline.errors import Quarantine, Reason, Retry
from sourdine.pipeline.flow import Tools, redact, safe_copy
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.records import Language, Sound, SoundFormat, Speech, TextSpan, Turn
from sourdine.pipeline.settings_file import load_settings
from sourdine.pipeline.sources import find_sources
from sourdine.pipeline.storage import open_storage


class Hears:
    """A recogniser that hears one sentence, a word every third of a second."""

    name = "test 1"
    max_window = 30.0
    pads = False
    trust = Trust()

    def __init__(self, text: str) -> None:
        self.text = text

    def language(self, windows: Sequence[Samples]) -> Language:
        return "fr"

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        words = tuple(
            HeardWord(word, 0.33 * at, 0.33 * at + 0.33, 0.9) for at, word in enumerate(self.text.split())
        )
        loud = [bool(np.any(np.abs(window) > 0.01)) for window in windows]
        return [Transcription(words if heard else ()) for heard in loud]


class Fails(PersonalDataDetector):
    def detect(self, turns: Sequence[Turn], language: Language) -> list[TextSpan]:
        return [TextSpan(0, 0, len(turns[0].text), UNREADABLE, 1.0, "unreadable")]


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Sound:
    """Four seconds of noise, all of which counts as speech."""
    monkeypatch.setattr(
        "sourdine.pipeline.listen.voice_activity", lambda samples, channel: [Speech(channel, 0.0, 4.0)]
    )
    noise = np.random.default_rng(1).normal(0, 3000, (32_000, 1)).astype(np.int16)
    return Sound(noise, SoundFormat("WAV", "PCM_16", 8_000, 1, 32_000, ".wav"))


def tools(folder: Path, detector: PersonalDataDetector, text: str) -> Tools:
    settings: Any = load_settings("default")
    return Tools(settings, open_storage(folder), Hears(text), detector, Keyset(b"k" * 32, b"t" * 32))


SENTENCE = "bonjour je m'appelle julie morel et voici ma question du jour"


def test_a_turn_that_could_not_be_searched_sets_the_call_aside(tmp_path: Path, sound: Sound) -> None:
    with pytest.raises(Quarantine) as caught:
        redact(sound, tools(tmp_path, Fails(DetectorSettings()), SENTENCE), tmp_path)
    assert caught.value.reason is Reason.DETECTOR_FAILED


def test_a_copy_in_which_the_name_is_heard_again_is_not_clean(tmp_path: Path, sound: Sound) -> None:
    # this recogniser hears the same sentence whatever was silenced
    with pytest.raises(Quarantine) as caught:
        redact(sound, tools(tmp_path, PersonalDataDetector(DetectorSettings()), SENTENCE), tmp_path)
    assert caught.value.reason is Reason.NOT_CLEAN
    assert "morel" not in str(caught.value)


def test_a_call_without_personal_data_stays_as_it_is(tmp_path: Path, sound: Sound) -> None:
    text = "oui la livraison arrive demain dans la matinée merci bien madame"
    found = redact(sound, tools(tmp_path, PersonalDataDetector(DetectorSettings()), text), tmp_path)
    assert found.plan.regions == ()
    np.testing.assert_array_equal(found.sound.samples, sound.samples)


def test_a_store_that_does_not_take_the_quarantine_entry_fails_one_call_and_not_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.wav").touch()

    def busy(*_: object) -> None:
        raise Retry("the store does not answer")

    monkeypatch.setattr("sourdine.pipeline.flow.set_aside", busy)
    (source,) = find_sources([tmp_path / "empty.wav"])
    one = safe_copy(source, tools(tmp_path / "safe", PersonalDataDetector(DetectorSettings()), SENTENCE))
    assert (one.state, one.message) == ("failed", "the store does not answer")
