"""The recogniser: windows of speech in, timed words out, through faster-whisper and CTranslate2.

The interface takes windows of any channels and calls at once, because that is where speed comes
from. faster-whisper's own batched mode batches within one file, and ignores the checks on silence
and improbable text; here they are values beside the words, and the caller decides (fail closed).
"""

from __future__ import annotations

import json
import logging
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import ceil
from pathlib import Path
from typing import Any, Protocol

from sourdine.models.beside import side_by_side
from sourdine.models.encoding import MIN_SECONDS, RATE, Encoder, Samples, frames
from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.records import Language

__all__ = ["RATE", "Samples"]  # others know them from here

WHOLE = 3000  # frames of 10 ms in a Whisper window
STEP = 50  # frames; what a window is padded to, for models that take any length
AT_ONCE = 2
"""Batches that are recognised at once on a processor, each by its share of the threads.

Two threads at one batch of short windows took half as much processor time again as one thread, for they wait
for each other in every layer; two batches with a thread each took no more than one after the other. A call
has two channels, so more would often find nothing to do.
"""
_CARD = "sourdine.json"
_NAMELESS = (
    "no speech model named: add --model with a Whisper name (large-v3-turbo, small …) or the folder of one"
)


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word with its times in seconds from the start of its window."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Transcription:
    """What was heard in a window, and what the recogniser thinks of it."""

    words: tuple[HeardWord, ...]
    log_probability: float = 0.0  # mean over the tokens; Whisper's own limit is -1.0
    repetition: float = 1.0  # gzip ratio of the text; Whisper's own limit is 2.4


@dataclass(frozen=True, slots=True)
class Trust:
    """How far what a model says is to be trusted.

    ``window`` and ``call`` are mean log probabilities under which a window, or all of a call, is not; the
    default is Whisper's own limit for a window (Radford et al. 2022, section 4.5). ``times`` are seconds
    by which its boundary between two words without a pause may be off, where that was measured.
    """

    window: float = -1.0
    call: float = -1.0
    times: float | None = None


class Recogniser(Protocol):
    """What listening needs of a recogniser; a test's fake is one too."""

    name: str  # name and version, for the manifest
    max_window: float  # seconds
    pads: bool  # whether a window costs as much as one of ``max_window`` seconds, however short it is
    trust: Trust

    def language(self, windows: Sequence[Samples]) -> Language:
        """The language spoken in the windows. Raises `Quarantine` if it is not one that can be read."""
        ...

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        """One transcription per window (float32, mono, 16 kHz), in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Card:
    """What a model folder may say about itself in ``sourdine.json``.

    ``tail``: seconds of nothing that the encoder needs after a window to know its end, where it was trained
    on windows of any length; without it every window is padded to 30 s, as Whisper's are.
    """

    name: str
    max_window: float = 30.0
    tail: float | None = None
    trust: Trust = Trust()

    @classmethod
    def of(cls, folder: Path, fallback: str) -> Card:
        """The folder's card, or that of a plain Whisper model of this name."""
        path = folder / _CARD
        if not path.is_file():
            return cls(fallback)
        data = json.loads(path.read_text(encoding="utf-8"))
        trust = Trust(**{key: float(value) for key, value in data.get("trust", {}).items()})
        return cls(f"{data['name']} {data['version']}", float(data["max_window"]), float(data["tail"]), trust)


def starter_folder() -> Path:
    """The model that ships with the package: for demo and tests, it knows synthetic voices only."""
    return Path(str(files("sourdine.models.starter")))


