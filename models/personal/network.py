"""Small networks over the words of a call, read with numpy alone: a few that learnt apart, whose mean counts.

Each word is the sum of what its features weigh; gated convolutions with holes (Yu and Koltun 2016; Dauphin
et al. 2017) let it see its neighbours and the turns before and after; the end is a probability for each kind
of personal data and for none. ``training/train.py`` makes them with PyTorch; nothing more to install here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]
DILATIONS = (1, 2, 4, 8, 16, 1)
REACH = sum(DILATIONS)  # words to each side that a word's probabilities depend on
PIECE = 2048  # words computed at once, so that long calls need no more memory than short ones
_EPSILON = 1e-5  # of layer normalisation, PyTorch's


@dataclass(frozen=True, slots=True)
class Layer:
    """One gated convolution of three words; ``weights`` has shape (3, size, 2 x size)."""

    gain: Floats
    shift: Floats
    weights: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class Network:
    """One member: what it does with the sums of its features' weights."""

    gain: Floats
    shift: Floats
    layers: tuple[Layer, ...]
    out: Floats
    out_bias: Floats

    def read(self, summed: Floats) -> Floats:
        """Give the probability of each label for each word (words x labels)."""
        state = _normalized(summed, self.gain, self.shift)
        half = len(self.gain)
        for layer, dilation in zip(self.layers, DILATIONS, strict=True):
            seen = _normalized(state, layer.gain, layer.shift)
            both = seen @ layer.weights[1] + layer.bias
            both[dilation:] += seen[:-dilation] @ layer.weights[0]
            both[:-dilation] += seen[dilation:] @ layer.weights[2]
            state = state + both[:, :half] / (1.0 + np.exp(-both[:, half:]))
        scores = state @ self.out + self.out_bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Networks:
    """All members. ``rows`` finds a feature's row in ``table`` (features x members times size, integers);
    ``scales`` (features x members) is what these count."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    table: NDArray[np.int8]
    scales: Floats
    members: tuple[Network, ...]

    @property
    def size(self) -> int:
        """Numbers that stand for a word, of all members."""
        return sum(len(one.gain) for one in self.members)

    def weigh(self, features: Sequence[str]) -> Floats:
        """Add up what features weigh; unknown ones weigh nothing."""
        known = [row for name in features if (row := self.rows.get(name)) is not None]
        shape = (len(known), len(self.members), -1)
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        weights = self.table[known].reshape(shape) * self.scales[known][:, :, None]
        return np.asarray(weights.sum(axis=0).ravel(), dtype=np.float32)

    def probabilities(self, summed: Floats) -> Floats:
        """Give the mean probability of each label (words x labels); ``summed`` is words x size."""
        found = np.zeros((len(summed), len(self.labels)), dtype=np.float32)
        share = len(self.members)
        for start in range(0, len(summed), PIECE):
            before, end = max(0, start - REACH), min(len(summed), start + PIECE)
            piece = summed[before : min(len(summed), end + REACH)]
            for member, part in zip(self.members, np.split(piece, share, axis=1), strict=True):
                found[start:end] += member.read(part)[start - before : end - before] / share
        return found


def _normalized(values: Floats, gain: Floats, shift: Floats) -> Floats:
    centred = values - values.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + np.float32(_EPSILON))
    return np.asarray(centred / spread * gain + shift, dtype=np.float32)


@lru_cache
def load_networks() -> Networks:
    """Read the networks from the package.

    From then on the process multiplies matrices in one thread: these are small, and several threads (or
    processes, as an archive has them) only wait for each other.
    """
    ThreadpoolController().limit(limits=1, user_api="blas")
    data = files("sourdine.models.personal").joinpath("data/tagger.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        names = arrays["names"].tobytes().decode("utf-8").split("\n")
        scales = arrays["scales"].astype(np.float32)
        return Networks(
            tuple(arrays["labels"].tobytes().decode("ascii").split()),
            {name: row for row, name in enumerate(names)},
            arrays["table"],
            scales,
            tuple(_member(arrays, number) for number in range(scales.shape[1])),
        )


def _member(arrays: Mapping[str, NDArray[np.float16]], number: int) -> Network:
    def part(name: str) -> Floats:
        return arrays[f"{name}_{number}"].astype(np.float32)

    layers = tuple(
        Layer(*(part(f"{name}{layer}") for name in ("gain", "shift", "weights", "bias")))
        for layer in range(len(DILATIONS))
    )
    return Network(part("gain"), part("shift"), layers, part("out"), part("out_bias"))
