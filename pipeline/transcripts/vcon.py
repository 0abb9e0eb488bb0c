"""vCon containers, and the transcript that Sourdine itself publishes.

draft-ietf-vcon-vcon-core: an ``analysis`` of type "transcript" holds the vendor's own object as its body;
draft-howe-vcon-wtf-extension: one of type "wtf_transcription" holds segments and words in seconds.
"""

from __future__ import annotations

from sourdine.pipeline.transcripts.given import GivenWord, Passage, Transcript, broken, words_of
from sourdine.pipeline.transcripts.node import Node, parse_json
from sourdine.pipeline.transcripts.runs import Spoken, passages_of

OURS = "Sourdine"
WTF = "World Transcription Format"

_TYPES = ("transcript", "transcription", "wtf_transcription")


def find_body(top: Node) -> Node:
    """The one transcript in a container. Raises `Quarantine` where there is none, or several."""
    if top.has("ciphertext") or top.has("payload"):
        raise broken("the vCon is signed or encrypted: give it unsigned")
    found = [
        one
        for name in ("analysis", "dialog")
        for one in top[name].objects()
        if one["type"].is_a(str) and one["type"].text() in _TYPES
    ]
    if len(found) != 1:
        raise broken(f"the vCon holds {len(found) or 'no'} transcripts, not one")
    body = found[0]["body"]
    return parse_json(body.text()) if body.is_a(str) and body.text()[:1] in ("{", "[") else body


def read_ours(top: Node) -> Transcript:
    """Read ``transcript.json``: turns of words with times. A redacted word is one that is not known."""
    turns = top["turns"].objects()
    spoken = [
        Spoken(
            GivenWord(word["text"].clean(), word["start"].seconds(), word["end"].seconds()),
            max(0, int(turn["channel"].number() or 0)),
            turn["speaker"].label(),
        )
        for turn in turns
        for word in turn["words"].objects()
    ]
    channels = max((one.channel or 0 for one in spoken), default=-1) + 1
    return Transcript(OURS, passages_of(spoken), top["language"].text(), channels)


def read_wtf(top: Node) -> Transcript:
    """Read words with times, or segments where there are no words."""
    language = top["transcript"]["language"].text()
    words = top["words"].objects()
    if words:
        spoken = [Spoken(_timed(one), None, one["speaker"].label()) for one in words]
        return Transcript(WTF, passages_of(spoken), language)
    return Transcript(WTF, tuple(_segment(one) for one in top["segments"].objects()), language)


def _timed(one: Node) -> GivenWord:
    start, end = one["start"].seconds(), one["end"].seconds()
    return GivenWord(one["text"].clean(), start, end, one["confidence"].probability())


def _segment(one: Node) -> Passage:
    start, end = one["start"].seconds(), one["end"].seconds()
    return Passage(words_of(one["text"].text()), start, end, speaker=one["speaker"].label())
