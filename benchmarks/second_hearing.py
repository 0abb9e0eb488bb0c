"""Does hearing a safe copy again find what was left audible? ``python -m benchmarks.second_hearing``.

Calls are redacted as always, by the starter model. Then their plans are spoilt on purpose: at every second
edge of a silent stretch the region begins or ends so far inside it that its outermost personal word, or half
of it, can be heard. Told is the share of these words that `sourdine.pipeline.verify` calls residues, how many
it sees where nothing was spoilt, and what hearing the unspoilt copies takes.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sourdine.models.personal import PersonalDataDetector
from sourdine.models.speech import WhisperRecogniser
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.detect import detect_words
from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.listen import listen
from sourdine.pipeline.mask import mask, stretches
from sourdine.pipeline.plan import make_plan
from sourdine.pipeline.records import Heard, PersonalSpan, RedactionPlan, Region, Sound, Speech, Word
from sourdine.pipeline.rehear import hearing_again
from sourdine.pipeline.roles import roles
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.verify import verify
from sourdine.pipeline.wording import writer

from benchmarks.machine import machine
from benchmarks.mixes import CALLS, SOUND

RESULTS = Path(__file__).parent / "results" / "second-hearing.json"
PARTS = (1.0, 0.5)  # of a word left audible
_NEAR = 0.6  # seconds between a spoilt edge and the residue that tells of it


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was understood."""

    sound: Sound
    heard: Heard
    spans: tuple[PersonalSpan, ...]
    plan: RedactionPlan


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A plan with words left audible, and where: channel, from, to in seconds."""

    plan: RedactionPlan
    left: tuple[tuple[int, float, float], ...]


def understood(path: Path, recogniser: WhisperRecogniser, detector: PersonalDataDetector) -> Call:
    """Raises `Quarantine`."""
    settings = Settings()
    sound = decode(path, settings.audio, path.name)
    channels = [channel_16k(sound, number) for number in range(sound.format.channels)]
    heard = listen(channels, recogniser, None)
    speakers = roles(heard, len(channels), settings.speakers)
    spans = detect_words(heard, detector, speakers, writer(settings.text, bytes(32)))
    plan = make_plan(sound.format, heard, spans, settings.plan.suiting(recogniser.trust.times))
    return Call(sound, heard, spans, plan)


def spoilt(call: Call, part: float, turn: int) -> Spoilt:
    """Every second edge moved inwards over ``part`` of its outermost personal word; ``turn`` 0 or 1."""
    personal = [call.heard.words[index] for span in call.spans for index in span.words]
    silent = list(stretches(call.plan.regions))
    left, kept = [], []
    for at, (channel, first, last) in enumerate(silent):
        start, end = first / call.plan.rate, last / call.plan.rate
        inside = sorted(
            (word for word in personal if word.channel == channel and start <= word.start < word.end <= end),
            key=lambda word: word.start,
        )
        if inside:
            gap = _left(inside, part, at_end=(at + turn) % 2 == 1)
            start, end = (start, gap[0]) if (at + turn) % 2 else (gap[1], end)
            left.append((channel, *gap))
        if end > start:
            kept.append((channel, start, end))
    return Spoilt(_plan(call.plan, kept), tuple(left))


def _left(inside: Sequence[Word], part: float, *, at_end: bool) -> tuple[float, float]:
    """What can be heard: the end of the last word, or the beginning of the first one."""
    word = inside[-1] if at_end else inside[0]
    length = (word.end - word.start) * part
    return (word.end - length, word.end) if at_end else (word.start, word.start + length)


def _plan(plan: RedactionPlan, kept: Sequence[tuple[int, float, float]]) -> RedactionPlan:
    regions = [
        Region(channel, round(start * plan.rate), round(end * plan.rate), "PERSON", "spoilt", 1.0)
        for channel, start, end in kept
    ]
    return replace(plan, regions=tuple(regions))


def found(call: Call, plan: RedactionPlan, recogniser: WhisperRecogniser) -> tuple[Speech, ...]:
    """The residues of a copy."""
    safe = replace(call.sound, samples=mask(call.sound, plan, "silence").samples[:])
    again = hearing_again(recogniser, call.heard.language)
    return verify(call.sound, safe, plan, call.heard, call.spans, again).residues


def _told(left: tuple[int, float, float], residues: Sequence[Speech]) -> bool:
    channel, start, end = left
    return any(
        one.channel == channel and one.start < end + _NEAR and start - _NEAR < one.end for one in residues
    )


def _calls(folder: Path, most: int, recogniser: WhisperRecogniser) -> Iterator[Call]:
    detector = PersonalDataDetector()
    for path in sorted(one for one in folder.iterdir() if one.suffix in SOUND)[:most]:
        try:
            yield understood(path, recogniser, detector)
        except Quarantine:
            continue


def measure(folder: Path, most: int) -> dict[str, Any]:
    """All calls of a folder."""
    recogniser = WhisperRecogniser("starter", threads=1)
    rows: dict[float, list[bool]] = {part: [] for part in PARTS}
    false, seconds, spent, count = 0, 0.0, 0.0, 0
    for call in _calls(folder, most, recogniser):
        count += 1
        seconds += call.plan.frames / call.plan.rate
        start = time.process_time()
        false += len(found(call, call.plan, recogniser))
        spent += time.process_time() - start
        for part in PARTS:
            for turn in (0, 1):
                one = spoilt(call, part, turn)
                residues = found(call, one.plan, recogniser)
                rows[part] += [_told(left, residues) for left in one.left]
    return {
        "calls": count,
        "seconds": round(seconds, 1),
        "found": {
            f"{part:.0%} of a word": {
                "left": len(rows[part]),
                "share": round(sum(rows[part]) / max(len(rows[part]), 1), 4),
            }
            for part in PARTS
        },
        "residues_unspoilt": false,
        "processor_seconds": round(spent, 2),
        "machine": machine(),
    }


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=Path, default=CALLS, help="folder of calls (default: the demo's)")
    parser.add_argument("--most", type=int, default=1000, help="calls to take of it")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    wanted = parser.parse_args()
    result = measure(wanted.calls, wanted.most)
    print(json.dumps(result, indent=1))
    wanted.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
