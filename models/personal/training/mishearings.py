"""What a recogniser wrote in the place of what was said, learnt from speech whose words are known.

``python -m sourdine.models.personal.training.mishearings --corpus DIR`` lets the starter model hear the
corpus that `models.training.corpus` spoke and counts, for one to three words, how often they were said and
what was written instead, and how sure the model was of words that were right and of words that were not. The
tables lie beside this module, and `noise` draws from them: mistakes as they are really made.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.models.personal.features import DOUBTS
from sourdine.models.speech import STEP, joined, starter_folder
from sourdine.models.training.shards import Utterance, read_shard
from sourdine.models.training.windows import heard
from sourdine.pipeline.records import Language

TABLE = "mishearings.json"
LONGEST = 3  # words that are heard as others together
BATCH = 16
TAIL = 80  # frames of 10 ms after an utterance

Words = tuple[str, ...]


@dataclass(slots=True)
class Mistakes:
    """How often runs of words were said, and what was written for them when it was not they."""

    said: Counter[Words] = field(default_factory=Counter)
    instead: dict[Words, Counter[Words]] = field(default_factory=lambda: defaultdict(Counter))
    sure: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """By "right" and "wrong", how many written words had a probability in which bin of ``DOUBTS``."""

    def add(self, said: Sequence[str], written: Sequence[str], sure: Sequence[float] = ()) -> None:
        """Count one utterance. ``sure``: the probabilities of the written words, where they are known."""
        for size in range(1, LONGEST + 1):
            self.said.update(tuple(said[at : at + size]) for at in range(len(said) - size + 1))
        for wrong, put in differences(said, written):
            if 0 < len(wrong) <= LONGEST and len(put) <= LONGEST:
                self.instead[wrong][put] += 1
        if sure:
            for right, probability in zip(told_right(said, written), sure, strict=True):
                self.sure["right" if right else "wrong"][bisect_right(DOUBTS, probability)] += 1

    def rows(self) -> Iterator[tuple[str, int, dict[str, int]]]:
        """Give the runs of words that were misheard: what they are, how often said, what was written."""
        for words, found in sorted(self.instead.items()):
            ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
            yield " ".join(words), self.said[words], {" ".join(put): count for put, count in ordered}


def told_right(said: Sequence[str], written: Sequence[str]) -> list[bool]:
    """Tell for each written word whether it was said."""
    import jiwer

    if not said or not written:
        return [False] * len(written)
    chunks = jiwer.process_words(" ".join(said), " ".join(written)).alignments[0]
    equal = [range(one.hyp_start_idx, one.hyp_end_idx) for one in chunks if one.type == "equal"]
    return [any(at in run for run in equal) for at in range(len(written))]


def differences(said: Sequence[str], written: Sequence[str]) -> Iterator[tuple[Words, Words]]:
    """Give the runs in which two texts differ; words changed one for one each by itself."""
    import jiwer

    if not said or not written:
        return
    chunks = jiwer.process_words(" ".join(said), " ".join(written)).alignments[0]
    runs: list[list[Any]] = []
    for chunk in chunks:
        if chunk.type == "equal":
            runs.append([])
        else:
            runs[-1:] = [[*(runs[-1] if runs else []), chunk]]
    for run in (run for run in runs if run):
        wrong = tuple(said[run[0].ref_start_idx : run[-1].ref_end_idx])
        put = tuple(written[run[0].hyp_start_idx : run[-1].hyp_end_idx])
        if len(wrong) == len(put):
            yield from (((one,), (other,)) for one, other in zip(wrong, put, strict=True))
        else:
            yield wrong, put


@cache
def mishearings(language: Language) -> Mapping[str, tuple[int, tuple[tuple[str, int], ...]]]:
    """Give, by words as they are said, how often they were, and what was written instead how often."""
    rows = _table()[language]["misheard"]
    return {words: (count, tuple(instead.items())) for words, count, instead in rows}


@cache
def sureness(language: Language) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give how many words that were right, and how many that were not, had a probability in which bin."""
    found = _table()[language]
    return tuple(found["right"]), tuple(found["wrong"])


