"""A recording was put into a bucket: S3 event notifications, by SNS or by EventBridge.

That is how Amazon Connect (``…/CallRecordings/…``) and the recording export of Genesys Cloud
(``…/conversation_id=…/…``) tell that a call is over. SNS signs what it sends (SNS developer guide, "Verifying
the signatures of Amazon SNS messages"); EventBridge does not, its API destination sends a header of our
choosing, which is the hook's secret as ``Authorization: Bearer …``.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from pydantic import ValidationError
from sourdine.workers.serve.hooks import Hook, Incoming, NotTheirs, NotUnderstood, Said
from sourdine.workers.serve.models import CallRequest

_SOUND = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus")
_HOST = re.compile(r"sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?")
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CALL = re.compile(f"conversation_id=({_UUID})/|/({_UUID})_[0-9]{{8}}T")
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ),
}  # fmt: skip


def receive(hook: Hook, incoming: Incoming, certificate: Callable[[str], bytes]) -> Said:
    """See `sourdine.workers.serve.hooks.Adapter`."""
    content = _object(incoming.body)
    if "Signature" in content and "TopicArn" in content:
        return _from_sns(hook, content, certificate)
    scheme, _, sent = incoming.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not any(hmac.compare_digest(key, sent.strip()) for key in hook.secrets):
        raise NotTheirs
    return Said(str(content.get("id", ""))[:100], tuple(_recordings(content)))


def _from_sns(hook: Hook, content: Mapping[str, Any], certificate: Callable[[str], bytes]) -> Said:
    topic = hook.options.get("topic")
    if not topic or content.get("TopicArn") != topic:
        raise NotTheirs
    _check_signature(content, certificate)
    message = str(content["MessageId"])[:100]
    if content["Type"] == "SubscriptionConfirmation":
        address = str(content["SubscribeURL"])
        if not is_amazon(address):
            raise NotTheirs
        return Said(message, confirm=address)
    return Said(message, tuple(_recordings(_object(content["Message"]))))


def _check_signature(content: Mapping[str, Any], certificate: Callable[[str], bytes]) -> None:
    """Raises `NotTheirs`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256
    from cryptography.x509 import load_pem_x509_certificate

    names, where = _SIGNED.get(str(content.get("Type"))), str(content.get("SigningCertURL"))
    if names is None or not is_amazon(where) or not urlsplit(where).path.endswith(".pem"):
        raise NotTheirs
    signed = "".join(f"{name}\n{content[name]}\n" for name in names if name in content)
    kind = SHA256() if content.get("SignatureVersion") == "2" else SHA1()  # noqa: S303 - version 1 is SHA-1
    try:
        key = load_pem_x509_certificate(certificate(where)).public_key()
        if not isinstance(key, RSAPublicKey):
            raise NotTheirs
        key.verify(base64.b64decode(str(content["Signature"])), signed.encode(), PKCS1v15(), kind)
    except (InvalidSignature, ValueError):
        raise NotTheirs from None


def is_amazon(address: str) -> bool:
    """Whether an address is one of Amazon SNS itself."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc))
    except ValueError:
        return False


def _recordings(content: Mapping[str, Any]) -> Iterator[CallRequest]:
    """What was created; test events, deletions and files beside the recordings bring nothing."""
    try:
        for bucket, key in _created(content):
            if key.lower().endswith(_SOUND):
                found = _CALL.search(key)
                external = (found[1] or found[2]) if found else None
                yield CallRequest(recording=f"s3://{bucket}/{key}", external_id=external)
    except (KeyError, TypeError, AttributeError, ValidationError):
        raise NotUnderstood("neither an S3 event notification nor an EventBridge event of S3") from None


def _created(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if content.get("detail-type") == "Object Created" and content.get("source") == "aws.s3":
        yield content["detail"]["bucket"]["name"], content["detail"]["object"]["key"]
        return
    if content.get("Event") == "s3:TestEvent":
        return
    for record in content["Records"]:
        if record["eventSource"] == "aws:s3" and record["eventName"].startswith("ObjectCreated:"):
            yield record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"], errors="strict")


def _object(data: bytes | str) -> Mapping[str, Any]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise NotTheirs from None
    if not isinstance(content, dict):
        raise NotTheirs
    return content
