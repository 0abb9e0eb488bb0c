"""Twilio's recording status callback.

Signed with the account's auth token: HMAC-SHA1 of the address and every form field in order of its name,
in base64 (Twilio documentation, "Webhooks security"). There is no time in it, so a replay is told by the
recording's own id, which brings the same call again and no second one.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from pydantic import ValidationError
from sourdine.workers.serve.hooks import Hook, Incoming, NotTheirs, NotUnderstood, Said
from sourdine.workers.serve.models import Caller, CallRequest

_SID = re.compile(r"(AC|CA|RE)[0-9a-fA-F]{32}")
_FIELDS = 100


def receive(hook: Hook, incoming: Incoming, certificate: Callable[[str], bytes]) -> Said:
    """See `sourdine.workers.serve.hooks.Adapter`."""
    fields = _fields(incoming)
    sent = incoming.headers.get("x-twilio-signature", "")
    if not any(hmac.compare_digest(signature(key, incoming.url, fields), sent) for key in hook.secrets):
        raise NotTheirs
    account, recording = fields.get("AccountSid", ""), fields.get("RecordingSid", "")
    if not _SID.fullmatch(account) or not _SID.fullmatch(recording):
        raise NotUnderstood("not a recording status callback")
    if account != hook.options.get("account", account):
        raise NotTheirs
    message = f"{recording}-{fields.get('RecordingStatus', '')}"
    if fields.get("RecordingStatus", "completed") != "completed":
        return Said(message)
    return Said(message, (_recording(fields),), login=f"{account}:{hook.secrets[0]}")


def signature(key: str, url: str, fields: dict[str, str]) -> str:
    """What Twilio sends as X-Twilio-Signature."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(key.encode(), signed.encode(), "sha1")).decode()


def _fields(incoming: Incoming) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            incoming.body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"
        )
    except ValueError:
        raise NotTheirs from None
    return dict(pairs)


def _recording(fields: dict[str, str]) -> CallRequest:
    """Two channels where the call was recorded so: one for each side."""
    address = fields.get("RecordingUrl", "")
    if not address.endswith(".wav"):
        address += ".wav"
    if fields.get("RecordingChannels") == "2":
        address += "?RequestedChannels=2"
    number = fields.get("From") or fields.get("Caller")
    try:
        return CallRequest(
            recording=address,
            caller=Caller(phone=number) if number and number.startswith("+") else None,
            external_id=fields.get("CallSid"),
        )
    except ValidationError:
        raise NotUnderstood("RecordingUrl is missing or too long") from None
