from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.transcripts.shift import shift_of
from sourdine.pipeline.transcripts.voices import Part

VOICES = {channel: [(at * 4.0 + channel, at * 4.0 + channel + 2) for at in range(8)] for channel in (0, 1)}


def moved(change: Callable[[float, float], Part]) -> dict[int, list[Part]]:
    return {channel: [change(*part) for part in parts] for channel, parts in VOICES.items()}


@pytest.mark.parametrize("shift", [-1.2, -0.4, -0.1, 0.0, 0.1, 0.4, 1.2])
def test_moved_as_a_whole(shift: float) -> None:
    words = moved(lambda start, end: (start + shift, end + shift))
    assert shift_of(words, VOICES) == pytest.approx(shift, abs=0.03)


@pytest.mark.parametrize(("early", "late"), [(0.5, 0.0), (0.0, 0.5), (0.5, 0.5)])
def test_words_that_reach_into_pauses_are_not_moved(early: float, late: float) -> None:
    words = moved(lambda start, end: (start - early, end + late))
    assert shift_of(words, VOICES) == 0.0


def test_too_few_words_tell_nothing() -> None:
    assert shift_of({0: [(1.0, 2.0)] * 4}, VOICES) == 0.0
    assert shift_of({}, {}) == 0.0


PARTS = st.lists(st.tuples(st.floats(0, 50), st.floats(0, 5)).map(lambda one: (one[0], sum(one))), max_size=9)


@given(PARTS, PARTS)
def test_any_rows(words: list[Part], voices: list[Part]) -> None:
    assert -1.5 <= shift_of({0: words}, {0: voices}) <= 1.5
