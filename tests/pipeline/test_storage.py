"""What every store promises, tried on a folder, on moto and on Ceph."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.storage import Content, Storage, content_type, open_storage, split_s3


def content(data: bytes | Path, media_type: str = "application/json") -> Content:
    return Content.of(data, media_type)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("audio.wav", "audio/wav"),
        ("audio.flac", "audio/flac"),
        ("audio.mp3", "audio/mpeg"),
        ("audio.ogg", "audio/ogg"),
        ("audio.opus", "audio/ogg"),
        ("transcript.json", "application/json"),
        ("transcript.vtt", "text/vtt"),
        ("call.vcon.json", "application/vcon+json"),
        ("AUDIO.WAV", "audio/wav"),
        ("notes", "application/octet-stream"),
    ],
)
def test_content_type_by_ending(name: str, media_type: str) -> None:
    assert content_type(name) == media_type


@given(st.binary(max_size=100))
def test_content_knows_its_bytes(data: bytes) -> None:
    measured = content(data)
    assert (measured.size, measured.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert measured.md5 == hashlib.md5(data, usedforsecurity=False).digest()


def test_put_replaces_as_a_whole(storage: Storage) -> None:
    storage.put("call/a.json", content(b"first, and longer"))
    storage.put("call/a.json", content(b"second"))
    assert storage.read("call/a.json", 100) == b"second"
    assert storage.digest("call/a.json") == hashlib.sha256(b"second").hexdigest()


def test_put_if_absent_never_replaces(storage: Storage) -> None:
    assert storage.put_if_absent("call/a.json", content(b"first"))
    assert not storage.put_if_absent("call/a.json", content(b"second"))
    assert storage.read("call/a.json", 100) == b"first"


@pytest.mark.parametrize("store", ["folder", "ceph"])  # moto fails under concurrent puts of a key
@pytest.mark.parametrize("same_bytes", [False, True])
def test_one_of_twenty_writers_wins(storage: Storage, same_bytes: bool) -> None:
    contents = [content(b"x" if same_bytes else f"writer {n}".encode()) for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(lambda one: storage.put_if_absent("call/manifest.json", one), contents))
    assert won.count(True) == 1
    assert storage.digest("call/manifest.json") == contents[won.index(True)].sha256


def test_open_and_read(storage: Storage, tmp_path: Path) -> None:
    data = bytes(range(256)) * 4096
    (tmp_path / "sound").write_bytes(data)
    storage.put("call/audio.wav", content(tmp_path / "sound", "audio/wav"))
    with storage.open("call/audio.wav") as stream:
        assert stream.read(3) == data[:3]
        assert stream.read() == data[3:]
    assert storage.read("call/audio.wav", 10) == data[:10]


def test_an_empty_object(storage: Storage) -> None:
    storage.put("call/empty", content(b""))
    assert storage.read("call/empty", 10) == b""
    assert storage.digest("call/empty") == hashlib.sha256(b"").hexdigest()


def test_head_tells_size_type_and_time(storage: Storage) -> None:
    storage.put("call/call.vcon.json", content(b"{}", content_type("call.vcon.json")))
    facts = storage.head("call/call.vcon.json")
    assert facts is not None
    assert (facts.size, facts.type) == (2, "application/vcon+json")
    assert abs(facts.modified - datetime.now(UTC)) < timedelta(minutes=5)


def test_what_is_absent(storage: Storage) -> None:
    storage.put("call/there", content(b""))
    for key in ("other", "call/there/below", "call"):
        assert storage.head(key) is None
        assert storage.digest(key) is None
        assert storage.read(key, 10) is None
        with pytest.raises(FileNotFoundError) as caught:
            storage.open(key)
        assert key not in str(caught.value)
        storage.delete(key)
    assert storage.read("call/there", 10) == b""


def test_list_by_prefix(storage: Storage) -> None:
    keys = ["a/1", "a/2", "ab/1", "b", "c/d/e"]
    for key in keys:
        storage.put(key, content(key.encode()))
    assert sorted(stored.key for stored in storage.list()) == keys
    assert [stored.key for stored in storage.list("a/")] == ["a/1", "a/2"]
    assert sorted(stored.key for stored in storage.list("a")) == ["a/1", "a/2", "ab/1"]
    assert [(stored.key, stored.size) for stored in storage.list("c/d")] == [("c/d/e", 5)]
    assert list(storage.list("nothing")) == []


def test_delete(storage: Storage) -> None:
    storage.put("call/a", content(b"1"))
    storage.put("call/b", content(b"2"))
    storage.delete("call/a")
    storage.delete("call/a")
    assert [stored.key for stored in storage.list()] == ["call/b"]


@pytest.mark.parametrize("where", ["s3://", "gs://bucket/x", "http://host/x", "s3:///key"])
def test_addresses_that_are_none(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StopJob):
        open_storage(where)
    assert list(tmp_path.iterdir()) == []


def test_split_s3() -> None:
    assert split_s3("s3://calls/2026/07/a.wav") == ("calls", "2026/07/a.wav")
    assert split_s3("s3://calls") == ("calls", "")


def test_a_folder_needs_no_boto3(tmp_path: Path) -> None:
    code = (
        "import sys; from sourdine.pipeline import publish, sources, fetch, quarantine, doctor, storage;"
        f"storage.open_storage({str(tmp_path)!r}); assert not {{'boto3', 'botocore'}} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - this interpreter
