"""Conversations in text with their personal data marked, made from scenes or written by hand.

Scenes lie in ``scenes/<language>.<split>.txt``. The splits share no scene: "train" is for training the
recogniser, "tune" for writing rules, and nothing may ever learn from "test".

Dialogues written for the detector can be spoken as well (`read_dialogues`).

In a hand-written script personal words stand in brackets after their entity:
``c: c'est le [PHONE_NUMBER zéro six douze]``; ``c~:`` begins while the other one is still speaking.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from sourdine.models.synthetic.persona import Persona
from sourdine.pipeline.records import Language

Split = Literal["train", "tune", "test"]
Speaker = Literal["agent", "customer"]
Line = tuple[Speaker, bool, str]  # speaker, whether it overlaps the line before, text

#: What a call is about: blocks in order; "?" may be left out, "|" is a choice.
SCENARIOS: dict[str, str] = {
    "billing": "open name account billing email? iban|phone smalltalk? close",
    "delivery": "open name? account delivery address phone third? close",
    "claim": "open name? birth plate claim phone|email smalltalk? close",
    "energy": "open account password? address energy iban email? close",
    "card": "open name? cardbody card security smalltalk? phone? close",
    "appointment": "open name birth appointment national|third phone|email close",
}
_LINE = re.compile(r"(?P<who>[ac])(?P<over>~?): (?P<text>.+)")
_SLOT = re.compile(r"\{([^}]+)\}")
_MARKED = re.compile(r"\[(?P<entity>[A-Z_]+) (?P<words>[^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal words of a turn: word indices, ``start`` included and ``end`` not."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """What somebody says; ``overlaps`` if they begin before the other one is done."""

    speaker: Speaker
    text: str
    personal: tuple[Personal, ...]
    overlaps: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation in text."""

    language: Language
    scenario: str
    turns: tuple[ScriptTurn, ...]


def generate(
    rng: random.Random, language: Language, split: Split = "train", scenario: str | None = None
) -> Script:
    """Make a conversation from the scenes of a split; the same generator state gives the same one."""
    blocks = scenes(language, split)
    chosen = scenario or rng.choice(tuple(SCENARIOS))
    persona = Persona(rng, language)
    turns = [
        turn
        for block in _plan(rng, SCENARIOS[chosen])
        for turn in spoken_turns(rng.choice(blocks[block]), persona)
    ]
    return Script(language, chosen, tuple(turns))


def parse_script(text: str, language: Language, scenario: str) -> Script:
    """Read a script written by hand; ``ValueError`` for a line that is neither speech, comment nor empty."""
    turns = (marked_turn(*line) for block in _blocks(text).values() for scene in block for line in scene)
    return Script(language, scenario, tuple(turns))


def read_dialogues(path: Path) -> Iterator[Script]:
    """Give the spoken ones of written dialogues (as ``sourdine detect`` reads them, with ``"spans"``).

    A turn in which nothing is said, and one of a speaker who is neither agent nor customer, is left out.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        if call["style"] == "spoken":
            turns = [
                _written_turn(turn, [span for span in call["spans"] if span["turn"] == number])
                for number, turn in enumerate(call["turns"])
                if turn["speaker"] in ("agent", "customer") and turn["text"].split()
            ]
            yield Script(call["language"], call["id"], tuple(turns))


def _written_turn(turn: Mapping[str, Any], spans: Iterable[Mapping[str, Any]]) -> ScriptTurn:
    """Point spans of characters at the words that they touch."""
    words = [match.span() for match in re.finditer(r"\S+", turn["text"])]
    personal = []
    for span in spans:
        touched = [at for at, (start, end) in enumerate(words) if start < span["end"] and span["start"] < end]
        personal.append(Personal(span["entity"], touched[0], touched[-1] + 1))
    text = " ".join(turn["text"].split())
    return ScriptTurn(turn["speaker"], text, tuple(personal))


@cache
def scenes(language: Language, split: Split) -> dict[str, tuple[tuple[Line, ...], ...]]:
    """Give the scenes of a split by block."""
    text = files(__package__).joinpath("scenes", f"{language}.{split}.txt").read_text("utf-8")
    return _blocks(text)


def spoken_turns(scene: Iterable[Line], persona: Persona) -> Iterator[ScriptTurn]:
    """Fill the slots of a scene."""

    def fill(match: re.Match[str]) -> str:
        entity, said = persona.say(match[1])
        return f"[{entity} {said}]" if entity else said

    for speaker, overlaps, text in scene:
        yield marked_turn(speaker, overlaps, _SLOT.sub(fill, text))


def marked_turn(speaker: Speaker, overlaps: bool, text: str) -> ScriptTurn:
    """Take the brackets out of a line and note which words they held; neighbours of one entity are one."""
    words: list[str] = []
    personal: list[Personal] = []
    at = 0
    for match in _MARKED.finditer(text):
        words += text[at : match.start()].split()
        start = len(words)
        words += match["words"].split()
        if personal and personal[-1].end == start and personal[-1].entity == match["entity"]:
            start = personal.pop().start
        personal.append(Personal(match["entity"], start, len(words)))
        at = match.end()
    words += text[at:].split()
    return ScriptTurn(speaker, " ".join(words), tuple(personal), overlaps)


def _plan(rng: random.Random, plan: str) -> Iterator[str]:
    for step in plan.split():
        if not step.endswith("?"):
            yield rng.choice(step.split("|"))
        elif rng.random() < 0.5:
            yield step[:-1]


def _blocks(text: str) -> dict[str, tuple[tuple[Line, ...], ...]]:
    blocks: dict[str, list[list[Line]]] = {}
    block = ""
    fresh = True
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("## "):
            block, fresh = line[3:], True
        elif not line or line.startswith("#"):
            fresh = True
        else:
            scenes_here = blocks.setdefault(block, [])
            if fresh:
                scenes_here.append([])
            scenes_here[-1].append(_line(line, number))
            fresh = False
    return {name: tuple(map(tuple, found)) for name, found in blocks.items()}


def _line(line: str, number: int) -> Line:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"line {number} is not 'a: words' or 'c: words'")
    return ("agent" if match["who"] == "a" else "customer", bool(match["over"]), match["text"])
