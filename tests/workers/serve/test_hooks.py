"""Hooks of platforms, in the forms they really have: what is theirs is taken once, what is not never."""

from __future__ import annotations

import base64
import hmac
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sourdine.workers.serve.hooks import Hook, Incoming, NotTheirs, s3, twilio
from sourdine.workers.serve.hooks.kept import add_hook, disable_hook, rotate_hook
from sourdine.workers.serve.signatures import new_secret, signatures, verified
from sourdine.workers.serve.tables import calls, tasks
from sqlalchemy import select

DOCS = Path(__file__).parents[3] / "docs" / "serve.md"
NOW = datetime.now(UTC)


def ended(recording: str, **details: Any) -> str:
    return json.dumps({"type": "call.ended", "data": {"recording": recording, **details}})


def rows(site: Any, table: Any) -> list[Any]:
    with site.services.catalogue.read() as con:
        return list(con.execute(select(table)))


def hook_of(site: Any, kind: str = "standard", secret: str | None = None, **options: str) -> tuple[str, str]:
    return add_hook(site.services.catalogue, kind, "default", "test", options, NOW, secret)


def post(site: Any, hook: str, body: str | bytes, headers: dict[str, str]) -> Any:
    content = body.encode() if isinstance(body, str) else body
    return site.client().post(f"/v1/hooks/{hook}", content=content, headers=headers)


def test_a_signed_message_brings_a_call_once(site: Any) -> None:
    hook, secret = hook_of(site)
    body = ended(site.recording(), agent="a-1")
    headers = signatures([secret], "msg_1", datetime.now(UTC), body)
    first = post(site, hook, body, headers)
    assert first.status_code == 202, first.text
    (call,) = first.json()["calls"]
    assert post(site, hook, body, headers).json()["calls"] == [call]  # a replay: nothing new
    (row,) = rows(site, calls)
    assert (row.origin, row.agent, row.state) == ("standard", "a-1", "waiting")
    assert len(rows(site, tasks)) == 1
    with site.services.catalogue.write() as con:  # also when its work is over and came to nothing
        con.execute(calls.update().values(state="quarantined"))
        con.execute(tasks.delete())
    assert post(site, hook, body, headers).json()["calls"] == [call]
    assert rows(site, tasks) == []


def test_nothing_forged_stale_or_moved_is_taken(site: Any) -> None:
    hook, secret = hook_of(site)
    other, _ = hook_of(site)
    body = ended(site.recording())
    now = datetime.now(UTC)
    good = signatures([secret], "msg_1", now, body)
    bad: list[tuple[str, str, dict[str, str]]] = [
        (hook, body, {}),
        (hook, body, signatures([new_secret()], "msg_1", now, body)),
        (hook, body.replace("call.wav", "call2.wav"), good),
        (hook, body, good | {"webhook-id": "msg_2"}),
        (hook, body, good | {"webhook-timestamp": str(int(now.timestamp()) + 1)}),
        (hook, body, signatures([secret], "msg_1", now - timedelta(minutes=6), body)),
        (hook, body, signatures([secret], "msg_1", now + timedelta(minutes=6), body)),
        (other, body, good),
        (hook, body, good | {"webhook-signature": "v1,"}),
        (hook, body, good | {"webhook-signature": "v1"}),
        (hook, body, good | {"webhook-signature": "v2," + good["webhook-signature"][3:]}),
        (hook, body, good | {"webhook-signature": good["webhook-signature"][:-4]}),
        (hook, body, good | {"webhook-timestamp": "now"}),
        (hook, body, good | {"webhook-timestamp": "1e9"}),
    ]
    for where, sent, headers in bad:
        assert post(site, where, sent, headers).status_code == 401
    assert post(site, hook, b"\xff\xfe", good).status_code == 401
    assert post(site, "f" * 24, body, good).status_code == 404
    assert rows(site, calls) == []
    disable_hook(site.services.catalogue, hook)
    assert post(site, hook, body, good).status_code == 404


def test_messages_out_of_order_are_each_taken_once(site: Any) -> None:
    hook, secret = hook_of(site)
    bodies = [ended(site.recording(f"{number}.wav")) for number in range(4)]
    sent = [signatures([secret], f"msg_{n}", datetime.now(UTC), body) for n, body in enumerate(bodies)]
    for number in (2, 0, 3, 1, 0, 2):
        assert post(site, hook, bodies[number], sent[number]).status_code == 202
    assert len(rows(site, calls)) == 4


