from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest
from sourdine.pipeline.doctor import (
    Finding,
    check_keyset,
    check_model,
    check_packages,
    check_python,
    check_space,
    check_storage,
    examine,
)
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.storage import Content, Folder, Storage, open_storage


@pytest.mark.parametrize("store", ["folder", "ceph"])  # moto fails under concurrent puts of a key
def test_a_good_store_keeps_every_promise_and_is_left_clean(storage: Storage) -> None:
    findings = check_storage(storage)
    assert [finding for finding in findings if not finding.ok] == []
    assert len(findings) == 9
    assert list(storage.list()) == []


class EveryoneWins(Folder):
    """Stores like this exist: the condition is not looked at."""

    def put_if_absent(self, key: str, content: Content) -> bool:
        self.put(key, content)
        return True


class Forgets(Folder):
    def put(self, key: str, content: Content) -> None:
        super().put(key, Content.of(b"something else", content.type))


class NeverDeletes(Folder):
    def delete(self, key: str) -> None:
        pass


class Refuses(Folder):
    def put(self, key: str, content: Content) -> None:
        raise StopJob("no right")


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        (EveryoneWins, ["storage refuses to overwrite when asked", "storage lets one of 20 writers win"]),
        (Forgets, ["storage reads back what was written", "storage tells size and type"]),
        (NeverDeletes, ["storage deletes"]),
        (Refuses, ["storage"]),
    ],
)
def test_a_bad_store_is_found_out(kind: type[Folder], broken: list[str], tmp_path: Path) -> None:
    findings = {finding.name: finding for finding in check_storage(kind(tmp_path))}
    failed = [name for name, finding in findings.items() if not finding.ok]
    assert set(broken) <= set(failed)
    assert all(findings[name].advice for name in failed)


def test_this_machine_passes() -> None:
    assert check_python().ok
    assert check_packages().ok


def test_packages_that_are_missing_or_old(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["numpy>=999", "no-such-package-at-all>=1", "pytest ; extra == 'dev'", "boto3>=1"]
    monkeypatch.setattr(metadata, "requires", lambda name: wanted)
    finding = check_packages()
    assert not finding.ok
    assert "no-such-package-at-all is missing" in finding.detail
    assert f"numpy {metadata.version('numpy')} is not >=999" in finding.detail
    assert "boto3" not in finding.detail


def test_keyset(tmp_path: Path) -> None:
    path = tmp_path / "keyset.json"
    assert check_keyset(path).ok
    path.chmod(0o640)
    assert "chmod 600" in check_keyset(path).advice
    path.write_bytes(b"")
    assert not check_keyset(path).ok


def test_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_space("copies", tmp_path / "not" / "yet", wanted=1).ok
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Usage", (), {"free": 5_000_000_000})())
    finding = check_space("copies", tmp_path, wanted=6_000_000_000)
    assert finding == Finding("space for copies", False, "5.0 GB free", "have at least 6.0 GB free")


def test_model() -> None:
    def damaged() -> str:
        raise RuntimeError("bad file /home/someone/model.bin")

    def absent() -> str:
        raise StopJob("no model of that name can be reached")

    assert check_model(lambda: "starter 1") == Finding("model", True, "starter 1")
    assert check_model(absent).detail == "no model of that name can be reached"
    assert check_model(damaged).detail == "loading it failed (RuntimeError)"


def test_examine_looks_at_what_it_is_given(tmp_path: Path) -> None:
    few = {finding.name for finding in examine()}
    assert few == {"python", "packages", "keyset", "space for temporary files"}
    everything = examine(storage=open_storage(tmp_path), load_model=lambda: "m", folder=tmp_path)
    all_of_them = {finding.name for finding in everything}
    assert few | {"model", "space for destination", "storage deletes"} <= all_of_them
