from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from numpy.typing import NDArray
from sourdine.models.tones import HIGH, KEYS, LOW, RATE, Key, find_keys, sequences
from sourdine.pipeline.demo import names

CALLS = Path(names.__file__).parent / "calls"
ALL = "".join(KEYS)
OVERLOAD = 10 ** (-3.14 / 20)
"""Amplitude of a sine of 0 dBm0; full scale is 3.14 dBm0 in A-law (ITU-T G.711)."""

Samples = NDArray[np.float64]


def key(digit: str, seconds: float, level: float, off: float = 0.0, twist: float = 0.0) -> Samples:
    """``level``: dBm0 of both tones; ``off``: share of the frequencies; ``twist``: dB, high over low."""
    row = next(at for at, keys in enumerate(KEYS) if digit in keys)
    time = np.arange(int(seconds * RATE)) / RATE
    ratio = 10 ** (twist / 20)
    low = 10 ** (level / 20) * OVERLOAD / np.sqrt(1 + ratio**2)
    high = HIGH[KEYS[row].index(digit)]
    return np.asarray(
        low * np.sin(2 * np.pi * LOW[row] * (1 + off) * time + 0.3)
        + low * ratio * np.sin(2 * np.pi * high * (1 - off) * time + 1)
    )


def dialled(digits: Sequence[str], *key_options: float, pause: float = 0.07) -> tuple[Samples, list[float]]:
    """The keys one after the other, and when each begins."""
    parts, starts, at = [np.zeros(400)], [], 400
    for digit in digits:
        starts.append(at / RATE)
        parts += [key(digit, *key_options), np.zeros(int(pause * RATE))]
        at += len(parts[-1]) + len(parts[-2])
    return np.concatenate([*parts, np.zeros(400)]), starts


def heard(samples: Samples) -> list[Key]:
    return find_keys(samples.clip(-1, 1).astype(np.float32))


def speech() -> Samples:
    samples, _ = sf.read(CALLS / "fr-contract.wav", always_2d=True)
    return np.asarray(samples[:, 0])


@pytest.mark.parametrize("seconds", [0.04, 0.05, 0.07, 0.1, 0.2])
@pytest.mark.parametrize("level", [-30.0, -20.0, -10.0, 0.0])
@pytest.mark.parametrize("off", [-0.015, 0.0, 0.015])
def test_every_key_of_every_length_level_and_frequency(seconds: float, level: float, off: float) -> None:
    samples, starts = dialled(ALL, seconds, level, off)
    found = heard(samples)
    assert "".join(one.digit for one in found) == ALL
    for one, start in zip(found, starts, strict=True):
        assert one.start == pytest.approx(start, abs=0.015)
        assert one.end == pytest.approx(start + seconds, abs=0.015)


@pytest.mark.parametrize("twist", [-8.0, -4.0, 4.0, 6.0])
def test_twist_within_q24(twist: float) -> None:
    assert "".join(one.digit for one in heard(dialled(ALL, 0.06, -12.0, 0.0, twist)[0])) == ALL


@pytest.mark.parametrize("seconds", [0.04, 0.1])
@pytest.mark.parametrize("ratio", [20.0, 15.0, 12.0])
def test_keys_in_noise(seconds: float, ratio: float) -> None:
    samples, _ = dialled(ALL * 3, seconds, -10.0)
    noise = np.random.default_rng(1).standard_normal(len(samples))
    noise *= 10 ** ((-10 - ratio) / 20) * OVERLOAD / np.sqrt(2)
    assert "".join(one.digit for one in heard(samples + noise)) == ALL * 3


@pytest.mark.parametrize(("seconds", "ratio"), [(0.04, 15.0), (0.07, 6.0), (0.1, 6.0)])
def test_keys_under_speech(seconds: float, ratio: float) -> None:
    voice = speech()
    samples, _ = dialled(ALL * 3, seconds, -10.0)
    voice = voice[: len(samples)] / np.sqrt(np.mean(voice[np.abs(voice) > 0.005] ** 2))
    voice *= 10 ** ((-10 - ratio) / 20) * OVERLOAD / np.sqrt(2)
    found = "".join(one.digit for one in heard(samples + voice))
    assert len(found) >= (0.95 if ratio > 6 else 0.85) * 3 * len(ALL)


@pytest.mark.parametrize("off", [-0.035, 0.035])
def test_tones_that_are_too_far_off_are_none(off: float) -> None:
    assert heard(dialled(ALL, 0.1, -10.0, off)[0]) == []


def test_what_is_no_key() -> None:
    time = np.arange(4 * RATE) / RATE
    ring = 0.2 * (np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time))
    one = 0.3 * np.sin(2 * np.pi * 941 * time)
    noise = 0.2 * np.random.default_rng(0).standard_normal(len(time))
    for samples in (np.zeros(0), np.zeros(3), np.zeros(RATE), ring, one, noise):
        assert heard(samples) == []


@pytest.mark.parametrize("name", ["fr-card.wav", "fr-contract.wav", "en-claim.flac", "fr-delivery.wav"])
def test_talk_is_no_key(name: str) -> None:
    """A slice: ``python -m benchmarks.tones`` listens to hours of talk and music."""
    samples, _ = sf.read(CALLS / name, dtype="float32", always_2d=True)
    assert [find_keys(samples[:, number]) for number in range(samples.shape[1])] == [[]] * samples.shape[1]


def test_a_key_where_two_blocks_meet_is_found_once() -> None:
    samples = np.zeros(40 * RATE)
    places = [(1 << 17) - 300, (1 << 17) + 3000, (1 << 18) - 1600]
    for place in places:
        samples[place : place + 800] = key("5", 0.1, -10)
    assert [one.start for one in heard(samples)] == [pytest.approx(at / RATE, abs=0.02) for at in places]


def test_the_same_key_twice_is_two_keys() -> None:
    assert len(heard(dialled("11", 0.06, -10.0, pause=0.05)[0])) == 2


def test_numbers_are_parted_by_pauses() -> None:
    keys = [Key(at, at + 0.1, "1") for at in (1.0, 1.3, 5.0, 12.0)]
    assert [len(group) for group in sequences(keys)] == [3, 1]


def test_a_key_does_not_show_which_one() -> None:
    assert "7" not in repr(Key(0.0, 0.1, "7"))


def test_nothing_is_lost_by_looking_closely_only_where_a_key_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    random, samples = np.random.default_rng(1), speech()[: 20 * RATE].copy()
    for _ in range(150):  # keys, and what is nearly one
        time = np.arange(random.integers(150, 1500)) / RATE
        at = random.integers(0, len(samples) - len(time))
        level, twist = random.uniform(0.005, 0.4), 10 ** (random.uniform(-11, 11) / 20)
        low, high = (random.choice(group) * (1 + random.uniform(-0.022, 0.022)) for group in (LOW, HIGH))
        samples[at : at + len(time)] *= random.choice([0.0, 0.3, 1.0])
        samples[at : at + len(time)] += level * np.sin(2 * np.pi * low * time)
        samples[at : at + len(time)] += level * twist * np.sin(2 * np.pi * high * time)
    found = heard(samples)
    monkeypatch.setattr(
        "sourdine.models.tones._possible", lambda rows, *_: np.ones(len(rows), dtype=np.bool_)
    )
    assert found == heard(samples)
    assert len(found) > 10
