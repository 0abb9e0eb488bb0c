"""Windows to learn from: utterances strung together, put on a noisy line, with all that is known of them.

Everything is done on mel power, which adds up like sound does, so that an utterance is analysed once
and heard in many ways.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic.voices import SHARES
from sourdine.models.training.shards import HOP_S, Utterance
from sourdine.models.training.vocabulary import Vocabulary

SILENCE = "_"
_SILENCES = {"_", "pau", "_:", "_!", "|", ""}
_TAIL = 0.25  # weight of the pause after a token among the frames its attention is taught
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Mix:
    """How windows are composed."""

    frames: int  # of 10 ms, the length of every window of the batch
    windows: int
    fill: float = 1.0  # how much of the window may hold speech; the rest is zero padding
    timestamps: float = 0.4
    prompts: float = 0.1
    silent: float = 0.03
    muted: float = 0.25  # windows with digital silence between utterances, as in safe copies
    max_tokens: int = 64


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Arrays of one batch; shapes by (windows, frames of 10 ms, frames of 20 ms, tokens)."""

    mel: NDArray[np.float32]  # (windows, frames, 80)
    phones: NDArray[np.int64]  # (windows, frames / 2)
    tokens: NDArray[np.int64]  # (windows, tokens): what the decoder is given
    targets: NDArray[np.int64]  # (windows, tokens): what it shall say, or IGNORE
    attention: NDArray[np.float32]  # (windows, tokens, frames / 2): rows sum to 1 or 0
    pieces: list[list[int]]  # per window, for CTC


def phone_numbers(phones: Sequence[str]) -> dict[str, int]:
    """The class of each phone; whatever the voices call a pause is class 0, and so is what is not there."""
    return {phone: number for number, phone in enumerate(phones) if phone not in _SILENCES}


@dataclass(slots=True)
class _Window:
    power: NDArray[np.float32]
    phones: NDArray[np.int64]
    segments: list[list[tuple[str, float, float]]] = field(default_factory=list)
    used: int = 0


