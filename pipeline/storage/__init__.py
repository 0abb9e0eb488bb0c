"""Where safe copies go and recordings come from: a folder, or any S3-compatible store."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.storage.base import Content, Erasure, Storage, Stored, content_type
from sourdine.pipeline.storage.folder import Folder

if TYPE_CHECKING:
    from sourdine.pipeline.storage.s3 import Bucket

__all__ = [
    "Content",
    "Erasure",
    "Folder",
    "Storage",
    "Stored",
    "content_type",
    "is_s3",
    "open_object",
    "open_storage",
    "split_s3",
]


def open_storage(where: str | Path, *, endpoint_url: str | None = None) -> Storage:
    """The store that ``where`` names: a folder (made if missing), or ``s3://bucket/prefix``.

    The endpoint and the access key come from the usual AWS settings (``AWS_ENDPOINT_URL``,
    ``AWS_ACCESS_KEY_ID``, profiles, roles) unless ``endpoint_url`` is given.
    Raises `StopJob` if it cannot be used, so that nothing is processed in vain.
    """
    if is_s3(where):
        from sourdine.pipeline.storage.s3 import Bucket  # boto3 takes 0.3 s to import

        name, prefix = split_s3(str(where))
        bucket = Bucket(name, prefix, endpoint_url)
        bucket.prepare()
        return bucket
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", str(where)):
        raise StopJob("a destination is a folder or s3://bucket/prefix; other addresses are not supported")
    folder = Folder(Path(where).expanduser().absolute())
    folder.prepare()
    return folder


def open_object(locator: str) -> tuple[Bucket, str]:
    """The bucket and the key in it of ``s3://bucket/key``, without asking the store anything."""
    from sourdine.pipeline.storage.s3 import Bucket  # boto3 takes 0.3 s to import

    name, key = split_s3(locator)
    return Bucket(name), key


def is_s3(where: str | Path) -> bool:
    """Whether this names a place in an S3 store."""
    return str(where).startswith("s3://")


def split_s3(where: str) -> tuple[str, str]:
    """``s3://bucket/key`` as (bucket, key). Raises `StopJob` without a bucket."""
    bucket, _, key = where.removeprefix("s3://").partition("/")
    if not bucket:
        raise StopJob("an S3 address looks like s3://bucket/prefix")
    return bucket, key
