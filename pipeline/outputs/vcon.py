"""The IETF vCon container of a safe copy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sourdine.pipeline.outputs.transcript import SafeTurn
from sourdine.pipeline.records import Consent, SoundFormat


def vcon_json(
    turns: Sequence[SafeTurn],
    *,
    call_id: str,
    sound: SoundFormat,
    audio_name: str,
    audio_sha512: bytes,
    language: str,
    consent: Consent,
    created: datetime,
) -> dict[str, Any]:
    """``call.vcon.json`` in its redacted form, with the lawful basis attached."""
    raise NotImplementedError
