"""Synthetic voices that say when they said what: espeak-ng, flite and SVOX Pico.

Each voice gives sound, word times and phone times. espeak-ng and flite know their own times and are
asked through their C libraries; Pico does not tell, so its times come from aligning its sound with
that of a voice which knows (dynamic time warping over cepstra, the method of the aeneas aligner).

The programs come from Debian (``espeak-ng flite libttspico-utils``) and are needed only to make
training data, demo calls and test calls. Nothing here runs when recordings are redacted.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sourdine.models.synthetic import espeak, flite
from sourdine.models.synthetic.warping import align, shift_pitch
from sourdine.pipeline.records import Language

RATE = 16_000
Timed = tuple[str, float, float]  # what, start, end in seconds


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice by name; ``model`` is what its engine calls it."""

    name: str
    language: Language
    engine: Literal["espeak", "flite", "pico"]
    model: str


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """Sound (float32, mono, 16 kHz) and the times of its words and phones."""

    samples: NDArray[np.float32]
    words: tuple[Timed, ...]
    phones: tuple[Timed, ...]


VOICES: dict[str, Voice] = {
    voice.name: voice
    for voice in (
        Voice("pico-fr", "fr", "pico", "fr-FR"),
        Voice("espeak-fr-f2", "fr", "espeak", "fr+f2"),
        Voice("espeak-fr-f4", "fr", "espeak", "fr+f4"),
        Voice("espeak-fr-m2", "fr", "espeak", "fr+m2"),
        Voice("espeak-fr-m3", "fr", "espeak", "fr+m3"),
        Voice("espeak-be-f3", "fr", "espeak", "fr-be+f3"),
        Voice("pico-gb", "en", "pico", "en-GB"),
        Voice("pico-us", "en", "pico", "en-US"),
        Voice("flite-slt", "en", "flite", "slt"),
        Voice("flite-rms", "en", "flite", "rms"),
        Voice("flite-awb", "en", "flite", "awb"),
    )
}
# Of training: Pico is what people listen to in the demo; it gets twice the share.
SHARES = {name: 2.0 if voice.engine == "pico" else 1.0 for name, voice in VOICES.items()}
#: Whose reading tells Pico's times. It should sound like Pico: held against an alignment by phone posteriors,
#: word starts of pico-fr are off by 91 ms (95th percentile) with this guide, and were by 201 ms with fr-m3.
_GUIDES = {"fr": "espeak-be-f3", "en": "flite-slt"}


def speak(voice: str, text: str, rate: float = 1.0, pitch: float = 1.0) -> Spoken:
    """Say ``text`` (lower-case words divided by spaces).

    ``rate`` > 1 is faster and ``pitch`` > 1 is higher, both as factors of the voice's own.
    ``words`` has exactly one entry for each word of the text. Raises ``KeyError`` for an unknown
    voice, ``RuntimeError`` where the synthesiser is missing or says nothing.
    """
    chosen = VOICES[voice]
    words = text.split()
    if chosen.engine == "espeak":
        samples, spans, phones = espeak.say(chosen.model, _as_spoken(words, "fr"), rate, pitch)
    elif chosen.engine == "flite":
        samples, spans, phones = flite.say(chosen.model, _as_spoken(words, "en"), rate, pitch)
    else:
        return _pico(chosen, text, rate, pitch)
    timed = tuple((word, start, end) for word, (start, end) in zip(words, spans, strict=True))
    return Spoken(samples, timed, tuple(phones))


def _as_spoken(words: Sequence[str], language: Language) -> list[str]:
    """Spell what the synthesiser would read wrong: a lone English "a" among letters is its name."""
    if language == "fr":
        return list(words)
    return ["ay" if word == "a" and _among_letters(words, at) else word for at, word in enumerate(words)]


def _among_letters(words: Sequence[str], at: int) -> bool:
    near = [words[i] for i in (at - 1, at + 1) if 0 <= i < len(words)]
    return any(len(word) == 1 and word not in "ai" for word in near) or "double" in near[:1]


def _pico(voice: Voice, text: str, rate: float, pitch: float) -> Spoken:
    """Pico at its own pitch and rate, aligned with a guide voice, then pitch shifted."""
    guide = speak(_GUIDES[voice.language], text)
    samples = _pico_sound(voice.model, " ".join(_as_spoken(text.split(), voice.language)), rate)
    warp = align(guide.samples, samples, RATE)
    words = tuple((word, warp(start), warp(end)) for word, start, end in guide.words)
    phones = tuple((phone, warp(start), warp(end)) for phone, start, end in guide.phones)
    if pitch != 1.0:
        samples = shift_pitch(samples, pitch)
    return Spoken(samples, words, phones)


def _pico_sound(model: str, text: str, rate: float) -> NDArray[np.float32]:
    import soundfile

    escaped = text.replace("&", " ").replace("<", " ")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        speed = f'<speed level="{round(100 * rate)}">{escaped}.</speed>'
        try:
            subprocess.run(  # noqa: S603 - a fixed program, the text is one argument
                ["pico2wave", "-l", model, "-w", str(path), speed],  # noqa: S607 - found on the user's PATH
                check=True,
                capture_output=True,
            )
        except FileNotFoundError:
            raise RuntimeError("pico2wave is missing: apt-get install libttspico-utils") from None
        samples, _ = soundfile.read(path, dtype="float32")
    return np.ascontiguousarray(samples, dtype=np.float32)


@cache
def available(engine: str) -> bool:
    """Whether the programs of an engine are installed here."""
    checks: dict[str, Any] = {"espeak": espeak.library, "flite": flite.library}
    if engine == "pico":
        from shutil import which

        return which("pico2wave") is not None
    try:
        checks[engine]()
    except (OSError, RuntimeError):
        return False
    return True
