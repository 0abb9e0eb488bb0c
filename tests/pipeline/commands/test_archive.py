"""``sourdine archive``: what it hands to the job, and what it makes of its ending."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.records import Outcome
from sourdine.workers.archive import estimate, job
from sourdine.workers.archive.setup import ArchiveJob


class Runner:
    """Stands for `job.run_archive`."""

    def __init__(self, ending: job.Ending | BaseException, *states: str) -> None:
        self.ending, self.states = ending, states
        self.job: ArchiveJob | None = None

    def __call__(self, wanted: ArchiveJob, watcher: job.Watcher, is_draining: Callable[[], bool]) -> Any:
        self.job = wanted
        for state in self.states:
            reason = "" if state in ("published", "skipped") else "damaged"
            watcher.report(Outcome("a" * 32, "/calls/Canari.wav", state, reason, reason, 60.0), 10)  # type: ignore[arg-type]
        assert not is_draining()
        if isinstance(self.ending, BaseException):
            raise self.ending
        return self.ending


def archive(monkeypatch: pytest.MonkeyPatch, runner: Runner, *arguments: str) -> int:
    monkeypatch.setattr(job, "run_archive", runner)
    return cli.main(["archive", "calls", "--out", "safe/", *arguments])


DONE = job.Ending(True, "jobs/1")


@pytest.mark.parametrize(
    ("ending", "states", "code"),
    [
        (DONE, ["published", "skipped"], 0),
        (DONE, ["published", "quarantined"], 1),
        (job.Ending(False, "jobs/1", "no space left"), ["published"], 2),
        (job.Ending(False, "jobs/1"), ["published"], 130),
        (KeyboardInterrupt(), ["published"], 130),
        (StopJob("no recordings found"), [], 2),
    ],
)
def test_exit_codes(
    ending: Any,
    states: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert archive(monkeypatch, Runner(ending, *states)) == code
    told = capsys.readouterr()
    assert "Canari" not in told.out + told.err
    if code in (0, 1):
        assert "The report is in safe/jobs/1." in told.out
    elif code == 2:
        assert told.err.splitlines()[-1].startswith("sourdine: no ")
    else:
        assert "goes on from there" in told.err


def test_json_is_sums_and_a_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert archive(monkeypatch, Runner(DONE, "published", "refused"), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["totals"]["published"], told["totals"]["refused"]) == (1, 1)
    assert (told["report"], told["stopped"]) == ("safe/jobs/1", None)


def test_what_the_job_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = Runner(DONE)
    arguments = "--workers 3 --address ray:6379 --model small --config pci --consent c.json --manifest"
    archive(monkeypatch, runner, *arguments.split())
    wanted = runner.job
    assert wanted is not None
    assert (wanted.workers, wanted.address, wanted.manifest) == (3, "ray:6379", True)
    assert (wanted.job.sources, wanted.job.destination) == (("calls",), "safe/")
    assert (wanted.job.settings.name, wanted.job.settings.speech.model) == ("pci", "small")
    assert wanted.job.consent_file == Path("c.json")


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_number_of_workers_that_is_none(count: str) -> None:
    with pytest.raises(SystemExit):
        cli.main(["archive", "calls", "--out", "safe", "--workers", count])


def test_a_dry_run_tells_and_does_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = estimate.Estimate(1000, 400, 600, 3 * 10**9, 8, 12, 104.2, 50.0, 2.084, 8.34)
    prices = []

    def fake(wanted: ArchiveJob, price: float | None) -> estimate.Estimate:
        prices.append(price)
        return found

    monkeypatch.setattr(estimate, "estimate", fake)
    runner = Runner(DONE)
    assert archive(monkeypatch, runner, "--dry-run", "--price", "0.5") == 0
    assert runner.job is None and prices == [0.5]
    told = capsys.readouterr().out
    for part in ("1,000 recordings, 400 published, 600 to do", "104.2 h of sound", "2:05:02", "8.34"):
        assert part in told
    assert archive(monkeypatch, runner, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["left"] == 600
