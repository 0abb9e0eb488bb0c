"""Shards of a spoken corpus: utterances on disk as mel power with the times of their words and phones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic.voices import Timed
from sourdine.pipeline.records import Language

HOP_S = 0.01  # of the frames


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """``mel`` is log10 power, float16, shape (frames of 10 ms, 80)."""

    mel: NDArray[np.float16]
    voice: str
    language: Language
    words: tuple[Timed, ...]
    phones: tuple[Timed, ...]


def save_shard(path: Path, made: Sequence[Utterance]) -> None:
    """Write a shard; a stopped run leaves none rather than half of one."""
    bounds = np.cumsum([0, *(len(one.mel) for one in made)])
    meta = [
        {"voice": one.voice, "language": one.language, "words": one.words, "phones": one.phones}
        for one in made
    ]
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez(
            file,
            mel=np.concatenate([one.mel for one in made]),
            bounds=bounds,
            meta=np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), dtype=np.uint8),
        )
    partial.rename(path)


def read_shard(path: Path) -> Iterator[Utterance]:
    """The utterances of a shard."""
    with np.load(path) as file:
        mel, bounds = file["mel"], file["bounds"]
        meta = json.loads(file["meta"].tobytes().decode())
    for start, end, one in zip(bounds[:-1], bounds[1:], meta, strict=True):
        yield Utterance(
            mel[start:end],
            one["voice"],
            one["language"],
            tuple((text, float(s), float(e)) for text, s, e in one["words"]),
            tuple((text, float(s), float(e)) for text, s, e in one["phones"]),
        )
