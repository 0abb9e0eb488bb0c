"""Captions: WebVTT and SubRip, read by webvtt-py. Only the caption has a time, its words have none."""

from __future__ import annotations

import html
import io
import re

from sourdine.pipeline.transcripts.given import Passage, Transcript, broken, words_of
from sourdine.pipeline.transcripts.labels import split_labels

VTT, SRT = "WebVTT", "SubRip"

_ARROW = re.compile(r"^.*-->.*$", re.MULTILINE)
_TIME = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
_STRAY = re.compile(r"\d{1,2}:\d{1,2}[.,]\d{1,3}")


def is_vtt(text: str) -> bool:
    """Whether a text is WebVTT: its first word must be that."""
    return re.match(r"WEBVTT(\s|$)", text) is not None


def is_srt(text: str) -> bool:
    """Whether a text begins as SubRip does: a number, then times with an arrow."""
    return re.match(r"\s*\d+[ \t]*\r?\n\s*\d+:\d+:\d+[.,]\d+\s*-->", text) is not None


def read_captions(text: str) -> Transcript:
    """Read the captions. Raises `Quarantine` for any that is not as it must be, instead of dropping it."""
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    kind = VTT if is_vtt(text) else SRT
    try:
        if kind == VTT:
            found = webvtt.from_string(text, strict=True).captions
        else:
            found = webvtt.from_buffer(io.StringIO(text.lstrip()), format="srt").captions
    except (MalformedFileError, MalformedCaptionError, ValueError):
        raise broken(f"{kind}: a caption is not as it must be") from None
    if len(found) != len(_ARROW.findall(text)):
        raise broken(f"{kind}: some of the captions are not as they must be")
    lines = [html.unescape(one.text) for one in found]
    if any(_STRAY.search(line) for line in lines):  # a broken time line ended up in the caption before it
        raise broken(f"{kind}: a time is not where it must be")
    said = split_labels([" ".join(line.split()) for line in lines])
    passages = [
        Passage(words_of(rest), _seconds(one.start), _seconds(one.end), speaker=one.voice or label)
        for one, (label, rest) in zip(found, said, strict=True)
    ]
    return Transcript(kind, tuple(passages))


def _seconds(time: str) -> float:
    found = _TIME.fullmatch(time)
    if not found or len(found[1]) > 4:
        raise broken("a caption has no time of a recording")
    hours, minutes, seconds, rest = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(rest.ljust(3, "0")) / 1000
