from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sourdine.pipeline.errors import Quarantine, Reason, Retry, StopJob
from sourdine.pipeline.fetch import fetched, sidecar
from sourdine.pipeline.sources import Source
from sourdine.pipeline.storage.s3 import Bucket

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PHONE = "0612345678"
ENDING = ".consent.json"
s3 = pytest.mark.parametrize("store", ["moto", "ceph"])


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


@pytest.fixture
def local(tmp_path: Path) -> Source:
    path = tmp_path / f"{PHONE}.wav"
    path.write_bytes(b"RIFF and so on")
    return Source("file", str(path), 14)


@pytest.fixture
def remote(bucket: str, s3_client: S3Client) -> Source:
    s3_client.put_object(Bucket=bucket, Key=f"in/{PHONE}.wav", Body=b"RIFF and so on")
    return Source("object", f"s3://{bucket}/in/{PHONE}.wav", 14)


def test_a_file_is_used_where_it_is(local: Source, temporary: Path) -> None:
    with fetched(local, 14) as path:
        assert str(path) == local.locator
    assert list(temporary.iterdir()) == []
    assert Path(local.locator).exists()


@s3
def test_an_object_comes_into_a_private_folder_and_goes(remote: Source, temporary: Path) -> None:
    with fetched(remote, 14) as path:
        assert path.read_bytes() == b"RIFF and so on"
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert path.parent.parent == temporary
        assert PHONE not in str(path)
    assert list(temporary.iterdir()) == []


@s3
def test_it_goes_when_something_fails_too(remote: Source, temporary: Path) -> None:
    with pytest.raises(KeyboardInterrupt), fetched(remote, 14):
        raise KeyboardInterrupt
    assert list(temporary.iterdir()) == []


def broken(tmp_path: Path, kind: str) -> Source:
    path = tmp_path / f"{PHONE}.wav"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("nowhere")
    return Source("file", str(path), 0)


@pytest.mark.parametrize("kind", ["absent", "folder", "pipe", "link"])
def test_what_is_no_readable_file_is_unreadable(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Quarantine) as caught, fetched(broken(tmp_path, kind), 100):
        pytest.fail("not reached")
    assert caught.value.reason is Reason.UNREADABLE
    assert PHONE not in str(caught.value)


def test_a_file_that_may_not_be_read(local: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so take the right away here
    with pytest.raises(Quarantine) as caught, fetched(local, 100):
        pytest.fail("not reached")
    assert caught.value.reason is Reason.UNREADABLE
    with pytest.raises(Quarantine) as caught:
        sidecar(local, ENDING)
    assert PHONE not in str(caught.value)


def test_a_file_over_the_limit(local: Source) -> None:
    with pytest.raises(Quarantine) as caught, fetched(local, 13):
        pytest.fail("not reached")
    assert caught.value.reason is Reason.OVER_LIMIT


@s3
def test_an_object_over_the_limit_or_gone(remote: Source, s3_client: S3Client, bucket: str) -> None:
    with pytest.raises(Quarantine) as caught, fetched(remote, 13):
        pytest.fail("not reached")
    assert caught.value.reason is Reason.OVER_LIMIT
    s3_client.delete_object(Bucket=bucket, Key=f"in/{PHONE}.wav")
    with pytest.raises(Quarantine) as caught, fetched(remote, 100):
        pytest.fail("not reached")
    assert caught.value.reason is Reason.UNREADABLE


@pytest.mark.parametrize("store", ["moto"])
@pytest.mark.parametrize("failures", [2, 3])
def test_a_broken_download_is_tried_three_times(
    remote: Source, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    left = [None] * failures
    download = Bucket.open

    def fail(self: Bucket, key: str) -> Any:
        if left:
            left.pop()
            raise Retry("the store does not answer")
        return download(self, key)

    monkeypatch.setattr(Bucket, "open", fail)
    if failures == 3:
        with pytest.raises(Retry), fetched(remote, 100):
            pytest.fail("not reached")
    else:
        with fetched(remote, 100) as path:
            assert path.read_bytes() == b"RIFF and so on"


@pytest.mark.parametrize("store", ["moto"])
def test_no_space_for_the_download(remote: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, mode: str = "r") -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StopJob, match="no space left for temporary files"), fetched(remote, 100):
        pytest.fail("not reached")


def test_a_sidecar_of_a_file(local: Source) -> None:
    assert sidecar(local, ENDING) is None
    Path(local.locator + ENDING).write_bytes(b"{}")
    assert sidecar(local, ENDING) == b"{}"


@s3
def test_a_sidecar_of_an_object(remote: Source, bucket: str, s3_client: S3Client) -> None:
    assert sidecar(remote, ENDING) is None
    s3_client.put_object(Bucket=bucket, Key=f"in/{PHONE}.wav{ENDING}", Body=b"{}")
    assert sidecar(remote, ENDING) == b"{}"


def test_a_sidecar_that_is_there_but_cannot_be_used_forbids(local: Source) -> None:
    beside = Path(local.locator + ENDING)
    beside.write_bytes(b" " * (1024**2 + 1))
    with pytest.raises(Quarantine) as caught:
        sidecar(local, ENDING)
    assert caught.value.reason is Reason.OVER_LIMIT
    beside.unlink()
    beside.mkdir()
    with pytest.raises(Quarantine) as caught:
        sidecar(local, ENDING)
    assert caught.value.reason is Reason.UNREADABLE
