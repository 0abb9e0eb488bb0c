"""The command line as a whole: help, exit codes, and what it never prints."""

import logging
import os
import re
import resource
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.errors import Retry, StopJob

CANARY = "Marie Canari 0612345678"
HEAVY = {"av", "boto3", "ctranslate2", "faster_whisper", "numpy", "onnxruntime", "PIL", "presidio_analyzer"}
HEAVY |= {"ray", "rich", "soundfile", "spacy", "yaml"}


def run_with(monkeypatch: pytest.MonkeyPatch, run: Callable[[Namespace], int]) -> int:
    """The command line with ``doctor`` replaced by something else."""
    commands = [replace(one, run=run) if one.name == "doctor" else one for one in cli.COMMANDS]
    monkeypatch.setattr(cli, "COMMANDS", tuple(commands))
    return cli.main(["doctor"])


def raising(error: BaseException) -> Callable[[Namespace], NoReturn]:
    def run(args: Namespace) -> NoReturn:
        raise error

    return run


def test_help_needs_nothing_heavy_and_less_than_half_a_second() -> None:
    code = (
        "import sys; from sourdine.pipeline.cli import parser; parser().format_help()\n"
        f"print({HEAVY!r} & set(sys.modules))"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.strip() == "set()"
    # CPU time: what it takes on a machine that does nothing else
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


@pytest.mark.parametrize("command", [[], *([one.name] for one in cli.COMMANDS)], ids=" ".join)
def test_help_teaches(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as stop:
        cli.main([*command, "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    if command:
        assert f"sourdine {command[0]}" in text.partition("examples:")[2]
    else:
        assert all(
            re.search(rf"^ +{one.name}\b", text, re.M) and one.summary.split()[0] in text
            for one in cli.COMMANDS
        )
    assert max(map(len, text.splitlines())) <= 82


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith("sourdine 0.")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["redact"],
        ["redact", "a.wav"],
        ["redact", "a.wav", "--out", "x", "--effect", "music"],
        ["redact", "a.wav", "--out", "x", "--consent", "c.json", "--lawful-basis", "contract"],
        ["redact", "a.wav", "--out", "x", "--lawful-basis", "because"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert "usage: sourdine" in capsys.readouterr().err


@pytest.mark.parametrize("error", [StopJob("no space left"), Retry("the store does not answer")], ids=repr)
def test_what_ends_a_command_is_one_line(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(monkeypatch, raising(error)) == 2
    assert capsys.readouterr().err == f"sourdine: {error}\n"


def test_a_defect_tells_where_and_never_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(monkeypatch, raising(ValueError(CANARY))) == 2
    told = capsys.readouterr()
    assert "ValueError at pipeline/test_cli.py:" in told.err
    assert CANARY not in told.out + told.err
    assert len(told.err.splitlines()) == 1


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(monkeypatch, raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == "sourdine: interrupted\n"


def test_numpy_leaves_the_cores_to_the_recogniser_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[str | None, str | None]] = []

    def note(args: Namespace) -> int:
        seen.append((os.environ.get("OPENBLAS_NUM_THREADS"), os.environ.get("MKL_NUM_THREADS")))
        return 0

    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    assert run_with(monkeypatch, note) == 0
    assert seen == [("1", "3")]


def test_an_exception_that_python_drops_is_not_quoted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Careless:
        def __del__(self) -> None:
            raise ValueError(CANARY)

    def run(args: Namespace) -> int:
        Careless()
        return 0

    assert run_with(monkeypatch, run) == 0
    assert capsys.readouterr().err == "sourdine: warning: ignored: ValueError\n"


def test_only_our_own_warnings_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(args: Namespace) -> int:
        logging.getLogger("presidio-analyzer").error("found %s", CANARY)
        logging.getLogger("sourdine.pipeline.publish").warning("leftovers stay")
        logging.getLogger("sourdine.pipeline.publish").info("not this")
        return 0

    handlers = list(logging.getLogger("sourdine").handlers)
    assert run_with(monkeypatch, run) == 0
    assert capsys.readouterr().err == "sourdine: warning: leftovers stay\n"
    assert logging.getLogger("sourdine").handlers == handlers


def test_a_reader_that_goes_away_is_no_defect() -> None:
    code = """
import sys
from dataclasses import replace
from sourdine.pipeline import cli
def run(args):
    for _ in range(20_000):
        print("spans")
    return 0
cli.COMMANDS = tuple(replace(one, run=run) for one in cli.COMMANDS)
sys.exit(cli.main(["doctor"]))
"""
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait() == 1
        assert process.stderr.read() == ""
