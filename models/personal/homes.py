"""Flats, buildings, floors and post boxes: where somebody lives, beside the street."""

from __future__ import annotations

import re
from bisect import bisect_left

from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.tokens import Conversation
from sourdine.pipeline.records import Language

_NUMBERS = {
    language: "|".join(sorted(words, key=len, reverse=True)) for language, words in NUMBER_WORDS.items()
}
_ORDINAL = (
    r"(?:premier|deuxieme|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|\d+(?: ?eme| ?e))"
)
_HOME: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\b(?:(?:appartement|appart|batiment|bat|escalier|chambre) (?:numero )?"
        rf"(?:(?:{_NUMBERS['fr']}|et|\d+)\b ?)+(?:[a-h]\b ?)?(?:au {_ORDINAL}(?: etage)?)?|"
        rf"(?:batiment|bat|escalier) [a-h]\b(?: (?:appartement|porte) (?:(?:{_NUMBERS['fr']}|et|\d+)\b ?)+)?|"
        rf"{_ORDINAL} (?:etage )?(?:a )?(?:gauche|droite)\b|"
        rf"lieu dit (?:le |la |les |l' )?\w+(?: champ\w*| \w+$)?)"
    ),
    "en": re.compile(
        rf"\b(?:p ?o box (?:(?:{_NUMBERS['en']}|\d+)\b ?)+|"
        rf"(?:flat|apartment|apt) (?:(?:{_NUMBERS['en']}|\d+)\b ?)+(?:[a-h]\b)?)"
    ),
}


def find_homes(conversation: Conversation, turn: int) -> list[tuple[int, int, float, str]]:
    """Give flats, buildings, floors and post boxes: "appartement douze", "quatrième gauche", "p o box 12"."""
    first, last = conversation.bounds[turn]
    tokens = conversation.tokens[first:last]
    text, starts, at = " ".join(token.key for token in tokens), [], 0
    for token in tokens:
        starts.append(at)
        at += len(token.key) + 1
    spans = []
    for match in _HOME[conversation.language].finditer(text):
        begin, end = bisect_left(starts, match.start()), bisect_left(starts, match.end()) - 1
        spans.append((first + begin, first + end, 0.55, "address.home"))
    return spans
