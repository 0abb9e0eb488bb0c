"""What only a folder can get wrong."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.storage import Content, Folder, open_storage

DATA = Content.of(b"0123456789", "application/json")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    storage = open_storage(tmp_path / "out")
    assert isinstance(storage, Folder)
    return storage


def files(folder: Folder) -> list[str]:
    return sorted(str(path.relative_to(folder.root)) for path in folder.root.rglob("*") if path.is_file())


@pytest.mark.parametrize("key", ["", "/etc/x", "../x", "a/../x", "a//b", "a/", "./a", "a\0b", ".incoming/x"])
def test_keys_stay_below_the_folder(folder: Folder, key: str) -> None:
    with pytest.raises(ValueError, match="one slash"):
        folder.put(key, DATA)


@pytest.mark.parametrize("call", ["put", "put_if_absent"])
@pytest.mark.parametrize(
    ("code", "line"),
    [
        (errno.ENOSPC, "no space left at the destination"),
        (errno.EDQUOT, "no space left at the destination"),
        (errno.EROFS, "no right to write"),
        (errno.EIO, "EIO"),
    ],
)
def test_a_failing_disk_stops_the_job_and_leaves_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, call: str, code: int, line: str
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(code, os.strerror(code), "/somewhere/0612345678")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StopJob, match=line) as caught:
        getattr(folder, call)("call/audio.wav", DATA)
    assert "0612345678" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert files(folder) == []


@pytest.mark.parametrize("call", ["put", "put_if_absent"])
def test_nothing_half_written_is_ever_seen(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    seen = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        seen.append((folder.head("call/audio.wav"), [stored.key for stored in folder.list()]))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    getattr(folder, call)("call/audio.wav", DATA)
    facts, keys = seen[0]
    assert (facts, keys) == (None, [])
    assert files(folder) == ["call/audio.wav"]


def test_a_file_system_without_hard_links_is_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", fail)
    with pytest.raises(StopJob, match="hard links"):
        folder.put_if_absent("call/a", DATA)
    assert files(folder) == []


def test_what_killed_runs_left_is_removed_after_a_day(folder: Folder) -> None:
    old, new = folder.root / ".incoming" / "old", folder.root / ".incoming" / "new"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    folder.prepare()
    assert files(folder) == [".incoming/new"]
    assert list(folder.list()) == []


def test_an_empty_folder_goes_with_its_last_object(folder: Folder) -> None:
    folder.put("call/deep/a", DATA)
    folder.put("other/b", DATA)
    folder.delete("call/deep/a")
    assert sorted(path.name for path in folder.root.iterdir()) == [".incoming", "other"]


def test_files_get_the_rights_of_the_umask(folder: Folder) -> None:
    before = os.umask(0o027)
    try:
        folder.put("call/a", DATA)
    finally:
        os.umask(before)
    assert (folder.root / "call" / "a").stat().st_mode & 0o777 == 0o640


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StopJob):
        open_storage(tmp_path / "out")