@cache
def _table() -> Any:
    return json.loads(files(__package__).joinpath(TABLE).read_text("utf-8"))


class _Ear:
    """The starter model on mel power instead of sound, without a language it might mistake."""

    def __init__(self) -> None:
        from faster_whisper import WhisperModel

        self.model = WhisperModel(str(starter_folder()), device="cpu", compute_type="int8", cpu_threads=2)

    def __call__(
        self, mels: Sequence[NDArray[np.float32]], language: Language
    ) -> Iterator[tuple[list[str], list[float]]]:
        """Give the words that are written for each utterance, and how probable they are."""
        from ctranslate2 import StorageView
        from faster_whisper.tokenizer import Tokenizer

        longest = max(map(len, mels)) + TAIL
        length = STEP * -(-longest // STEP)
        features = np.zeros((len(mels), 80, length), dtype=np.float32)
        for at, mel in enumerate(mels):
            features[at, :, : len(mel)] = mel.T
        tokenizer = Tokenizer(self.model.hf_tokenizer, True, "transcribe", language)
        prompt = self.model.get_prompt(tokenizer, [], without_timestamps=True)
        encoded = self.model.model.encode(StorageView.from_array(features))
        found = self.model.model.generate(
            encoded, [prompt] * len(mels), beam_size=2, max_length=len(prompt) + 16 + length // 4
        )
        tokens = [[token for token in one.sequences_ids[0] if token < tokenizer.eot] for one in found]
        sizes = [len(mel) for mel in mels]
        rows = (
            self.model.find_alignment(tokenizer, tokens, encoded, sizes) if any(tokens) else [[]] * len(mels)
        )
        for row, size in zip(rows, sizes, strict=True):
            words = list(joined(row, size / self.model.frames_per_second))
            yield [word.text for word in words], [word.probability for word in words]


def listen(
    utterances: Sequence[Utterance], ear: _Ear, seed: int
) -> Iterator[tuple[Utterance, tuple[list[str], list[float]]]]:
    """Let utterances be heard over noisy lines, those of like length together."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    for language in ("en", "fr"):
        own = sorted((one for one in utterances if one.language == language), key=lambda one: len(one.mel))
        for begin in range(0, len(own), BATCH):
            batch = own[begin : begin + BATCH]
            mels = []
            for one in batch:
                power = 10 ** one.mel.astype(np.float32)
                mels.append(heard(power, np.zeros(len(power), dtype=np.bool_), rng, noise))
            yield from zip(batch, ear(mels, language), strict=True)


def learn(shards: Iterable[Path]) -> dict[str, Mistakes]:
    """Give the mistakes by language."""
    ear, found = _Ear(), {"en": Mistakes(), "fr": Mistakes()}
    for number, shard in enumerate(shards):
        for one, (written, sure) in listen(list(read_shard(shard)), ear, number):
            found[one.language].add([word for word, _, _ in one.words], written, sure)
        print(f"{shard.name}: heard", flush=True)
    return found


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", default=[Path(".cache/corpus")])
    parser.add_argument("--shards", type=int, help="hear only so many of them")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(TABLE))
    options = parser.parse_args()
    shards = [shard for folder in options.corpus for shard in sorted(folder.glob("shard-*.npz"))]
    found = learn(shards[: options.shards])
    for language, mistakes in found.items():
        said = sum(count for words, count in mistakes.said.items() if len(words) == 1)
        wrong = sum(len(words) * number for words, row in mistakes.instead.items() for number in row.values())
        print(f"{language}: {said} words, {100 * wrong / said:.1f} % misheard")
    lines = (
        f" {json.dumps(language)}: {{\n"
        + "".join(
            f'  "{name}": {json.dumps([mistakes.sure[name][at] for at in range(len(DOUBTS) + 1)])},\n'
            for name in ("right", "wrong")
        )
        + '  "misheard": [\n'
        + ",\n".join("   " + json.dumps(row, ensure_ascii=False) for row in mistakes.rows())
        + "\n  ]\n }"
        for language, mistakes in found.items()
    )
    options.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
