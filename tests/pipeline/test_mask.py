from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sourdine.pipeline.effects import LOUDEST
from sourdine.pipeline.mask import fade_frames, mask, stretches
from sourdine.pipeline.records import RedactionPlan, Region, Sound, SoundFormat
from sourdine.pipeline.settings import Effect

RATE = 8000
EFFECTS: tuple[Effect, ...] = ("silence", "bleep", "noise")


def sound(samples: NDArray[Any]) -> Sound:
    frames, channels = samples.shape
    return Sound(samples, SoundFormat("WAV", "PCM_16", RATE, channels, frames, ".wav"))


def masked(original: Sound, the_plan: RedactionPlan, effect: Effect) -> Sound:
    safe = mask(original, the_plan, effect)
    return replace(safe, samples=np.asarray(safe.samples))


def region(channel: int, start: int, end: int, entity: str = "PERSON") -> Region:
    return Region(channel, start, end, entity, "rule", 0.9)


def plan(regions: list[Region], frames: int, channels: int) -> RedactionPlan:
    return RedactionPlan(tuple(regions), (), RATE, frames, channels)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Sound, RedactionPlan]:
    frames, channels = draw(st.integers(1, 400)), draw(st.integers(1, 3))
    dtype = draw(st.sampled_from(["int16", "int32", "float32"]))
    seed = np.random.default_rng(draw(st.integers(0, 99)))
    scale = 0.9 if dtype == "float32" else 0.9 * float(np.iinfo(np.dtype(dtype)).max)
    samples = (seed.uniform(-1, 1, (frames, channels)) * scale).astype(dtype)
    regions = []
    for channel in range(channels):
        cuts = sorted(draw(st.sets(st.integers(0, frames), max_size=6)))
        regions += [region(channel, *pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    return sound(samples), plan(regions, frames, channels)


@given(cases(), st.sampled_from(EFFECTS))
def test_nothing_outside_the_regions_changes(case: tuple[Sound, RedactionPlan], effect: Effect) -> None:
    original, the_plan = case
    before = np.array(original.samples)
    safe = masked(original, the_plan, effect)
    outside = np.ones(original.samples.shape, dtype=bool)
    for one in the_plan.regions:
        outside[one.start : one.end, one.channel] = False
    np.testing.assert_array_equal(original.samples, before)
    assert safe.samples.dtype == original.samples.dtype
    assert safe.samples.shape == original.samples.shape
    assert safe.format == original.format
    np.testing.assert_array_equal(safe.samples[outside], np.asarray(original.samples)[outside])


@given(cases())
def test_regions_are_silent_between_their_fades(case: tuple[Sound, RedactionPlan]) -> None:
    original, the_plan = case
    safe = masked(original, the_plan, "silence")
    for channel, start, end in stretches(the_plan.regions):
        fade = fade_frames(RATE, end - start)
        before, after = original.samples[start:end, channel], safe.samples[start:end, channel]
        assert not after[fade : len(after) - fade].any()
        assert np.all(np.abs(after) <= np.abs(before))
        assert fade <= RATE // 200
        assert 2 * fade <= len(after) / 2


@pytest.mark.parametrize("dtype", ["int16", "int32", "float32"])
def test_the_bleep_is_one_tone_for_every_entity_and_every_voice(dtype: str) -> None:
    rng = np.random.default_rng(3)
    scale = 1.0 if dtype == "float32" else float(np.iinfo(np.dtype(dtype)).max)
    samples = (rng.uniform(-0.9, 0.9, (8000, 1)) * scale).astype(dtype)
    regions = [region(0, 1000, 3000, "PERSON"), region(0, 5000, 7000, "CREDIT_CARD")]
    safe = masked(sound(samples), plan(regions, 8000, 1), "bleep").samples[:, 0] / scale
    first, second = safe[1040:2960], safe[5040:6960]
    np.testing.assert_allclose(first, second, atol=2e-5)
    spectrum = np.abs(np.fft.rfft(first * np.hanning(len(first))))
    assert np.argmax(spectrum) * RATE / len(first) == pytest.approx(1000, abs=5)
    assert np.abs(first).max() == pytest.approx(LOUDEST, rel=0.02)


def test_regions_that_touch_leave_nothing_audible_between_them() -> None:
    samples = np.full((2000, 1), 10_000, dtype=np.int16)
    regions = [region(0, 100, 800, "PERSON"), region(0, 800, 1500, "ADDRESS")]
    safe = mask(sound(samples), plan(regions, 2000, 1), "silence")
    assert not safe.samples[140:1460].any()
    assert stretches(regions) == [(0, 100, 1500)]


def test_a_plan_for_another_recording_is_refused() -> None:
    with pytest.raises(ValueError, match="another recording"):
        mask(sound(np.zeros((10, 1), np.int16)), plan([], 11, 1), "silence")
