"""Tables and plots from figures."""

from xml.etree import ElementTree

from benchmarks.plots import plot, put, table

ROW = {
    "model": "tiny",
    "mix": "short",
    "calls": 6,
    "hours_per_hour": {"archive": 30.0, "plain": 10.0, "batched": 20.0},
    "times_faster": {"plain": 3.0, "batched": 1.5},
    "times_less_processor": {"plain": 2.5, "batched": 1.25},
    "outside": 0.071,
}


def test_a_row_for_each_measurement() -> None:
    lines = list(table([ROW, ROW]))
    assert len(lines) == 4
    assert lines[-1] == "| tiny | 6 short | 30.0 | 10.0 | 20.0 | 3.0×, 1.5× | 2.5×, 1.25× | 7.1 % |"


def test_the_plot_is_a_picture_with_a_bar_for_each_way() -> None:
    picture = ElementTree.fromstring(plot([ROW]))  # noqa: S314 - made here
    assert len([one for one in picture if one.tag.endswith("rect")]) == 3


def test_only_what_is_between_the_marks_changes() -> None:
    page = "a\n<!-- speed -->\nold\nrows\n<!-- /speed -->\nb\n"
    assert put(page, "speed", ["new"]) == "a\n<!-- speed -->\nnew\n<!-- /speed -->\nb\n"
