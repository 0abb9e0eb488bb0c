"""Captions in WebVTT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord

LONGEST = 7.0
"""Seconds that one caption stays, and …"""

WIDEST = 84
"""… characters it has at most: two lines of 42, as broadcasters do (BBC Subtitle Guidelines)."""

SHORTEST = 0.1


def captions_vtt(turns: Sequence[SafeTurn]) -> str:
    """``transcript.vtt`` (W3C WebVTT), with the speaker as voice span, in order of time."""
    cues = [(part[0].start, turn.speaker, part) for turn in turns for part in _parts(turn.words)]
    cues.sort(key=lambda cue: cue[0])
    blocks = ["WEBVTT", *(_cue(speaker, part) for _, speaker, part in cues)]
    return "\n\n".join(blocks) + "\n"


def _parts(words: Sequence[SafeWord]) -> Iterator[list[SafeWord]]:
    part: list[SafeWord] = []
    for word in words:
        width = sum(len(one.text) + 1 for one in part) + len(word.text)
        if part and (width > WIDEST or word.end - part[0].start > LONGEST):
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _cue(speaker: str, words: Sequence[SafeWord]) -> str:
    start = words[0].start
    end = max(start + SHORTEST, max(word.end for word in words))
    text = escape(" ".join(word.text for word in words), quote=False)
    return f"{_time(start)} --> {_time(end)}\n<v {escape(speaker, quote=False)}>{text}"


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
