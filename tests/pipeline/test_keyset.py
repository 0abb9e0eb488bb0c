from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import keyset_path, load_keyset


@pytest.mark.parametrize(
    ("home", "xdg", "expected"),
    [
        ("/data/sourdine", "/xdg", "/data/sourdine/keyset.json"),
        ("", "/xdg", "/xdg/sourdine/keyset.json"),
        ("", "", "/home/someone/.local/share/sourdine/keyset.json"),
    ],
)
def test_where_it_lies(home: str, xdg: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("SOURDINE_HOME", home)
    monkeypatch.setenv("XDG_DATA_HOME", xdg)
    assert keyset_path() == Path(expected)


def test_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / "keyset.json"
    first = load_keyset(path)
    assert load_keyset(path) == first
    assert len(first.call_id) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [left.name for left in path.parent.iterdir()] == ["keyset.json"]


def test_whoever_makes_it_first_makes_it_for_all(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keysets = list(pool.map(lambda number: load_keyset(tmp_path / "keyset.json"), range(8)))
    assert len({keyset.call_id for keyset in keysets}) == 1


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    keyset = load_keyset(tmp_path / "keyset.json")
    assert repr(keyset) == "Keyset()"


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"version": 2}',
        b'{"version": 2, "call_id": "c2hvcnQ=", "text": "c2hvcnQ="}',
        b'{"version": 2, "call_id": 5, "text": 5}',
        json.dumps({"version": 2, "call_id": "QUFB" * 12}).encode(),
        json.dumps({"version": 1, "call_id": "QUFB" * 12, "text": "QUFB" * 12}).encode(),
    ],
)
def test_a_damaged_keyset_is_never_replaced(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "keyset.json"
    path.write_bytes(damage)
    with pytest.raises(StopJob, match="restore it from a copy"):
        load_keyset(path)
    assert path.read_bytes() == damage


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StopJob, match="SOURDINE_HOME"):
        load_keyset(tmp_path / "file" / "keyset.json")
