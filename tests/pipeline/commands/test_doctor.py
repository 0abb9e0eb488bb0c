"""``sourdine doctor``: findings as lines, and an exit code."""

from pathlib import Path

import pytest
from sourdine.pipeline import cli


def test_a_healthy_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--out", str(tmp_path / "safe")]) == 0
    told = capsys.readouterr().out
    assert "BAD" not in told
    assert "ok   python: " in told and "ok   storage deletes: kept" in told
    assert "no model looked at" in told


def test_a_model_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--model", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "BAD  model: " in told and "→ give --model" in told


def test_a_destination_that_cannot_be_opened_is_a_finding_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--out", "ftp://nowhere/"]) == 1
    told = capsys.readouterr().out
    assert "ok   python" in told and "BAD  storage: a destination is a folder or s3://" in told
