"""Presidio driven over a whole conversation: our recognisers, the user's, and what to do when one fails."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tldextract
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from sourdine.models.personal.extras import extra_recognizers
from sourdine.models.personal.merge import Finding, merge
from sourdine.models.personal.recognizers import own_recognizers
from sourdine.models.personal.settings import UNREADABLE, DetectorSettings
from sourdine.models.personal.tokens import Conversation, read_conversation
from sourdine.pipeline.records import Language, TextSpan, Turn

LANGUAGES: tuple[Language, ...] = ("fr", "en")
_WARM = {
    "fr": "je m'appelle jean dupont mon numéro c'est le zéro six douze trente quatre",
    "en": "my name is john smith my number is oh seven seven double zero",
}
# Presidio writes matched values to these loggers when something goes wrong.
_TALKATIVE = ("decision_process", "presidio-analyzer")


class ConversationArtifacts(NlpArtifacts):
    """Presidio's artefacts with our reading of the conversation, which our recognisers use."""

    def __init__(self, engine: NlpEngine, conversation: Conversation) -> None:
        words = conversation.tokens
        super().__init__(
            entities=[],
            tokens=[token.text for token in words],  # type: ignore[arg-type]  # only len() is asked of them
            tokens_indices=[token.start for token in words],
            lemmas=[token.key for token in words],
            nlp_engine=None,
            language=conversation.language,
        )
        self.nlp_engine = engine
        self.conversation = conversation


class ConversationNlpEngine(NlpEngine):
    """Cuts text into words, nothing more: no model, no download. Lemmas are folded words, so that
    the context words of Presidio's own recognisers work."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Tell that the engine is ready: always."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Read one text as a conversation of one turn."""
        known: Language = "fr" if language == "fr" else "en"
        return ConversationArtifacts(self, read_conversation([Turn("unknown", text)], known))

    def process_batch(
        self, texts: Iterable[Any], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Read several texts, each as a conversation of one turn."""
        for text in texts:
            yield str(text), self.process_text(str(text), language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Tell that no word is left out of contexts."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Tell punctuation from words."""
        return not any(character.isalnum() for character in word)

    def get_supported_entities(self) -> list[str]:
        """Give the entities that the engine itself finds: none."""
        return []

    def get_supported_languages(self) -> list[str]:
        """Give the languages it cuts into words."""
        return list(LANGUAGES)


def stay_offline() -> None:
    """Give Presidio's e-mail recognisers the bundled list of domain endings: no download."""
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())


def stay_silent() -> None:
    """Take the voice from loggers that write matched values; a pattern that times out is an error."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        if _say_nothing not in logger.filters:
            logger.addFilter(_say_nothing)


def _say_nothing(record: logging.LogRecord) -> bool:
    """Drop every record. Presidio only logs that a pattern timed out and skips it: fail instead."""
    if record.exc_info and isinstance(record.exc_info[1], TimeoutError):
        raise TimeoutError("a pattern took too long")
    return False


class Engine:
    """One ``AnalyzerEngine`` for both languages, warm, and the fail-closed way around it."""

    def __init__(self, settings: DetectorSettings) -> None:
        stay_silent()
        stay_offline()
        self.settings = settings
        self.nlp = ConversationNlpEngine()
        self.analyzer = AnalyzerEngine(
            registry=_registry(settings), nlp_engine=self.nlp, supported_languages=list(LANGUAGES)
        )
        for language in LANGUAGES:
            self.find([Turn("customer", _WARM[language])], language)

    def find(self, turns: Sequence[Turn], language: Language) -> tuple[list[TextSpan], list[str]]:
        """Find everything in a conversation; where that fails, mask the turns it fails on."""
        try:
            conversation = read_conversation(turns, language)
            findings = self._analyze(conversation)
            return _spans(conversation, merge(conversation, findings)), []
        except Exception:  # whatever a recogniser raises, the call goes on, masked and told
            return self._find_carefully(turns, language)

    def _analyze(self, conversation: Conversation) -> list[Finding]:
        results = self.analyzer.analyze(
            conversation.text,
            conversation.language,
            entities=list(self.settings.entities) or None,
            score_threshold=self.settings.threshold,
            allow_list=list(self.settings.allow) or None,
            nlp_artifacts=ConversationArtifacts(self.nlp, conversation),
        )
        return [Finding(one.start, one.end, one.entity_type, one.score, _rule(one)) for one in results]

    def _find_carefully(self, turns: Sequence[Turn], language: Language) -> tuple[list[TextSpan], list[str]]:
        spans: list[TextSpan] = []
        failed = 0
        for number, turn in enumerate(turns):
            try:
                conversation = read_conversation([turn], language)
                found = _spans(conversation, merge(conversation, self._analyze(conversation)))
                spans += [TextSpan(number, s.start, s.end, s.entity, s.score, s.rule) for s in found]
            except Exception:
                failed += 1
                if turn.text:
                    spans.append(TextSpan(number, 0, len(turn.text), UNREADABLE, 1.0, "unreadable"))
        return spans, [f"a recogniser failed on the conversation; {failed} turns are masked whole"]


def _registry(settings: DetectorSettings) -> RecognizerRegistry:
    recognizers: list[EntityRecognizer] = []
    for language in LANGUAGES:
        recognizers += own_recognizers(language, settings)
        recognizers += extra_recognizers(language, settings)
    for shape in settings.recognizers:
        languages = [shape["supported_language"]] if "supported_language" in shape else LANGUAGES
        recognizers += [
            PatternRecognizer.from_dict({**shape, "supported_language": one}) for one in languages
        ]
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=list(LANGUAGES))
    if settings.recognizers_file is not None:
        registry.add_recognizers_from_yaml(str(settings.recognizers_file))
    return registry


def _rule(result: Any) -> str:
    metadata = result.recognition_metadata or {}
    return str(metadata.get("rule", "custom"))


def _spans(conversation: Conversation, findings: Iterable[Finding]) -> list[TextSpan]:
    """Cut findings at the ends of turns and give offsets within the turns."""
    spans = []
    turn = 0
    starts = conversation.starts
    for one in sorted(findings, key=lambda finding: finding.start):
        while turn + 1 < len(starts) and starts[turn + 1] <= one.start:
            turn += 1
        at, start = turn, one.start
        while start < one.end:
            limit = starts[at + 1] - 1 if at + 1 < len(starts) else len(conversation.text)
            end = min(one.end, limit)
            if end > start:
                base = starts[at]
                spans.append(TextSpan(at, start - base, end - base, one.entity, one.score, one.rule))
            at += 1
            if at >= len(starts):
                break
            start = starts[at]
    return spans
