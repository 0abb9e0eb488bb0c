"""Plain text, one turn a line, "Agent: …" where the speaker is told. It has no times."""

from __future__ import annotations

from sourdine.pipeline.transcripts.given import Passage, Transcript, words_of
from sourdine.pipeline.transcripts.labels import split_labels

KIND = "plain text"


def read_plain(text: str) -> Transcript:
    """Read every line that is not empty."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    said = split_labels([line for line in lines if line])
    return Transcript(KIND, tuple(Passage(words_of(rest), speaker=label) for label, rest in said if rest))
