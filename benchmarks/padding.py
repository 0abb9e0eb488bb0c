"""How much to silence around personal words: ``python -m benchmarks.padding``.

Generated calls whose word times are known get word times as a recogniser tells them, that is wrong by a
random error, and go through the product's own plan with one padding after the other. Counted are the seconds
of personal words that stay audible, and those of other words that are silenced.

Published: at a collar of 50 ms the word boundaries of Whisper large-v3 have an F1 of 0.5 to 0.66 (Wagner et
al., "CrisperWhisper", Interspeech 2024). The simulated error is a Laplace distribution, because such errors
have heavy tails, as wide as gives that share of words both of whose boundaries lie within 50 ms; where a
voice begins or ends after a pause, voice activity sees it, as it does in the product. "Starter" are errors
like those measured of the model that ships (median 15 ms, one in twenty over 246 ms).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from sourdine.pipeline.listen import settled
from sourdine.pipeline.plan import make_plan
from sourdine.pipeline.records import Heard, PersonalSpan, SoundFormat, Speech, Word
from sourdine.pipeline.settings import PlanSettings

from benchmarks.machine import machine

RESULTS = Path(__file__).parent / "results" / "padding.json"
PLOT = RESULTS.with_suffix(".png")
PADDINGS = (0.0, 0.05, 0.1, 0.14, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7)
COLLAR = 0.05
RATE = 8000
PAUSE = 0.2  # seconds between words from which on voice activity parts them
PAD = 0.03  # seconds that voice activity reaches beyond a voice


@dataclass(frozen=True, slots=True)
class Timing:
    """How wrong word times are: ``draw`` gives boundary errors in seconds."""

    name: str
    width: float  # of a Laplace distribution
    far: float = 0.0  # share of boundaries that are off by much more
    far_width: float = 0.0

    def draw(self, rng: np.random.Generator, count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Errors of so many boundaries."""
        errors = rng.laplace(0.0, self.width, count)
        far = rng.random(count) < self.far
        return np.where(far, rng.laplace(0.0, self.far_width or self.width, count), errors)


def timed_by_f1(share: float) -> Timing:
    """Errors of which so large a share of words has both boundaries within the collar.

    Of a Laplace distribution of width w the share within c is 1 - exp(-c / w), for two boundaries its square.
    """
    return Timing(f"F1 {share}", -COLLAR / float(np.log(1 - np.sqrt(share))))


TIMINGS = (timed_by_f1(0.5), timed_by_f1(0.58), timed_by_f1(0.66), Timing("starter", 0.022, 0.08, 0.35))


def calls() -> list[dict[str, Any]]:
    """The truth of the demo calls, and of more that were made with ``make calls`` where they are."""
    folder = Path(str(files("sourdine.pipeline.demo"))) / "calls"
    found = [*folder.glob("*.truth.json"), *Path("calls").glob("**/*.truth.json")]
    return [json.loads(path.read_text("utf-8")) for path in sorted(found)]


def speech_of(words: Sequence[Word]) -> list[Speech]:
    """Voice activity as it is where these words are said."""
    found: list[Speech] = []
    for word in sorted(words, key=lambda one: (one.channel, one.start)):
        last = found[-1] if found else None
        if last and last.channel == word.channel and word.start - last.end < PAUSE:
            found[-1] = replace(last, end=max(last.end, word.end + PAD))
        else:
            found.append(Speech(word.channel, max(0.0, word.start - PAD), word.end + PAD))
    return found


def misheard(words: Sequence[Word], timing: Timing, rng: np.random.Generator) -> list[Word]:
    """The words with wrong times: neighbours share a boundary, as a recogniser's alignment gives them."""
    out: list[Word] = list(words)
    for channel in sorted({one.channel for one in words}):
        mine = [at for at, one in enumerate(words) if one.channel == channel]
        mine.sort(key=lambda at: words[at].start)
        errors = timing.draw(rng, 2 * len(mine)).tolist()
        at = 0.0
        for number, index in enumerate(mine):
            word = words[index]
            near = number > 0 and word.start - words[mine[number - 1]].end < 0.02
            start = max(at, word.start + (errors[2 * number - 1] if near else errors[2 * number]))
            end = max(start + 0.02, word.end + errors[2 * number + 1])
            out[index] = replace(word, start=start, end=end)
            at = end
    return out


