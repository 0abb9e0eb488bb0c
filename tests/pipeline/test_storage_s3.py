"""What only an S3 store can get wrong: conditions, retries, answers, identities."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session
from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.storage import Content, open_storage
from sourdine.pipeline.storage.s3 import Bucket, _Body

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

DATA = Content.of(b"{}", "application/json")
PHONE = "0612345678"

Answer = Callable[[AWSPreparedRequest], AWSResponse | None]

both = pytest.mark.parametrize("store", ["moto", "ceph"])
moto = pytest.mark.parametrize("store", ["moto"])
ceph = pytest.mark.parametrize("store", ["ceph"])


@pytest.fixture
def safe(bucket: str) -> Bucket:
    storage = open_storage(f"s3://{bucket}/safe")
    assert isinstance(storage, Bucket)
    return storage


@pytest.fixture
def on_send(safe: Bucket, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], None]]:
    """Register a function that sees every request and may answer in the store's place."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    handlers: list[Any] = []

    def register(answer: Answer) -> None:
        def handler(request: AWSPreparedRequest, **others: Any) -> Any:
            return answer(request)

        handlers.append(handler)
        safe.client.meta.events.register("before-send.s3", handler)

    yield register
    for handler in handlers:  # the client is shared by everything in this process
        safe.client.meta.events.unregister("before-send.s3", handler)


class Raw(io.BytesIO):
    """As much of a urllib3 response as botocore reads."""

    def stream(self, **kwargs: Any) -> Iterator[bytes]:
        yield self.read()


def answer(status: int, code: str) -> AWSResponse:
    body = f"<Error><Code>{code}</Code><Message>{PHONE}</Message></Error>".encode()
    return AWSResponse(f"http://store/{PHONE}", status, HTTPHeaders(), Raw(body))


@both
def test_conditions_are_sent_only_where_meant(safe: Bucket, on_send: Callable[[Answer], None]) -> None:
    sent = []
    on_send(lambda request: sent.append((request.method, request.headers.get("If-None-Match"))))
    safe.put("call/a", DATA)
    safe.put_if_absent("call/manifest.json", DATA)
    assert sent == [("PUT", None), ("PUT", b"*")]


@both
def test_one_request_for_a_lost_race(safe: Bucket, on_send: Callable[[Answer], None]) -> None:
    safe.put("call/a", DATA)
    sent = []
    on_send(lambda request: sent.append(request.method))
    assert not safe.put_if_absent("call/a", DATA)
    assert sent == ["PUT"]


@both
def test_metadata_and_type_as_others_see_them(safe: Bucket, bucket: str, s3_client: S3Client) -> None:
    safe.put_if_absent("call/call.vcon.json", replace(DATA, type="application/vcon+json"))
    seen = s3_client.head_object(Bucket=bucket, Key="safe/call/call.vcon.json")
    assert seen["ContentType"] == "application/vcon+json"
    assert seen["Metadata"].pop("sha256") == DATA.sha256
    assert list(seen["Metadata"]) == ["attempt"]


@ceph  # moto checks no MD5
def test_bytes_damaged_on_the_way_are_refused(safe: Bucket) -> None:
    with pytest.raises(StopJob, match="BadDigest"):
        safe.put("call/a", replace(DATA, data=b"[]"))
    assert safe.head("call/a") is None


@both
def test_digest_of_what_others_wrote(safe: Bucket, bucket: str, s3_client: S3Client) -> None:
    s3_client.put_object(Bucket=bucket, Key="safe/call/a", Body=b"{}")
    assert safe.digest("call/a") == DATA.sha256


@both
def test_more_than_a_page_is_listed_page_by_page(safe: Bucket, on_send: Callable[[Answer], None]) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: safe.put(f"many/{number:04}", DATA), range(1005)))
    sent = []
    on_send(lambda request: sent.append(request.url))
    found = safe.list("many/")
    assert next(found).key == "many/0000"
    assert len(sent) == 1
    assert [stored.key for stored in found] == [f"many/{number:04}" for number in range(1, 1005)]
    assert len(sent) == 2


@ceph  # moto checks no secret
@pytest.mark.parametrize(("name", "value"), [("SECRET_ACCESS_KEY", "wrong"), ("ACCESS_KEY_ID", "nobody")])
def test_a_wrong_identity_is_one_clear_line(
    bucket: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"AWS_{name}", value)
    with pytest.raises(StopJob, match="the store refused the access key: check AWS_ACCESS_KEY_ID") as caught:
        open_storage(f"s3://{bucket}/{PHONE}")
    assert "\n" not in str(caught.value)
    assert PHONE not in str(caught.value)


