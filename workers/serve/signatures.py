"""Standard Webhooks (standardwebhooks.com): ``id.timestamp.body``, HMAC-SHA256, several secrets at once.

Signing and checking is the reference library's; what it lets through unsaid (a signature list that is not
one, a body that is no text) is a wrong signature here, and not an exception of another kind.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from standardwebhooks import Webhook, WebhookVerificationError

OVERLAP = timedelta(days=1)
"""For how long a secret that was replaced still counts."""

WINDOW = timedelta(minutes=5)
"""How old, or how far in the future, a message may be: the library's own."""

_ID = re.compile(r"[!-~]{1,256}")
_TIME = re.compile(r"[0-9]{1,12}")


def new_secret() -> str:
    """``whsec_`` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def signatures(keys: Sequence[str], message: str, now: datetime, body: str) -> dict[str, str]:
    """The three headers, with a signature by each secret."""
    signed = " ".join(Webhook(key).sign(message, now, body) for key in keys)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signed,
    }


def verified(keys: Sequence[str], headers: Mapping[str, str], body: bytes) -> str | None:
    """The message's id, if one of the secrets signed it within the last minutes; None if not.

    Whether it was taken before is for the caller to remember.
    """
    message = headers.get("webhook-id", "")
    if not _ID.fullmatch(message) or not _TIME.fullmatch(headers.get("webhook-timestamp", "")):
        return None
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    sent = {name: headers.get(name, "") for name in names}
    for key in keys:
        try:
            Webhook(key).verify(body, sent, json_parse=False)
        except (
            WebhookVerificationError,
            ValueError,
        ):  # binascii.Error and UnicodeDecodeError are ValueErrors
            continue
        return message
    return None