def test_a_secret_is_replaced_without_a_gap(site: Any) -> None:
    hook, old = hook_of(site)
    new = rotate_hook(site.services.catalogue, hook, datetime.now(UTC))
    assert new is not None
    for number, secret in enumerate((old, new)):
        body = ended(site.recording(f"{number}.wav"))
        assert post(site, hook, body, signatures([secret], f"m{number}", datetime.now(UTC), body)).is_success
    rotate_hook(site.services.catalogue, hook, datetime.now(UTC) - timedelta(days=2))  # its day is over
    body = ended(site.recording("late.wav"))
    assert post(site, hook, body, signatures([new], "m9", datetime.now(UTC), body)).status_code == 401


def test_theirs_but_not_understood_is_told(site: Any) -> None:
    hook, secret = hook_of(site)
    for body in ("[]", '"x"', '{"type": "call.ended"}', '{"type": "call.ended", "data": {"recording": 7}}'):
        answer = post(site, hook, body, signatures([secret], "m", datetime.now(UTC), body))
        assert answer.status_code == 422, body
    body = ended("/etc/passwd")
    assert post(site, hook, body, signatures([secret], "m", datetime.now(UTC), body)).status_code == 403
    body = '{"type": "call.started"}'
    assert post(site, hook, body, signatures([secret], "m", datetime.now(UTC), body)).json() == {"calls": []}


def test_the_specifications_own_example_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"test": 2432232314}'
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    signed = signatures([secret], headers["webhook-id"], datetime.fromtimestamp(1614265330, UTC), body)
    assert signed == headers
    assert verified([secret], headers, body.encode()) is None  # years ago


TWILIO = {
    "AccountSid": "AC" + "0123456789abcdef" * 2,
    "ApiVersion": "2010-04-01",
    "CallSid": "CA" + "0123456789abcdef" * 2,
    "RecordingChannels": "2",
    "RecordingDuration": "47",
    "RecordingSid": "RE" + "fedcba9876543210" * 2,
    "RecordingSource": "StartCallRecordingAPI",
    "RecordingStartTime": "Mon, 02 Mar 2026 08:15:00 +0000",
    "RecordingStatus": "completed",
    "RecordingTrack": "both",
    "ErrorCode": "0",
}
"""The form of a recording status callback, as Twilio's documentation and users' servers show it."""


def test_twilios_documented_example_has_the_signature_it_says() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio.signature("12345", url, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_twilio_tells_of_a_recording(make_site: Callable[..., Any]) -> None:
    account = TWILIO["AccountSid"]
    place = f"https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings"
    site = make_site(public_url="https://calls.example.org", urls={"default": [place]})
    hook, _ = hook_of(site, "twilio", "an-auth-token", account=account)
    fields = TWILIO | {"RecordingUrl": f"{place}/{TWILIO['RecordingSid']}"}
    url = f"https://calls.example.org/v1/hooks/{hook}"

    def sent(fields: dict[str, str], key: str = "an-auth-token") -> Any:
        headers = {
            "X-Twilio-Signature": twilio.signature(key, url, fields),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        return post(site, hook, urlencode(fields), headers)

    answer = sent(fields)
    assert answer.status_code == 202, answer.text
    assert sent(fields).json() == answer.json()
    (row,) = rows(site, calls)
    ring = site.services.catalogue.ring("default")
    request = json.loads(ring.unseal(row.request, f"request {row.call}"))
    assert request["fetch"] == fields["RecordingUrl"] + ".wav?RequestedChannels=2"
    assert request["login"] == f"{account}:an-auth-token"
    assert request["external_id"] == TWILIO["CallSid"]
    assert sent(fields | {"RecordingStatus": "absent"}).json() == {"calls": []}
    assert sent(fields, "another-token").status_code == 401
    assert sent(fields | {"AccountSid": "AC" + "0" * 32}).status_code == 401
    assert sent(fields | {"RecordingUrl": "https://evil.example/x"}).status_code == 403
    assert sent({"CallSid": "x"}).status_code == 422
    assert len(rows(site, calls)) == 1


CONNECT = (
    "connect/example/CallRecordings/2026/03/02/8a1e5f70-3c0b-4c7e-9a55-0123456789ab_20260302T08:15_UTC.wav"
)
GENESYS = (
    "3b0e5c9a-1111-4222-8333-0123456789ab/year=2026/month=3/day=2/hour=8/"
    "conversation_id=5d7f7c1c-4444-4555-8666-0123456789ab/0f6e8c2a-7777-4888-8999-0123456789ab.opus"
)


def s3_event(*keys: str, name: str = "ObjectCreated:Put") -> dict[str, Any]:
    """An S3 event notification, version 2.1, as Amazon documents it; keys are form-encoded there."""
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": "eu-west-3",
                "eventTime": "2026-03-02T08:16:00.000Z",
                "eventName": name,
                "userIdentity": {"principalId": "AWS:EXAMPLE"},
                "requestParameters": {"sourceIPAddress": "10.0.0.1"},
                "responseElements": {"x-amz-request-id": "ABCDEFG123456", "x-amz-id-2": "XYZ"},
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "configurationId": "calls",
                    "bucket": {
                        "name": "calls",
                        "ownerIdentity": {"principalId": "EXAMPLE"},
                        "arn": "arn:aws:s3:::calls",
                    },
                    "object": {"key": urlencode({"": key})[1:], "size": 24960, "sequencer": "0012"},
                },
            }
            for key in keys
        ]
    }


