"""A worker: takes recordings all the way, several at once in threads, with one recogniser for them all.

Prepare and finish happen here, beside each other, so that sound never travels. On CPUs listening does too;
where listeners are processes of their own (GPUs), only windows of speech go to them and words come back.
Nothing here knows Ray.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourdine.pipeline import attempts
from sourdine.pipeline.errors import RecordingError, Retry, StopJob
from sourdine.pipeline.records import Language, Outcome
from sourdine.workers.archive.ears import Facts, facts_of
from sourdine.workers.archive.setup import Answer, Defect, House, Measured, Setup, Stop, Task, Usage

if TYPE_CHECKING:
    from sourdine.models.batching import Batcher
    from sourdine.models.personal import PersonalDataDetector
    from sourdine.models.speech import Recogniser, Samples, Transcription
    from sourdine.pipeline.flow import Tools


class Hand:
    """One worker process. Everything but `open` may be called from several threads."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._batcher: Batcher | None = None
        self._ears: Recogniser | None = None
        self._detector: PersonalDataDetector | None = None
        self._tools: dict[str, Tools] = {}  # by destination
        self._lock = threading.Lock()

    def open(self) -> Stop | None:
        """Open recogniser, detector and destination; says why that is not possible."""
        from sourdine.workers.local import open_detector

        try:
            self._detector = open_detector(self._setup.settings)
            self._ears = self._recogniser() if self._setup.listens else None
            self._opened(self._setup.house)
        except StopJob as error:
            return Stop(str(error))
        return None

    def process(self, task: Task) -> Answer:
        """Take a recording all the way, with a note in its destination while it is under way."""
        from sourdine.pipeline.flow import safe_copy

        notes = self._setup.notes
        self._searching()
        try:
            tools = self._opened(task.house or self._setup.house)
            if notes:
                attempts.begin(tools.storage, task.call, task.begun + 1)
            outcome = safe_copy(task.source, tools, task.consent)
            if notes and outcome.state != "failed":
                attempts.end(tools.storage, task.call)
        except StopJob as error:
            return Stop(str(error))
        except Retry as error:
            return Outcome(task.call, task.source.locator, "failed", "retry", str(error))
        except Exception as error:
            return Defect(type(error).__name__)
        return outcome

    def measure(self, task: Task) -> Measured | None:
        """Try a recording out and publish nothing; None if consent or its content does not allow it."""
        from sourdine.pipeline.audio import decode
        from sourdine.pipeline.fetch import fetched
        from sourdine.pipeline.flow import allowed, redact
        from sourdine.pipeline.scratch import working_folder

        tools, start, seconds = self._opened(self._setup.house), time.monotonic(), 0.0
        try:
            allowed(task.source, tools, datetime.now(UTC), task.consent)
            with fetched(task.source, tools.settings.audio.max_bytes) as path:
                sound = decode(path, tools.settings.audio, task.source.name)
            seconds = sound.format.frames / sound.format.rate
            transcript = tools.transcripts.read(task.source) if tools.transcripts else None
            with working_folder() as folder:
                redact(sound, tools, folder, transcript=transcript)
        except RecordingError:
            if not seconds:  # after decoding it would take its time in the job too
                return None
        except (Retry, StopJob):
            return None
        return Measured(seconds, time.monotonic() - start)

    def facts(self) -> Facts:
        """What the recogniser says about itself."""
        return facts_of(self._listening())

    def language(self, windows: Sequence[Samples]) -> Language:
        """See `Recogniser.language`; for those who have windows of their own."""
        return self._listening().language(windows)

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        """See `Recogniser.transcribe`."""
        return self._listening().transcribe(windows, language)

    def usage(self) -> Usage:
        """What was used until now."""
        work = self._batcher.work if self._batcher else None
        if work is None:
            return Usage(processor=time.process_time())
        return Usage(time.process_time(), work.seconds, work.heard, work.windows, work.batches)

    def _recogniser(self) -> Recogniser:
        if self._setup.ears is not None:
            return self._setup.ears
        from sourdine.models.batching import Batcher
        from sourdine.workers.local import open_recogniser

        settings = self._setup.settings
        # there is a worker for every core, and none has a GPU
        recogniser = open_recogniser(settings, threads=1, device="cpu")
        self._batcher = Batcher(recogniser, settings.speech.batch_size)
        return self._batcher

    def _listening(self) -> Recogniser:
        if self._ears is None:
            raise RuntimeError("this worker has no recogniser")
        return self._ears

    def _searching(self) -> PersonalDataDetector:
        if self._detector is None:
            raise RuntimeError("open the worker first")
        return self._detector

    def _opened(self, house: House) -> Tools:
        """The tools for one house, made when its first recording comes. Raises `StopJob`."""
        with self._lock:
            if house.destination not in self._tools:
                self._tools[house.destination] = self._tools_of(house)
            return self._tools[house.destination]

    def _tools_of(self, house: House) -> Tools:
        from sourdine.pipeline.desk import open_desk
        from sourdine.pipeline.flow import Tools
        from sourdine.pipeline.journal import open_journal
        from sourdine.pipeline.originals import open_custody
        from sourdine.pipeline.storage import open_storage

        setup, settings = self._setup, self._setup.settings
        settings = replace(settings, catalogue=replace(settings.catalogue, tenant=house.tenant))
        storage = open_storage(house.destination)
        desk = open_desk(settings, setup.keys, storage)
        journal = open_journal(house.destination, setup.keys, storage)
        return Tools(
            settings,
            storage,
            self._ears,
            self._searching(),
            setup.keys,
            setup.consents,
            setup.lawful_basis,
            setup.transcripts,
            desk=desk,
            custody=open_custody(settings, storage, desk.catalogue, journal, house.keeper),
        )
