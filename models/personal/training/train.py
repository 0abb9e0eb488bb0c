"""Train the statistical recogniser again: ``make tagger``. The same seed gives the same model. What it
learns from: sentence frames filled with names of many origins, generated calls of the training scenes, and
the dialogues written for tuning, as they are and with words misheard; never anything of a test split.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sourdine.models.personal.cues import find_cues
from sourdine.models.personal.features import (
    OFFSETS,
    Lists,
    neighbour_features,
    place_features,
    read_setting,
    word_features,
)
from sourdine.models.personal.tokens import Conversation, read_conversation
from sourdine.models.personal.training.frames import NONE, Example, example, frames
from sourdine.models.personal.training.noise import misheard_name
from sourdine.models.synthetic.scripts import generate
from sourdine.pipeline.records import Language, Turn

DATA = Path(__file__).parents[1] / "data"
DIALOGUES = Path(__file__).parents[3] / "benchmarks" / "dialogues"
OWN = tuple(DIALOGUES / f"{name}.jsonl" for name in ("tune", "more", "more2", "more3", "phrases"))
KEPT = ("PERSON", "LOCATION", "ADDRESS", "HEALTH")
COPIES = 4  # times that each dialogue is read
SLIPS = 0.04  # share of the words that further copies of spoken dialogues write as a recogniser might
NAME_SLIPS = 0.12  # the same of names, which it knows less well
FORGOTTEN = 0.35  # share of the names that the lists are made to forget, so that other names are learnt
SEED = 20_250_601
log = logging.getLogger(__name__)
Sequences = Iterator[tuple[list[list[str]], list[str]]]


def main() -> None:
    """Train both languages and write them beside the other lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=["fr", "en"])
    parser.add_argument("--rounds", type=int, default=40, help="times that each frame is filled")
    parser.add_argument("--calls", type=int, default=120, help="generated calls")
    parser.add_argument("--iterations", type=int, default=120)
    parser.add_argument(
        "--dialogues",
        nargs="*",
        type=Path,
        default=OWN,
        help="learn from these; leave some out to judge by them",
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for language in options.languages:
        train(language, options)


def train(language: Language, options: argparse.Namespace) -> None:
    """Train one language."""
    import pycrfsuite

    rng = random.Random(f"{SEED} {language}")
    trainer = pycrfsuite.Trainer(
        algorithm="lbfgs",
        params={"c1": 0.02, "c2": 0.2, "max_iterations": options.iterations, "feature.minfreq": 2},
        verbose=False,
    )
    count = 0
    for seen in examples(rng, language, options):
        for features, labels in sequences(seen, language, rng):
            trainer.append(features, labels)
            count += len(labels)
    log.info("%s: %d words", language, count)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model"
        trainer.train(str(file))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(file))
        write(language, tagger.info())


