"""What a transcript says before it is fitted to a recording. Seconds from the start of the recording."""

from __future__ import annotations

from dataclasses import dataclass, field

from sourdine.pipeline.errors import Quarantine, Reason


@dataclass(frozen=True, slots=True)
class GivenWord:
    """A word with the times it was given, if any."""

    text: str = field(repr=False)
    start: float | None = None
    end: float | None = None
    probability: float | None = None

    @property
    def timed(self) -> bool:
        """Whether at least one of its times is known."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in a row of one speaker: a turn, a segment, a caption or a line.

    ``start`` and ``end`` are the passage's own times, as captions and segments have them.
    ``channel`` counts from 0; ``speaker`` is the transcript's own label and may be a name.
    """

    words: tuple[GivenWord, ...]
    start: float | None = None
    end: float | None = None
    channel: int | None = None
    speaker: str = field(default="", repr=False)
    log_probability: float | None = None  # mean over the tokens, where the recogniser told it

    @property
    def text(self) -> str:
        """The words with single blanks between them."""
        return " ".join(word.text for word in self.words)

    @property
    def probabilities(self) -> tuple[float | None, ...]:
        """How sure the recogniser was of what stands between two blanks."""
        return tuple(word.probability for word in self.words for _ in word.text.split())


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript in the order of its file. ``channels``: how many it tells apart, 0 for none."""

    kind: str
    passages: tuple[Passage, ...]
    language: str = ""  # as the transcript says it: "fr", "fr-FR", "french"
    channels: int = 0


def broken(what: str) -> Quarantine:
    """The error of a transcript that cannot be read; ``what`` holds nothing of its content."""
    return Quarantine(Reason.TRANSCRIPT_UNREADABLE, f"the transcript cannot be read: {what}")


def clean(text: str) -> str:
    """The text with single blanks, and without characters that no file can hold (lone surrogates)."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def words_of(text: str) -> tuple[GivenWord, ...]:
    """Words without times."""
    return tuple(GivenWord(word) for word in clean(text).split())
