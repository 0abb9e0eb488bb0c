"""Calls of any length to measure on: made-up talk of two people by turns, one call after the other.

They are the generator's (`sourdine.models.synthetic`, split "test", French, `SEED`): the agent left, the
customer right. Mono ones are left out, and those that the recogniser would not be trusted with, since a call
that is set aside has no latency. The last one is cut in a pause; silence fills up the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from sourdine.models.speech import Recogniser
from sourdine.models.synthetic.casting import make_calls
from sourdine.models.synthetic.telephone import LINE_RATE
from sourdine.pipeline.audio import as_float, channel_16k, decode
from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.listen import listen
from sourdine.pipeline.records import Language
from sourdine.pipeline.settings import AudioLimits

LANGUAGE: Language = "fr"
SEED = 6
PAUSE = 0.1  # seconds without a word around a cut

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A call that was made: float32, shape (frames, 2), 8 kHz, and from when to when each word is said."""

    samples: Samples
    words: tuple[tuple[float, float], ...]

    def before(self, seconds: float) -> Samples:
        """What of it ends in a pause before some time."""
        ends = [end + PAUSE for _, end in self.words]
        fit = (at for at in ends if at <= seconds and not self._spoken(at))
        return self.samples[: round(max(fit, default=0.0) * LINE_RATE)]

    def _spoken(self, at: float) -> bool:
        return any(start < at + PAUSE and at < end for start, end in self.words)


class Talks:
    """Calls made when they are asked for; the same ones for every length."""

    def __init__(self, folder: Path, recogniser: Recogniser) -> None:
        self._new = _parts(folder, recogniser)
        self._made: list[Part] = []

    def write(self, seconds: float, path: Path, first: int = 0) -> None:
        """Write a call of so many seconds (16-bit PCM) that begins with part ``first``."""
        found, left, number = list[Samples](), round(seconds * LINE_RATE), first
        while left:
            part, number = self._part(number), number + 1
            whole = len(part.samples) <= left
            found.append(part.samples if whole else part.before(left / LINE_RATE))
            left -= len(found[-1])
            if not whole:
                found.append(np.zeros((left, 2), np.float32))
                left = 0
        soundfile.write(path, np.concatenate(found), LINE_RATE, subtype="PCM_16")

    def _part(self, number: int) -> Part:
        while len(self._made) <= number:
            self._made.append(next(self._new))
        return self._made[number]


def _parts(folder: Path, recogniser: Recogniser) -> Iterator[Part]:
    for path in make_calls(folder, LANGUAGE, 1000, "test", SEED):
        sound = decode(path, AudioLimits(), path.name)
        if sound.format.channels != 2:
            continue
        try:
            listen([channel_16k(sound, number) for number in range(2)], recogniser, LANGUAGE)
        except Quarantine:
            continue
        truth = json.loads((folder / f"{path.stem}.truth.json").read_text("utf-8"))
        yield Part(as_float(sound.samples[:]), _times(truth["words"]))


def _times(words: Sequence[dict[str, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((word["start"], word["end"]) for word in words)