class Composer:
    """Composes batches from the utterances it was given."""

    def __init__(self, utterances: Sequence[Utterance], vocabulary: Vocabulary, phones: Sequence[str]):
        self.vocabulary = vocabulary
        self.phones = phone_numbers(phones)
        self.by_voice: dict[str, list[Utterance]] = defaultdict(list)
        for one in utterances:
            self.by_voice[one.voice].append(one)
        self.voices = sorted(self.by_voice)
        self.languages = {voice: self.by_voice[voice][0].language for voice in self.voices}

    def batch(self, mix: Mix, seed: int) -> Batch:
        """A batch, the same for the same seed."""
        rng, noise = random.Random(seed), np.random.default_rng(seed)
        made = [self._window(mix, rng, noise) for _ in range(mix.windows)]
        width = max(len(tokens) for _, _, tokens, _, _, _ in made)
        width = min(-(-width // 16) * 16, mix.max_tokens)
        half = mix.frames // 2
        tokens = np.full((mix.windows, width), self.vocabulary.end, dtype=np.int64)
        targets = np.full((mix.windows, width), IGNORE, dtype=np.int64)
        attention = np.zeros((mix.windows, width, half), dtype=np.float32)
        for at, (_, _, given, wanted, spans, _) in enumerate(made):
            length = min(len(given), width)
            tokens[at, :length], targets[at, :length] = given[:length], wanted[:length]
            for row, span in enumerate(spans[:width]):
                if span is not None:
                    attention[at, row] = _spread(span, half)
        return Batch(
            np.stack([mel for mel, *_ in made]),
            np.stack([phones for _, phones, *_ in made]),
            tokens,
            targets,
            attention,
            [pieces for *_, pieces in made],
        )

    def _window(self, mix: Mix, rng: random.Random, noise: np.random.Generator) -> tuple[Any, ...]:
        voice = rng.choices(self.voices, weights=[SHARES.get(voice, 1.0) for voice in self.voices])[0]
        window = _Window(
            np.zeros((mix.frames, 80), dtype=np.float32), np.zeros(mix.frames // 2, dtype=np.int64)
        )
        silent = rng.random() < mix.silent
        limit = int(mix.frames * (mix.fill if mix.fill >= 1 else rng.uniform(0.1, mix.fill)))
        window.used = limit if silent else self._fill(window, voice, limit, rng)
        power = window.power[: window.used]
        quiet = power.max(axis=1) <= 0 if rng.random() < mix.muted else np.zeros(window.used, dtype=bool)
        mel = heard(power, quiet, rng, noise)
        padded = np.zeros_like(window.power)
        padded[: window.used] = mel
        given, wanted, spans, pieces = self._text(window, self.languages[voice], mix, rng)
        return padded, window.phones, given, wanted, spans, pieces

    def _fill(self, window: _Window, voice: str, limit: int, rng: random.Random) -> int:
        """String utterances together until the window is full; gives the frames used."""
        at = int(rng.expovariate(1 / 12))
        misses = 0
        while misses < 4:
            one = rng.choice(self.by_voice[self._voice_beside(voice, rng)])
            if at + len(one.mel) > limit:
                misses += 1
                continue
            gain = 10 ** rng.uniform(-0.4, 0.4)
            window.power[at : at + len(one.mel)] += gain * 10 ** one.mel.astype(np.float32)
            start = at * HOP_S
            window.segments.append([(word, s + start, e + start) for word, s, e in one.words])
            for phone, s, e in one.phones:
                first, last = round((s + start) * 50), round((e + start) * 50)
                window.phones[first:last] = self.phones.get(phone, 0)
            at += len(one.mel) + int(rng.expovariate(1 / 20))
            if rng.random() < 0.04:
                break
        return max(min(at + int(rng.expovariate(1 / 10)), limit), 40)

    def _voice_beside(self, voice: str, rng: random.Random) -> str:
        if rng.random() > 0.05:
            return voice
        return rng.choice([other for other in self.voices if self.languages[other] == self.languages[voice]])

    def _text(self, window: _Window, language: str, mix: Mix, rng: random.Random) -> tuple[Any, ...]:
        """What the decoder is given, what it shall say, and where it shall look for it."""
        v = self.vocabulary
        given: list[int] = []
        if window.segments and rng.random() < mix.prompts:
            given = [v.previous, *self._earlier(language, rng)]
        given += [v.start, v.languages[language], v.transcribe]
        loss_from = len(given) - 3
        spans: list[tuple[float, float, float] | None] = [None] * (len(given) - 1)
        stamped = bool(window.segments) and rng.random() < mix.timestamps
        if not stamped:
            given.append(v.no_timestamps)
            spans.append(None)
        pieces: list[int] = []
        flat = [word for segment in window.segments for word in segment]
        nexts = [word[1] for word in flat[1:]] + [window.used * HOP_S]
        number = 0
        for segment in window.segments:
            if stamped:
                given.append(v.timestamp(segment[0][1]))
                spans.append((segment[0][1], segment[0][1] + 0.06, segment[0][1] + 0.06))
            for word, start, end in segment:
                ids = v.word(word)
                edges = np.linspace(start, end, len(ids) + 1)
                tails = [*edges[1:-1], max(nexts[number], end)]
                given += ids
                spans += list(zip(edges[:-1], edges[1:], tails, strict=True))
                pieces += ids
                number += 1
            if stamped:
                given.append(v.timestamp(segment[-1][2]))
                spans.append((segment[-1][2] - 0.06, segment[-1][2], segment[-1][2]))
        last = flat[-1][2] if flat else 0.0
        given.append(v.end)
        spans.append((last, last + 0.1, window.used * HOP_S) if flat else None)
        wanted = [IGNORE] * loss_from + given[loss_from + 1 :] + [IGNORE]
        wanted = wanted[: len(given)]
        if not window.segments:
            wanted[loss_from] = v.no_speech
        if not stamped:
            wanted[loss_from + 2] = IGNORE
        return given, wanted, spans, pieces

    def _earlier(self, language: str, rng: random.Random) -> list[int]:
        voices = [voice for voice in self.voices if self.languages[voice] == language]
        one = rng.choice(self.by_voice[rng.choice(voices)])
        return [token for word, _, _ in one.words for token in self.vocabulary.word(word)][:24]


def _spread(span: tuple[float, float, float], frames: int) -> NDArray[np.float32]:
    """Even over the token's own frames, less over the pause after it; sums to one."""
    start, end, tail = (round(time * 50) for time in span)
    start = min(start, frames - 1)
    row = np.zeros(frames, dtype=np.float32)
    row[max(end, start + 1) : tail] = _TAIL
    row[start : max(end, start + 1)] = 1.0
    return np.asarray(row / row.sum(), dtype=np.float32)


def heard(
    power: NDArray[np.float32], quiet: NDArray[np.bool_], rng: random.Random, noise: np.random.Generator
) -> NDArray[np.float32]:
    """Colour, noise (but where it is ``quiet``), then Whisper's scaling.

    That is log10, 80 dB below the loudest frame at most, (x + 4) / 4.
    """
    frames, bands = power.shape
    anchors = noise.uniform(-0.4, 0.4, 6)
    colour = 10 ** np.interp(np.linspace(0, 5, bands), np.arange(6), anchors).astype(np.float32)
    loud = float(power.mean()) or 1e-4
    shape = 10 ** np.interp(np.linspace(0, 3, bands), np.arange(4), noise.uniform(-0.7, 0.7, 4))
    shape[bands * 57 // 80 :] *= 10 ** rng.uniform(-6, -2)  # a telephone has nothing above 4 kHz
    floor = loud * 10 ** rng.uniform(-6.0, -2.3) * shape
    hiss = floor * noise.standard_gamma(3.0, (frames, bands)) / 3.0
    hiss[quiet] = 0.0
    log = np.log10(np.maximum(power * colour + hiss, 1e-10)).astype(np.float32)
    top = float(log.max()) + (rng.uniform(0, 0.6) if rng.random() < 0.3 else 0.0)
    scaled = (np.maximum(log, top - 8.0) + 4.0) / 4.0
    if rng.random() < 0.25:
        first = rng.randrange(0, 60)
        scaled[:, first : first + rng.randrange(1, 7)] = scaled.min()
    return np.asarray(scaled + rng.uniform(-0.25, 0.1), dtype=np.float32)
