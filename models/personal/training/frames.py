"""Sentence frames filled with names, in spoken or written style, with the label of every word."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sourdine.models.personal.training.names import origins
from sourdine.models.personal.training.noise import misheard_name
from sourdine.models.personal.training.slots import SLOTS, Drawing
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.pipeline.records import Language, Turn

NONE = "O"
LABELS: dict[str, str] = {
    **dict.fromkeys(("full", "first", "last"), "PERSON"),
    **dict.fromkeys(("street", "apt", "cp", "pc", "pobox", "streetname"), "ADDRESS"),
    "home": "LOCATION",
    "ill": "HEALTH",
    "co": "COMPANY",  # companies, products and other places are labels too: told apart, and left audible
    "biz": "COMPANY",
    "prod": "COMPANY",
    "car": "COMPANY",
    "town": "PLACE",
    "place": "PLACE",
}
Labelled = tuple[str, str]  # a word with its punctuation, its label
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}|([^\s{}]+|\s+)")
_PROPER = re.compile(
    r"(?:i|i'\w+|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|"
    r"july|august|september|october|november|december)[.,?!]*"
)
_UNRULY = 0.25  # share of names as a recogniser might write them


@dataclass(frozen=True, slots=True)
class Example:
    """A short conversation: its turns, and for each the labels of its words (parted by spaces)."""

    turns: tuple[Turn, ...]
    labels: tuple[tuple[str, ...], ...]
    names: frozenset[str]  # words of what was filled in


@cache
def frames(language: Language) -> tuple[str, ...]:
    """Give the frames of a language."""
    text = files(__package__).joinpath(f"frames_{language}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def example(rng: random.Random, language: Language, frame: str | None = None) -> Example:
    """Fill a frame (a random one by default); half are in spoken style, half in written style."""
    text = frame or rng.choice(frames(language))
    while match := _CHOICE.search(text):
        text = text[: match.start()] + rng.choice(match[1].split("|")) + text[match.end() :]
    written = rng.random() < 0.5
    origin = rng.choice(origins(language))
    speaker = "agent" if text.startswith("a:") else "customer"
    turns, labels = [], []
    names: set[str] = set()
    for part in text.split(" / "):
        words = _fill(Drawing(rng, language, origin, written), re.sub(r"^[ac]:", "", part))
        words = _written(words) if written else _spoken(words)
        turns.append(Turn(speaker, " ".join(word for word, _ in words)))
        labels.append(tuple(label for _, label in words))
        names.update(word for word, label in words if label != NONE)
        speaker = "customer" if speaker == "agent" else "agent"
    return Example(tuple(turns), tuple(labels), frozenset(names))


def _fill(draw: Drawing, text: str) -> list[Labelled]:
    words: list[Labelled] = []
    glue = False  # whether the next piece belongs to the word before it
    for match in _SLOT.finditer(text):
        if match[2] is not None and not match[2].strip():
            glue = False
            continue
        if match[1]:
            said = _slot(match[1], draw)
            label = LABELS.get(match[1], NONE)
            pieces = [(one, label) for one in said.split()]
        else:
            pieces = [(match[2], NONE)]
        if glue and words and pieces:
            text, label = words[-1]
            words[-1] = (text + pieces[0][0], pieces[0][1] if label == NONE else label)
            pieces = pieces[1:]
        words += pieces
        glue = True
    return words


def _slot(name: str, draw: Drawing) -> str:
    said = SLOTS[name](draw)
    unruly = LABELS.get(name) in ("PERSON", "LOCATION", "PLACE") and draw.rng.random() < _UNRULY
    if unruly and not draw.written:
        said = misheard_name(draw.rng, said, draw.language)
    return _title(said, draw.language) if draw.written and LABELS.get(name, "HEALTH") != "HEALTH" else said


def _title(text: str, language: Language) -> str:
    if language == "fr" and text.split()[0] in LEXICONS["fr"].street_kinds:
        head, _, rest = text.partition(" ")
        return f"{head} {_title(rest, language)}" if rest else head
    small = {"de", "du", "des", "la", "le", "les", "d'", "à", "en", "sur", "and", "of", "the", "et", "l'"}
    return " ".join(
        word if word in small else re.sub(r"(^|[-'])(\w)", lambda m: m[1] + m[2].upper(), word)
        for word in text.split()
    )


def _written(words: list[Labelled]) -> list[Labelled]:
    """Capitals at the starts of sentences and where English wants them; a mark at the end."""
    done: list[Labelled] = []
    start = True
    for word, label in words:
        if word in ",.?!:" and done:
            done[-1] = (done[-1][0] + word, done[-1][1])
        else:
            text = word[:1].upper() + word[1:] if start or _PROPER.fullmatch(word) else word
            done.append((text, label))
        start = word[-1:] in ".?!"
    return done


def _spoken(words: list[Labelled]) -> list[Labelled]:
    bare = ((re.sub(r"[,.?!:]", "", word).lower(), label) for word, label in words)
    return [(word, label) for word, label in bare if word]
