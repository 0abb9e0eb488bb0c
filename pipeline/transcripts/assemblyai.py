"""AssemblyAI's transcript object: ``words`` and ``utterances`` in milliseconds.

Documented at assemblyai.com/docs (transcripts, multichannel transcription): channels count from 1.
"""

from __future__ import annotations

from sourdine.pipeline.transcripts.given import GivenWord, Passage, Transcript, words_of
from sourdine.pipeline.transcripts.node import Node
from sourdine.pipeline.transcripts.runs import Spoken, passages_of

KIND = "AssemblyAI"

_MILLISECONDS = 0.001


def read_assemblyai(top: Node) -> Transcript:
    """Read the words; the utterances where there are no words; the text where there is nothing else."""
    utterances = top["utterances"].objects()
    words = top["words"].objects() or [word for one in utterances for word in one["words"].objects()]
    if words:
        passages = passages_of([Spoken(_word(one), _channel(one), _speaker(one)) for one in words])
    else:
        passages = tuple(_passage(one) for one in utterances) or (Passage(words_of(top["text"].text())),)
    found = {one.channel for one in passages} - {None}
    stated = int(top["audio_channels"].number() or 0)
    channels = max(len(found), stated) if found else 0
    return Transcript(KIND, passages, top["language_code"].text(), channels)


def _word(one: Node) -> GivenWord:
    start, end = one["start"].seconds(_MILLISECONDS), one["end"].seconds(_MILLISECONDS)
    return GivenWord(one["text"].clean(), start, end, one["confidence"].probability())


def _passage(one: Node) -> Passage:
    start, end = one["start"].seconds(_MILLISECONDS), one["end"].seconds(_MILLISECONDS)
    return Passage(words_of(one["text"].text()), start, end, _channel(one), _speaker(one))


def _channel(one: Node) -> int | None:
    """ "1" is the first one; without channels the field is null."""
    label = one["channel"].label()
    return int(label) - 1 if label.isdecimal() and 1 <= int(label) <= 99 else None


def _speaker(one: Node) -> str:
    return one["speaker"].label()
