"""Regions told as moments."""

from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.demo.shown import Moment, moments
from sourdine.pipeline.records import Region

RATE = 100


def region(entity: str, start: int, end: int, channel: int = 0) -> Region:
    return Region(channel, start, end, entity, "rule", 0.9)


regions = st.lists(
    st.builds(
        lambda entity, start, length, channel: region(entity, start, start + length, channel),
        st.sampled_from(["PERSON", "AGE"]),
        st.integers(0, 2000),
        st.integers(1, 300),
        st.integers(0, 1),
    )
)


def test_what_goes_on_is_one_moment() -> None:
    found = moments(
        [
            region("PERSON", 500, 600),
            region("AGE", 0, 10),
            region("PERSON", 640, 700, 1),
            region("AGE", 70, 80),
        ],
        RATE,
    )
    assert found == (Moment("AGE", 0.0, 0.1), Moment("AGE", 0.7, 0.8), Moment("PERSON", 5.0, 7.0))


@given(regions)
def test_nothing_is_lost_and_all_is_in_order(given_regions: list[Region]) -> None:
    found = moments(given_regions, RATE)
    assert list(found) == sorted(found, key=lambda one: one.start)
    for one in given_regions:
        assert any(
            moment.entity == one.entity and moment.start <= one.start / RATE and one.end / RATE <= moment.end
            for moment in found
        )
    assert {one.entity for one in found} == {one.entity for one in given_regions}
