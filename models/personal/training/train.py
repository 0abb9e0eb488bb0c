"""Train the statistical recogniser again: ``make tagger``. The same seed gives the same network. What it
learns from: the dialogues written by hand (all but the test splits), as they are and with words misheard,
generated calls of the training scenes, and sentence frames filled with names of many origins.

What rules find is shown to it, but taken away at random: it must not lean on rules that were written on the
very dialogues that it learns from, and so works better there than they will elsewhere.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sourdine.models.personal.network import DILATIONS
from sourdine.models.personal.tagger import NONE
from sourdine.models.personal.training.examples import (
    KINDS,
    UNTOLD,
    Sample,
    from_dialogues,
    from_frames,
    from_scenes,
)
from sourdine.models.personal.word_sets import word_set
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, embedding_bag

DATA = Path(__file__).parents[1] / "data"
DIALOGUES = Path(__file__).parents[3] / "benchmarks" / "dialogues"
OWN = tuple(path for path in sorted(DIALOGUES.glob("*.jsonl")) if not path.stem.startswith("test"))
RULED = word_set("tune more more2 more3 phrases en1 en2 fr1 fr2")  # on which rules were written
LABELS = (NONE, *sorted(KINDS))
SIZE = 96
DROPPED = 0.25  # share of the numbers that stand for a word, while it learns
FORGOTTEN = (
    0.3  # share of the personal words that the lists are made to forget, so that other names are learnt
)
UNNAMED = 0.06  # share of the words that are known by all but themselves
MISSED = (0.12, 0.25)  # share of the findings that rules are made to miss: elsewhere, where they were written
WORDS = 1_400  # of a step
RATE = 2e-3
WARM = 60  # steps until the full rate
SMOOTHING = 0.02
SEED = 20_261_122
log = logging.getLogger(__name__)


def main() -> None:
    """Train and write the network beside the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA / "tagger.npz")
    parser.add_argument("--rounds", type=int, default=9, help="times that everything is read")
    parser.add_argument("--frames", type=int, default=1200, help="filled frames of each language")
    parser.add_argument("--scenes", type=int, default=40, help="generated calls of each language")
    parser.add_argument(
        "--dialogues",
        nargs="*",
        type=Path,
        default=OWN,
        help="learn from these; leave some out to judge by them",
    )
    parser.add_argument("--members", type=int, default=2, help="networks, each in a process of its own")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    samples = [one for path in options.dialogues or OWN for one in from_dialogues(path, rng, known=True)]
    for language in ("fr", "en"):
        samples += from_frames(rng, language, options.frames)
        samples += from_scenes(rng, language, options.scenes)
    corpus = Corpus(samples)
    log.info("%d samples, %d features", len(samples), len(corpus.names))
    # Forked, a process has the corpus already; nothing has used PyTorch's threads before.
    with ProcessPoolExecutor(
        options.members, get_context("fork"), initializer=_LEARNT.append, initargs=(corpus,)
    ) as pool:
        seeds = [options.seed + member for member in range(options.members)]
        members = list(pool.map(teach, [options.rounds] * options.members, seeds))
    write(options.out, members, corpus.names)
    log.info("%d bytes", options.out.stat().st_size)


class Corpus:
    """Samples with features as numbers: those of words, of words in no list, and of findings."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        count = Counter(
            name
            for one in samples
            for word in one.words
            for name in {*word.features, *word.unlisted, *(name for _, found in word.found for name in found)}
        )
        self.names = sorted(name for name, number in count.items() if number > 2)
        number_of = {name: number for number, name in enumerate(self.names)}

        def numbers(names: Sequence[str]) -> NDArray[np.int32]:
            return np.array([number_of[one] for one in names if one in number_of], dtype=np.int32)

        self.words = [
            [
                (
                    numbers(word.features),
                    numbers(word.unlisted),
                    number_of.get(word.name, -1),
                    [(finding, numbers(found)) for finding, found in word.found],
                    -100 if word.label == UNTOLD else LABELS.index(word.label),
                )
                for word in one.words
            ]
            for one in samples
        ]
        self.findings = [one.findings for one in samples]
        self.known = [one.known for one in samples]

    def draw(self, number: int, rng: random.Random) -> tuple[list[NDArray[np.int32]], list[int]]:
        """Give the features and labels of a sample as it is seen this time."""
        share = MISSED[self.known[number]]
        missed = {finding for finding in range(self.findings[number]) if rng.random() < share}
        forgotten: dict[int, bool] = {}
        rows: list[NDArray[np.int32]] = []
        labels: list[int] = []
        for features, unlisted, name, found, label in self.words[number]:
            if label > 0 and name >= 0 and name not in forgotten:
                forgotten[name] = rng.random() < FORGOTTEN
            row = unlisted if forgotten.get(name, False) and len(unlisted) else features
            if name >= 0 and rng.random() < UNNAMED:
                row = row[row != name]
            parts = [row, *(names for finding, names in found if finding not in missed)]
            rows.append(np.concatenate(parts) if len(parts) > 1 else row)
            labels.append(label)
        return rows, labels

    def steps(self, rng: random.Random) -> list[list[int]]:
        """Give every sample once, those of like length together."""
        order = sorted(range(len(self.words)), key=lambda one: len(self.words[one]) * rng.uniform(0.8, 1.2))
        steps: list[list[int]] = [[]]
        for number in order:
            longest = len(self.words[number])
            if steps[-1] and longest * (len(steps[-1]) + 1) > WORDS:
                steps.append([])
            steps[-1].append(number)
        rng.shuffle(steps)
        return steps


class Network(nn.Module):
    """What ``models.personal.network`` reads."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.randn(features, SIZE) * 0.1)
        self.norm = nn.LayerNorm(SIZE)
        self.layers = nn.ModuleList(
            nn.Conv1d(SIZE, 2 * SIZE, 3, padding=dilation, dilation=dilation) for dilation in DILATIONS
        )
        self.norms = nn.ModuleList(nn.LayerNorm(SIZE) for _ in DILATIONS)
        self.out = nn.Linear(SIZE, len(LABELS))
        self.drop = nn.Dropout(DROPPED)

    def forward(self, rows: Tensor, starts: Tensor, inside: Tensor) -> Tensor:
        """Scores of the words; ``inside`` (samples x longest) tells words from padding."""
        summed = self.drop(self.norm(embedding_bag(rows, self.table, starts, mode="sum")))
        state = summed.new_zeros(*inside.shape, SIZE)
        state[inside] = summed
        weight = inside[:, :, None].to(state.dtype)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            both = layer((norm(state) * weight).transpose(1, 2)).transpose(1, 2)
            value, gate = both.chunk(2, dim=-1)
            state = state + self.drop(value * torch.sigmoid(gate))
        found: Tensor = self.out(state)[inside]
        return found