@both
def test_a_missing_bucket_is_one_clear_line(s3_endpoint: str) -> None:
    with pytest.raises(StopJob, match="there is no bucket of that name"):
        open_storage("s3://nobody-made-this-one/prefix")


def test_no_identity_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StopJob, match="no access key"):
        open_storage("s3://calls", endpoint_url="http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("endpoint", "line"),
    [
        ("http://127.0.0.1:9", "does not answer: check the endpoint"),
        ("store.example", "endpoint"),
        ("http://user:hunter2@", "endpoint"),
    ],
)
def test_an_endpoint_that_is_none(endpoint: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(StopJob, match=line) as caught:
        open_storage("s3://calls/safe")
    assert "hunter2" not in str(caught.value)


def test_a_bucket_name_that_is_none() -> None:
    with pytest.raises(StopJob, match="name of the bucket"):
        open_storage("s3://no_such bucket!/safe", endpoint_url="http://127.0.0.1:9")


@moto
@pytest.mark.parametrize(
    ("status", "code", "error", "line"),
    [
        (403, "AccessDenied", StopJob, "may not do that"),
        (403, "QuotaExceeded", StopJob, "no space left at the destination"),
        (507, "XMinioStorageFull", StopJob, "no space left at the destination"),
        (501, "NotImplemented", StopJob, "conditional writes"),
        (400, f"Odd{PHONE}", StopJob, r"refused a request \(Odd\)"),
        (503, "SlowDown", Retry, "busy or failing"),
        (500, "InternalError", Retry, "busy or failing"),
    ],
)
def test_answers_become_plain_errors(
    safe: Bucket,
    on_send: Callable[[Answer], None],
    status: int,
    code: str,
    error: type[Exception],
    line: str,
) -> None:
    on_send(lambda request: answer(status, code))
    for attempt in (
        lambda: safe.put(PHONE, DATA),
        lambda: safe.put_if_absent(PHONE, DATA),
        lambda: safe.read(PHONE, 1),
        lambda: safe.open(PHONE),
        lambda: safe.delete(PHONE),
        lambda: list(safe.list(PHONE)),
    ):
        with pytest.raises(error, match=line) as caught:
            attempt()
        assert PHONE not in str(caught.value)
        assert caught.value.__suppress_context__


@both
def test_a_write_whose_answer_got_lost_still_counts(safe: Bucket, on_send: Callable[[Answer], None]) -> None:
    sent = []

    def lose_the_first_answer(request: AWSPreparedRequest) -> AWSResponse | None:
        sent.append(request.method)
        if len(sent) > 1:
            return None
        URLLib3Session().send(request)
        request.reset_stream()
        return answer(500, "InternalError")

    on_send(lose_the_first_answer)
    assert safe.put_if_absent("call/manifest.json", DATA)
    assert sent == ["PUT", "PUT", "HEAD"]


@both
def test_a_retried_write_does_not_take_another_ones_object_for_its_own(
    safe: Bucket, bucket: str, s3_client: S3Client, on_send: Callable[[Answer], None]
) -> None:
    sent = []

    def let_another_be_faster(request: AWSPreparedRequest) -> AWSResponse | None:
        sent.append(request.method)
        if len(sent) > 1:
            return None
        s3_client.put_object(Bucket=bucket, Key="safe/call/manifest.json", Body=b"{}")
        return answer(500, "InternalError")

    on_send(let_another_be_faster)
    assert not safe.put_if_absent("call/manifest.json", DATA)


@moto
def test_a_conflict_is_tried_again(safe: Bucket, on_send: Callable[[Answer], None]) -> None:
    answers = [answer(409, "ConditionalRequestConflict"), answer(409, "ConditionalRequestConflict")]
    on_send(lambda request: answers.pop() if answers else None)
    assert safe.put_if_absent("call/a", DATA)
    assert safe.head("call/a") is not None


@moto
def test_conflicts_do_not_go_on_for_ever(safe: Bucket, on_send: Callable[[Answer], None]) -> None:
    on_send(lambda request: answer(409, "ConditionalRequestConflict"))
    with pytest.raises(Retry, match="another writer"):
        safe.put_if_absent("call/a", DATA)


@moto
def test_more_than_one_put_takes_is_refused(safe: Bucket) -> None:
    with pytest.raises(StopJob, match="5 GiB"):
        safe.put("call/audio.wav", replace(DATA, size=6 * 1024**3))


def test_a_broken_download_may_be_tried_again() -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise ReadTimeoutError(endpoint_url=f"http://store/{PHONE}")

        def close(self) -> None:
            pass

    with io.BufferedReader(_Body(Broken())) as stream, pytest.raises(Retry) as caught:
        stream.read(10)
    assert PHONE not in str(caught.value)
