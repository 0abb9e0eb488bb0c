from __future__ import annotations

import re

from sourdine.pipeline.outputs.captions import LONGEST, WIDEST, captions_vtt
from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord


def turn(speaker: str, channel: int, *said: tuple[str, float, float]) -> SafeTurn:
    words = tuple(SafeWord(text, start, end, channel, text.startswith("[")) for text, start, end in said)
    return SafeTurn(speaker, channel, words)


def test_cues() -> None:
    turns = [
        turn("agent", 0, ("votre", 0.5, 0.9), ("nom ?", 0.9, 1.2)),
        turn("customer", 1, ("[PERSON_1]", 3723.4567, 3724.0)),
    ]
    assert captions_vtt(turns) == (
        "WEBVTT\n\n"
        "00:00:00.500 --> 00:00:01.200\n<v agent>votre nom ?\n\n"
        "01:02:03.457 --> 01:02:04.000\n<v customer>[PERSON_1]\n"
    )


def test_no_turns() -> None:
    assert captions_vtt(()) == "WEBVTT\n"


def test_markup_in_words_is_text() -> None:
    text = captions_vtt([turn("<b>", 0, ("a-->b", 1, 2), ("<c>&", 2, 3))])
    assert text.splitlines()[-1] == "<v &lt;b&gt;>a--&gt;b &lt;c&gt;&amp;"


def test_long_turns_are_cut_and_cues_are_in_order() -> None:
    long = turn("agent", 0, *((f"mot{at}", at * 0.5, at * 0.5 + 0.4) for at in range(100)))
    other = turn("customer", 1, ("oui", 20.0, 20.0))
    text = captions_vtt([long, other])
    starts = [seconds(found) for found in re.findall(r"^(\S+) -->", text, re.M)]
    ends = [seconds(found) for found in re.findall(r"--> (\S+)$", text, re.M)]
    assert starts == sorted(starts)
    assert all(0 < end - start <= LONGEST for start, end in zip(starts, ends, strict=True))
    assert all(len(line) <= WIDEST + 9 for line in text.splitlines() if line.startswith("<v "))
    assert re.findall(r"mot\d+", text) == [f"mot{at}" for at in range(100)]


def seconds(time: str) -> float:
    hours, minutes, rest = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)
