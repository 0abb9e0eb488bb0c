from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.records import Region
from sourdine.pipeline.regions import Stretch, to_regions

RATE, FRAMES = 100, 1000


def stretch(start: float, end: float, entity: str = "PERSON", score: float = 0.5) -> Stretch:
    return Stretch(start, end, entity, f"rule of {entity}", score)


def spans(regions: list[Region]) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.entity) for one in regions]


STRETCHES = st.lists(
    st.tuples(st.floats(-1, 11), st.floats(0, 4), st.sampled_from("ABC"), st.floats(0, 1)).map(
        lambda drawn: stretch(drawn[0], drawn[0] + drawn[1], drawn[2], drawn[3])
    ),
    max_size=12,
)


@given(STRETCHES, st.floats(0, 0.5))
def test_everything_stays_covered_and_nothing_overlaps(found: list[Stretch], min_audible: float) -> None:
    regions = to_regions(found, 1, RATE, FRAMES, min_audible)
    wanted, covered = np.zeros(FRAMES, bool), np.zeros(FRAMES, bool)
    for one in found:
        wanted[max(0, int(np.floor(one.start * RATE))) : max(0, int(np.ceil(one.end * RATE)))] = True
    for region in regions:
        assert 0 <= region.start < region.end <= FRAMES
        assert region.channel == 1
        assert not covered[region.start : region.end].any()
        covered[region.start : region.end] = True
    assert regions == sorted(regions, key=lambda one: one.start)
    assert not (wanted & ~covered).any()
    edges = [(one.end, two.start) for one, two in pairwise(regions)]
    assert all(end == start or start - end >= min_audible * RATE for end, start in edges)
    # whatever is covered beyond the stretches is a scrap that would have been too short
    scraps = np.flatnonzero(np.diff(np.concatenate([[False], covered & ~wanted, [False]]).astype(int)))
    assert all(after - before < min_audible * RATE for before, after in scraps.reshape(-1, 2))


def test_one_entity_in_a_row_is_one_region_with_its_best_rule() -> None:
    found = [stretch(1, 2, score=0.5), Stretch(1.9, 3, "PERSON", "best", 0.8), stretch(3.05, 4, score=0.6)]
    assert to_regions(found, 0, RATE, FRAMES, 0.12) == [Region(0, 100, 400, "PERSON", "best", 0.8)]


def test_entities_that_overlap_meet_in_the_middle() -> None:
    found = [stretch(1, 3, "A"), stretch(2, 4, "B")]
    assert spans(to_regions(found, 0, RATE, FRAMES, 0.12)) == [(100, 250, "A"), (250, 400, "B")]


def test_a_scrap_between_two_entities_goes_to_the_first() -> None:
    found = [stretch(1, 2, "A"), stretch(2.1, 3, "B")]
    assert spans(to_regions(found, 0, RATE, FRAMES, 0.12)) == [(100, 210, "A"), (210, 300, "B")]
    assert spans(to_regions(found, 0, RATE, FRAMES, 0.1)) == [(100, 200, "A"), (210, 300, "B")]


def test_what_lies_outside_the_sound_is_cut_off() -> None:
    found = [stretch(-5, -1), stretch(-1, 0.5), stretch(9.5, 12), stretch(12, 13)]
    assert spans(to_regions(found, 0, RATE, FRAMES, 0)) == [(0, 50, "PERSON"), (950, 1000, "PERSON")]
