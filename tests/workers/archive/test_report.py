"""The report of a job, and its page."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.storage import Folder
from sourdine.workers.archive.charts import bars, line
from sourdine.workers.archive.report import Report, Speed
from sourdine.workers.archive.setup import Usage


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e4)), max_size=200))
def test_speed_over_time_keeps_the_sum_in_few_points(done: list[tuple[float, float]]) -> None:
    speed = Speed()
    for at, seconds in sorted(done):
        speed.add(at, seconds)
    assert len(speed._bins) <= 120
    assert sum(speed._bins) == pytest.approx(sum(seconds for _, seconds in done))


def test_hours_per_hour() -> None:
    speed = Speed(10.0)
    speed.add(3.0, 50.0)
    speed.add(12.0, 30.0)
    assert speed.points(15.0) == [(5.0, 5.0), (12.5, 6.0)]


def test_rows_are_written_while_the_job_goes_on(tmp_path: Path) -> None:
    clock = Clock()
    report = Report(Folder(tmp_path), clock=clock)
    folder = tmp_path / "jobs" / report.job
    place = "/calls/Canari_0612345678.wav"
    report.add(
        Outcome("a" * 32, place, "published", seconds=60.0, regions={"PERSON": 2}, steps={"mask": 0.5})
    )
    assert not folder.exists()
    clock.now += 61
    report.add(Outcome("b" * 32, place, "quarantined", "damaged", "cut <off>", 5.0))
    assert len((folder / "outcomes-00001.jsonl").read_text().splitlines()) == 2
    report.add(Outcome("c" * 32, place, "skipped"))
    where = report.finish(False, None, 1, 4, Usage(20.0, 12.0, 40.0, 10, 2))
    assert where == f"jobs/{report.job}"
    assert json.loads((folder / "outcomes-00002.jsonl").read_text())["state"] == "skipped"
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["totals"]["regions"] == {"PERSON": 2}
    assert (summary["finished"], summary["deaths"], summary["workers"]) == (False, 1, 4)
    page = (folder / "report.html").read_text()
    for part in ("interrupted", "10 windows of 4.0 s on average, 5.0 in a batch", "PERSON", "damaged"):
        assert part in page
    assert "Canari" not in page + json.dumps(summary)
    assert "src=" not in page and "href=" not in page and "<script" not in page


def test_an_empty_job_has_a_page_too(tmp_path: Path) -> None:
    report = Report(Folder(tmp_path))
    report.finish(True, None, 0, 1, Usage())
    assert "everything done" in (tmp_path / "jobs" / report.job / "report.html").read_text()


def test_plots() -> None:
    assert 'points="60.0,' in line([(0, 0), (10, 5)], "seconds", "h per hour")
    assert line([], "x", "y").startswith("<svg")
    drawn = bars({"<b>": 3, "other": 1.5}, " s")
    assert "&lt;b&gt;" in drawn and "1.5 s" in drawn and drawn.count("<rect") == 2
    assert bars({}) == "<p>none</p>"
