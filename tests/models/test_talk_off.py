"""What music does that a keypad does not, one thing at a time; whole keys are in ``test_tones.py``."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sourdine.models.talk_off import is_pressed

RATE, MARGIN = 8_000, 1_000
KEY = (852.0, 1209.0)

Samples = NDArray[np.float64]


def burst(
    seconds: float = 0.2,
    off: tuple[float, float] = (0.0, 0.0),
    fade: float = 0.0,
    decay: float = 0.0,
    vibrato: float = 0.0,
    harmonics: tuple[float, ...] = (),
    late: float = 0.0,
) -> Samples:
    """Two tones of a key with silence around. ``late``: seconds that the high one begins and ends later."""
    time = np.arange(round(seconds * RATE)) / RATE
    shape = np.exp(-decay * time)
    if fade:
        shape *= np.minimum(1.0, (seconds - time) / fade) * np.minimum(1.0, time / fade)
    out = np.zeros(len(time) + 2 * MARGIN)
    for number, hertz in enumerate(KEY):
        at = MARGIN + round(number * late * RATE)
        turn = 2 * np.pi * hertz * (1 + off[number]) * time + vibrato * np.sin(2 * np.pi * 5.5 * time)
        waves = [level * np.sin(k * turn) for k, level in enumerate((1.0, *harmonics), 1)]
        out[at : at + len(time)] += 0.2 * shape * np.sum(waves, axis=0)
    return out


def taken(samples: Samples, seconds: float = 0.2) -> bool:
    return is_pressed(samples, MARGIN, MARGIN + round(seconds * RATE), KEY)


@pytest.mark.parametrize("seconds", [0.04, 0.07, 0.2, 1.0, 4.0])
@pytest.mark.parametrize("off", [(0.0, 0.0), (0.015, -0.015), (-0.015, 0.015)])
def test_keys(seconds: float, off: tuple[float, float]) -> None:
    assert taken(burst(seconds, off), seconds)


@pytest.mark.parametrize("off", [(0.021, 0.0), (0.0, -0.021), (-0.025, 0.0172)])
def test_a_frequency_that_is_off_is_none_of_a_key(off: tuple[float, float]) -> None:
    assert not taken(burst(off=off))


@pytest.mark.parametrize(("level", "is_key"), [(0.1, True), (0.3, False)])
def test_second_harmonics_are_those_of_notes(level: float, is_key: bool) -> None:
    assert taken(burst(harmonics=(level,))) == is_key


def test_square_waves_are_none_of_a_keypad() -> None:
    assert not taken(burst(harmonics=(0.0, 1 / 3)))


@pytest.mark.parametrize(
    "sign", [{"fade": 0.03}, {"decay": 1.0}, {"vibrato": 0.4}, {"late": 0.005}, {"harmonics": (0.0, 0.18)}]
)
def test_one_sign_of_a_note_may_come_of_the_line(sign: dict[str, float]) -> None:
    assert taken(burst(**sign))  # type: ignore[arg-type] # a table of arguments


@pytest.mark.parametrize(
    "signs",
    [
        {"fade": 0.03, "decay": 3.0},
        {"fade": 0.03, "vibrato": 0.4},
        {"decay": 1.0, "late": 0.005},
        {"fade": 0.03, "harmonics": (0.0, 0.18)},
    ],
)
def test_two_signs_are_a_note(signs: dict[str, float]) -> None:
    assert not taken(burst(**signs))  # type: ignore[arg-type] # a table of arguments


def test_a_key_that_is_driven_until_it_clips() -> None:
    assert taken((4 * burst()).clip(-0.9, 0.9))


@pytest.mark.parametrize(("start", "end"), [(0, 400), (200, 300)])
def test_at_the_edges_of_what_there_is(start: int, end: int) -> None:
    key = burst(0.05)[MARGIN:][:500]
    assert is_pressed(key, start, end, KEY)
    assert not is_pressed(np.zeros(500), start, end, KEY)
