"""Listeners: processes that hold the recogniser and nothing else, for machines where it sits on a GPU.

Windows of speech go there in bounded pieces and words come back. Every worker's windows meet in a
listener's queue, so that its batches are full.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourdine.models.speech import Recogniser, Samples, Transcription, Trust
from sourdine.pipeline.errors import Retry, SourdineError
from sourdine.pipeline.records import Language
from sourdine.pipeline.settings import Settings
from sourdine.workers.archive.setup import Stop, Usage

if TYPE_CHECKING:
    from sourdine.models.batching import Batcher

PIECE_BYTES = 16 * 1024**2  # of windows in one message: four minutes of speech
_UNDER_WAY = 2  # messages of one recording
_TRIES = 3  # a listener that dies is started again by Ray, its window is asked for again


@dataclass(frozen=True, slots=True)
class Facts:
    """What a `Recogniser` says about itself."""

    name: str
    max_window: float
    pads: bool
    trust: Trust


def facts_of(recogniser: Recogniser) -> Facts:
    """Those of a recogniser."""
    return Facts(recogniser.name, recogniser.max_window, recogniser.pads, recogniser.trust)


class Ear:
    """A listener process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._batcher: Batcher | None = None

    def open(self) -> Facts | Stop:
        """Open the recogniser; says why that is not possible."""
        try:
            batcher = self._opened()
        except SourdineError as error:
            return Stop(str(error))
        return facts_of(batcher)

    def facts(self) -> Facts:
        """What the recogniser says about itself."""
        return facts_of(self._opened())

    def language(self, windows: Sequence[Samples]) -> Language:
        """See `Recogniser.language`."""
        return self._opened().language(windows)

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        """See `Recogniser.transcribe`."""
        return self._opened().transcribe(windows, language)

    def usage(self) -> Usage:
        """What was used until now."""
        work = self._opened().work
        return Usage(time.process_time(), work.seconds, work.heard, work.windows, work.batches)

    def _opened(self) -> Batcher:
        from sourdine.models.batching import Batcher
        from sourdine.workers.local import open_recogniser

        with self._lock:  # a process that was started again was not asked to open
            if self._batcher is None:
                recogniser = open_recogniser(self._settings, threads=1)
                self._batcher = Batcher(recogniser, self._settings.speech.batch_size)
            return self._batcher


class RemoteEars:
    """A `Recogniser` in a worker whose windows are heard by listeners elsewhere."""

    def __init__(self, ears: Sequence[Any], facts: Facts) -> None:
        self.name, self.max_window = facts.name, facts.max_window
        self.pads, self.trust = facts.pads, facts.trust
        self._ears = list(ears)
        self._waiting = [0] * len(ears)  # samples under way to each, from this worker
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[RemoteEars], tuple[list[Any], Facts]]:
        return (type(self), (self._ears, facts_of(self)))  # locks do not travel

    def language(self, windows: Sequence[Samples]) -> Language:
        """See `Recogniser.language`."""
        longest = sorted(windows, key=len, reverse=True)[:4]
        answer: Language = self._ask("language", sum(map(len, longest)), longest)
        return answer

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        """See `Recogniser.transcribe`. Raises `Retry` if listeners keep dying."""
        from concurrent.futures import ThreadPoolExecutor

        pieces = list(in_pieces(windows, PIECE_BYTES))
        with ThreadPoolExecutor(_UNDER_WAY) as pool:
            answers = pool.map(
                lambda piece: self._ask("transcribe", sum(map(len, piece)), piece, language), pieces
            )
            return [one for answer in answers for one in answer]

    def _ask(self, what: str, weight: int, *arguments: Any) -> Any:
        import ray
        from ray.exceptions import RayActorError, RayTaskError

        for _ in range(_TRIES):
            at = self._least_busy(weight)
            try:
                return ray.get(getattr(self._ears[at], what).remote(*arguments))
            except RayTaskError as error:
                raise error.cause from None
            except RayActorError:
                continue
            finally:
                with self._lock:
                    self._waiting[at] -= weight
        raise Retry("the listeners keep dying")

    def _least_busy(self, weight: int) -> int:
        with self._lock:
            at = min(range(len(self._ears)), key=self._waiting.__getitem__)
            self._waiting[at] += weight
            return at


def in_pieces(windows: Sequence[Samples], limit: int) -> list[list[Samples]]:
    """Windows in their order, in pieces of at most ``limit`` bytes, or of one window."""
    pieces: list[list[Samples]] = []
    size = 0
    for window in windows:
        if not pieces or size + window.nbytes > limit:
            pieces.append([])
            size = 0
        pieces[-1].append(window)
        size += window.nbytes
    return pieces
