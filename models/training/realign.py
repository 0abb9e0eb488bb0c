"""Better word and phone times for Pico: ``python -m sourdine.models.training.realign --corpus DIR``.

Pico does not tell its times; ``voices`` takes them from a guide voice by dynamic time warping, which is
some 40 ms off. An encoder that has learnt the voices which do tell hears better than that where a
phone begins: the guide's phones are put in their places by the most likely path through its
posteriors (Viterbi alignment), with a pause allowed between words and a phone left out where Pico
swallows it. Shards are rewritten in place, each once.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sourdine.models.synthetic.voices import VOICES, Timed
from sourdine.models.training.export import read_checkpoint
from sourdine.models.training.network import Network
from sourdine.models.training.shards import Utterance, read_shard, save_shard
from sourdine.models.training.windows import phone_numbers

FRAMES = 50  # of the encoder, a second
_SKIP = -6.0  # log probability of leaving a phone out
_FAR_S = 0.35  # a phone stays this near to where the warping put it
_DONE = "-aligned"


def posteriors(network: Network, utterances: Sequence[Utterance]) -> list[NDArray[np.float32]]:
    """Log probabilities of the phones, one array of shape (frames of 20 ms, phones) for each utterance."""
    longest = max(len(one.mel) for one in utterances)
    mels = np.zeros((len(utterances), longest + longest % 2, 80), dtype=np.float32)
    for at, one in enumerate(utterances):
        log = one.mel.astype(np.float32)
        mels[at, : len(log)] = (np.maximum(log, log.max() - 8.0) + 4.0) / 4.0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        heard = network.phone_head(network.encoder(torch.from_numpy(mels))).float().log_softmax(-1)
    return [row[: len(one.mel) // 2].numpy() for row, one in zip(heard, utterances, strict=True)]


def aligned(one: Utterance, scores: NDArray[np.float32], numbers: dict[str, int]) -> Utterance:
    """The utterance with the times of the most likely path, or as it was where no path fits."""
    states, owners = _states(one)
    path = _viterbi(
        scores, [numbers.get(phone, 0) for phone, _, _ in states], [o is None for o in owners], states
    )
    if path is None:
        return one
    first = np.searchsorted(path, np.arange(len(states)), side="left")
    last = np.searchsorted(path, np.arange(len(states)), side="right")
    begins, ends = first / FRAMES, last / FRAMES
    kept = [at for at, owner in enumerate(owners) if owner is not None]
    phones = tuple((states[at][0], float(begins[at]), float(ends[at])) for at in kept)
    words = tuple(_word(word, one.phones, phones) for word in one.words)
    return replace(one, words=words, phones=phones)


def _states(one: Utterance) -> tuple[list[Timed], list[int | None]]:
    """The phones with an optional pause before each word; and which phone each state is."""
    starts = {round(start, 3) for _, start, _ in one.words}
    states: list[Timed] = []
    owners: list[int | None] = []
    for number, phone in enumerate(one.phones):
        if number and round(phone[1], 3) in starts:
            states.append(("_", phone[1], phone[1]))
            owners.append(None)
        states.append(phone)
        owners.append(number)
    end = one.phones[-1][2]
    return [("_", 0.0, one.phones[0][1]), *states, ("_", end, end)], [None, *owners, None]


def _viterbi(
    scores: NDArray[np.float32], labels: list[int], optional: list[bool], states: list[Timed]
) -> NDArray[np.int64] | None:
    """The state of every frame, never falling."""
    frames, count = len(scores), len(labels)
    times = (np.arange(frames) + 0.5)[:, None] / FRAMES
    starts, ends = (np.array([state[i] for state in states])[None] for i in (1, 2))
    emitted = scores[:, labels].astype(np.float64)
    near = (times > starts - _FAR_S) & (times < ends + _FAR_S)
    emitted[~(near | (np.array(optional) & (np.arange(count) % (count - 1) == 0))[None])] = -1e6
    leap = np.where(optional, 0.0, _SKIP)  # what it costs to pass over a state
    best = np.full(count, -np.inf)
    best[0], best[1] = emitted[0, 0], emitted[0, 1]
    came = np.zeros((frames, count), dtype=np.int8)
    for at in range(1, frames):
        ways = np.full((3, count), -np.inf)
        ways[0], ways[1, 1:] = best, best[:-1]
        ways[2, 2:] = best[:-2] + leap[1:-1]
        came[at] = ways.argmax(0)
        best = ways.max(0) + emitted[at]
    state = count - 1 if best[-1] >= best[-2] else count - 2
    if not best[state] > -1e5:
        return None
    path = np.empty(frames, dtype=np.int64)
    for at in range(frames - 1, -1, -1):
        path[at] = state
        state -= int(came[at, state])
    return path


def _word(word: Timed, before: Sequence[Timed], after: Sequence[Timed]) -> Timed:
    """The word from the start of its first phone to the end of its last one."""
    text, start, end = word
    first = min(range(len(before)), key=lambda at: abs(before[at][1] - start))
    last = max(min(range(len(before)), key=lambda at: abs(before[at][2] - end)), first)
    return text, after[first][1], max(after[last][2], after[first][1] + 1 / FRAMES)


def realign_shard(path: Path, network: Network, numbers: dict[str, int]) -> None:
    """Rewrite one shard; it is named as done, so that a run that was stopped goes on with the rest."""
    made = list(read_shard(path))
    guided = sorted(
        (at for at, one in enumerate(made) if VOICES[one.voice].engine == "pico" and one.phones),
        key=lambda at: len(made[at].mel),
    )
    for begin in range(0, len(guided), 16):
        batch = guided[begin : begin + 16]
        for at, scores in zip(batch, posteriors(network, [made[at] for at in batch]), strict=True):
            made[at] = aligned(made[at], scores, numbers)
    save_shard(path, made)
    path.rename(path.with_stem(path.stem + _DONE))


def main() -> None:
    """Rewrite the shards that are not done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path(".cache/corpus"))
    parser.add_argument("--weights", type=Path, default=Path("models/training/weights.pt"))
    arguments = parser.parse_args()
    network, phones = read_checkpoint(arguments.weights)
    numbers = phone_numbers(phones)
    for path in sorted(arguments.corpus.glob("shard-*.npz")):
        if not path.stem.endswith(_DONE):
            realign_shard(path, network, numbers)
            print(f"{path.name}: aligned", flush=True)


if __name__ == "__main__":
    main()
