"""Whisper's segments as openai-whisper, faster-whisper, WhisperX and OpenAI's API write them.

Segments have times; their words have some where word timestamps were asked for. WhisperX leaves words
without times that its alignment model has no letters for: figures, above all.
"""

from __future__ import annotations

from sourdine.pipeline.transcripts.given import GivenWord, Passage, Transcript, words_of
from sourdine.pipeline.transcripts.node import Node
from sourdine.pipeline.transcripts.runs import Spoken, passages_of

KIND = "Whisper"


def read_whisper(top: Node) -> Transcript:
    """Read an object with ``segments``, a plain list of them, or OpenAI's list of ``words``."""
    segments = (top if top.is_a(list) else top["segments"]).objects()
    language = top["language"].text()
    if not any(one["words"].value for one in segments) and top["words"].value:
        words = [Spoken(_word(one), None, one["speaker"].label()) for one in top["words"].objects()]
        return Transcript(KIND, passages_of(words), language)
    return Transcript(KIND, tuple(_passage(one) for one in segments), language)


def _passage(segment: Node) -> Passage:
    text = segment["text"].text()
    words = _joined(segment["words"].objects())
    if text and _letters("".join(word.text for word in words)) != _letters(text):
        words = words_of(text)  # some of the text is not among the words: only the segment's time counts
    return Passage(
        words,
        segment["start"].seconds(),
        segment["end"].seconds(),
        speaker=segment["speaker"].label(),
        log_probability=segment["avg_logprob"].number(),
    )


def _word(one: Node) -> GivenWord:
    text = (one["word"] if one.has("word") else one["text"]).clean()
    sure = next((one[name] for name in ("probability", "score", "confidence") if one.has(name)), one["-"])
    return GivenWord(text, one["start"].seconds(), one["end"].seconds(), sure.probability())


def _joined(pieces: list[Node]) -> tuple[GivenWord, ...]:
    """Words as they are written: Whisper cuts "trente-huit" before the hyphen, which is undone.

    Its words begin with a blank and what goes on with one does not; WhisperX writes no blanks at all.
    """
    marked = any(one["word"].is_a(str) and one["word"].text()[:1] == " " for one in pieces)
    words: list[GivenWord] = []
    for one in pieces:
        word = _word(one)
        if marked and words and one["word"].text()[:1] != " ":
            last = words[-1]
            end = last.end if word.end is None else word.end
            known = (one.probability for one in (last, word) if one.probability is not None)
            sure = min(known, default=None)
            words[-1] = GivenWord(last.text + word.text, last.start, end, sure)
        elif word.text:
            words.append(word)
    return tuple(words)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
