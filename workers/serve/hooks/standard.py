"""Our own form, for telephone systems that run a script when a call ends (Asterisk, FreeSWITCH).

A Standard Webhook of type ``call.ended`` whose data is what ``POST /v1/calls`` takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from pydantic import ValidationError
from sourdine.workers.serve.hooks import Hook, Incoming, NotTheirs, NotUnderstood, Said
from sourdine.workers.serve.models import CallRequest
from sourdine.workers.serve.signatures import verified


def receive(hook: Hook, incoming: Incoming, certificate: Callable[[str], bytes]) -> Said:
    """See `sourdine.workers.serve.hooks.Adapter`."""
    message = verified(hook.secrets, incoming.headers, incoming.body)
    if message is None:
        raise NotTheirs
    try:
        content = json.loads(incoming.body)
        if content.get("type") != "call.ended":
            return Said(message)
        return Said(message, (CallRequest.model_validate(content["data"]),))
    except ValidationError as error:
        wrong = ", ".join(sorted({".".join(map(str, one["loc"])) for one in error.errors()}))
        raise NotUnderstood(f"data: {wrong}: see POST /v1/calls") from None
    except (ValueError, RecursionError, KeyError, AttributeError):
        raise NotUnderstood('needs {"type": "call.ended", "data": {…}}') from None
