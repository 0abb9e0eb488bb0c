"""Any S3-compatible store, through boto3.

The conditional write is ``If-None-Match: *``: 412 says that the object exists, 409 that another writer is
at it right now (Amazon S3 user guide, "Conditional writes"). Content always goes up in one PUT, because
stores exist that ignore the condition when completing a multipart upload.
"""

from __future__ import annotations

import base64
import io
import os
import random
import secrets
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from botocore.exceptions import ClientError
from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.storage import versions
from sourdine.pipeline.storage.base import Content, Erasure, Stored, sha256_of
from sourdine.pipeline.storage.lifecycle import StoreRule, lifecycle
from sourdine.pipeline.storage.s3_errors import plain_errors, retried, status

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from types_boto3_s3 import S3Client

_ONE_PUT = 5 * 1024**3  # bytes; the most that S3 takes in one PUT
_CONFLICTS = 8  # tries of a conditional write that keeps meeting another writer
_IDENTITY = (
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
)


class Bucket:
    """A `Storage` below a prefix of a bucket. Listings go by key."""

    def __init__(self, bucket: str, prefix: str = "", endpoint_url: str | None = None) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        try:
            with plain_errors():
                self.client = _client(endpoint_url, tuple(os.environ.get(name) for name in _IDENTITY))
        except ValueError:  # botocore quotes the address, which may hold a password
            raise StopJob("the address of the store (endpoint) is not valid") from None

    def prepare(self, prefix: str = "") -> None:
        """Ask one question, so that a wrong secret or bucket stops the job before any work is done."""
        try:
            with plain_errors():  # a listing, because HEAD gives no reason with its 403
                self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix + prefix, MaxKeys=1)
        except Retry as error:
            raise StopJob(f"{error}: check the endpoint (AWS_ENDPOINT_URL) and the network") from None

    def put(self, key: str, content: Content) -> None:
        """See `Storage.put`."""
        with plain_errors():
            self._send(key, content, {})

    def put_if_absent(self, key: str, content: Content) -> bool:
        """See `Storage.put_if_absent`."""
        for attempt in range(_CONFLICTS):
            created = self._create(key, content)
            if created is not None:
                return created
            time.sleep(random.uniform(0.5, 1) * min(0.05 * 2**attempt, 2))
        raise Retry("the store keeps reporting another writer of the same object")

    def open(self, key: str, start: int = 0) -> BinaryIO:
        """See `Storage.open`. Reading from the stream raises `Retry` if the connection breaks."""
        rest: dict[str, Any] = {"Range": f"bytes={start}-"} if start else {}
        with plain_errors():
            try:
                answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + key, **rest)
            except ClientError as error:
                if _is_absent(error):
                    raise FileNotFoundError("not in the bucket") from None
                raise
        return cast(BinaryIO, io.BufferedReader(_Body(answer["Body"]), 1 << 18))

    def read(self, key: str, limit: int) -> bytes | None:
        """See `Storage.read`."""
        with plain_errors():
            try:
                answer = self.client.get_object(
                    Bucket=self.bucket, Key=self.prefix + key, Range=f"bytes=0-{limit - 1}"
                )
                return answer["Body"].read()
            except ClientError as error:
                if status(error) == 416:  # an empty object has no first byte
                    return b""
                if _is_absent(error):
                    return None
                raise

    def head(self, key: str) -> Stored | None:
        """See `Storage.head`."""
        answer = self._facts(key)
        if answer is None:
            return None
        return Stored(key, answer["ContentLength"], answer["LastModified"], answer.get("ContentType"))

    def digest(self, key: str) -> str | None:
        """See `Storage.digest`; read from the object's metadata where this product wrote it."""
        answer = self._facts(key)
        if answer is None:
            return None
        if noted := answer["Metadata"].get("sha256"):
            return str(noted)
        with self.open(key) as stream:
            return sha256_of(stream)

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """See `Storage.list`."""
        pages = self.client.get_paginator("list_objects_v2")
        with plain_errors():
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
                for found in page.get("Contents", ()):
                    yield Stored(found["Key"][len(self.prefix) :], found["Size"], found["LastModified"])

    def delete(self, key: str) -> None:
        """See `Storage.delete`. In a bucket with versions the earlier bytes stay readable by version."""
        with plain_errors():
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key)

    @property
    def address(self) -> str:
        """See `Storage.address`."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def erase(self, prefix: str) -> Erasure:
        """See `Storage.erase`. What a lock in governance mode keeps goes too, where this identity may."""
        return versions.erase(self.client, self.bucket, self.prefix + prefix)

    def erase_one(self, key: str) -> Erasure:
        """The same for one object by its whole key, wherever it is: a recording that was read as a source."""
        return versions.erase(self.client, self.bucket, self.prefix + key, exact=True)

    def lock(self) -> str | None:
        """See `Storage.lock`."""
        return versions.lock(self.client, self.bucket)

    def lifecycle(self) -> tuple[StoreRule, ...] | None:
        """See `Storage.lifecycle`."""
        return lifecycle(self.client, self.bucket, self.prefix)

    def _create(self, key: str, content: Content) -> bool | None:
        """True: written. False: something is there. None: another writer is at it, try again."""
        mark = secrets.token_hex(8)
        with plain_errors():
            try:
                self._send(key, content, {"IfNoneMatch": "*"}, mark)
            except ClientError as error:
                if status(error) == 409:
                    return None
                if status(error) != 412:
                    raise
                # boto3 sends again when an answer got lost: then what is there may be our own
                return retried(error) and self._mark(key) == mark
        return True

    def _send(self, key: str, content: Content, condition: dict[str, Any], mark: str = "") -> None:
        if content.size > _ONE_PUT:
            raise StopJob("an object is larger than a store takes in one piece (5 GiB)")
        metadata = {"sha256": content.sha256} | ({"attempt": mark} if mark else {})
        with content.open() as body:
            self.client.put_object(
                Bucket=self.bucket,
                Key=self.prefix + key,
                Body=body,
                ContentLength=content.size,
                ContentType=content.type,
                ContentMD5=base64.b64encode(content.md5).decode(),  # checked by the store on arrival
                Metadata=metadata,
                **condition,
            )

    def _facts(self, key: str) -> dict[str, Any] | None:
        with plain_errors():
            try:
                return dict(self.client.head_object(Bucket=self.bucket, Key=self.prefix + key))
            except ClientError as error:
                if _is_absent(error):
                    return None
                raise

    def _mark(self, key: str) -> str | None:
        facts = self._facts(key)
        return facts["Metadata"].get("attempt") if facts else None


class _Body(io.RawIOBase):
    """A response body as a raw stream whose failures are plain."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, target: WriteableBuffer) -> int:
        view = memoryview(target)
        with plain_errors():
            piece: bytes = self._body.read(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._body.close()
        super().close()


def _is_absent(error: ClientError) -> bool:
    return status(error) == 404 and error.response["Error"]["Code"] != "NoSuchBucket"


@lru_cache(maxsize=8)
def _client(endpoint_url: str | None, identity: tuple[str | None, ...]) -> S3Client:
    """One client for each endpoint and identity: making one takes 50 ms, and threads may share it."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint_url,
        config=Config(
            connect_timeout=5,
            read_timeout=60,
            retries={"mode": "standard", "total_max_attempts": 5},
            max_pool_connections=32,
            # newer defaults send checksum trailers that many compatible stores refuse
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
