"""``sourdine journal`` as people use it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sourdine.pipeline.cli import main
from sourdine.pipeline.journal import Act, open_journal
from sourdine.pipeline.keyset import load_keyset

CALL = "a" * 32
OLD = (datetime.now(UTC) - timedelta(days=400)).date().isoformat()


@pytest.fixture
def safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SOURDINE_ACTOR", "dpo")
    journal = open_journal(str(tmp_path / "safe"), load_keyset())
    journal.write(
        Act("worker", "call.publish", CALL, "quality", when=datetime.now(UTC) - timedelta(days=500))
    )
    journal.write(Act("ann", "vault.open", CALL, "complaint"))
    return tmp_path / "safe"


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(["journal", *words]) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_acts_are_shown_and_chosen(safe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, "show", str(safe)).splitlines()) == 2
    line = told(capsys, "show", str(safe), "--what", "vault", "--call", CALL)
    assert line.split()[1:] == ["ann", "vault.open", "done", "call", CALL, "why", "complaint"]
    (one,) = told(capsys, "show", str(safe), "--json", "--until", OLD).splitlines()
    assert json.loads(one)["what"] == "call.publish"
    assert told(capsys, "show", str(safe), "--what", "subject") == ""


def test_an_export_is_checked_by_who_has_no_keyset(
    safe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert "3 acts; 0 problems" in told(capsys, "export", str(safe), "--out", str(out))
    data = json.loads((out / "journal.json").read_bytes())
    assert [one["what"] for one in data["acts"]] == ["call.publish", "vault.open", "journal.export"]
    assert "The chain is whole" in (out / "journal.html").read_text("utf-8")
    shutil.copytree(safe / "journal", tmp_path / "copy" / "journal")
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path / "authority"))
    given = ("--public-key", str(out / "public-key.pem"), "--checkpoint", str(out / "checkpoint.json"))
    assert "3 acts in 3 blocks; 0 problems" in told(capsys, "verify", str(tmp_path / "copy"), *given)
    (tmp_path / "copy/journal/blocks/000000000002.json").unlink()
    assert "cut off" in told(capsys, "verify", str(tmp_path / "copy"), *given, code=1)


def test_a_change_is_found(safe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "2 acts in 2 blocks; 0 problems" in told(capsys, "verify", str(safe))
    block = safe / "journal/blocks/000000000001.json"
    block.write_bytes(block.read_bytes().replace(b'"ann"', b'"bob"'))
    assert "block 1: the signature" in told(capsys, "verify", str(safe), code=1)
    assert "journal verify" in told(capsys, "show", str(safe), code=2)


def test_old_acts_are_forgotten(safe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "prune", str(safe), "--keep-days", "365") == "1 acts forgotten.\n"
    assert "1 older acts pruned; 0 problems" in told(capsys, "verify", str(safe))
    assert "at least 1" in told(capsys, "prune", str(safe), "--keep-days", "0", code=2)


def test_a_checkpoint_is_written(safe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "checkpoint", str(safe), "--out", str(tmp_path / "point.json"))
    written = json.loads((tmp_path / "point.json").read_bytes())
    shown = json.loads(told(capsys, "checkpoint", str(safe)))
    moving = {"when", "signature"}  # the second may be another one
    assert {**written, **dict.fromkeys(moving)} == {**shown, **dict.fromkeys(moving)}
    (tmp_path / "empty").mkdir()
    assert "empty" in told(capsys, "checkpoint", str(tmp_path / "empty"), code=2)
    assert "no such destination" in told(capsys, "verify", str(tmp_path / "missing"), code=2)
