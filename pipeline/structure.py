"""What a safe copy must be by its samples alone, whatever was said.

The levels were measured over all formats with synthetic speech. In silent stretches an unmasked
voice would have a gain of 0 dB against the original; what coding leaves there lies under -45 dB
(8-bit PCM under a bleep: -32 dB). Outside, MP3 and Opus keep the level within 0.3 dB.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sourdine.pipeline.audio import as_float, lossless
from sourdine.pipeline.effects import BLEEP_HERTZ
from sourdine.pipeline.mask import fade_frames, stretches
from sourdine.pipeline.records import RedactionPlan, Sound

Samples = NDArray[np.float64]

BLOCK = 0.1  # seconds
SPREAD = 0.03  # seconds that a lossy codec smears sound into a silent stretch, and out of it
LONG_FRAMES = {"AAC": 1024, "VORBIS": 1024, "GSM610": 800}
"""Samples over which these smear: what is coded together, or for GSM predicted from what was before."""

LONGEST = 60.0  # seconds that are looked at together
LOUDEST = 10 ** (-36 / 20)  # RMS of a block that counts as silent, beside the bleep
LEAK = 0.05  # share of the original that may be left in a silent stretch: -26 dB
BY_CHANCE = 4.0  # standard deviations of what noise and the original have in common by chance
HEARD = 10 ** (-50 / 20)  # RMS from which on a block is worth comparing
QUIETER, LOUDER = 0.5, 2.0  # bounds of the level of a lossy copy where nothing is silenced
ALIKE = 0.5  # least correlation of it with the original


def check_structure(original: Sound, safe: Sound, plan: RedactionPlan) -> Iterator[str]:
    """Say what is wrong with the samples of the safe copy, in words without personal data."""
    if safe.format != original.format or safe.samples.shape != original.samples.shape:
        yield "the safe copy is of another format or length"
        return
    if (plan.rate, plan.frames, plan.channels) != (
        original.format.rate,
        original.format.frames,
        original.format.channels,
    ):
        yield "the plan belongs to another recording"
        return
    silent = stretches(plan.regions)
    for channel, start, end in silent:
        if not _is_silent(original, safe, channel, start, end):
            yield f"not silent: {_place(channel, start, end, plan.rate)}"
    for channel in range(plan.channels):
        mine = [(start, end) for one, start, end in silent if one == channel]
        yield from _outside(original, safe, channel, mine)


def is_quiet(safe: Sound, channel: int, start: int, end: int) -> bool:
    """Whether nothing in a stretch is loud beside the bleep, as far as that tells without the original."""
    rate = safe.format.rate
    return all(
        _level(block) <= LOUDEST
        for part in _parts(*_core(safe, start, end), rate)
        if part[1] - part[0] >= 4  # else nothing but fades
        for block in _blocks(_left(safe, channel, *part), rate)
    )


def _is_silent(original: Sound, safe: Sound, channel: int, start: int, end: int) -> bool:
    rate = original.format.rate
    return is_quiet(safe, channel, start, end) and not any(
        _holds(original, safe, channel, *part) for part in _parts(*_core(original, start, end), rate)
    )


def _holds(original: Sound, safe: Sound, channel: int, start: int, end: int) -> bool:
    """Whether the safe copy holds something of the original between two frames."""
    before = _double(original.samples[start:end, channel])
    if end - start < BLOCK * original.format.rate or _level(before) < HEARD:
        return False  # too short, or too quiet, to tell what is left of the original from noise
    left = _left(safe, channel, start, end)
    chance = BY_CHANCE * _size(left) * _size(before) / math.sqrt(end - start)
    return abs(_product(left, before)) > LEAK * _product(before, before) + chance


def _left(safe: Sound, channel: int, start: int, end: int) -> Samples:
    """What is there beside the bleep."""
    after = _double(safe.samples[start:end, channel])
    return np.concatenate(
        [_without_bleep(block, safe.format.rate) for block in _blocks(after, safe.format.rate)]
    )


def _parts(start: int, end: int, rate: int) -> Iterator[tuple[int, int]]:
    """A stretch in parts that fit into memory, the last two alike."""
    count = max(1, round((end - start) / (LONGEST * rate)))
    edges = [start + (end - start) * number // count for number in range(count + 1)]
    return pairwise(edges)


def _core(sound: Sound, start: int, end: int) -> tuple[int, int]:
    """A stretch without its fades, and for a lossy codec without what it smears in."""
    margin = fade_frames(sound.format.rate, end - start)
    if not lossless(sound.format):
        margin += _spread(sound)
    return start + margin, end - margin


def _spread(sound: Sound) -> int:
    """Samples to which coding may smear: longer where many are coded together, as music codecs do."""
    return round(max(SPREAD * sound.format.rate, LONG_FRAMES.get(sound.format.codec, 0)))


def _blocks(samples: Samples, rate: int) -> list[Samples]:
    count = max(1, len(samples) // round(BLOCK * rate))
    return [block for block in np.array_split(samples, count) if len(block)]


def _without_bleep(block: Samples, rate: int) -> Samples:
    """The block without its part at the bleep's frequency (least squares)."""
    phase = np.arange(len(block)) * (2 * np.pi * BLEEP_HERTZ / rate)
    sine, cosine = np.sin(phase), np.cos(phase)
    a, b, c = _product(sine, sine), _product(sine, cosine), _product(cosine, cosine)
    x, y = _product(sine, block), _product(cosine, block)
    scale = a * c - b * b
    if scale < 1e-9:
        return block
    return np.asarray(block - sine * ((c * x - b * y) / scale) - cosine * ((a * y - b * x) / scale))


