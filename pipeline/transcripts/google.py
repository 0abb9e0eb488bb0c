"""Google Speech-to-Text, v1 and v2: ``results[].alternatives[].words`` with times such as "1.300s".

Documented at cloud.google.com/speech-to-text (SpeechRecognitionResult, WordInfo, BatchRecognizeResults):
channels count from 1, a start of zero is left out, and with diarization in v1 the last result repeats every
word of the recording with its speaker.
"""

from __future__ import annotations

from sourdine.pipeline.transcripts.given import GivenWord, Passage, Transcript, words_of
from sourdine.pipeline.transcripts.node import Node
from sourdine.pipeline.transcripts.runs import Spoken, passages_of

KIND = "Google Speech-to-Text"


def read_google(top: Node) -> Transcript:
    """Read the results of an answer, of an operation, or of a batch of one recording."""
    results = _once(_results(top))
    channels = max((_channel(one) or 0 for one in results), default=-1) + 1
    language = next((one["languageCode"].text() for one in results if one.has("languageCode")), "")
    if any(_words(one) for one in results):
        spoken = [
            Spoken(_word(word), _channel(one), _speaker(word)) for one in results for word in _words(one)
        ]
        return Transcript(KIND, passages_of(spoken), language, channels)
    return Transcript(KIND, _untimed(results), language, channels)


def _results(top: Node) -> list[Node]:
    inner = top["response"] if top["response"].is_a(dict) else top
    results = inner["results"]
    if not results.is_a(dict):
        return results.objects()
    files = results.values()  # of a batch: by address of the recording
    if len(files) != 1:
        raise results.wrong("holds more than one recording: give one file for each")
    (one,) = files
    inline = one["inlineResult"] if one.has("inlineResult") else one
    return inline["transcript"]["results"].objects()


def _best(result: Node) -> Node:
    return next(iter(result["alternatives"].objects()), Node(None, ""))


def _words(result: Node) -> list[Node]:
    return _best(result)["words"].objects()


def _once(results: list[Node]) -> list[Node]:
    """Every word once: with speakers where a last result begins again at the first word."""
    heard = [one for one in results if _words(one)]
    if len(heard) > 1 and _told(heard[-1]) and not any(map(_told, heard[:-1])):
        return heard[-1:] if _begin(heard[-1]) <= _begin(heard[0]) else results
    return results


def _told(result: Node) -> bool:
    return any(_speaker(word) for word in _words(result))


def _begin(result: Node) -> float:
    return _word(_words(result)[0]).start or 0.0


def _channel(result: Node) -> int | None:
    tag = int(result["channelTag"].number() or 0)
    return tag - 1 if 1 <= tag <= 99 else None


def _speaker(word: Node) -> str:
    label = word["speakerLabel"].label() or word["speakerTag"].label()
    return "" if label == "0" else label


def _word(word: Node) -> GivenWord:
    start = word["startTime"] if word.has("startTime") else word["startOffset"]
    end = word["endTime"] if word.has("endTime") else word["endOffset"]
    return GivenWord(word["word"].clean(), start.seconds(), end.seconds(), word["confidence"].probability())


def _untimed(results: list[Node]) -> tuple[Passage, ...]:
    """Where word times were not asked for: a result begins where the one before it on its channel ended."""
    last: dict[int | None, float] = {}
    passages = []
    for one in results:
        channel = _channel(one)
        end = (one["resultEndTime"] if one.has("resultEndTime") else one["resultEndOffset"]).seconds()
        start = None if end is None else last.get(channel, 0.0)
        passages.append(Passage(words_of(_best(one)["transcript"].text()), start, end, channel))
        if end is not None:
            last[channel] = end
    return tuple(passages)
