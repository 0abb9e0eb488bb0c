"""Test calls in any number: who speaks, over what line, kept in which kind of file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from sourdine.models.synthetic import callfiles
from sourdine.models.synthetic.calls import Line, VoiceStyle, render
from sourdine.models.synthetic.scripts import Script, Split, generate, read_dialogues
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
        yield _make(folder, f"{language}-{split}-{number:04d}", generate(rng, language, split), rng)


def speak_dialogues(folder: Path, dialogues: Path, count: int, seed: int) -> Iterator[Path]:
    """Write ``count`` calls of the spoken dialogues of a file, drawn by chance, like `make_calls`."""
    scripts = list(read_dialogues(dialogues))
    order = random.Random(f"{seed}/{dialogues.stem}").sample(range(len(scripts)), min(count, len(scripts)))
    for number in order:
        script = scripts[number]
        rng = random.Random(f"{seed}/{dialogues.stem}/{number}")
        yield _make(folder, f"{script.language}-{dialogues.stem}-{number:04d}", script, rng)


def _make(folder: Path, name: str, script: Script, rng: random.Random) -> Path:
    call = render(script, rng, cast(rng, script.language))
    return callfiles.write(call, folder, name, rng.choice(_KINDS))