def _outside(original: Sound, safe: Sound, channel: int, silent: list[tuple[int, int]]) -> Iterator[str]:
    """Where nothing is silenced: the same samples, or for a lossy codec the same sound."""
    rate, frames = original.format.rate, original.format.frames
    spread = 0 if lossless(original.format) else _spread(original)
    edges = [0, *(edge for start, end in silent for edge in (start - spread, end + spread)), frames]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    for start, end in (part for gap in gaps if gap[0] < gap[1] for part in _parts(*gap, rate)):
        before, after = original.samples[start:end, channel], safe.samples[start:end, channel]
        if lossless(original.format):
            if not np.array_equal(before, after):
                yield f"changed outside the regions: {_place(channel, start, end, rate)}"
        elif not _sounds_alike(before, after, rate):
            yield f"sounds different outside the regions: {_place(channel, start, end, rate)}"


def _sounds_alike(before: NDArray[np.generic], after: NDArray[np.generic], rate: int) -> bool:
    pairs = zip(_blocks(_double(before), rate), _blocks(_double(after), rate), strict=True)
    heard = [(one, other) for one, other in pairs if _level(one) >= HEARD and len(one) >= SPREAD * rate]
    if not heard:
        return True
    levels = [_level(other) / _level(one) for one, other in heard]
    likeness = [_product(one, other) / (_size(one) * _size(other) + 1e-12) for one, other in heard]
    return bool(min(levels) > QUIETER and max(levels) < LOUDER and np.median(likeness) > ALIKE)


def _double(samples: NDArray[np.generic]) -> Samples:
    return as_float(samples).astype(np.float64)


def _level(samples: Samples) -> float:
    return _size(samples) / math.sqrt(len(samples))


def _size(samples: Samples) -> float:
    return math.sqrt(_product(samples, samples))


def _product(one: Samples, other: Samples) -> float:
    """The inner product, kept from BLAS: its threads cost more than they bring on blocks this short."""
    return float(np.einsum("i,i", one, other))


def _place(channel: int, start: int, end: int, rate: int) -> str:
    return f"channel {channel + 1}, {start / rate:.2f} to {end / rate:.2f} s"
