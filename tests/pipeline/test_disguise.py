from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sourdine.pipeline import disguise
from sourdine.pipeline.audio import decode
from sourdine.pipeline.demo import names
from sourdine.pipeline.disguise import LEAST, MOST, disguised, draw, order, warped
from sourdine.pipeline.records import Sound, SoundFormat
from sourdine.pipeline.settings import AudioLimits

CALL = Path(names.__file__).parent / "calls" / "fr-card.wav"


@pytest.fixture(scope="module")
def call() -> Sound:
    return decode(CALL, AudioLimits())


def always(value: float) -> Callable[[], float]:
    return lambda: value


def test_a_coefficient_of_one_changes_next_to_nothing(call: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disguise, "draw", always(1.0))
    before = np.asarray(call.samples).astype(float)
    noise = before - disguised(call).samples[:]
    assert 10 * np.log10((before**2).mean() / (noise**2).mean()) > 35


def test_voices_change_and_loudness_and_silence_do_not(call: Sound) -> None:
    before, after = np.asarray(call.samples), disguised(call).samples[:]
    assert before.shape == after.shape
    assert before.dtype == after.dtype
    blocks = [
        np.sqrt((one[:370_000].astype(float) ** 2).reshape(-1, 2000, 2).mean(1)) for one in (before, after)
    ]
    loud = blocks[0] > 300
    assert np.abs(20 * np.log10(blocks[1][loud] / blocks[0][loud])).max() < 6
    assert blocks[1][blocks[0] < 10].max() < 20
    for channel in (0, 1):
        assert np.corrcoef(before[:, channel], after[:, channel])[0, 1] < 0.9


def test_stretches_fit_together(call: Sound) -> None:
    other = disguised(call).samples
    edges = [0, 1, 119, 120, 777, 50_001, len(other)]
    np.testing.assert_array_equal(np.concatenate([other[a:b] for a, b in pairwise(edges)]), other[:])


@pytest.mark.parametrize("dtype", ["int16", "int32", "float32"])
def test_silence_stays_silence(dtype: str) -> None:
    quiet = Sound(np.zeros((900, 1), dtype), SoundFormat("WAV", "PCM_16", 8000, 1, 900, ".wav"))
    assert not disguised(quiet).samples[:].any()


def test_formants_move_by_the_coefficient() -> None:
    """A resonance at φ goes to φ to the power of the coefficient."""
    rate, hertz, coefficient = 8000, 1500.0, 0.85
    pole = 0.97 * np.exp(2j * np.pi * hertz / rate)
    a = np.real(np.poly([pole, pole.conjugate()]))
    noise = np.random.default_rng(2).standard_normal(rate * 4)
    voice = np.zeros(len(noise))
    for at in range(2, len(noise)):
        voice[at] = noise[at] - a[1] * voice[at - 1] - a[2] * voice[at - 2]
    made = warped(0.01 * voice, 120, order(rate), coefficient, True)
    wanted = (2 * np.pi * hertz / rate) ** coefficient * rate / (2 * np.pi)
    assert peak(made, rate) == pytest.approx(wanted, abs=60)


def peak(samples: NDArray[np.float64], rate: int) -> float:
    size = 512
    rows = samples[: len(samples) // size * size].reshape(-1, size) * np.hanning(size)
    power = (np.abs(np.fft.rfft(rows, axis=1)) ** 2).mean(axis=0)
    smooth = np.convolve(power, np.ones(5) / 5, "same")
    return float(np.argmax(smooth)) * rate / size


def test_coefficients_are_drawn_from_both_sides_of_one() -> None:
    drawn = [draw() for _ in range(200)]
    assert all(LEAST <= one <= MOST or LEAST <= 1 / one <= MOST for one in drawn)
    assert 50 < sum(one < 1 for one in drawn) < 150
    assert len(set(drawn)) > 190
