"""The recognisers as Presidio knows them: thin, over functions of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult
from sourdine.models.personal.addresses import find_addresses
from sourdine.models.personal.ages import find_ages
from sourdine.models.personal.cards import retype_cards
from sourdine.models.personal.cues import Cue, find_cues
from sourdine.models.personal.emails import find_emails
from sourdine.models.personal.figures import FigureReader
from sourdine.models.personal.health import find_health
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.names import NameReader
from sourdine.models.personal.places import find_places
from sourdine.models.personal.secret_words import find_secrets
from sourdine.models.personal.settings import DetectorSettings
from sourdine.models.personal.tagger import find_tagged, tagged_findings
from sourdine.models.personal.tokens import Conversation, read_conversation
from sourdine.pipeline.records import Language, Turn

Find = Callable[[Conversation, list[list[Cue]]], list[Finding]]


def find_figures(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give personal numbers, spelled letters and birthdays."""
    return retype_cards(conversation, cues, FigureReader(conversation).read())


def find_names(
    conversation: Conversation, cues: list[list[Cue]], settings: DetectorSettings
) -> list[Finding]:
    """Give people's names by rules and, where wanted, by the tagger; agents' own are left where wanted."""
    tagged = find_tagged(conversation, cues) if settings.tagger else []
    return NameReader(conversation, cues, settings.keep_agent_names, tagged).read()


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
_PARTS: tuple[tuple[str, tuple[str, ...], Find], ...] = (
    ("Figures", FIGURES, find_figures),
    ("Emails", ("EMAIL_ADDRESS",), find_emails),
    ("Addresses", ("ADDRESS",), find_addresses),
    ("Places", ("LOCATION",), find_places),
    ("Secrets", ("PASSWORD",), find_secrets),
    ("Health", ("HEALTH",), find_health),
    ("Ages", ("AGE",), find_ages),
)


class ConversationRecognizer(EntityRecognizer):
    """One of our recognisers; reads the conversation that the artefacts carry."""

    def __init__(self, name: str, entities: tuple[str, ...], find: Find, language: Language) -> None:
        self._find = find
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
        if conversation.cues is None:
            conversation.cues = find_cues(conversation)
        found = self._find(conversation, conversation.cues)
        return [self._result(one) for one in found if one.entity in entities]

    def _result(self, one: Finding) -> RecognizerResult:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: str(self.name),
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            "rule": one.rule,
        }
        return RecognizerResult(one.entity, one.start, one.end, one.score, recognition_metadata=metadata)


def own_recognizers(language: Language, settings: DetectorSettings) -> list[EntityRecognizer]:
    """Build all of them for a language."""
    named: Find = partial(find_names, settings=settings)
    parts = [*_PARTS, ("Names", ("PERSON",), named)]
    if settings.tagger:
        parts.append(("Tagger", ("LOCATION", "ADDRESS", "HEALTH"), tagged_findings))
    return [ConversationRecognizer(name, entities, find, language) for name, entities, find in parts]
