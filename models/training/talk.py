"""Turns of written talk, with ever new names: a name that was never heard is written as some other word."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from sourdine.models.personal.lexicon import PARTICLES
from sourdine.models.personal.training.frames import example
from sourdine.models.personal.training.names import origins, town_names
from sourdine.pipeline.records import Language

RENAMED = 0.7
"""Share of names of people and towns that make room for another one."""
AGAIN = 0.5
"""Of turns without a name that are drawn, how many are drawn again: names are what is seldom heard right."""
FRAMED = 0.25
"""Share of turns from the frames of the recogniser of personal data, which draw their names anyway."""

Turn = Sequence[tuple[str, str]]
"""Words, each with the entity it belongs to ("" for none)."""


def told(rng: random.Random, language: Language, dialogues: tuple[Path, ...]) -> list[str]:
    """The words of a random turn of spoken style."""
    if rng.random() < FRAMED:
        return _framed(rng, language)
    turn = rng.choice(turns(dialogues)[language])
    if rng.random() < AGAIN and not any(entity in ("PERSON", "LOCATION") for _, entity in turn):
        turn = rng.choice(turns(dialogues)[language])
    words: list[str] = []
    for entity, run in groupby(turn, key=lambda one: one[1]):
        said = [word for word, _ in run]
        words += _renamed(rng, language, said, entity) if rng.random() < RENAMED else said
    return words


@cache
def turns(dialogues: tuple[Path, ...]) -> dict[Language, list[Turn]]:
    """The spoken turns of dialogues in the format of ``sourdine detect``; those without words left out."""
    found: dict[Language, list[Turn]] = {"fr": [], "en": []}
    for path in dialogues:
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if one["style"] == "spoken":
                kinds = [_entities(at, turn["text"], one["spans"]) for at, turn in enumerate(one["turns"])]
                found[one["language"]] += [turn for turn in kinds if turn]
    return found


def _entities(at: int, text: str, spans: Sequence[dict[str, str | int]]) -> Turn:
    here = [(int(one["start"]), int(one["end"]), str(one["entity"])) for one in spans if one["turn"] == at]
    words, end = [], 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        words.append((word, next((kind for first, last, kind in here if first < end and start < last), "")))
    return words


def _renamed(rng: random.Random, language: Language, said: list[str], entity: str) -> list[str]:
    """Other names in the place of these; letters and particles stay, and what is no name."""
    if entity == "LOCATION":
        return rng.choice(town_names(language)).lower().split()
    if entity != "PERSON":
        return said
    origin = rng.choice(origins(language))
    kept = [len(word) == 1 or word in PARTICLES for word in said]
    new = [rng.choice(rng.choice((origin.first, origin.last))).lower() for _ in said]
    return " ".join(old if keep else name for old, keep, name in zip(said, kept, new, strict=True)).split()


def _framed(rng: random.Random, language: Language) -> list[str]:
    """A turn of a filled frame that is all words, as a recogniser writes them."""
    while True:
        for turn in example(rng, language).turns:
            words = turn.text.split()
            if words and all(word == word.lower() and word[-1].isalpha() for word in words):
                return words
