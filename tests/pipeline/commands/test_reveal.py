from __future__ import annotations

from pathlib import Path

import pytest
from sourdine.pipeline.cli import main
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.settings import TextSettings
from sourdine.pipeline.wording import writer


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path))
    sealed = writer(TextSettings("encrypt"), load_keyset().text)("PERSON", "PERSON_1", "julie morel")
    path = tmp_path / "transcript.vtt"
    path.write_text(f"<v customer>c’est {sealed}\n", encoding="utf-8")
    return path


def test_whoever_holds_the_keyset_reads_the_value(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reveal", str(published)]) == 0
    assert capsys.readouterr().out == "<v customer>c’est julie morel\n"


def test_another_keyset_reveals_nothing(
    published: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURDINE_HOME", str(published.parent / "other"))
    assert main(["reveal", str(published)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "another key" in told.err


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reveal", str(tmp_path / "missing.json")]) == 2
    assert "cannot be read (FileNotFoundError)" in capsys.readouterr().err
