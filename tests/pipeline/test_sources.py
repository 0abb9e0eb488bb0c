from __future__ import annotations

import os
import pickle
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.sources import Source, call_id, find_sources

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PHONE = "0612345678"
WAV = b"RIFF\0\0\0\0WAVE"
s3 = pytest.mark.parametrize("store", ["moto", "ceph"])

# name → bytes, and whether it is a recording when found in a folder or prefix
FOUND = {
    "a/call.wav": (WAV, True),
    "a/call.wav.consent.json": (b"{}", False),
    "a/call.truth.json": (b"{}", False),
    "a/empty.flac": (b"", True),
    "a/phone.m4a": (b"\0\0\0\x20ftyp", True),
    "a/readme.md": (b"# Calls", False),
    "b/UPPER.MP3": (b"ID3", True),
    "b/text.wav": (b"not a sound", True),
    "b/.hidden.wav": (WAV, False),
    "no-ending": (b"fLaC", True),
    "no-ending-either": (b"\xff\xfeT\0e\0x\0t\0", False),
    "odd.bin": (b"OggS", True),
    "zero.bin": (b"", False),
}
EXPECTED = sorted(name for name, (_, is_recording) in FOUND.items() if is_recording)


def names(sources: list[Source], start: str) -> list[str]:
    return [source.locator.removeprefix(start) for source in sources]


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    for name, (data, _) in FOUND.items():
        path = tmp_path / "calls" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "calls"


def test_recordings_of_a_folder_in_order(calls: Path) -> None:
    found = list(find_sources([calls]))
    assert names(found, f"{calls}/") == EXPECTED
    assert {source.kind for source in found} == {"file"}
    assert found[0].size == len(WAV)


def test_a_file_named_by_itself_counts_whatever_it_holds(calls: Path) -> None:
    found = list(find_sources([calls / "a" / "readme.md", calls / "b" / ".hidden.wav"]))
    assert names(found, f"{calls}/") == ["a/readme.md", "b/.hidden.wav"]


def test_relative_places_are_the_same_recordings(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(calls)
    (calls.parent / "link").symlink_to(calls)
    assert list(find_sources(["a/../a"])) == list(find_sources([calls.parent / "link" / "a"]))


def test_what_cannot_be_entered_or_opened_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "gone.wav").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.wav")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(list(find_sources([tmp_path])), f"{tmp_path}/") == ["gone.wav", "pipe.wav"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_locked_folder_is_a_source_that_will_fail(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    assert names(list(find_sources([tmp_path])), f"{tmp_path}/") == ["locked"]


def test_a_folder_that_fails_is_a_source_that_will_fail(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(list(find_sources([calls])), f"{calls}/")[:2] == ["a", "b/UPPER.MP3"]


def test_a_place_where_nothing_is(calls: Path) -> None:
    with pytest.raises(StopJob, match="source 2: there is nothing") as caught:
        find_sources([calls, calls / f"{PHONE}.wav"])
    assert PHONE not in str(caught.value)


def test_the_destination_is_no_source(calls: Path) -> None:
    (calls / "safe").mkdir()
    (calls / "safe" / "audio.wav").write_bytes(WAV)
    assert names(list(find_sources([calls], calls / "safe")), f"{calls}/") == EXPECTED
    for inside in (calls / "safe", calls / "safe" / "audio.wav"):
        with pytest.raises(StopJob, match="source 1 lies in the destination"):
            find_sources([inside], calls / "safe")


@s3
def test_recordings_of_a_prefix(bucket: str, s3_client: S3Client) -> None:
    for name, (data, _) in FOUND.items():
        s3_client.put_object(Bucket=bucket, Key=f"2026/{name}", Body=data)
    for name in ("2026-old/x.wav", "2026/", "2026/safe/audio.wav"):
        s3_client.put_object(Bucket=bucket, Key=name, Body=WAV)
    start = f"s3://{bucket}/2026"
    for where in (start, f"{start}/"):
        found = list(find_sources([where], f"{start}/safe/"))
        assert names(found, f"{start}/") == EXPECTED
        assert {source.kind for source in found} == {"object"}
    assert names(list(find_sources([f"{start}/a/readme.md"])), start) == ["/a/readme.md"]
    assert len(list(find_sources([f"s3://{bucket}"]))) == len(EXPECTED) + 2


@s3
def test_a_prefix_where_nothing_is(bucket: str) -> None:
    with pytest.raises(StopJob, match="source 1: there is nothing"):
        find_sources([f"s3://{bucket}/{PHONE}"])
    with pytest.raises(StopJob, match="no bucket"):
        find_sources(["s3://nobody-made-this-one"])


@given(st.text(), st.text(), st.binary(min_size=32, max_size=32))
def test_ids_are_opaque_and_depend_on_place_and_key_alone(one: str, other: str, key: bytes) -> None:
    ids = [call_id(Source("file", place, size), key) for place, size in ((one, 1), (one, 2), (other, 1))]
    assert all(re.fullmatch("[a-z2-7]{32}", found) for found in ids)
    assert ids[0] == ids[1]
    assert (ids[0] == ids[2]) == (one == other)
    assert call_id(Source("file", one, 1), bytes(32)) != ids[0] or key == bytes(32)


def test_an_id_stays_the_same_over_versions() -> None:
    """Published calls are found by it: changing how it is made makes every archive start anew."""
    source = Source("object", "s3://calls/2026/07/a.wav", 1)
    assert call_id(source, bytes(range(32))) == "tedaashwgehurb5ofapkqzxcigr4x2ub"


def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xe9t\xe9.wav")).write_bytes(WAV)
    (source,) = find_sources([tmp_path])
    assert len(call_id(source, bytes(32))) == 32


def test_a_source_does_not_show_its_place_but_travels(tmp_path: Path) -> None:
    source = Source("file", f"/calls/{PHONE}.wav", 3)
    assert PHONE not in repr(source)
    assert pickle.loads(pickle.dumps(source)) == source  # noqa: S301 - our own bytes
    assert source.name == f"{PHONE}.wav"
