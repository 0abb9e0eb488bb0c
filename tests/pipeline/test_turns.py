from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.records import Word
from sourdine.pipeline.turns import group_turns, speakers_of


def said(*timed: tuple[int, float, float]) -> list[Word]:
    return [Word("mot", start, end, channel) for channel, start, end in timed]


def test_a_turn_ends_where_the_other_one_speaks_or_after_a_pause() -> None:
    words = said((0, 1, 1.5), (0, 1.6, 2), (1, 2.2, 2.5), (0, 2.8, 3), (0, 5, 5.5))
    assert group_turns(words) == [(0, 1), (2,), (3,), (4,)]


def test_talk_at_once_cuts_no_turn() -> None:
    words = said((0, 1, 1.5), (1, 1.2, 1.4), (0, 1.5, 2), (0, 2, 2.5))
    assert group_turns(words) == [(0, 2, 3), (1,)]


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 30), st.floats(0, 3))))
def test_every_word_is_in_one_turn_of_its_own_channel(timed: list[tuple[int, float, float]]) -> None:
    words = said(*((channel, start, start + length) for channel, start, length in timed))
    turns = group_turns(words)
    assert sorted(index for turn in turns for index in turn) == list(range(len(words)))
    assert all(len({words[index].channel for index in turn}) == 1 for turn in turns)
    assert [words[turn[0]].start for turn in turns] == sorted(words[turn[0]].start for turn in turns)


def test_speakers() -> None:
    assert speakers_of(1, ("agent", "customer")) == ("unknown",)
    assert speakers_of(2, ("agent", "customer")) == ("agent", "customer")
    assert speakers_of(3, ("agent", "customer")) == ("agent", "customer", "unknown")
