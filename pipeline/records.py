"""The records that travel between the steps of the pipeline.

Times are in seconds from the start of the recording unless a name says samples.
Every record is frozen: a step gives a new one, it never edits the one it took.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sourdine.pipeline.media.stored import Samples

Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """What kind of recording the source was, so that the safe copy is the same kind."""

    container: str  # libsndfile's major format: "WAV", "RF64", "FLAC", "MP3", "OGG"; or "M4A"
    codec: str  # libsndfile's subtype: "PCM_16", "ALAW", "OPUS", "MPEG_LAYER_III", …; or "AAC"
    rate: int  # samples a second
    channels: int
    frames: int  # samples per channel
    extension: str  # of the safe copy, with the dot: ".wav"


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Decoded samples, shape ``(frames, channels)``.

    The type is the one that holds the codec's values exactly (int16, int32 or a float), so that
    samples which no region touches are written back bit for bit. They may lie on a disk: take stretches.
    ``bitrate`` is that of the file, bits a second over all channels; 0 where the codec is lossless.
    """

    samples: Samples
    format: SoundFormat
    bitrate: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the recogniser wrote it, with its time on its channel."""

    text: str
    start: float
    end: float
    channel: int
    probability: float | None = None  # as the recogniser tells it, 0 to 1


@dataclass(frozen=True, slots=True)
class Speech:
    """A stretch of voice activity on one channel, whether or not words were heard in it."""

    channel: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of one channel to silence that no word tells of: keys pressed, speech without words."""

    channel: int
    start: float
    end: float
    entity: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What listening gave: every word of every channel in time order, and where speech was.

    ``unheard``: speech that stayed without words, where the settings mute it.
    """

    words: tuple[Word, ...]
    speech: tuple[Speech, ...]
    language: Language
    model: str  # name and version of the recogniser, for the manifest
    unheard: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without the other one taking over; the unit that text detection takes."""

    speaker: str  # "agent", "customer" or "unknown"
    text: str
    probabilities: tuple[float | None, ...] = ()
    """How sure the recogniser is of each word (what stands between spaces), 0 to 1; or not known."""


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Personal data in the text of a turn: ``text[start:end]``, offsets in characters (code points)."""

    turn: int
    start: int
    end: int
    entity: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class PersonalSpan:
    """The same finding by word: indices into ``Heard.words``, in time order.

    ``written`` is what texts show in the words' place, the same for the same value ("[PERSON_1]").
    """

    entity: str
    words: tuple[int, ...]
    score: float
    rule: str
    written: str


@dataclass(frozen=True, slots=True)
class Region:
    """One stretch of one channel to silence, in samples, ``start`` included and ``end`` not."""

    channel: int
    start: int
    end: int
    entity: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class RedactionPlan:
    """The one plan that drives every output.

    ``regions`` never overlap within a channel and are in order of channel, then time.
    ``placeholders`` has one entry for each word of ``Heard.words``: what is written in its place,
    or ``None`` where the word stays.
    """

    regions: tuple[Region, ...]
    placeholders: tuple[str | None, ...]
    rate: int
    frames: int
    channels: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """How consent was given: by whom and where (words such as "caller", "spoken"), to which wording.

    ``start`` and ``end`` point at spoken consent: seconds in the recording of the call that it is about.
    """

    by: str = ""
    channel: str = ""
    wording: str = ""  # version of the text that was read or shown
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, for what, until when. Lawful bases: GDPR art. 6(1).

    ``subject`` says whose it is, as (kind, value) of identifiers: personal data, so it is never shown.
    ``called`` is when the call took place, ``role`` what the record's keeper is (controller or processor).
    """

    lawful_basis: str
    purposes: Mapping[str, bool] = field(default_factory=dict)
    granted: datetime | None = None
    expires: datetime | None = None
    withdrawn: datetime | None = None
    restricted: bool = False
    reference: str = ""
    role: str = "controller"
    article_9: str | None = None  # condition of GDPR art. 9(2) for data on health
    evidence: Evidence = Evidence()
    called: datetime | None = None
    subject: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the safe copy found; ``clean`` or the reasons it is not (no personal data).

    ``residues`` tells where a silenced word was heard again beside its region; ``listened`` whether a
    recogniser listened to the copy, or its samples alone were checked.
    """

    clean: bool
    reasons: tuple[str, ...] = ()
    residues: tuple[Speech, ...] = ()
    listened: bool = True


State = Literal["published", "skipped", "refused", "quarantined", "failed"]
"""What became of a recording. ``failed``: nothing was decided, the same command may work later."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of a job's report: everything but ``source`` is free of personal data.

    ``source`` is the locator that the user gave; file names and keys often hold phone numbers, so it
    is shown only where the user asked for it (``--json``, ``--show-names``).
    """

    call_id: str
    source: str
    state: State
    reason: str = ""  # a code of `sourdine.pipeline.errors.Reason`, or empty
    message: str = ""  # one line for people: what, and what to do
    seconds: float = 0.0  # of sound
    regions: Mapping[str, int] = field(default_factory=dict)  # how many by entity
    steps: Mapping[str, float] = field(default_factory=dict)  # processor seconds by step of the pipeline
    warnings: tuple[str, ...] = ()
