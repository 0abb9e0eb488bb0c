"""``sourdine redact``: what it hands to the worker, and what it makes of the outcomes."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.records import Outcome
from sourdine.workers import local

NAME = "Canari_0612345678.wav"
Report = Callable[[Outcome], None]


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}_{NAME}").touch()
    return folder


class Worker:
    """Stands for `local.run`: reports some outcomes, then stops if told so."""

    def __init__(self, *states: str, error: BaseException | None = None) -> None:
        self.states, self.error = states, error
        self.job: local.Job | None = None

    def __call__(self, job: local.Job, report: Report) -> list[Outcome]:
        self.job = job
        for number, state in enumerate(self.states):
            failed = state not in ("published", "skipped")
            outcome = Outcome(
                f"{number}" * 32,
                f"/calls/{number}_{NAME}",
                state,  # type: ignore[arg-type]
                "truncated" if failed else "",
                "cut off" if failed else "",
                60.0,
                {} if failed else {"PERSON": 2},
            )
            report(outcome)
        if self.error is not None:
            raise self.error
        return []


def redact(monkeypatch: pytest.MonkeyPatch, worker: Worker, *arguments: str) -> int:
    monkeypatch.setattr(local, "run", worker)
    return cli.main(["redact", *arguments])


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["published", "skipped", "published"], 0),
        (["published", "quarantined", "published"], 1),
        (["refused", "published", "published"], 1),
        (["published", "failed", "skipped"], 1),
    ],
)
def test_zero_only_if_every_call_went_through(
    states: list[str],
    code: int,
    calls: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert redact(monkeypatch, Worker(*states), str(calls), "--out", "safe") == code
    told = capsys.readouterr()
    assert "recordings" in told.out and "PERSON" in told.out
    assert [line[:6] for line in told.err.splitlines()] == ["[1/3] ", "[2/3] ", "[3/3] "]
    assert "Canari" not in told.out + told.err
    assert ("--show-names" in told.out) == (code == 1)


def test_names_on_request(
    calls: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    redact(monkeypatch, Worker("quarantined"), str(calls), "--out", "safe", "--show-names")
    assert f"0_{NAME}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "why"),
    [(StopJob("no space left"), 2, "no space left"), (KeyboardInterrupt(), 130, "the same command goes on")],
)
def test_a_job_that_stops_tells_what_is_done(
    error: BaseException,
    code: int,
    why: str,
    calls: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert redact(monkeypatch, Worker("published", error=error), str(calls), "--out", "safe") == code
    told = capsys.readouterr()
    assert "1: 1 published" in told.out
    assert why in told.err.splitlines()[-1]


def test_a_kill_in_the_middle_ends_after_the_recording_at_the_latest(
    calls: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Deaf:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    def work(job: local.Job, report: Report) -> list[Outcome]:
        Deaf()  # what the signal raises is dropped here, as Python does
        report(Outcome("a" * 32, "1", "published"))
        report(Outcome("b" * 32, "2", "published"))
        return []

    monkeypatch.setattr(local, "run", work)
    assert cli.main(["redact", str(calls), "--out", "safe"]) == 130
    assert "1: 1 published" in capsys.readouterr().out


def test_a_job_that_cannot_begin_is_one_line(
    calls: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert redact(monkeypatch, Worker(error=StopJob("no model")), str(calls), "--out", "safe") == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "sourdine: no model\n")


def test_where_the_transcripts_are(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    redact(monkeypatch, worker, str(calls), "--out", "safe", "--transcript", "texts")
    assert worker.job is not None and worker.job.transcripts == Path("texts")
    assert worker.job.settings.speech.model is None


@pytest.mark.parametrize("stop", [None, StopJob("no space left")])
def test_json_is_all_there_is_on_stdout(
    stop: StopJob | None, calls: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    worker = Worker("published", "quarantined", error=stop)
    assert redact(monkeypatch, worker, str(calls), "--out", "safe", "--json") == (2 if stop else 1)
    report = json.loads(capsys.readouterr().out)
    assert [one["state"] for one in report["calls"]] == ["published", "quarantined"]
    assert report["calls"][0]["source"] == f"/calls/0_{NAME}"
    assert report["totals"]["published"] == 1
    assert report["stopped"] == (str(stop) if stop else None)


def test_what_the_worker_gets(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    arguments = "--out safe --model small --language fr --effect bleep --config pci --lawful-basis contract"
    redact(monkeypatch, worker, str(calls), *arguments.split())
    job = worker.job
    assert job is not None
    assert (job.sources, job.destination, job.consent_file) == ((str(calls),), "safe", None)
    assert job.transcripts is None
    assert job.lawful_basis == "contract"
    settings = job.settings
    assert (settings.name, settings.effect) == ("pci", "bleep")
    assert (settings.speech.model, settings.speech.language) == ("small", "fr")


def test_the_settings_file_counts_where_the_command_line_is_silent(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.yaml").write_text("effect: bleep\nspeech: {model: base, language: en}\n")
    worker = Worker()
    config = str(tmp_path / "mine.yaml")
    redact(monkeypatch, worker, str(calls), "--out", "safe", "--config", config, "--consent", "c.json")
    assert worker.job is not None
    assert worker.job.consent_file == Path("c.json")
    speech = worker.job.settings.speech
    assert (speech.model, speech.language, worker.job.settings.effect) == ("base", "en", "bleep")


def test_a_source_that_is_not_there_ends_the_job_before_it_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    worker = Worker()
    assert redact(monkeypatch, worker, f"/nowhere/{NAME}", "--out", "safe") == 2
    assert worker.job is None
    assert "Canari" not in capsys.readouterr().err


def test_a_bucket_is_not_counted_beforehand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert redact(monkeypatch, Worker("published"), "s3://calls/2026", "--out", "safe") == 0
    assert capsys.readouterr().err.startswith("[1/?] ")
