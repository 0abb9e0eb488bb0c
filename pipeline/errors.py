"""Errors named by what the runner must do next.

| error | the runner |
|---|---|
| `StopJob` | ends the job: nothing can go on with these settings or on this machine |
| `Refused` | leaves the recording alone: it may not be processed |
| `Quarantine` | sets the recording aside with a reason, and goes on with the next one |
| `Retry` | tries the same recording again later |

Any other exception is a defect; the runner quarantines the recording as ``internal_error`` with the
exception's type only, because the text of a foreign exception may quote what was said or a file name.
No message here ever holds personal data: no words, no file names, no object keys.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The closed list of reasons; the value is what manifests, summaries and ``--json`` show."""

    # the file
    EMPTY_FILE = "empty_file"
    UNREADABLE = "unreadable"
    NOT_AUDIO = "not_audio"
    WRONG_EXTENSION = "wrong_extension"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    OVER_LIMIT = "over_limit"
    # what was heard
    SPEECH_WITHOUT_WORDS = "speech_without_words"
    WORD_WITHOUT_TIME = "word_without_time"
    UNSURE_TEXT = "unsure_text"
    DETECTOR_FAILED = "detector_failed"
    # the transcript that was given
    TRANSCRIPT_MISSING = "transcript_missing"
    TRANSCRIPT_UNREADABLE = "transcript_unreadable"
    TRANSCRIPT_WITHOUT_TIMES = "transcript_without_times"
    TRANSCRIPT_INCOMPLETE = "transcript_incomplete"
    TRANSCRIPT_MISFIT = "transcript_misfit"
    # the safe copy
    NOT_CLEAN = "not_clean"
    # the run
    TIMEOUT = "timeout"
    WORKER_DIED = "worker_died"
    INTERNAL_ERROR = "internal_error"
    # consent
    CONSENT_MISSING = "consent_missing"
    CONSENT_UNREADABLE = "consent_unreadable"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_RESTRICTED = "consent_restricted"
    CONSENT_NOT_YET = "consent_not_yet"
    PURPOSE_NOT_GRANTED = "purpose_not_granted"
    # what must not come back
    CALL_ERASED = "call_erased"
    COPY_WITHDRAWN = "copy_withdrawn"
    RETENTION_OVER = "retention_over"


class SourdineError(Exception):
    """Base of all errors that the product raises on purpose."""


class StopJob(SourdineError):
    """The settings or the environment are wrong (bad profile, no model, no space): the job ends."""


class Retry(SourdineError):
    """Something outside failed for now (network, busy store): the same recording may work later."""


class RecordingError(SourdineError):
    """One recording cannot go on. ``reason`` is the code, ``str(error)`` one line for people."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def __reduce__(self) -> tuple[type[RecordingError], tuple[Reason, str]]:
        # the default would rebuild from the message alone and fail on its way back from a worker
        return (type(self), (self.reason, self.message))


class Quarantine(RecordingError):
    """The recording is set aside for a person to look at; nothing of it is published."""


class Refused(RecordingError):
    """Consent does not allow the recording to be processed: it is not even decoded."""