class WhisperRecogniser:
    """A Whisper model opened by faster-whisper."""

    def __init__(
        self,
        model: str | None,
        device: str = "cpu",
        compute_type: str = "int8",
        batch_size: int = 8,
        beam_size: int = 5,
        threads: int | None = None,
    ) -> None:
        """Open ``model``: "starter", a folder, or a Whisper name that faster-whisper may download.

        Raises `StopJob` with one line that says how to provide a model.
        """
        if not model:
            raise StopJob(_NAMELESS)
        place = str(starter_folder()) if model == "starter" else model
        threads = threads or available_cores()
        self._at_once = min(threads, AT_ONCE) if _on_processor(device) else 1
        self._model = _open(place, device, compute_type, threads // self._at_once, self._at_once)
        folder = Path(place)
        self._card = Card.of(folder, folder.name if folder.is_dir() else model)
        self._batch_size, self._beam_size = batch_size, beam_size
        self.name, self.max_window, self.trust = self._card.name, self._card.max_window, self._card.trust
        self.pads = self._card.tail is None
        self._encoded = Encoder(self._model, in_batches=self._model.model.device != "cpu")

    def language(self, windows: Sequence[Samples]) -> Language:
        """The likelier of French and English over the longest windows.

        Raises `Quarantine` where both are improbable.
        """
        longest = sorted(windows, key=len, reverse=True)[:4]
        found = [row for rows in side_by_side(self._languages, longest, self._at_once) for row in rows]
        sums = {"fr": 0.0, "en": 0.0}
        for row, window in zip(found, longest, strict=True):
            for token, probability in row:
                code = token.strip("<|>")
                if code in sums:
                    sums[code] += probability * len(window)
        if sum(sums.values()) < 0.5 * sum(len(window) for window in longest):
            raise Quarantine(
                Reason.UNSURE_TEXT,
                "the language is neither French nor English: name it with --language if it is",
            )
        return "fr" if sums["fr"] >= sums["en"] else "en"

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        """Recognise all windows, in batches that are padded to the same length.

        That length is a matter of each window alone, so what is heard in one does not depend on which others
        are recognised beside it.
        """

        def heard(batch: tuple[int, list[int]]) -> list[Transcription]:
            return list(self._batch([windows[index] for index in batch[1]], batch[0], language))

        wanted = list(batches([self._length(one) for one in windows], self._batch_size, self._at_once))
        results: dict[int, Transcription] = {}
        for (_, batch), found in zip(wanted, side_by_side(heard, wanted, self._at_once), strict=True):
            results.update(zip(batch, found, strict=True))
        return [results[index] for index in range(len(windows))]

    def _length(self, window: Samples) -> int:
        """How many frames the encoder is given for a window."""
        if self._card.tail is None:
            return WHOLE
        seconds = max(len(window) / RATE, MIN_SECONDS) + self._card.tail
        return min(STEP * ceil(100 * seconds / STEP), WHOLE)

    def _languages(self, window: Samples) -> Any:
        encoded = self._encoded([window], self._length(window), again=True)
        return self._model.model.detect_language(encoded)

    def _batch(self, windows: Sequence[Samples], length: int, language: Language) -> Iterator[Transcription]:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_compression_ratio, get_suppressed_tokens

        model = self._model
        tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, "transcribe", language)
        encoded = self._encoded(windows, length)
        prompt = model.get_prompt(tokenizer, [], without_timestamps=True)
        # About 25 tokens a second is faster than anybody speaks: past that it is a loop.
        limit = len(prompt) + 16 + length // 4
        results = model.model.generate(
            encoded,
            [prompt] * len(windows),
            beam_size=self._beam_size,
            max_length=min(limit, model.max_length),
            suppress_blank=False,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
        )
        tokens = [[token for token in one.sequences_ids[0] if token < tokenizer.eot] for one in results]
        sizes = [frames(one) for one in windows]
        for result, said, words in zip(
            results, tokens, self._align(tokenizer, tokens, encoded, sizes), strict=True
        ):
            text = tokenizer.decode(said)
            yield Transcription(words, result.scores[0], get_compression_ratio(text) if text else 1.0)

    def _align(
        self, tokenizer: Any, tokens: Sequence[list[int]], encoded: Any, sizes: Sequence[int]
    ) -> list[tuple[HeardWord, ...]]:
        """Word times by CTranslate2's alignment, only where there are words."""
        if not any(tokens):
            return [()] * len(tokens)
        found = self._model.find_alignment(tokenizer, list(tokens), encoded, list(sizes))
        return [
            tuple(joined(row, size / self._model.frames_per_second))
            for row, size in zip(found, sizes, strict=True)
        ]


def joined(row: Sequence[dict[str, Any]], seconds: float) -> Iterator[HeardWord]:
    """Words as they are written: faster-whisper cuts "trente-huit" before the hyphen, which is undone."""
    last: HeardWord | None = None
    for piece in row:
        text, probability = str(piece["word"]), float(piece["probability"])
        start, end = (min(max(float(piece[key]), 0.0), seconds) for key in ("start", "end"))
        if last is not None and not text.startswith(" "):
            joined = last.text + text.strip()
            last = HeardWord(joined, last.start, max(end, last.end), min(last.probability, probability))
        elif text.strip():
            if last is not None:
                yield last
            last = HeardWord(text.strip(), start, max(end, start), probability)
    if last is not None:
        yield last


def batches(lengths: Sequence[int], size: int, at_once: int = 1) -> Iterator[tuple[int, list[int]]]:
    """Indices in batches of one length, the longest first (so that memory shows at once).

    Where all are of one length, there are ``at_once`` batches if there are as many windows.
    """
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for index, length in enumerate(lengths):
        alike[length].append(index)
    if len(alike) == 1:
        size = min(size, ceil(len(lengths) / at_once))
    for length in sorted(alike, reverse=True):
        for start in range(0, len(alike[length]), size):
            yield length, alike[length][start : start + size]


def available_cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))


def _on_processor(device: str) -> bool:
    """Whether faster-whisper takes the processor for a device."""
    if device != "auto":
        return device == "cpu"
    import ctranslate2

    return not ctranslate2.get_cuda_device_count()


def _open(place: str, device: str, compute_type: str, threads: int, workers: int) -> Any:
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(
            place, device=device, compute_type=compute_type, cpu_threads=threads, num_workers=workers
        )
    except Exception as error:  # any failure to open a model ends the job, with its kind
        raise StopJob(
            f"the speech model {place!r} cannot be opened ({type(error).__name__}): give --model the "
            "folder of a faster-whisper model, or a Whisper name where its download can be reached"
        ) from None
