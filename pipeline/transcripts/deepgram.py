"""Deepgram's answer for a recording: ``results.channels[].alternatives[].words``, ``results.utterances``.

Documented at developers.deepgram.com (pre-recorded audio, multichannel, utterances). Seconds.
"""

from __future__ import annotations

from sourdine.pipeline.transcripts.given import GivenWord, Passage, Transcript, words_of
from sourdine.pipeline.transcripts.node import Node
from sourdine.pipeline.transcripts.runs import Spoken, passages_of

KIND = "Deepgram"


def read_deepgram(top: Node) -> Transcript:
    """Read the best alternative of each channel, or the utterances where there are only those."""
    results = top["results"]
    channels = results["channels"].objects()
    spoken: list[Spoken] = []
    for number, channel in enumerate(channels):
        best = next(iter(channel["alternatives"].objects()), None)
        spoken += [] if best is None else _words(best["words"], number)
    language = next((one["detected_language"].text() for one in channels), "")
    if spoken:
        return Transcript(KIND, passages_of(spoken), language, len(channels))
    utterances = results["utterances"].objects()
    numbers = {_channel(one) for one in utterances}
    passages = tuple(_utterance(one) for one in utterances)
    return Transcript(KIND, passages or _untimed(channels), language, max(len(channels), len(numbers)))


def read_alternative(top: Node) -> Transcript:
    """One alternative alone, as vCons hold it: ``transcript`` and ``words``."""
    spoken = _words(top["words"], None)
    return Transcript(KIND, passages_of(spoken), top["detected_language"].text())


def _words(words: Node, channel: int | None) -> list[Spoken]:
    return [Spoken(_word(one), channel, one["speaker"].label()) for one in words.objects()]


def _word(one: Node) -> GivenWord:
    text = one["punctuated_word"].clean() or one["word"].clean()
    return GivenWord(text, one["start"].seconds(), one["end"].seconds(), one["confidence"].probability())


def _utterance(one: Node) -> Passage:
    words = tuple(_word(word) for word in one["words"].objects()) or words_of(one["transcript"].text())
    start, end = one["start"].seconds(), one["end"].seconds()
    return Passage(words, start, end, _channel(one), one["speaker"].label())


def _untimed(channels: list[Node]) -> tuple[Passage, ...]:
    """The text of each channel, where words were not asked for."""
    return tuple(
        Passage(words_of(best["transcript"].text()), channel=number)
        for number, channel in enumerate(channels)
        for best in channel["alternatives"].objects()[:1]
        if best["transcript"].clean()
    )


def _channel(one: Node) -> int:
    return max(0, int(one["channel"].number() or 0))
