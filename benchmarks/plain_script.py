"""The script that somebody would write in an afternoon, to compare with: a file after the other.

faster-whisper with word times on each channel, Presidio over the text, samples of the words it finds set to
zero. No consent, no verification, nothing published with a manifest, nothing that survives a crash.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soundfile
from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.audio import decode_audio
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry

RATE = 16_000
Mode = Literal["plain", "batched"]


class PlainScript:
    """Model and analyzer are loaded once, as a sensible script does."""

    def __init__(self, model: str, mode: Mode, batch_size: int, compute_type: str = "int8") -> None:
        self.model = WhisperModel(model, device="cpu", compute_type=compute_type, cpu_threads=_cores())
        self._mode, self._batch_size = mode, batch_size
        registry = RecognizerRegistry(supported_languages=["en"])
        registry.load_predefined_recognizers(languages=["en"])
        registry.remove_recognizer("SpacyRecognizer")  # needs a model to download; no time is counted for it
        engine = NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}])
        self._analyzer = AnalyzerEngine(registry, engine, supported_languages=["en"])

    def redact(self, source: Path, target: Path, language: str) -> float:
        """Mask one file; gives its seconds of sound."""
        samples, rate = soundfile.read(source, always_2d=True)
        for channel in range(samples.shape[1]):
            words = self.words(self._channel(source, channel, samples.shape[1]), language)
            for start, end in self._personal(words):
                samples[int(start * rate) : int(end * rate), channel] = 0
        soundfile.write(target, samples, rate)
        return len(samples) / float(rate)

    def words(self, sound: Any, language: str) -> list[tuple[str, float, float]]:
        """Words of a channel with their times."""
        options = {"language": language, "word_timestamps": True, "beam_size": 5}
        if self._mode == "batched":
            pipeline = BatchedInferencePipeline(self.model)  # it keeps state: a new one each time
            segments, _ = pipeline.transcribe(sound, batch_size=self._batch_size, **options)
        else:
            segments, _ = self.model.transcribe(sound, **options)
        return [(word.word, word.start, word.end) for one in segments for word in one.words or ()]

    def _channel(self, source: Path, channel: int, channels: int) -> Any:
        if channels == 1:
            return decode_audio(str(source), sampling_rate=RATE)
        return decode_audio(str(source), sampling_rate=RATE, split_stereo=True)[channel]

    def _personal(self, words: Sequence[tuple[str, float, float]]) -> list[tuple[float, float]]:
        ends = np.cumsum([len(text) for text, _, _ in words]) if words else np.zeros(0)
        found = self._analyzer.analyze("".join(text for text, _, _ in words), language="en")
        return [
            (start, end)
            for (_, start, end), last, text in zip(words, ends, (one for one, _, _ in words), strict=True)
            if any(span.start < last and span.end > last - len(text) for span in found)
        ]


def _cores() -> int:
    from sourdine.models.speech import available_cores

    return available_cores()
