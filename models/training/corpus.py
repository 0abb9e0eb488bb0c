"""The spoken corpus: utterances on disk as mel power with the times of their words and phones.

``python -m sourdine.models.training.corpus --hours 16 --out .cache/corpus`` writes shards of about
ten minutes, each complete by itself, so that training may start while more are being written and a
stopped run goes on where it was. ``--dialogues`` adds the talk of written dialogues (never of a test split).

The mel bank is faster-whisper's own; the values are log10 of the power, not yet clipped nor scaled,
because Whisper scales by the loudest frame of a window and windows are composed later.
"""

from __future__ import annotations

import argparse
import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic.lexicon import vocabulary
from sourdine.models.synthetic.sentences import utterance
from sourdine.models.synthetic.telephone import to_line
from sourdine.models.synthetic.voices import RATE, SHARES, VOICES, speak
from sourdine.models.synthetic.warping import resample
from sourdine.models.training.shards import HOP_S, Utterance, save_shard
from sourdine.models.training.talk import told, turns
from sourdine.pipeline.records import Language

SHARD_SECONDS = 600
LONGEST = 16  # words of an utterance
EVEN = 0.3
"""Share of utterances whose words are drawn evenly from the lexicon: a word that is said less than about
ten times is not learnt, and talk as it is leaves many of them that rare."""
TOLD = 0.6
"""Share of utterances taken from written dialogues, where there are any: talk of many authors, in which a
word is seldom what a frame would have made it."""


@cache
def _extractor() -> Any:
    from faster_whisper.feature_extractor import FeatureExtractor

    return FeatureExtractor(feature_size=80)


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """log10 mel power of 16 kHz samples, shape (frames, 80), as faster-whisper computes it."""
    extractor = _extractor()
    window = np.hanning(extractor.n_fft + 1)[:-1].astype("float32")
    padded = np.pad(samples, (0, 160)).astype(np.float32)
    stft = extractor.stft(padded, extractor.n_fft, extractor.hop_length, window=window, return_complex=True)
    power = extractor.mel_filters @ (np.abs(stft[..., :-1].astype("complex64")) ** 2)
    return np.asarray(np.log10(np.clip(power, 1e-10, None)).T, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Mixture:
    """What is said: voices of one engine or all, shares as ``EVEN`` and ``TOLD``, files of dialogues."""

    engine: str | None = None
    even: float = EVEN
    told: float = TOLD
    dialogues: tuple[Path, ...] = ()

    def say(self, rng: random.Random, language: Language) -> str:
        """One utterance's words."""
        count = min(1 + int(rng.expovariate(1 / 6.0)), LONGEST)
        if self.dialogues and rng.random() < self.told:
            return _told(rng, language, self.dialogues)
        if rng.random() < self.even:
            return " ".join(rng.choices(_words(language, self.dialogues), k=count))
        return utterance(rng, language, count)


def make(rng: random.Random, noise: np.random.Generator, mixture: Mixture) -> Utterance:
    """One random utterance by one random voice over one random line."""
    engine = mixture.engine
    shares = {name: share for name, share in SHARES.items() if engine in (None, VOICES[name].engine)}
    voice = VOICES[rng.choices(list(shares), weights=list(shares.values()))[0]]
    text = mixture.say(rng, voice.language)
    spoken = speak(voice.name, text, rate=rng.uniform(0.85, 1.25), pitch=_pitch(rng))
    line = to_line(
        spoken.samples,
        noise,
        codec=rng.choice(["alaw", "ulaw", "none"]),
        noise_db=rng.uniform(-85, -60),
        level_db=rng.uniform(-30, -16),
    )
    mel = log_mel(resample(line, 8_000, RATE)).astype(np.float16)
    return Utterance(mel, voice.name, voice.language, spoken.words, spoken.phones)


@cache
def _words(language: Language, dialogues: tuple[Path, ...]) -> list[str]:
    """The lexicon's words and those of the dialogues."""
    said = (word for turn in turns(dialogues)[language] for word, _ in turn)
    return sorted(vocabulary(language).union(said))


def _told(rng: random.Random, language: Language, dialogues: tuple[Path, ...]) -> str:
    """Some turn, or so much of it as is not too long."""
    words = told(rng, language, dialogues)
    start = rng.randrange(max(1, len(words) - LONGEST + 1))
    return " ".join(words[start : start + LONGEST])


def _pitch(rng: random.Random) -> float:
    return 1.0 if rng.random() < 0.4 else rng.uniform(0.85, 1.2)


def write_shard(path: Path, seed: int, mixture: Mixture, seconds: float = SHARD_SECONDS) -> int:
    """Write one shard; gives how many utterances a synthesiser refused (they are left out)."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    made: list[Utterance] = []
    refused, total = 0, 0.0
    while total < seconds:
        try:
            one = make(rng, noise, mixture)
        except RuntimeError:
            refused += 1
            if refused > 100 + len(made):
                raise
            continue
        made.append(one)
        total += len(one.mel) * HOP_S
    save_shard(path, made)
    return refused


def main() -> None:
    """Write the shards that are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=16)
    parser.add_argument("--out", type=Path, default=Path(".cache/corpus"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--even", type=float, default=EVEN, help="share of evenly drawn words")
    parser.add_argument("--engine", choices=["espeak", "flite", "pico"], help="only voices of this engine")
    parser.add_argument("--dialogues", nargs="*", type=Path, default=[], help="say their spoken turns too")
    parser.add_argument("--told", type=float, default=TOLD, help="share of those turns")
    arguments = parser.parse_args()
    mixture = Mixture(arguments.engine, arguments.even, arguments.told, tuple(arguments.dialogues))
    arguments.out.mkdir(parents=True, exist_ok=True)
    count = round(arguments.hours * 3600 / SHARD_SECONDS)
    paths = [arguments.out / f"shard-{arguments.seed}-{number:04d}.npz" for number in range(count)]
    missing = [(path, arguments.seed * 100_000 + at) for at, path in enumerate(paths) if not path.exists()]
    with ProcessPoolExecutor(arguments.processes) as pool:
        jobs = [pool.submit(write_shard, path, seed, mixture) for path, seed in missing]
        for (path, _), job in zip(missing, jobs, strict=True):
            print(f"{path.name}: {job.result()} utterances refused", flush=True)


if __name__ == "__main__":
    main()
