"""Models of true shape: faster-whisper and the product open them, and they write as much as is said."""

from pathlib import Path

import pytest
from sourdine.models.speech import RATE, WhisperRecogniser
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.listen import SEAM, packed, voice_activity, windows
from sourdine.pipeline.settings import AudioLimits

from benchmarks.mixes import CALLS
from benchmarks.shapes import Shape, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shape")
    write(Shape(1, 2, 384, 6), folder)
    return folder


def test_it_writes_as_much_as_is_said_over_all_of_the_window(folder: Path) -> None:
    recogniser = WhisperRecogniser(str(folder), threads=1, beam_size=1)
    assert recogniser.pads
    samples = channel_16k(decode(CALLS / "en-card.opus", AudioLimits()), 0)
    speech = voice_activity(samples, 0)
    found = packed(windows(speech, samples, 30.0, SEAM), 30.0)
    assert recogniser.language([one.sound(samples) for one in found]) == "en"
    results = recogniser.transcribe([one.sound(samples) for one in found], "en")
    said = sum(one.end - one.start for one in speech)
    assert 2.5 < sum(len(one.words) for one in results) / said < 4.5
    assert all(one.log_probability > -0.1 for one in results)
    for window, result in zip(found, results, strict=True):
        assert result.words[0].start < 0.5 and result.words[-1].end > window.seconds - 0.5
    assert len(results[-1].words) < len(results[0].words)  # the last window holds less
    assert [word.text for word in results[0].words][:3] == ["well", "then", "so"]
    assert len(samples) / RATE > 50
