"""The recognisers as Presidio knows them: thin, over functions of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.names import NameReader
from sourdine.models.personal.places import widen_place
from sourdine.models.personal.rule_readers import cues_of, read_rules
from sourdine.models.personal.settings import DetectorSettings
from sourdine.models.personal.tagger import find_tagged, second_word
from sourdine.models.personal.tokens import Conversation, read_conversation
from sourdine.pipeline.records import Language, Turn

Read = Callable[[Conversation], list[Finding]]

FIGURES = (
    "CREDIT_CARD",
    "CARD_CVV",
    "CARD_EXPIRY",
    "PHONE_NUMBER",
    "IBAN_CODE",
    "BANK_ACCOUNT",
    "NATIONAL_ID",
    "COMPANY_ID",
    "ACCOUNT_ID",
    "LICENSE_PLATE",
    "DATE_OF_BIRTH",
    "AGE",
    "PASSWORD",
    "ADDRESS",
    "EMAIL_ADDRESS",
    "PERSON",
)
TAGGED = (*FIGURES, "LOCATION", "HEALTH")
_PARTS = {
    "Figures": FIGURES,
    "Emails": ("EMAIL_ADDRESS",),
    "Addresses": ("ADDRESS",),
    "Places": ("LOCATION",),
    "Secrets": ("PASSWORD",),
    "Health": ("HEALTH",),
    "Ages": ("AGE",),
}


class ConversationRecognizer(EntityRecognizer):
    """One of our recognisers; reads the conversation that the artefacts carry."""

    def __init__(self, name: str, entities: tuple[str, ...], read: Read, language: Language) -> None:
        self._read = read
        self.name: str = f"Sourdine{name}"
        super().__init__(list(entities), name=f"Sourdine{name}", supported_language=language)

    def load(self) -> None:
        """Nothing to load: lexicons are read at the first use."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Give what was found of the entities wanted."""
        conversation = getattr(nlp_artifacts, "conversation", None)
        if conversation is None:
            language: Language = "fr" if self.supported_language == "fr" else "en"
            conversation = read_conversation([Turn("unknown", text)], language)
        return [self._result(one) for one in self._read(conversation) if one.entity in entities]

    def _result(self, one: Finding) -> RecognizerResult:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: str(self.name),
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            "rule": one.rule,
        }
        return RecognizerResult(one.entity, one.start, one.end, one.score, recognition_metadata=metadata)


def own_recognizers(language: Language, settings: DetectorSettings) -> list[EntityRecognizer]:
    """Build all of them for a language."""
    # With the second word a rule's finding may become any kind of data.
    parts: list[tuple[str, tuple[str, ...], Read]] = [
        (name, TAGGED if settings.tagger else entities, partial(_read_part, name=name, settings=settings))
        for name, entities in _PARTS.items()
    ]
    parts.append(("Names", TAGGED if settings.tagger else ("PERSON",), partial(_names, settings=settings)))
    if settings.tagger:
        parts.append(("Tagger", TAGGED, _tagged))
    return [ConversationRecognizer(name, entities, read, language) for name, entities, read in parts]


def _read_part(conversation: Conversation, name: str, settings: DetectorSettings) -> list[Finding]:
    found = read_rules(conversation)[name]
    return _judged(conversation, found) if settings.tagger else found


def _judged(conversation: Conversation, found: list[Finding]) -> list[Finding]:
    return [kept for one in found if (kept := second_word(conversation, one)) is not None]


def _names(conversation: Conversation, settings: DetectorSettings) -> list[Finding]:
    """People's names; those that agents give themselves are left where wanted."""
    by_rules = read_rules(conversation)["Names"]
    if not settings.tagger and not settings.keep_agent_names:
        return by_rules
    tagged = [one for one in find_tagged(conversation) if one.entity == "PERSON"] if settings.tagger else []
    found = NameReader(conversation, cues_of(conversation), settings.keep_agent_names, tagged).read()
    if not settings.tagger:
        return found
    doubtful = set(by_rules)  # not the names that are found again because the recogniser is sure of one
    more = [one for one in found if one not in doubtful]
    return more + _judged(conversation, [one for one in found if one in doubtful])


def _tagged(conversation: Conversation) -> list[Finding]:
    """All but names, which go through the reader of names: it seeks them elsewhere in the call."""
    tokens = conversation.tokens
    found = []
    for one in find_tagged(conversation):
        if one.entity != "PERSON":
            first, last = one.first, one.last
            if one.entity == "LOCATION":
                first, last = widen_place(conversation, first, last)
            found.append(Finding(tokens[first].start, tokens[last].end, one.entity, one.score, "tagger"))
    return found
