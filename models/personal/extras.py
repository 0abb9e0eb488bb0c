"""Recognisers that are not ours, where the user's settings name them: a spaCy pipeline, a GLiNER model.

They find names that no cue announces in languages and accents of their own training, at the price of
their size and speed. Their findings are added to ours; nothing of theirs takes one away.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult
from sourdine.models.personal.settings import DetectorSettings
from sourdine.models.personal.tokens import Conversation, read_conversation
from sourdine.pipeline.records import Language, Turn

#: Of the entity types that spaCy's French and English pipelines know, those that are always personal.
SPACY_ENTITIES = {"PER": "PERSON", "PERSON": "PERSON"}
#: What GLiNER is asked for, in its words.
GLINER_ENTITIES = {
    "person": "PERSON",
    "phone number": "PHONE_NUMBER",
    "email": "EMAIL_ADDRESS",
    "street address": "ADDRESS",
    "date of birth": "DATE_OF_BIRTH",
    "medical condition": "HEALTH",
    "license plate": "LICENSE_PLATE",
    "password": "PASSWORD",
}
_SPACY_SCORE = 0.6  # spaCy gives none


class SpacyRecognizer(EntityRecognizer):
    """A spaCy pipeline, by the name of an installed package or by folder, read turn by turn."""

    def __init__(self, place: str, language: Language) -> None:
        import spacy

        try:
            self._pipeline = spacy.load(place)
        except (OSError, ValueError, ImportError):
            raise ValueError(
                f"spacy.{language}: no pipeline {place!r}: install it or give its folder"
            ) from None
        super().__init__(
            sorted(set(SPACY_ENTITIES.values())), name="SpacyPipeline", supported_language=language
        )

    def load(self) -> None:
        """Nothing to load: the pipeline is there since the start."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Give the pipeline's people."""
        conversation: Conversation | None = getattr(nlp_artifacts, "conversation", None)
        if conversation is None:
            language: Language = "fr" if self.supported_language == "fr" else "en"
            conversation = read_conversation([Turn("unknown", text)], language)
        return [one for one in self._found(conversation) if one.entity_type in entities]

    def _found(self, conversation: Conversation) -> Iterator[RecognizerResult]:
        edges = [*conversation.starts, len(conversation.text) + 1]
        turns = [conversation.text[start : end - 1] for start, end in pairwise(edges)]
        for start, read in zip(conversation.starts, self._pipeline.pipe(turns), strict=False):
            for one in read.ents:
                if one.label_ in SPACY_ENTITIES:
                    yield RecognizerResult(
                        SPACY_ENTITIES[one.label_],
                        start + one.start_char,
                        start + one.end_char,
                        _SPACY_SCORE,
                        recognition_metadata={
                            RecognizerResult.RECOGNIZER_NAME_KEY: "SpacyPipeline",
                            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                            "rule": "extra.spacy",
                        },
                    )


def extra_recognizers(language: Language, settings: DetectorSettings) -> Iterator[EntityRecognizer]:
    """Those that the settings name. Raises `ValueError` where a package or a model is missing."""
    if language in settings.spacy:
        yield SpacyRecognizer(settings.spacy[language], language)
    if settings.gliner is not None:
        yield _gliner(settings.gliner, language)


def _gliner(model: str, language: Language) -> EntityRecognizer:
    """Presidio's own recogniser for GLiNER."""
    from presidio_analyzer.predefined_recognizers import GLiNERRecognizer

    try:
        recognizer: EntityRecognizer = GLiNERRecognizer(
            supported_language=language, model_name=model, entity_mapping=dict(GLINER_ENTITIES)
        )
    except ImportError:
        raise ValueError("gliner: the package is missing: pip install 'presidio-analyzer[gliner]'") from None
    except Exception as error:  # whatever the model's loader raises
        raise ValueError(f"gliner: the model cannot be opened ({type(error).__name__})") from None
    return recognizer
