"""The language of a transcript: named by the user, told by the transcript, or seen in its small words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.records import Language
from sourdine.pipeline.transcripts.given import Transcript

_SMALL: dict[Language, frozenset[str]] = {
    "fr": word_set(
        "le la les un une des du de et est vous je nous mon ma votre pour avec dans que qui ce c'est oui non "
        "bonjour merci au revoir pas ne sur à numéro il elle très bien suis j'ai alors d'accord"
    ),
    "en": word_set(
        "the a an of and is you i we my your for with in that this it's yes no hello thank thanks goodbye "
        "not on to are was have number he she very well so okay can"
    ),
}


def language_of(transcript: Transcript, wanted: Language | None) -> Language:
    """What the user said, or else what the transcript says or shows. Raises `Quarantine` if neither tells."""
    if wanted is not None:
        return wanted
    stated = transcript.language.casefold()
    if stated[:2] in ("fr", "en"):
        return "fr" if stated[:2] == "fr" else "en"
    counts = _counts(word.text for passage in transcript.passages for word in passage.words)
    if not transcript.passages:
        return "fr"
    if not stated and max(counts.values()) > 2 * min(counts.values()):
        return "fr" if counts["fr"] > counts["en"] else "en"
    raise Quarantine(
        Reason.UNSURE_TEXT,
        "the transcript is not plainly French or English: name its language with --language if it is",
    )


def _counts(words: Iterable[str]) -> dict[Language, int]:
    said = [re.sub(r"[^\w'’]", "", word).replace("’", "'").casefold() for word in words]
    return {language: sum(word in small for word in said) for language, small in _SMALL.items()}
