import threading

import pytest
from sourdine.models.beside import side_by_side


@pytest.mark.parametrize("cores", [1, 2, 8])
def test_results_are_in_the_order_of_the_items(cores: int) -> None:
    assert side_by_side(lambda one: one * one, range(5), cores) == [0, 1, 4, 9, 16]
    assert side_by_side(str, [], cores) == []


def test_two_things_are_done_at_once() -> None:
    both = threading.Barrier(2, timeout=30)  # nobody gets past it alone
    assert sorted(side_by_side(lambda _: both.wait(), range(2), 2)) == [0, 1]


def test_one_core_starts_no_thread() -> None:
    here = threading.get_ident()
    assert side_by_side(lambda _: threading.get_ident(), range(3), 1) == [here] * 3


@pytest.mark.parametrize("cores", [1, 2])
def test_what_one_of_them_raises_is_raised(cores: int) -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda one: 1 // one, [1, 0, 2], cores)
