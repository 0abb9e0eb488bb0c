"""What is left to do."""

import string
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.left import Published, marked
from sourdine.pipeline.sources import Source, call_id

KEY = b"k" * 32
IDS = st.text(string.ascii_lowercase + "234567", min_size=32, max_size=32)


@given(st.sets(IDS, max_size=30), st.lists(IDS, max_size=30))
def test_it_knows_what_is_published(published: set[str], asked: list[str]) -> None:
    index = Published(iter(published))
    assert len(index) == len(published)
    mixed = [*asked, *published]
    assert index.holds(mixed) == [one in published for one in mixed]


def test_other_folders_are_no_calls() -> None:
    index = Published(["notes", "a" * 31, "0" * 32, "a" * 33, "A" * 32 + "é", "a" * 32])
    assert len(index) == 1
    assert index.holds(["a" * 32, "notes"]) == [True, False]


def test_recordings_are_marked_one_after_the_other() -> None:
    sources = [Source("file", f"/calls/{number}.wav", 1) for number in range(3000)]
    done = {call_id(one, KEY) for one in sources[::3]}
    taken = 0

    def counted() -> Iterator[Source]:
        nonlocal taken
        for one in sources:
            taken += 1
            yield one

    rows = marked(counted(), KEY, Published(done))
    next(rows)
    assert taken < 2000  # not all at once
    assert [published for _, _, published in rows] == [number % 3 == 0 for number in range(1, 3000)]
