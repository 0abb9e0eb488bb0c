"""What the statistical recogniser learns from: dialogues, generated calls and filled frames, word by word."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sourdine.models.personal.features import (
    Lists,
    finding_features,
    owner_of,
    place_features,
    tokens_of,
    turn_features,
    word_features,
    word_name,
)
from sourdine.models.personal.recognizers import TAGGED
from sourdine.models.personal.rule_readers import cues_of, read_rules
from sourdine.models.personal.tagger import NONE
from sourdine.models.personal.tokens import Conversation, Token, read_conversation
from sourdine.models.personal.training.frames import Example, example, frames
from sourdine.models.personal.training.noise import Span, misheard, with_sureness
from sourdine.models.synthetic.scripts import generate
from sourdine.pipeline.records import Language, Turn

UNTOLD = "?"  # the label of a word nobody knows about: a frame tells of names, not of its figures
KINDS = frozenset(TAGGED)
IN_FRAMES = ("PERSON", "LOCATION", "ADDRESS", "HEALTH")  # what frames tell
COPIES = 2  # of each spoken dialogue, with slips
UNKNOWN = 0.15  # share of the dialogues in which nobody knows who speaks
DOUBTED = {"spoken": (0.2, 0.03), "written": (0.5, 0.03), "misheard": (0.7, 0.15)}
"""Shares of names, and of other words, that a recogniser doubts, by how a dialogue is written: Whisper is
unsure of names though it writes them right; who wrote a dialogue as misheard does not say which words are."""
UNTOLD_SURENESS = 0.4  # share of the dialogues in which nobody knows how sure the recogniser was


@dataclass(frozen=True, slots=True)
class Word:
    """A word's features and label; ``found``: by number of the finding, what rules found there.

    ``name`` is the feature that is the word itself; ``unlisted``: the features were the word in no list.
    """

    features: tuple[str, ...]
    unlisted: tuple[str, ...]
    name: str
    found: tuple[tuple[int, tuple[str, ...]], ...]
    label: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A conversation: its words, with one at the head of each turn. ``known``: rules were written on it."""

    words: tuple[Word, ...]
    findings: int
    known: bool


def from_dialogues(path: Path, rng: random.Random, known: bool) -> Iterator[Sample]:
    """Give the dialogues of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        turns = [Turn(turn["speaker"], turn["text"]) for turn in call["turns"]]
        spans = [Span(span["turn"], span["start"], span["end"], span["entity"]) for span in call["spans"]]
        yield from _as_heard(turns, spans, call["language"], call["style"], rng, known)


def from_scenes(rng: random.Random, language: Language, count: int) -> Iterator[Sample]:
    """Give generated calls of the training scenes."""
    for _ in range(count):
        turns, spans = [], []
        for number, turn in enumerate(generate(rng, language, "train").turns):
            turns.append(Turn(turn.speaker, turn.text))
            words = [match.span() for match in re.finditer(r"\S+", turn.text)]
            for one in turn.personal:
                if one.entity in KINDS:
                    spans.append(Span(number, words[one.start][0], words[one.end - 1][1], one.entity))
        yield from _as_heard(turns, spans, language, "spoken", rng, known=True)


def _as_heard(
    turns: Sequence[Turn],
    spans: Sequence[Span],
    language: Language,
    style: str,
    rng: random.Random,
    known: bool,
) -> Iterator[Sample]:
    """Give a call as it is, a spoken one again with words misheard; some without who speaks, some without how
    sure the recogniser was."""
    yield _labelled(with_sureness(turns, spans, language, rng, DOUBTED[style]), spans, language, rng, known)
    for _ in range(COPIES if style == "spoken" else 0):
        yield _labelled(*misheard(turns, spans, language, rng), language, rng, known)


def _labelled(
    turns: Sequence[Turn], spans: Sequence[Span], language: Language, rng: random.Random, known: bool
) -> Sample:
    """Forget now and then who speaks, as in a call on one channel, and how sure the recogniser was."""
    if rng.random() < UNKNOWN:
        turns = [replace(turn, speaker="unknown") for turn in turns]
    if rng.random() < UNTOLD_SURENESS:
        turns = [replace(turn, probabilities=()) for turn in turns]
    conversation = read_conversation(turns, language)
    return sample(conversation, list(_labels_of(conversation, spans)), known)


def _labels_of(conversation: Conversation, spans: Sequence[Span]) -> Iterator[str]:
    """Give each token the entity of the span that it touches."""
    for token in conversation.tokens:
        base = conversation.starts[token.turn]
        touched = (
            span.entity
            for span in spans
            if span.turn == token.turn and base + span.start < token.end and token.start < base + span.end
        )
        yield next(touched, NONE)


def from_frames(rng: random.Random, language: Language, count: int) -> Iterator[Sample]:
    """Give filled frames of names, places, streets and illnesses."""
    known = frames(language)
    for number in range(count):
        seen = example(rng, language, known[number % len(known)])
        yield _from_example(seen, language)


def _from_example(seen: Example, language: Language) -> Sample:
    conversation = read_conversation(seen.turns, language)
    if len(conversation.tokens) < 40:  # too short to tell the style by counting capitals
        conversation.written = any(token.text[:1].isupper() for token in conversation.tokens)
    labels = [label if label in KINDS else NONE for label in _token_labels(conversation, seen)]
    return sample(conversation, labels, known=True, frame=True)


def sample(conversation: Conversation, labels: Sequence[str], known: bool, frame: bool = False) -> Sample:
    """Read a conversation as the recogniser will; ``frame``: what else is personal in it is not told."""
    findings = [one for found in read_rules(conversation).values() for one in found]
    places = place_features(conversation, cues_of(conversation))
    found: list[list[tuple[int, tuple[str, ...]]]] = [[] for _ in conversation.tokens]
    for number, one in enumerate(findings):
        touched = tokens_of(conversation, one)
        for index in touched:
            found[index].append((number, finding_features(one, index == touched.start)))
    words: list[Word] = []
    for turn, (first, last) in enumerate(conversation.bounds):
        words.append(Word(turn_features(conversation, turn), (), "", (), UNTOLD))
        for index in range(first, last):
            label = labels[index]
            others = any(findings[number].entity not in IN_FRAMES for number, _ in found[index])
            if frame and label == NONE and others:
                label = UNTOLD
            words.append(
                _word(conversation, conversation.tokens[index], places[index], tuple(found[index]), label)
            )
    return Sample(tuple(words), len(findings), known)


def _word(
    conversation: Conversation,
    token: Token,
    place: Sequence[str],
    found: tuple[tuple[int, tuple[str, ...]], ...],
    label: str,
) -> Word:
    language = conversation.language
    alone, unlisted = (
        (*word_features(token.text, token.key, conversation.written, lists), *place)
        for lists in (Lists(language), Lists(language, frozenset((owner_of(token.key, language),))))
    )
    return Word(alone, unlisted, word_name(token.key, language), found, label)


def _token_labels(conversation: Conversation, seen: Example) -> Iterator[str]:
    """Give each token the label of the word (between spaces) that it is in."""
    for turn, (first, last) in enumerate(conversation.bounds):
        text = seen.turns[turn].text
        ends, at = [], conversation.starts[turn]
        for word in text.split(" "):
            at += len(word) + 1
            ends.append(at)
        place = 0
        labels = iter(seen.labels[turn])
        marks = [next(labels) if word else NONE for word in text.split(" ")]
        for token in conversation.tokens[first:last]:
            while token.start >= ends[place]:
                place += 1
            yield marks[place]