_LEARNT: list[Corpus] = []  # what a process learns from


def teach(rounds: int, seed: int) -> dict[str, NDArray[np.float32]]:
    """Read everything ``rounds`` times at a rate that falls to nothing (half a cosine); give the weights."""
    (corpus,) = _LEARNT
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng, network = random.Random(seed), Network(len(corpus.names))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.01)
    expected = rounds * len(corpus.steps(random.Random(0)))
    step, began = 0, monotonic()
    for number in range(rounds):
        total, steps = 0.0, corpus.steps(rng)
        for one in steps:
            fall = 0.5 + 0.5 * float(np.cos(np.pi * min(1.0, step / expected)))
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, step / WARM) * fall
            *seen, labels = _batch(corpus, one, rng)
            loss = cross_entropy(network(*seen), labels, ignore_index=-100, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += float(loss.detach())
            step += 1
        log.info("%d, round %d: %.4f (%.0f s)", seed, number + 1, total / len(steps), monotonic() - began)
    return {name: value.detach().numpy() for name, value in network.state_dict().items()}


def _batch(corpus: Corpus, step: Sequence[int], rng: random.Random) -> Iterator[Tensor]:
    drawn = [corpus.draw(number, rng) for number in step]
    rows = [row for one, _ in drawn for row in one]
    longest = max(len(one) for one, _ in drawn)
    inside = torch.zeros(len(drawn), longest, dtype=torch.bool)
    for number, (one, _) in enumerate(drawn):
        inside[number, : len(one)] = True
    yield torch.from_numpy(np.concatenate(rows).astype(np.int64))
    yield torch.from_numpy(np.cumsum([0, *(len(row) for row in rows[:-1])]))
    yield inside
    yield torch.tensor([label for _, labels in drawn for label in labels])


def write(path: Path, members: Sequence[Mapping[str, NDArray[np.float32]]], names: Sequence[str]) -> None:
    """Write the tables as whole numbers with a scale a row and member, all else as half floats."""
    tables = [member["table"] for member in members]
    scales = [np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127 for table in tables]
    arrays: dict[str, Any] = {"scales": np.concatenate(scales, axis=1)}
    for at, member in enumerate(members):
        arrays[f"gain_{at}"], arrays[f"shift_{at}"] = member["norm.weight"], member["norm.bias"]
        arrays[f"out_{at}"], arrays[f"out_bias_{at}"] = member["out.weight"].T, member["out.bias"]
        for number in range(len(DILATIONS)):
            arrays[f"gain{number}_{at}"] = member[f"norms.{number}.weight"]
            arrays[f"shift{number}_{at}"] = member[f"norms.{number}.bias"]
            arrays[f"weights{number}_{at}"] = member[f"layers.{number}.weight"].transpose(2, 1, 0)
            arrays[f"bias{number}_{at}"] = member[f"layers.{number}.bias"]
    halves: dict[str, Any] = {name: value.astype(np.float16) for name, value in arrays.items()}
    whole = [np.round(table / scale).astype(np.int8) for table, scale in zip(tables, scales, strict=True)]
    np.savez_compressed(
        path,
        names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        labels=np.frombuffer(" ".join(LABELS).encode(), dtype=np.uint8),
        table=np.concatenate(whole, axis=1),
        **halves,
    )


if __name__ == "__main__":
    main()
