"""One recogniser for several calls at once: their windows wait in one queue and leave it in full batches.

A call alone rarely fills a batch with windows of like length, least of all when its safe copy is heard
again. With some calls under way there are always others to fill up with, and the recogniser, which takes
nearly all of the time, is never idle and never pads much.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from sourdine.models.speech import RATE, Recogniser, Samples, Transcription
from sourdine.pipeline.records import Language


@dataclass(slots=True)
class Work:
    """What a recogniser has done so far. ``seconds`` it was at it, ``heard`` seconds of windows."""

    seconds: float = 0.0
    heard: float = 0.0
    windows: int = 0
    batches: int = 0


@dataclass(slots=True, eq=False)
class _Waiting:
    window: Samples
    language: Language
    result: Future[Transcription] = field(default_factory=Future)


class Batcher:
    """A `Recogniser` for many threads, over one that works in batches of at most ``size`` windows."""

    def __init__(self, recogniser: Recogniser, size: int) -> None:
        self.name, self.max_window, self.trust = recogniser.name, recogniser.max_window, recogniser.trust
        self.pads = recogniser.pads
        self.work = Work()
        self._recogniser, self._size = recogniser, size
        self._queue: list[_Waiting] = []
        self._change, self._model = threading.Condition(), threading.Lock()
        threading.Thread(target=self._run, name="recogniser", daemon=True).start()

    def language(self, windows: Sequence[Samples]) -> Language:
        """See `Recogniser.language`."""
        with self._model:
            start = time.monotonic()
            try:
                return self._recogniser.language(windows)
            finally:
                self.work.seconds += time.monotonic() - start

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        """See `Recogniser.transcribe`; waits until other calls' windows let these through."""
        mine = [_Waiting(window, language) for window in windows]
        with self._change:
            self._queue += mine
            self._change.notify()
        return [one.result.result() for one in mine]

    def _run(self) -> None:
        while True:
            with self._change:
                while not self._queue:
                    self._change.wait()
                batch = next_batch(self._queue, self._size)
                chosen = set(map(id, batch))
                self._queue = [one for one in self._queue if id(one) not in chosen]
            self._hear(batch)

    def _hear(self, batch: list[_Waiting]) -> None:
        try:
            results = self._timed(batch)
        except BaseException as error:  # every waiting call must get an answer
            if len(batch) == 1:
                batch[0].result.set_exception(error)
                return
            for one in batch:  # the fault of one window is not that of the others' calls
                self._hear([one])
            return
        for one, result in zip(batch, results, strict=True):
            one.result.set_result(result)

    def _timed(self, batch: Sequence[_Waiting]) -> list[Transcription]:
        with self._model:
            start = time.monotonic()
            try:
                return self._recogniser.transcribe([one.window for one in batch], batch[0].language)
            finally:
                self.work.seconds += time.monotonic() - start
                self.work.heard += sum(len(one.window) for one in batch) / RATE
                self.work.windows += len(batch)
                self.work.batches += 1


def next_batch(queue: Sequence[_Waiting], size: int) -> list[_Waiting]:
    """The window that waits longest, and those of its language that are nearest to it in length."""
    first = queue[0]
    alike = [one for one in queue if one.language == first.language]
    return sorted(alike, key=lambda one: abs(len(one.window) - len(first.window)))[:size]
