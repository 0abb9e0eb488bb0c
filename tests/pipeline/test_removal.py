"""Erasing in real stores: every version, what a lock keeps, and what an old backup brings back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sourdine.pipeline.catalogue.calls import Tombstone
from sourdine.pipeline.lifecycle import warn_of_stores
from sourdine.pipeline.removal import came_back, remove_copy, remove_original
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.storage import Content, Erasure, Storage, open_storage
from sourdine.pipeline.tombstones import read_tombstone, remove_tombstone, write_tombstone

if TYPE_CHECKING:
    from pathlib import Path

    from sourdine.pipeline.catalogue import Catalogue
    from types_boto3_s3 import S3Client

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CALL = "a" * 32
ON_S3 = pytest.mark.parametrize("store", ["moto", "ceph"], indirect=True)


def gone(ground: str = "erased") -> Tombstone:
    return Tombstone(CALL, "default", "here", ground, "", NOW)  # type: ignore[arg-type]


def content(text: bytes) -> Content:
    return Content.of(text, "application/json")


def test_a_copy_goes_and_leaves_a_tombstone(storage: Storage) -> None:
    for name in ("manifest.json", "v2-0/audio.wav"):
        storage.put(f"{CALL}/{name}", content(b"canary"))
    storage.put(f"{'b' * 32}/manifest.json", content(b"another"))
    assert remove_copy(storage, gone()) == Erasure(2)
    assert remove_copy(storage, gone("withdrawn")) == Erasure(0)
    assert {one.key for one in storage.list()} == {f"{'b' * 32}/manifest.json", f"tombstones/{CALL}.json"}
    found = read_tombstone(storage, CALL)
    assert found is not None and found.ground == "erased"
    assert not remove_tombstone(storage, CALL)
    assert list(came_back(storage, [])) == []
    storage.put(f"{CALL}/manifest.json", content(b"canary"))
    assert [one.call for one in came_back(storage, [])] == [CALL]


def test_a_withdrawal_can_be_taken_back_and_a_damaged_tombstone_cannot(storage: Storage) -> None:
    write_tombstone(storage, gone("withdrawn"))
    assert remove_tombstone(storage, CALL)
    assert read_tombstone(storage, CALL) is None
    storage.put(f"tombstones/{CALL}.json", content(b"{"))
    assert not remove_tombstone(storage, CALL)


@ON_S3
def test_no_version_stays_readable(store: str, bucket: str, s3_client: S3Client) -> None:
    s3_client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    storage = open_storage(f"s3://{bucket}/safe")
    for text in (b"one", b"two"):
        storage.put(f"{CALL}/audio.wav", content(text))
    storage.delete(f"{CALL}/audio.wav")
    remove_copy(storage, gone())
    answer = s3_client.list_object_versions(Bucket=bucket, Prefix=f"safe/{CALL}/")
    assert not answer.get("Versions") and not answer.get("DeleteMarkers")
    s3_client.put_object(Bucket=bucket, Key="in/call.wav", Body=b"canary")
    s3_client.put_object(Bucket=bucket, Key="in/call.wav2", Body=b"another")
    assert remove_original(f"s3://{bucket}/in/call.wav").gone == 1
    left = s3_client.list_object_versions(Bucket=bucket, Prefix="in/").get("Versions", [])
    assert [one["Key"] for one in left] == ["in/call.wav2"]


@pytest.mark.parametrize("store", ["ceph"], indirect=True)
@pytest.mark.parametrize("mode", ["COMPLIANCE", "GOVERNANCE"])
@pytest.mark.parametrize("catalogue_address", ["sqlite"], indirect=True)
def test_a_lock_is_told_before_and_after(
    store: str, mode: str, s3_client: S3Client, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    bucket = f"locked-{mode.lower()}"
    s3_client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    s3_client.put_object_lock_configuration(
        Bucket=bucket,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": mode, "Days": 1}},  # type: ignore[typeddict-item]
        },
    )
    storage = open_storage(f"s3://{bucket}")
    storage.put(f"{CALL}/audio.wav", content(b"canary"))
    warn_of_stores(storage, Settings(), catalogue)
    if mode == "COMPLIANCE":
        assert "locked for 1 days in COMPLIANCE mode" in caplog.text
        assert remove_copy(storage, gone()) == Erasure(0, 1)
    else:
        assert caplog.text == ""
        assert remove_copy(storage, gone()) == Erasure(1, 0)


def test_an_original_goes_with_its_consent_record(tmp_path: Path) -> None:
    path = tmp_path / "0612345678.wav"
    path.write_bytes(b"canary")
    path.with_name(path.name + ".consent.json").write_text("{}")
    assert remove_original(str(path)) == Erasure(2)
    assert remove_original(str(path)) == Erasure(0)
    assert not list(tmp_path.iterdir())
