"""Scripts made audible: two voices on a telephone line, with the time of every word.

The sound is at 8 kHz, the agent left and the customer right, or both on one channel. The truth beside it
says which words are personal, so that tests and benchmarks can tell what a safe copy still lets hear.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic.scripts import Script, ScriptTurn, Speaker
from sourdine.models.synthetic.telephone import LINE_RATE, Codec, compand, to_line
from sourdine.models.synthetic.voices import Timed, speak
from sourdine.pipeline.records import Language

Samples = NDArray[np.float32]
_LEAD_S = 0.4
_SILENT_DB = -200.0  # hiss is added once to the whole channel, not to each turn


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """A voice of :mod:`.voices`, with factors of its own rate and pitch."""

    name: str
    rate: float = 1.0
    pitch: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Who speaks over what kind of line.

    ``gap`` is the silence between turns in seconds, ``overlap`` the share of turns that begin before
    the other one is done (besides those that the script wants), ``noise_db`` the hiss below full scale.
    """

    agent: VoiceStyle
    customer: VoiceStyle
    codec: Codec = "none"
    noise_db: float = -70.0
    gap: tuple[float, float] = (0.2, 0.8)
    overlap: float = 0.0
    mono: bool = False


@dataclass(frozen=True, slots=True)
class TrueWord:
    """A word that was said, in seconds on its channel."""

    text: str
    start: float
    end: float
    channel: int
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class TruePersonal:
    """Personal data that was said: indices into the words of the call."""

    entity: str
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """``samples`` has the shape (frames, channels), 8 kHz; ``words`` are in order of time."""

    samples: Samples
    language: Language
    scenario: str
    words: tuple[TrueWord, ...]
    personal: tuple[TruePersonal, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    turn: ScriptTurn
    start: int  # in samples
    sound: Samples
    words: tuple[Timed, ...]


def render(script: Script, rng: random.Random, line: Line) -> Call:
    """Speak a script; the same generator state gives the same call.

    Raises ``RuntimeError`` where a synthesiser is missing.
    """
    placed = _placed(script.turns, rng, line)
    frames = max(p.start + len(p.sound) for p in placed) + round(_LEAD_S * LINE_RATE)
    noise = np.random.default_rng(rng.getrandbits(32))
    channels = []
    for speakers in (("agent", "customer"),) if line.mono else (("agent",), ("customer",)):
        channel = noise.standard_normal(frames).astype(np.float32) * np.float32(10 ** (line.noise_db / 20))
        for p in placed:
            if p.turn.speaker in speakers:
                channel[p.start : p.start + len(p.sound)] += p.sound
        channels.append(compand(np.clip(channel, -1, 1), line.codec))
    words, personal = _truth(placed, line.mono)
    return Call(np.stack(channels, axis=1), script.language, script.scenario, words, personal)


def _placed(turns: Sequence[ScriptTurn], rng: random.Random, line: Line) -> list[_Placed]:
    """Speak every turn and put it after (or over the end of) what came before it."""
    sides: dict[Speaker, int] = {"agent": rng.getrandbits(32), "customer": rng.getrandbits(32)}
    free = {"agent": 0, "customer": 0}  # where each speaker has finished, in samples
    placed: list[_Placed] = []
    end = round(_LEAD_S * LINE_RATE)
    for turn in turns:
        style = line.agent if turn.speaker == "agent" else line.customer
        said = speak(style.name, turn.text, rate=style.rate, pitch=style.pitch)
        # The same seed for each turn: one speaker keeps to one line.
        sound = to_line(said.samples, np.random.default_rng(sides[turn.speaker]), "none", _SILENT_DB)
        words = _within(said.words, sound)
        first, last = round(words[0][1] * LINE_RATE), round(words[-1][2] * LINE_RATE)
        overlaps = bool(placed) and (turn.overlaps or rng.random() < line.overlap)
        gap = -rng.uniform(0.4, 1.0) if overlaps else rng.uniform(*line.gap)
        start = max(end + round(gap * LINE_RATE), free[turn.speaker], first) - first
        placed.append(_Placed(turn, start, sound, words))
        free[turn.speaker] = start + last
        end = max(end, start + last)
    return placed


def _within(words: Sequence[Timed], sound: Samples) -> tuple[Timed, ...]:
    """Cut the times of the first and last words to where something is heard (45 dB below the peak)."""
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 10 ** (-45 / 20))
    first, last = float(loud[0]) / LINE_RATE, float(loud[-1] + 1) / LINE_RATE
    return tuple(
        (text, min(max(start, first), last), max(min(end, last), first)) for text, start, end in words
    )


def _truth(placed: Sequence[_Placed], mono: bool) -> tuple[tuple[TrueWord, ...], tuple[TruePersonal, ...]]:
    """Put the words of all turns in order of time and point the personal spans at them."""
    said: list[tuple[TrueWord, int, int]] = []
    for number, p in enumerate(placed):
        channel = 1 if p.turn.speaker == "customer" and not mono else 0
        offset, length = p.start / LINE_RATE, len(p.sound) / LINE_RATE
        for at, (text, start, end) in enumerate(p.words):
            start, end = max(start, 0.0), min(end, length)
            word = TrueWord(text, round(offset + start, 3), round(offset + end, 3), channel, p.turn.speaker)
            said.append((word, number, at))
    said.sort(key=lambda entry: (entry[0].start, entry[1], entry[2]))
    index = {(number, at): place for place, (_, number, at) in enumerate(said)}
    personal = tuple(
        TruePersonal(span.entity, tuple(index[number, at] for at in range(span.start, span.end)))
        for number, p in enumerate(placed)
        for span in p.turn.personal
    )
    return tuple(word for word, _, _ in said), personal
