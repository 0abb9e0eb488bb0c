"""Windows of many calls in common batches."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sourdine.models.batching import Batcher
from sourdine.models.speech import RATE, HeardWord, Samples, Transcription, Trust
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.records import Language


class Echo:
    """Hears the length of a window; a window of 13 samples breaks its whole batch."""

    name, max_window, pads, trust = "echo", 10.0, False, Trust()

    def __init__(self) -> None:
        self.batches: list[tuple[Language, list[int]]] = []
        self.go = threading.Event()

    def language(self, windows: Sequence[Samples]) -> Language:
        return "en"

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        self.go.wait(5)
        lengths = [len(one) for one in windows]
        self.batches.append((language, lengths))
        if 13 in lengths:
            raise Quarantine(Reason.UNSURE_TEXT, "thirteen")
        return [Transcription((HeardWord(f"{language}{length}", 0, 1, 1),)) for length in lengths]


def silence(*lengths: int) -> list[Samples]:
    return [np.zeros(length, np.float32) for length in lengths]


def words(results: Sequence[Transcription]) -> list[str]:
    return [one.words[0].text for one in results]


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not what():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_every_call_gets_its_own_words_in_their_order() -> None:
    echo = Echo()
    batcher = Batcher(echo, 4)
    echo.go.set()
    calls: list[tuple[Language, list[int]]] = [
        ("fr" if number % 2 else "en", [100 * number + 20 + one for one in range(number % 7)])
        for number in range(40)
    ]
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda call: words(batcher.transcribe(silence(*call[1]), call[0])), calls))
    assert heard == [[f"{language}{length}" for length in lengths] for language, lengths in calls]
    assert all(len(lengths) <= 4 for _, lengths in echo.batches)
    assert batcher.work.windows == sum(len(lengths) for _, lengths in calls)
    assert batcher.work.batches == len(echo.batches)
    assert (batcher.name, batcher.max_window, batcher.language([])) == ("echo", 10.0, "en")


def test_windows_of_like_length_share_a_batch_across_calls() -> None:
    echo = Echo()
    batcher = Batcher(echo, 2)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(batcher.transcribe, silence(RATE), "fr")
        wait_for(lambda: not batcher._queue and first.running())  # the recogniser is at it, and waits
        rest = [
            pool.submit(batcher.transcribe, silence(*lengths), "fr") for lengths in ((500, 20), (510, 30))
        ]
        wait_for(lambda: len(batcher._queue) >= 4)
        echo.go.set()
        assert words(first.result(5)) == [f"fr{RATE}"]
        assert [words(one.result(5)) for one in rest] == [["fr500", "fr20"], ["fr510", "fr30"]]
    assert sorted(sorted(lengths) for _, lengths in echo.batches[1:]) == [[20, 30], [500, 510]]


def test_the_fault_of_one_window_is_not_that_of_another_call() -> None:
    echo = Echo()
    batcher = Batcher(echo, 8)
    with ThreadPoolExecutor(3) as pool:
        pool.submit(batcher.transcribe, silence(1), "fr")
        good, bad = (pool.submit(batcher.transcribe, silence(length), "fr") for length in (12, 13))
        echo.go.set()
        assert words(good.result(5)) == ["fr12"]
        with pytest.raises(Quarantine, match="thirteen"):
            bad.result(5)
