"""The starter model through the real faster-whisper, on the demo calls."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sourdine.models.speech import RATE, Samples, WhisperRecogniser, starter_folder
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.listen import cut
from sourdine.pipeline.settings import AudioLimits

CALLS = Path(__file__).parents[2] / "pipeline" / "demo" / "calls"


def said(name: str, channel: int, first: float, last: float) -> tuple[Samples, list[str]]:
    """A stretch of a demo call with the words that are said wholly in it."""
    truth = json.loads((CALLS / f"{Path(name).stem}.truth.json").read_text("utf-8"))
    sound = decode(CALLS / name, AudioLimits())
    words = [
        word["text"]
        for word in truth["words"]
        if word["channel"] == channel and word["start"] >= first and word["end"] <= last
    ]
    return cut(channel_16k(sound, channel), first, last), words


@pytest.fixture(scope="module")
def model() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(starter_folder()), device="cpu", compute_type="int8", cpu_threads=2)


def first_turns(name: str) -> Iterator[tuple[Samples, list[str], int]]:
    """The first four turns of a call."""
    truth = json.loads((CALLS / f"{Path(name).stem}.truth.json").read_text("utf-8"))
    turns: list[list[dict[str, Any]]] = []
    for word in truth["words"]:
        if not turns or turns[-1][-1]["speaker"] != word["speaker"]:
            turns.append([])
        turns[-1].append(word)
    for turn in turns[:4]:
        samples, words = said(name, turn[0]["channel"], turn[0]["start"] - 0.1, turn[-1]["end"] + 0.1)
        yield samples, words, turn[0]["channel"]


@pytest.mark.parametrize(("name", "language"), [("fr-card.wav", "fr"), ("en-claim.flac", "en")])
def test_it_tells_french_from_english(model: Any, name: str, language: str) -> None:
    longest = max((samples for samples, _, _ in first_turns(name)), key=len)
    assert model.detect_language(longest)[0] == language


@pytest.mark.parametrize(("name", "language"), [("fr-card.wav", "fr"), ("en-claim.flac", "en")])
def test_sequential_mode_gives_words_with_times(model: Any, name: str, language: str) -> None:
    samples, words, _ = max(first_turns(name), key=lambda turn: len(turn[1]))
    segments, info = model.transcribe(samples, language=language, word_timestamps=True)
    heard = [word for segment in segments for word in segment.words]
    assert info.duration == pytest.approx(len(samples) / RATE, abs=0.01)
    assert shared(words, [word.word.strip() for word in heard]) >= 0.65
    assert all(0 <= word.start <= word.end <= len(samples) / RATE + 0.1 for word in heard)


def test_batched_mode_gives_words_with_times(model: Any) -> None:
    from faster_whisper import BatchedInferencePipeline

    samples, words, _ = max(first_turns("en-claim.flac"), key=lambda turn: len(turn[1]))
    segments, _ = BatchedInferencePipeline(model).transcribe(
        samples, language="en", word_timestamps=True, batch_size=2, vad_filter=True
    )
    heard = [word.word.strip() for segment in segments for word in segment.words]
    assert shared(words, heard) >= 0.65


@pytest.mark.parametrize("name", ["fr-card.wav", "fr-contract.wav", "en-claim.flac", "en-account.mp3"])
def test_our_batches_hear_the_demo_calls(name: str) -> None:
    recogniser = WhisperRecogniser("starter")
    turns = list(first_turns(name))
    language = recogniser.language([samples for samples, _, _ in turns])
    results = recogniser.transcribe([samples for samples, _, _ in turns], language)
    words = [word for _, row, _ in turns for word in row]
    heard = [word.text for result in results for word in result.words]
    assert language == name[:2]
    assert shared(words, heard) >= 0.65


def test_hiss_is_no_trusted_text() -> None:
    recogniser = WhisperRecogniser("starter")
    noise = np.random.default_rng(1).normal(0, 1e-4, 2 * RATE).astype(np.float32)
    found = recogniser.transcribe([noise], "fr")[0]
    assert not found.words or found.log_probability < recogniser.trust.window


def shared(words: list[str], heard: list[str]) -> float:
    """The share of the words that were heard, in order."""
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, words, heard, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)


def test_what_is_heard_does_not_depend_on_the_batch() -> None:
    turns = [samples for samples, _, _ in first_turns("fr-card.wav")]
    pieces = [one[: round(part * len(one))] for one in turns for part in (1.0, 0.7, 0.5)]
    alone = WhisperRecogniser("starter", threads=1, batch_size=1).transcribe(pieces, "fr")
    together = WhisperRecogniser("starter", threads=2, batch_size=8).transcribe(pieces[::-1], "fr")[::-1]
    assert [one.words for one in alone] == [one.words for one in together]
    assert sum(len(one.words) for one in alone) > 40
