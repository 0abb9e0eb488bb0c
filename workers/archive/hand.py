"""A worker: takes recordings all the way, several at once in threads, with one recogniser for them all.

Prepare and finish happen here, beside each other, so that sound never travels. On CPUs listening does too;
where listeners are processes of their own (GPUs), only windows of speech go to them and words come back.
Nothing here knows Ray.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourdine.pipeline import attempts
from sourdine.pipeline.errors import RecordingError, Retry, StopJob
from sourdine.pipeline.records import Outcome
from sourdine.workers.archive.setup import Answer, Defect, Measured, Setup, Stop, Task, Usage

if TYPE_CHECKING:
    from sourdine.models.batching import Batcher
    from sourdine.models.speech import Recogniser
    from sourdine.pipeline.flow import Tools


class Hand:
    """One worker process. Everything but `open` may be called from several threads."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._batcher: Batcher | None = None
        self._tools: Tools | None = None

    def open(self) -> Stop | None:
        """Open recogniser, detector and destination; says why that is not possible."""
        from sourdine.pipeline.desk import open_desk
        from sourdine.pipeline.flow import Tools
        from sourdine.pipeline.journal import open_journal
        from sourdine.pipeline.originals import open_custody
        from sourdine.pipeline.storage import open_storage
        from sourdine.workers.local import open_detector

        setup = self._setup
        try:
            storage, detector = open_storage(setup.destination), open_detector(setup.settings)
            recogniser = self._recogniser() if setup.listens else None
            desk = open_desk(setup.settings, setup.keys, storage)
            journal = open_journal(setup.destination, setup.keys, storage)
            custody = open_custody(setup.settings, storage, desk.catalogue, journal, setup.keeper)
        except StopJob as error:
            return Stop(str(error))
        self._tools = Tools(
            setup.settings,
            storage,
            recogniser,
            detector,
            setup.keys,
            setup.consents,
            setup.lawful_basis,
            setup.transcripts,
            desk=desk,
            custody=custody,
        )
        return None

    def process(self, task: Task) -> Answer:
        """Take a recording all the way, with a note in the destination while it is under way."""
        from sourdine.pipeline.flow import safe_copy

        tools = self._opened()
        try:
            attempts.begin(tools.storage, task.call, task.begun + 1)
            outcome = safe_copy(task.source, tools, task.consent)
            if outcome.state != "failed":
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
        from sourdine.pipeline.flow import allowed, redact, working_folder

        tools, start, seconds = self._opened(), time.monotonic(), 0.0
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

    def _opened(self) -> Tools:
        if self._tools is None:
            raise RuntimeError("open the worker first")
        return self._tools
