"""Test calls in any number: who speaks, over what line, kept in which kind of file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from sourdine.models.synthetic import callfiles
from sourdine.models.synthetic.calls import Line, VoiceStyle, render
from sourdine.models.synthetic.scripts import Split, generate
from sourdine.models.synthetic.voices import VOICES
from sourdine.pipeline.records import Language

#: Kinds of file, common ones more often.
_KINDS = ("wav", "wav", "alaw", "ulaw", "flac", "mp3", "opus")


def cast(rng: random.Random, language: Language) -> Line:
    """Draw two voices that differ and a line for them; one call in eight is mono, one in four overlaps."""
    names = sorted(name for name, voice in VOICES.items() if voice.language == language)
    agent, customer = rng.sample(names, 2)
    mono = rng.random() < 0.125
    return Line(
        agent=_style(rng, agent),
        customer=_style(rng, customer),
        codec=rng.choice(("none", "alaw", "ulaw")),
        noise_db=rng.uniform(-80, -60),
        overlap=0.1 if not mono and rng.random() < 0.25 else 0.0,
        mono=mono,
    )


def _style(rng: random.Random, name: str) -> VoiceStyle:
    return VoiceStyle(name, rate=rng.uniform(0.9, 1.15), pitch=rng.uniform(0.9, 1.15))


def make_calls(folder: Path, language: Language, count: int, split: Split, seed: int) -> Iterator[Path]:
    """Write ``count`` calls with truth and consent, giving each sound's path as it is done.

    A call depends on the seed, the split, the language and its number only.
    """
    for number in range(count):
        rng = random.Random(f"{seed}/{split}/{language}/{number}")
        script, line = generate(rng, language, split), cast(rng, language)
        call = render(script, rng, line)
        yield callfiles.write(call, folder, f"{language}-{split}-{number:04d}", rng.choice(_KINDS))