def bridge_event(key: str) -> dict[str, Any]:
    """The same by EventBridge: one object, its key as it is."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "111122223333",
        "time": "2026-03-02T08:16:00Z",
        "region": "eu-west-3",
        "resources": ["arn:aws:s3:::calls"],
        "detail": {
            "version": "0",
            "bucket": {"name": "calls"},
            "object": {"key": key, "size": 24960, "etag": "b1946ac9", "sequencer": "0012"},
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "source-ip-address": "1.2.3.4",
            "reason": "PutObject",
        },
    }


def incoming(content: Any, **headers: str) -> Incoming:
    return Incoming("https://x/", headers, json.dumps(content).encode())


def s3_hook(*secrets: str, **options: str) -> Hook:
    return Hook("h", "default", "s3", options, secrets)


def no_certificate(url: str) -> bytes:
    raise AssertionError("nothing is signed here")


@pytest.mark.parametrize(
    ("content", "brought"),
    [
        (s3_event(CONNECT), [(CONNECT, "8a1e5f70-3c0b-4c7e-9a55-0123456789ab")]),
        (bridge_event(CONNECT), [(CONNECT, "8a1e5f70-3c0b-4c7e-9a55-0123456789ab")]),
        (s3_event(GENESYS), [(GENESYS, "5d7f7c1c-4444-4555-8666-0123456789ab")]),
        (s3_event(GENESYS + "_metadata.json"), []),
        (s3_event("Analysis/Voice/2026/x_analysis.json", "a b+c é.wav"), [("a b+c é.wav", None)]),
        (s3_event(CONNECT, name="ObjectRemoved:Delete"), []),
        ({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "calls"}, []),
    ],
)
def test_a_bucket_tells_of_recordings(content: Any, brought: list[tuple[str, str | None]]) -> None:
    said = s3.receive(s3_hook("whsec_x"), incoming(content, authorization="Bearer whsec_x"), no_certificate)
    found = [(one.recording, one.external_id) for one in said.recordings]
    assert found == [(f"s3://calls/{key}", external) for key, external in brought]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer whsec_y", "Basic whsec_x", "whsec_x"])
def test_a_bucket_that_says_nothing_secret_is_not_believed(authorization: str) -> None:
    with pytest.raises(NotTheirs):
        s3.receive(
            s3_hook("whsec_x"), incoming(s3_event(CONNECT), authorization=authorization), no_certificate
        )


class Amazon:
    """Signs as SNS does, with a certificate of its own."""

    def __init__(self) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import Encoding
        from cryptography.x509.oid import NameOID

        self.key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(self.key.public_key()).serial_number(1)
        builder = builder.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=1))
        self.pem = builder.sign(self.key, SHA256()).public_bytes(Encoding.PEM)

    def signed(self, version: str = "2", **fields: str) -> dict[str, str]:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA1, SHA256

        order = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
        text = "".join(f"{name}\n{fields[name]}\n" for name in order if name in fields)
        kind = SHA256() if version == "2" else SHA1()  # noqa: S303 - what version 1 is
        signature = self.key.sign(text.encode(), PKCS1v15(), kind)
        return fields | {
            "SignatureVersion": version,
            "Signature": base64.b64encode(signature).decode(),
            "SigningCertURL": "https://sns.eu-west-3.amazonaws.com/SimpleNotificationService-0.pem",
        }


TOPIC = "arn:aws:sns:eu-west-3:111122223333:calls"
NOTICE = {
    "Type": "Notification",
    "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    "TopicArn": TOPIC,
    "Subject": "Amazon S3 Notification",
    "Message": json.dumps(s3_event(CONNECT)),
    "Timestamp": "2026-03-02T08:16:01.000Z",
}


@pytest.fixture(scope="module")
def amazon() -> Amazon:
    return Amazon()


@pytest.mark.parametrize("version", ["1", "2"])
def test_sns_signs_what_it_sends(amazon: Amazon, version: str) -> None:
    asked: list[str] = []

    def certificate(url: str) -> bytes:
        asked.append(url)
        return amazon.pem

    content = amazon.signed(version, **NOTICE)
    said = s3.receive(s3_hook("s", topic=TOPIC), incoming(content), certificate)
    assert [one.recording for one in said.recordings] == [f"s3://calls/{CONNECT}"]
    assert said.message == NOTICE["MessageId"]
    assert asked == [content["SigningCertURL"]]


def test_sns_is_believed_in_nothing_else(amazon: Amazon) -> None:
    hook, content = s3_hook("s", topic=TOPIC), amazon.signed("2", **NOTICE)
    wrong: list[tuple[Hook, dict[str, str]]] = [
        (hook, content | {"Message": json.dumps(s3_event("other.wav"))}),
        (hook, content | {"Signature": "AAAA"}),
        (hook, content | {"SignatureVersion": "1"}),
        (hook, content | {"SigningCertURL": "https://sns.eu-west-3.amazonaws.com.evil.example/x.pem"}),
        (hook, content | {"SigningCertURL": "https://evil.example/sns.eu-west-3.amazonaws.com/x.pem"}),
        (hook, content | {"SigningCertURL": "http://sns.eu-west-3.amazonaws.com/x.pem"}),
        (hook, content | {"SigningCertURL": "https://x@sns.eu-west-3.amazonaws.com/x.pem"}),
        (hook, content | {"Type": "UnsubscribeConfirmation"}),
        (hook, amazon.signed("2", **(NOTICE | {"TopicArn": TOPIC + "2"}))),
        (s3_hook("s"), content),
    ]
    for with_hook, sent in wrong:
        with pytest.raises(NotTheirs):
            s3.receive(with_hook, incoming(sent), lambda url: amazon.pem)
    with pytest.raises(NotTheirs):
        s3.receive(hook, incoming(content), lambda url: b"not a certificate")


def test_a_subscription_is_confirmed_at_amazon_and_nowhere_else(amazon: Amazon) -> None:
    hook = s3_hook("s", topic=TOPIC)
    fields = {"Type": "SubscriptionConfirmation", "MessageId": "m", "TopicArn": TOPIC, "Token": "t"}
    fields |= {"Message": "You have chosen to subscribe", "Timestamp": "2026-03-02T08:16:01.000Z"}
    address = "https://sns.eu-west-3.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=t"
    said = s3.receive(hook, incoming(amazon.signed(**fields, SubscribeURL=address)), lambda url: amazon.pem)
    assert said.confirm == address
    with pytest.raises(NotTheirs):
        s3.receive(
            hook, incoming(amazon.signed(**fields, SubscribeURL="https://10.0.0.1/")), lambda url: amazon.pem
        )


def test_the_script_of_the_documentation_is_taken(site: Any, tmp_path: Path) -> None:
    """What Asterisk or FreeSWITCH runs when a call ends, as docs/serve.md shows it, with real curl."""
    if shutil.which("curl") is None or shutil.which("openssl") is None:
        pytest.skip(reason="curl and openssl are not installed")
    hook, secret = hook_of(site)
    script = tmp_path / "call-ended"
    text = DOCS.read_text("utf-8")
    script.write_text(text[text.index("#!/bin/sh") :].partition("```")[0])
    script.chmod(0o755)
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "SOURDINE_HOOK": f"{site.url}/v1/hooks/{hook}",
        "SOURDINE_SECRET": secret,
    }
    done = subprocess.run(  # noqa: S603 - our own script
        [str(script), site.recording("a call.wav"), "a-17"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (row,) = rows(site, calls)
    assert (row.agent, row.origin) == ("a-17", "standard")
    environment["SOURDINE_SECRET"] = new_secret()
    wrong = subprocess.run([str(script), "/x", "a"], env=environment, capture_output=True, text=True)  # noqa: S603
    assert wrong.returncode != 0


def test_hmac_is_what_twilio_says() -> None:
    signed = base64.b64encode(hmac.digest(b"k", b"https://x/a1b2", "sha1")).decode()
    assert twilio.signature("k", "https://x/", {"b": "2", "a": "1"}) == signed