def leaked(truth: dict[str, Any], timing: Timing, padding: float, seed: int) -> np.ndarray[Any, Any]:
    """Seconds: personal words, audible of them, other words, silenced of them, silenced in all."""
    rng = np.random.default_rng(seed)
    words = [Word(one["text"], one["start"], one["end"], one["channel"]) for one in truth["words"]]
    personal: list[str | None] = [None] * len(words)
    for one in truth["personal"]:
        for index in one["words"]:
            personal[index] = one["entity"]
    speech = speech_of(words)
    heard = list(settled(misheard(words, timing, rng), speech))
    length = max(one.end for one in words) + 2.0
    format = SoundFormat("WAV", "PCM_16", RATE, truth["channels"], round(length * RATE), ".wav")
    spans = [PersonalSpan(entity, (at,), 1.0, "truth", "[X]") for at, entity in enumerate(personal) if entity]
    settings = PlanSettings(padding=padding)
    plan = make_plan(format, Heard(tuple(heard), tuple(speech), "fr", "m"), spans, settings)
    silent = np.zeros((format.channels, format.frames), bool)
    for region in plan.regions:
        silent[region.channel, region.start : region.end] = True
    totals = np.zeros(5)
    for word, entity in zip(words, personal, strict=True):
        here = silent[word.channel, round(word.start * RATE) : round(word.end * RATE)]
        if entity:
            totals[:2] += len(here) / RATE, (~here).sum() / RATE
        else:
            totals[2:4] += len(here) / RATE, here.sum() / RATE
    totals[4] = silent.sum() / RATE
    return totals


def curve(timing: Timing, truths: Sequence[dict[str, Any]], rounds: int) -> list[dict[str, float]]:
    """One point for each padding."""
    points = []
    for padding in PADDINGS:
        runs = [leaked(one, timing, padding, seed) for one in truths for seed in range(rounds)]
        total = np.sum(runs, axis=0)
        points.append(
            {
                "padding": padding,
                "leaked_seconds_per_hour": round(float(3600 * total[1] / _seconds(truths, rounds)), 2),
                "leaked_percent": round(float(100 * total[1] / total[0]), 2),
                "other_muted_seconds_per_hour": round(float(3600 * total[3] / _seconds(truths, rounds)), 1),
                "other_muted_percent": round(float(100 * total[3] / total[2]), 2),
            }
        )
    return points


def _seconds(truths: Sequence[dict[str, Any]], rounds: int) -> float:
    return rounds * sum(float(max(word["end"] for word in one["words"])) for one in truths)


def plot(curves: dict[str, list[dict[str, float]]], path: Path) -> None:
    """Both figures against the padding, by Pillow: no plotting library is needed for two panels of lines."""
    from PIL import Image, ImageDraw, ImageFont

    width, height, margin = 620, 420, 64
    image = Image.new("RGB", (2 * width, height), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(14)
    colours = ("#9b2226", "#ca6702", "#0a9396", "#3d405b")
    panels = (
        ("leaked_percent", "% of personal words audible"),
        ("other_muted_percent", "% of other words silenced"),
    )
    for panel, (field, title) in enumerate(panels):
        left, top = panel * width + margin, margin
        right, bottom = (panel + 1) * width - 20, height - margin
        most = max(point[field] for points in curves.values() for point in points) or 1.0
        draw.rectangle((left, top, right, bottom), outline="#888888")
        draw.text((left, 24), f"{title}, against padding in seconds", fill="black", font=font)
        for step in range(5):
            y = bottom - step * (bottom - top) / 4
            draw.line((left, y, right, y), fill="#e4e4e4")
            draw.text((left - 48, y - 8), f"{most * step / 4:.1f}", fill="black", font=font)
        for padding in PADDINGS:
            x = left + padding / PADDINGS[-1] * (right - left)
            draw.line((x, bottom, x, bottom + 4), fill="black")
            if padding not in (0.05, 0.14, 0.25):
                draw.text((x - 9, bottom + 8), f"{padding:g}", fill="black", font=font)
        for number, (name, points) in enumerate(curves.items()):
            line = [
                (
                    left + point["padding"] / PADDINGS[-1] * (right - left),
                    bottom - point[field] / most * (bottom - top),
                )
                for point in points
            ]
            draw.line(line, fill=colours[number], width=3)
            place = (right - 130 if panel == 0 else left + 12, top + 10 + 20 * number)
            draw.text(place, name, fill=colours[number], font=font)
    image.save(path)


def main() -> None:
    """Measure, keep the figures and the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    args = parser.parse_args()
    truths = calls()
    curves = {timing.name: curve(timing, truths, args.rounds) for timing in TIMINGS}
    result = {
        "calls": len(truths),
        "rounds": args.rounds,
        "timings": {one.name: {"width": round(one.width, 4), "far": one.far} for one in TIMINGS},
        "curves": curves,
        "machine": machine(),
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    plot(curves, PLOT)
    for name, points in curves.items():
        print(name)
        for point in points:
            print("  ", point)


if __name__ == "__main__":
    main()
