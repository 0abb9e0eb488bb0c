"""What detectors leave of a call whose true words are known, in seconds: ours, and Presidio as shipped.

No sound and no recogniser in between: the words of ``*.truth.json`` are the transcript, and what a
detector covers counts as silent from the word's start to its end. This tells the detector's leaks from
the recogniser's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sourdine.models.personal import PersonalDataDetector
from sourdine.pipeline.records import Turn

from benchmarks.detection import Find, shipped
from benchmarks.leak_measure import CallLeak, measure_call


def measure_texts(truths: Sequence[Mapping[str, Any]]) -> dict[str, tuple[CallLeak, ...]]:
    """Give what each detector leaves of the calls, by its name."""
    detector = PersonalDataDetector()
    finders: dict[str, Find] = {"sourdine": detector.detect, "presidio": shipped()}
    return {name: tuple(measure_text(truth, find) for truth in truths) for name, find in finders.items()}


def measure_text(truth: Mapping[str, Any], find: Find) -> CallLeak:
    """Compare a call's truth with what a detector finds in its words; a word touched is a word covered."""
    turns = _turns(truth["words"])
    said = [Turn(_speaker(words), " ".join(str(word["text"]) for _, word in words)) for words in turns]
    covered: set[int] = set()
    for span in find(said, truth["language"]):
        at = 0
        for number, word in turns[span.turn]:
            end = at + len(word["text"])
            if span.start < end and at < span.end:
                covered.add(number)
            at = end + 1
    rate = truth["rate"]
    regions = [
        {"channel": word["channel"], "start": word["start"] * rate, "end": word["end"] * rate}
        for number, word in enumerate(truth["words"])
        if number in covered
    ]
    return measure_call(truth, regions)


Numbered = tuple[int, Mapping[str, Any]]  # a word and its place in the truth


def _speaker(words: Sequence[Numbered]) -> str:
    return str(words[0][1].get("speaker", "unknown"))


def _turns(words: Sequence[Mapping[str, Any]]) -> list[list[Numbered]]:
    """Cut words, in order of time, where another one speaks."""
    turns: list[list[Numbered]] = []
    for number, word in sorted(enumerate(words), key=lambda pair: pair[1]["start"]):
        one = (word["channel"], word.get("speaker"))
        if turns and one == (turns[-1][-1][1]["channel"], turns[-1][-1][1].get("speaker")):
            turns[-1].append((number, word))
        else:
            turns.append([(number, word)])
    return turns