def examples(rng: random.Random, language: Language, options: argparse.Namespace) -> Iterator[Example]:
    """Give everything to learn from."""
    for frame in frames(language):
        for _ in range(options.rounds):
            yield example(rng, language, frame)
    for _ in range(options.calls):
        yield _generated(rng, language)
    for file in options.dialogues:
        for line in file.read_text(encoding="utf-8").splitlines():
            call = json.loads(line)
            if call["language"] == language:
                yield from [dialogue(call)] * COPIES
                if call["style"] == "spoken":
                    yield from (slipped(dialogue(call), rng, language) for _ in range(COPIES // 2))


def _generated(rng: random.Random, language: Language) -> Example:
    script = generate(rng, language, "train")
    turns, labels = [], []
    for turn in script.turns:
        marks = [NONE] * len(turn.text.split())
        for one in turn.personal:
            if one.entity in KEPT:
                marks[one.start : one.end] = [one.entity] * (one.end - one.start)
        turns.append(Turn(turn.speaker, turn.text))
        labels.append(tuple(marks))
    return Example(tuple(turns), tuple(labels), frozenset())


def dialogue(call: dict[str, Any]) -> Example:
    """Read a dialogue of the benchmark's format."""
    turns, labels = [], []
    for number, turn in enumerate(call["turns"]):
        marks, at = [], 0
        for word in turn["text"].split(" "):
            over = [
                span["entity"]
                for span in call["spans"]
                if span["turn"] == number and span["start"] < at + len(word) and at < span["end"]
            ]
            marks.append(over[0] if over and over[0] in KEPT else NONE)
            at += len(word) + 1
        turns.append(Turn(turn["speaker"], turn["text"]))
        labels.append(tuple(marks))
    return Example(tuple(turns), tuple(labels), frozenset())


def slipped(seen: Example, rng: random.Random, language: Language) -> Example:
    """Write some words as a recogniser might: an unknown word is not always a name."""

    def heard(word: str, label: str) -> str:
        share = NAME_SLIPS if label in KEPT else SLIPS
        if len(word) < 4 or not word.isalpha() or rng.random() >= share:
            return word
        return misheard_name(rng, word, language).replace(" ", "")

    turns = tuple(
        Turn(turn.speaker, " ".join(map(heard, turn.text.split(" "), labels)))
        for turn, labels in zip(seen.turns, seen.labels, strict=True)
    )
    return Example(turns, seen.labels, seen.names)


def sequences(seen: Example, language: Language, rng: random.Random) -> Sequences:
    """Give the features and labels of each turn."""
    conversation = read_conversation(seen.turns, language)
    if len(conversation.tokens) < 40:  # too short to tell the style by counting capitals
        conversation.written = any(token.text[:1].isupper() for token in conversation.tokens)
    truth = list(_token_labels(conversation, seen))
    hidden = frozenset(
        token.key
        for token, label in zip(conversation.tokens, truth, strict=True)
        if label != NONE and rng.random() < FORGOTTEN
    )

    lists = Lists(language, hidden)
    setting = read_setting(conversation, find_cues(conversation))
    kinds = [lists.kind(token.key) for token in conversation.tokens]
    for first, last in conversation.bounds:
        if first < last:
            rows = []
            for index in range(first, last):
                features = list(place_features(conversation, setting, kinds, index))
                for offset in OFFSETS:
                    if not first <= index + offset < last:
                        continue
                    token = conversation.tokens[index + offset]
                    features += (
                        neighbour_features(token.text, token.key, conversation.written, lists, offset)
                        if offset
                        else word_features(token.text, token.key, conversation.written, lists)
                    )
                rows.append(features)
            yield rows, truth[first:last]


def _token_labels(conversation: Conversation, seen: Example) -> Iterator[str]:
    """Give each token the label of the word (between spaces) that it is in; single letters have none."""
    for turn, (first, last) in enumerate(conversation.bounds):
        text = seen.turns[turn].text
        ends, at = [], conversation.starts[turn]
        for word in text.split(" "):
            at += len(word) + 1
            ends.append(at)
        place = 0
        words = [word for word in text.split(" ")]
        labels = iter(seen.labels[turn])
        marks = [next(labels) if word else NONE for word in words]
        for token in conversation.tokens[first:last]:
            while token.start >= ends[place]:
                place += 1
            label = marks[place]
            yield label if len(token.key) > 1 or label == "ADDRESS" else NONE


def write(language: Language, info: Any, least: float = 0.02) -> None:
    """Write the weights that matter, as whole numbers and a scale."""
    labels = sorted(info.labels)
    place = {label: at for at, label in enumerate(labels)}
    kept = {pair: value for pair, value in info.state_features.items() if abs(value) >= least}
    names = sorted({name for name, _ in kept})
    rows = {name: at for at, name in enumerate(names)}
    ordered = sorted((rows[name], place[label], value) for (name, label), value in kept.items())
    scale = max(abs(value) for _, _, value in ordered) / 32_000
    transitions = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for (left, right), value in info.transitions.items():
        transitions[place[left], place[right]] = value
    file = DATA / f"tagger_{language}.npz"
    np.savez_compressed(
        file,
        names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        labels=np.frombuffer(" ".join(labels).encode(), dtype=np.uint8),
        rows=np.diff([one[0] for one in ordered], prepend=0).astype(np.uint16),
        columns=np.array([one[1] for one in ordered], dtype=np.uint8),
        values=np.array([round(one[2] / scale) for one in ordered], dtype=np.int16),
        scale=np.float32(scale),
        transitions=transitions,
    )
    log.info("%s: %d features, %d bytes", language, len(names), file.stat().st_size)


if __name__ == "__main__":
    main()
