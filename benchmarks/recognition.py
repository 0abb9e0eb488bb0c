"""How well the starter model hears its voices: word errors and word times, per language and voice.

``python -m benchmarks.recognition`` says sentences of the test scenes and random ones of a seed that
training never saw, sends each through a telephone line and faster-whisper, in sequential mode
(``transcribe``) and through the product's own batches, and compares with what was said when.
A word's boundary error is the distance of its start or end from the truth, over the words that were
recognised right.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
from sourdine.models.speech import HeardWord, Samples, WhisperRecogniser, starter_folder
from sourdine.models.synthetic.scripts import generate
from sourdine.models.synthetic.sentences import utterance
from sourdine.models.synthetic.telephone import LINE_RATE, to_line
from sourdine.models.synthetic.voices import RATE, VOICES, Timed, Voice, speak
from sourdine.models.synthetic.warping import resample

PAUSE_S = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A test sentence: sound at 16 kHz with its words and their times."""

    voice: Voice
    samples: Samples
    words: tuple[Timed, ...]


@dataclass(slots=True)
class Tally:
    """Word errors and boundary errors (seconds) of a group of sentences."""

    words: int = 0
    wrong: int = 0
    boundaries: list[float] = field(default_factory=list)

    def add(self, said: Said, heard: Sequence[HeardWord]) -> None:
        """Count one sentence."""
        self.words += len(said.words)
        if not heard:
            self.wrong += len(said.words)
            return
        found = jiwer.process_words(
            " ".join(word for word, _, _ in said.words), " ".join(word.text for word in heard)
        )
        self.wrong += found.substitutions + found.deletions + found.insertions
        for chunk in found.alignments[0]:
            if chunk.type == "equal":
                true = said.words[chunk.ref_start_idx : chunk.ref_end_idx]
                got = heard[chunk.hyp_start_idx : chunk.hyp_end_idx]
                for (_, start, end), word in zip(true, got, strict=True):
                    self.boundaries += [abs(word.start - start), abs(word.end - end)]

    def row(self) -> dict[str, float]:
        """Word error rate in percent; median and 95th percentile of the boundary errors in milliseconds."""
        times = 1000 * np.array(self.boundaries or [0.0])
        return {
            "words": self.words,
            "wer": 100 * self.wrong / max(self.words, 1),
            "median_ms": float(np.median(times)),
            "p95_ms": float(np.percentile(times, 95)),
        }


def sentences(voice: Voice, count: int, seed: int) -> Iterator[Said]:
    """Half turns of calls of the test split, half random text; each with silence around it."""
    rng, noise = random.Random(f"{seed}/{voice.name}"), np.random.default_rng(seed)
    for number in range(count):
        if number % 2:
            text = utterance(rng, voice.language, rng.randint(4, 14))
        else:
            turns = generate(rng, voice.language, "test").turns
            text = " ".join(
                rng.choice([turn.text.split() for turn in turns if len(turn.text.split()) > 2])[:24]
            )
        spoken = speak(voice.name, text, rate=rng.uniform(0.9, 1.15), pitch=rng.uniform(0.9, 1.15))
        lead = rng.uniform(0.1, 0.4)
        silence = np.zeros(round(lead * RATE), dtype=np.float32)
        samples = np.concatenate([silence, spoken.samples, silence])
        line = to_line(samples, noise, rng.choice(["alaw", "ulaw", "none"]), rng.uniform(-80, -60))
        words = tuple((word, start + lead, end + lead) for word, start, end in spoken.words)
        yield Said(voice, resample(line, LINE_RATE, RATE), words)


def sequential(model: Any, said: Said) -> list[HeardWord]:
    """faster-whisper's own ``transcribe`` with word timestamps, as any user would call it."""
    segments, _ = model.transcribe(said.samples, language=said.voice.language, word_timestamps=True)
    heard: list[HeardWord] = []
    for word in (word for segment in segments for word in segment.words):
        if heard and not word.word.startswith(" "):  # faster-whisper cuts words at hyphens
            text = heard[-1].text + word.word.strip()
            heard[-1] = HeardWord(text, heard[-1].start, word.end, word.probability)
        else:
            heard.append(HeardWord(word.word.strip(), word.start, word.end, word.probability))
    return heard


def measure(model: str, count: int, seed: int) -> dict[str, dict[str, dict[str, float]]]:
    """Rows by mode, then by voice, language and "all"."""
    from faster_whisper import WhisperModel

    batched = WhisperRecogniser(model)
    folder = str(starter_folder()) if model == "starter" else model
    plain = WhisperModel(folder, device="cpu", compute_type="int8")
    tallies: dict[str, dict[str, Tally]] = {"batched": defaultdict(Tally), "sequential": defaultdict(Tally)}
    for voice in VOICES.values():
        said = list(sentences(voice, count, seed))
        heard = batched.transcribe([one.samples for one in said], voice.language)
        for one, result in zip(said, heard, strict=True):
            for group in (voice.name, voice.language, "all"):
                tallies["batched"][group].add(one, result.words)
        for one in said[: max(count // 4, 1)]:
            words = sequential(plain, one)
            for group in (voice.name, voice.language, "all"):
                tallies["sequential"][group].add(one, words)
    return {mode: {group: tally.row() for group, tally in groups.items()} for mode, groups in tallies.items()}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--count", type=int, default=40, help="sentences per voice")
    parser.add_argument("--seed", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found = measure(arguments.model, arguments.count, arguments.seed)
    for mode, groups in found.items():
        print(f"\n{mode:14} {'words':>6} {'WER %':>7} {'median ms':>10} {'95 % ms':>8}")
        for group, row in groups.items():
            rates = f"{row['words']:6.0f} {row['wer']:7.1f}"
            print(f"{group:14} {rates} {row['median_ms']:10.0f} {row['p95_ms']:8.0f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
