"""Windows are encoded once, and alone they are what they are in a batch."""

from typing import Any

import numpy as np
import pytest
from sourdine.models.encoding import KEPT, RATE, Encoder, Samples, frames
from sourdine.models.speech import WhisperRecogniser, starter_folder


class Counting:
    """A model that counts what its encoder is given."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.asked: list[int] = []
        self.feature_extractor = model.feature_extractor

    def encode(self, features: Samples) -> Any:
        self.asked.append(len(features))
        return self._model.encode(features)


@pytest.fixture
def model() -> Counting:
    from faster_whisper import WhisperModel

    return Counting(WhisperModel(str(starter_folder()), device="cpu", compute_type="int8", cpu_threads=1))


def hiss(*seconds: float) -> list[Samples]:
    random = np.random.default_rng(3)
    return [random.normal(0, 0.1, round(one * RATE)).astype(np.float32) for one in seconds]


def test_one_by_one_gives_what_a_batch_gives(model: Counting) -> None:
    windows = hiss(1.0, 0.1, 2.4)
    together, alone = (np.array(Encoder(model, in_batches=one)(windows, 300)) for one in (True, False))
    assert together.shape == alone.shape == (3, 150, 256)
    assert together == pytest.approx(alone, abs=1e-4)
    assert model.asked == [3, 1, 1, 1]


def test_what_is_asked_for_again_is_encoded_once_and_kept_no_longer(model: Counting) -> None:
    encoder, (window,) = Encoder(model, in_batches=False), hiss(1.0)
    first = np.array(encoder([window], 200, again=True))
    assert np.array_equal(first, np.array(encoder([window.copy()], 200)))
    assert model.asked == [1]
    encoder([window], 200)
    assert model.asked == [1, 1]


def test_another_length_is_another_window(model: Counting) -> None:
    encoder, (window,) = Encoder(model, in_batches=False), hiss(1.0)
    encoder([window], 200, again=True)
    assert np.array(encoder([window], 250)).shape[1] == 125
    assert model.asked == [1, 1]


def test_windows_of_calls_that_were_never_heard_are_forgotten(model: Counting) -> None:
    encoder, windows = Encoder(model, in_batches=False), hiss(*[0.5] * (KEPT + 1))
    for one in windows:
        encoder([one], 100, again=True)
    del model.asked[:]
    encoder(windows, 100)
    assert model.asked == [1]


@pytest.mark.parametrize(("samples", "expected"), [(16_000, 100), (16_159, 100), (16_160, 101), (10, 50)])
def test_frames_are_those_of_the_sound(samples: int, expected: int) -> None:
    assert frames(np.zeros(samples, np.float32)) == expected


def test_the_windows_that_told_the_language_are_not_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser, windows, asked = WhisperRecogniser("starter", threads=1), hiss(2.0, 1.0, 1.5), list[int]()
    encode = recogniser._model.encode

    def counting(features: Samples) -> Any:
        asked.append(len(features))
        return encode(features)

    monkeypatch.setattr(recogniser._model, "encode", counting)
    recogniser.language(windows)
    recogniser.transcribe(windows, "fr")
    assert asked == [1, 1, 1]
