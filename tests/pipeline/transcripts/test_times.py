"""A time for every word: what is shown is a guess, what is silenced is where the word surely lies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.records import Speech
from sourdine.pipeline.transcripts.given import GivenWord, Passage, words_of
from sourdine.pipeline.transcripts.times import SLACK, Timed, timed_words
from sourdine.pipeline.transcripts.voices import Voices

LENGTH = 20.0


def timed(*passages: Passage, speech: tuple[Speech, ...] = ()) -> list[Timed]:
    return timed_words(list(enumerate(passages)), LENGTH, speech)


def within(found: list[Timed]) -> list[tuple[float, float]]:
    return [(round(one.first, 3), round(one.last, 3)) for one in found]


def said(*words: tuple[str, float | None, float | None]) -> Passage:
    return Passage(tuple(GivenWord(*word) for word in words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # both times
        ([("a", 1, 2), ("b", 2, 3)], [(1, 2), (2, 3)]),
        # the wrong way round
        ([("a", 2, 1)], [(1, 2)]),
        # none: from the beginning of the word before to the end of the word after
        ([("a", 1, 2), ("b", None, None), ("c", 5, 6)], [(1, 2), (1, 6), (5, 6)]),
        ([("a", 1, 2), ("b", None, None), ("c", None, None), ("d", 5, 6)], [(1, 2), (1, 6), (1, 6), (5, 6)]),
        # at the ends: to the ends of the recording
        ([("a", None, None), ("b", 5, 6)], [(0, 6), (5, 6)]),
        ([("a", 5, 6), ("b", None, None)], [(5, 6), (5, 20)]),
        # no end: to that of the next one, or as long as its letters may take
        ([("a", 1, None), ("b", 3, 4)], [(1, 4), (3, 4)]),
        ([("a", 1, None), ("b", 1.2, 1.3)], [(1, 1.6), (1.2, 1.3)]),
        # no start: from that of the one before
        ([("a", 1, 2), ("b", None, 4)], [(1, 2), (1, 4)]),
    ],
)
def test_where_a_word_surely_lies(
    words: list[tuple[str, float | None, float | None]], expected: list[tuple[float, float]]
) -> None:
    assert within(timed(said(*words))) == expected


def test_words_of_a_caption_lie_anywhere_in_it_and_a_little_beside() -> None:
    found = timed(Passage(words_of("je m'appelle julien"), 4.0, 7.0), Passage(words_of("oui"), 8.0, 8.5))
    assert within(found) == [(4 - SLACK, 7 + SLACK)] * 3 + [(8 - SLACK, 8.5 + SLACK)]
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert (found[0].start, found[2].end) == (4.0, 7.0)


def test_words_of_a_caption_are_shown_where_voices_are() -> None:
    speech = (Speech(0, 0.0, 1.0), Speech(0, 9.0, 10.0))
    first, second = timed(Passage(words_of("oui non"), 0.0, 10.0), speech=speech)
    assert (first.start, first.end) == (0.0, 1.0)
    assert (second.start, second.end) == (9.0, 10.0)


def test_a_word_without_a_time_is_shown_between_its_neighbours() -> None:
    found = timed(said(("a", 1, 2), ("4821", None, None), ("b", 5, 6)))
    assert (found[1].start, found[1].end, found[1].sure) == (2, 5, False)


def test_figures_at_the_beginning_reach_back_over_the_passage_before() -> None:
    found = timed(said(("a", 1, 2)), said(("4821", None, None), ("voilà", 6, 7)))
    assert within(found)[1] == (1, 7)


def test_neither_word_nor_passage_has_a_time() -> None:
    with pytest.raises(Quarantine) as caught:
        timed(said(("a", 1, 2)), Passage(words_of("Canari")))
    assert caught.value.reason is Reason.WORD_WITHOUT_TIME


TIMES = st.none() | st.floats(0, LENGTH)
PASSAGES = st.lists(
    st.builds(
        Passage,
        st.lists(st.builds(GivenWord, st.text("ab", min_size=1), TIMES, TIMES), max_size=4).map(tuple),
        st.floats(0, LENGTH),
        st.floats(0, LENGTH),
    ),
    max_size=4,
)


@given(PASSAGES)
def test_every_word_lies_in_its_stretch_and_keeps_the_times_it_has(passages: list[Passage]) -> None:
    found = timed(*passages, speech=(Speech(0, 2, 5), Speech(0, 7, 9)))
    assert [one.word for one in found] == [word for passage in passages for word in passage.words]
    for one in found:
        assert one.start <= one.end and one.first <= one.last
        known = [time for time in (one.word.start, one.word.end) if time is not None]
        assert all(one.first <= time <= one.last for time in known)
        if len(known) == 2:
            assert (one.start, one.end) == (min(known), max(known))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.floats(0, 10), st.floats(0, 10))
def test_shares_are_in_order_and_inside(sizes: list[int], one: float, other: float) -> None:
    start, end = sorted((one, other))
    shares = Voices((Speech(0, 1, 2), Speech(0, 1.5, 3), Speech(1, 6, 8))).shares(sizes, start, end)
    flat = [time for share in shares for time in share]
    assert flat == sorted(flat) and start <= flat[0] and flat[-1] <= end
