"""What a caller was asked to key in."""

from __future__ import annotations

from collections.abc import Sequence

from sourdine.models.personal.cues import BARE, CARD_BACK, find_cues
from sourdine.models.personal.tokens import read_conversation
from sourdine.pipeline.records import Language, Turn

SECRETS = ("CREDIT_CARD", "CARD_EXPIRY", "CARD_CVV", "PASSWORD")
"""What is keyed in so that nobody hears it."""


_MEANT = {**BARE, CARD_BACK: "CARD_CVV"}


def asked_to_key(words: Sequence[str], language: Language) -> str | None:
    """The secret that was spoken of last in these words, if any: "tapez votre code", "card number"."""
    conversation = read_conversation([Turn("unknown", " ".join(words))], language)
    named = [_MEANT.get(cue.entity, cue.entity) for cue in find_cues(conversation)[0]]
    return next((entity for entity in reversed(named) if entity in SECRETS), None)
