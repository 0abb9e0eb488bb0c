"""What a caller was asked to key in."""

from __future__ import annotations

from collections.abc import Sequence

from sourdine.models.personal.cues import BARE, CARD_BACK, find_cues
from sourdine.models.personal.tokens import read_conversation
from sourdine.pipeline.records import Language, Turn

SECRETS: dict[str, tuple[int, int]] = {
    "CREDIT_CARD": (8, 20),
    "CARD_EXPIRY": (4, 7),
    "CARD_CVV": (3, 5),
    "PASSWORD": (3, 13),
}
"""What is keyed in so that nobody hears it, and how many keys that takes with one that ends it."""

_MEANT = {**BARE, CARD_BACK: "CARD_CVV"}


def asked_to_key(words: Sequence[str], language: Language, keys: int) -> str | None:
    """The secret of so many keys that these words speak of last, if any: "tapez votre code"."""
    conversation = read_conversation([Turn("unknown", " ".join(words))], language)
    named = [_MEANT.get(cue.entity, cue.entity) for cue in find_cues(conversation)[0]]
    return next((one for one in reversed(named) if one in SECRETS and _fits(SECRETS[one], keys)), None)


def _fits(sizes: tuple[int, int], keys: int) -> bool:
    return sizes[0] <= keys <= sizes[1]
