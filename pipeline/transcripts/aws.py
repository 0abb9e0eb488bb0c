"""Amazon Transcribe's batch output: ``results.items``, by channel, by speaker, or neither.

Documented in the Amazon Transcribe Developer Guide, "Transcription output". Times are texts in seconds.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sourdine.pipeline.transcripts.given import GivenWord, Transcript
from sourdine.pipeline.transcripts.node import Node
from sourdine.pipeline.transcripts.runs import Spoken, passages_of

KIND = "Amazon Transcribe"


def read_aws(top: Node) -> Transcript:
    """Read the items of every channel, or all items where channels are not told apart."""
    results = top["results"]
    channels = results["channel_labels"]["channels"].objects()
    spoken: list[Spoken] = []
    for number, channel in enumerate(channels):
        spoken += _items(channel["items"], _number(channel["channel_label"], number), {})
    if not channels:
        spoken = _items(results["items"], None, _speakers(results["speaker_labels"]))
    language = (results if results.has("language_code") else top)["language_code"].text()
    return Transcript(KIND, passages_of(spoken), language, len(channels))


def _number(label: Node, fallback: int) -> int:
    found = re.fullmatch(r"ch_(\d{1,2})", label.text())
    return int(found[1]) if found else fallback


def _speakers(labels: Node) -> dict[float, str]:
    """Labels by the time at which their word starts: older jobs have them beside the items only."""
    found = {}
    for segment in labels["segments"].objects():
        for item in segment["items"].objects():
            start = item["start_time"].seconds()
            if start is not None:
                found[start] = item["speaker_label"].label()
    return found


def _items(items: Node, channel: int | None, speakers: dict[float, str]) -> list[Spoken]:
    spoken: list[Spoken] = []
    for item in items.objects():
        best = next(iter(item["alternatives"].objects()), Node(None, ""))
        text = best["content"].clean()
        if item["type"].text() == "punctuation":  # has no time, and belongs to the word before it
            if spoken:
                last = spoken[-1]
                spoken[-1] = replace(last, word=replace(last.word, text=last.word.text + text))
            continue
        start = item["start_time"].seconds()
        word = GivenWord(text, start, item["end_time"].seconds(), best["confidence"].probability())
        speaker = item["speaker_label"].label() or ("" if start is None else speakers.get(start, ""))
        spoken.append(Spoken(word, channel, speaker))
    return spoken
