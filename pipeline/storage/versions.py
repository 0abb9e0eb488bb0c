"""Erasing in a bucket for good. A plain DELETE in one with versions leaves the bytes readable by version.

Amazon S3 user guide, "Deleting object versions from a versioning-enabled bucket" and "Locking objects with
Object Lock": a version that a COMPLIANCE lock or a legal hold keeps can be deleted by nobody; one in
GOVERNANCE mode by who may bypass it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from sourdine.pipeline.storage.base import Erasure
from sourdine.pipeline.storage.s3_errors import plain_errors, status

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_NO_LOCKS = (404, 405, 501)  # not configured, or the store knows no locks


def erase(client: S3Client, bucket: str, prefix: str, *, exact: bool = False) -> Erasure:
    """Delete every version and every delete marker below ``prefix``, and tell what a lock keeps.

    ``exact``: of the object of that key alone.

    Asked again at the end: a version may have been written meanwhile. Raises `StopJob` or `Retry`.
    """
    gone, locked = 0, set[tuple[str, str]]()
    with plain_errors():
        while left := [
            one
            for one in _versions(client, bucket, prefix)
            if one not in locked and (one[0] == prefix or not exact)
        ]:
            for key, version in left:
                if _delete(client, bucket, key, version):
                    gone += 1
                else:
                    locked.add((key, version))
    return Erasure(gone, len(locked))


def lock(client: S3Client, bucket: str) -> str | None:
    """The bucket's default lock, where new objects cannot be erased under it; in plain words.

    Raises `Retry` where the store does not answer. A store without locks has none.
    """
    with plain_errors():
        try:
            answer = client.get_object_lock_configuration(Bucket=bucket)
        except ClientError as error:
            if status(error) in (*_NO_LOCKS, 403):  # 403: this identity may not look; erasing will tell
                return None
            raise
    rule = answer.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
    if rule.get("Mode") != "COMPLIANCE":
        return None
    span = f"{rule['Days']} days" if "Days" in rule else f"{rule.get('Years')} years"
    return f"every new object is locked for {span} in COMPLIANCE mode and cannot be erased before"


def _versions(client: S3Client, bucket: str, prefix: str) -> Iterator[tuple[str, str]]:
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for found in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            yield found["Key"], found["VersionId"]


def _delete(client: S3Client, bucket: str, key: str, version: str) -> bool:
    """False if a lock keeps the version."""
    try:
        client.delete_object(Bucket=bucket, Key=key, VersionId=version)
        return True
    except ClientError as error:
        if status(error) != 403:
            raise
    if _mode(client, bucket, key, version) != "GOVERNANCE":
        return False
    try:
        client.delete_object(Bucket=bucket, Key=key, VersionId=version, BypassGovernanceRetention=True)
    except ClientError as error:
        if status(error) != 403:
            raise
        return False
    return True


def _mode(client: S3Client, bucket: str, key: str, version: str) -> str | None:
    try:
        answer = client.get_object_retention(Bucket=bucket, Key=key, VersionId=version)
    except ClientError:
        return None
    return answer.get("Retention", {}).get("Mode")
