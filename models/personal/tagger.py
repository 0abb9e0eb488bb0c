"""The statistical recogniser: names, places, streets and health without any announcement.

A linear-chain CRF a language (Lafferty, McCallum, Pereira 2001), trained by ``training/train.py`` with
python-crfsuite and read here with numpy alone: nothing more to install, and the weights of a word are
added up once however often it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from sourdine.models.personal.addresses import HOMES, KINDS
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.features import (
    OFFSETS,
    Lists,
    neighbour_features,
    place_features,
    read_setting,
    word_features,
)
from sourdine.models.personal.letters import ACRONYMS
from sourdine.models.personal.lexicon import PARTICLES, any_names, common, first_names, is_word
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.places import widen_place
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import BESIDE as BESIDE_NUMBERS
from sourdine.models.personal.vocabulary import FUNCTION, UNITS
from sourdine.pipeline.records import Language

Floats = NDArray[np.float32]
LEAST = {"PERSON": 0.15, "LOCATION": 0.25, "ADDRESS": 0.35, "HEALTH": 0.45}  # probability to be masked
ORDINARY = 0.5  # the same of words that the dictionary knows
BESIDE = 0.12  # the same of a word beside one that is
SURE = 0.9  # a name so probable that it is looked for everywhere in the call
PIECE = 96  # words read at once; longer turns are read in pieces
BATCH = 64  # pieces read at once
KEPT = 50_000  # words whose weights are kept
# Under every rule's score: what a rule found keeps its kind, and the tagger adds the rest.
LOW, HIGH = 0.3, 0.49


@dataclass(slots=True)
class Tagger:
    """The model of a language. ``names`` finds a feature's row in ``weights`` (features x labels)."""

    labels: tuple[str, ...]
    names: dict[str, int]
    weights: Floats
    transitions: Floats
    language: Language
    known: dict[tuple[str, bool], tuple[Floats, str]] = field(default_factory=dict)

    def probabilities(self, conversation: Conversation, cues: list[list[Cue]]) -> Floats:
        """Give the probability of each label for each token (tokens x labels)."""
        scores = self._scores(conversation, cues)
        pieces = [
            (start, min(start + PIECE, last))
            for first, last in conversation.bounds
            for start in range(first, last, PIECE)
        ]
        for at in range(0, len(pieces), BATCH):
            self._marginals(scores, pieces[at : at + BATCH])
        return scores

    def _scores(self, conversation: Conversation, cues: list[list[Cue]]) -> Floats:
        tokens = conversation.tokens
        looked = [self._word(token, conversation.written) for token in tokens]
        alone = np.stack([one[0] for one in looked])  # tokens x offsets x labels
        kinds = [one[1] for one in looked]
        turns = np.fromiter((token.turn for token in tokens), dtype=np.int32, count=len(tokens))
        scores = alone[:, OFFSETS.index(0)].copy()
        for place, offset in enumerate(OFFSETS):
            if offset == 0 or abs(offset) >= len(tokens):
                continue
            here, there = (slice(None, -offset), slice(offset, None))
            if offset < 0:
                here, there = (slice(-offset, None), slice(None, offset))
            same = (turns[here] == turns[there])[:, None]
            scores[here] += alone[there, place] * same
        setting = read_setting(conversation, cues)
        names, weights = self.names, self.weights
        rows: list[int] = []
        owners: list[int] = []
        for index in range(len(tokens)):
            for feature in place_features(conversation, setting, kinds, index):
                row = names.get(feature)
                if row is not None:
                    rows.append(row)
                    owners.append(index)
        np.add.at(scores, owners, weights[rows])
        return scores

    def _word(self, token: Token, written: bool) -> tuple[Floats, str]:
        """Give the weights of a word for itself and for its neighbours, and its kind."""
        found = self.known.get((token.text, written))
        if found is None:
            lists = Lists(self.language)
            every = np.zeros((len(OFFSETS), len(self.labels)), dtype=np.float32)
            for place, offset in enumerate(OFFSETS):
                several = (
                    neighbour_features(token.text, token.key, written, lists, offset)
                    if offset
                    else word_features(token.text, token.key, written, lists)
                )
                rows = [row for name in several if (row := self.names.get(name)) is not None]
                every[place] = self.weights[rows].sum(axis=0)
            found = every, lists.kind(token.key)
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[token.text, written] = found
        return found

    def _marginals(self, scores: Floats, pieces: Sequence[tuple[int, int]]) -> None:
        """Replace scores by probabilities, piece by piece, forward and backward (Rabiner 1989)."""
        longest = max(last - first for first, last in pieces)
        shape = (longest, len(pieces), len(self.labels))
        local = np.ones(shape, dtype=np.float32)
        for number, (first, last) in enumerate(pieces):
            rows = scores[first:last]
            local[: last - first, number] = np.exp(rows - rows.max(axis=1, keepdims=True))
        step = np.exp(self.transitions)
        ahead, behind = np.empty(shape, dtype=np.float32), np.ones(shape, dtype=np.float32)
        ahead[0] = local[0] / local[0].sum(axis=1, keepdims=True)
        for at in range(1, longest):
            now = (ahead[at - 1] @ step) * local[at]
            ahead[at] = now / np.maximum(now.sum(axis=1, keepdims=True), 1e-30)
        ends = np.array([last - first for first, last in pieces])
        for at in range(longest - 2, -1, -1):
            now = (behind[at + 1] * local[at + 1]) @ step.T
            now /= np.maximum(now.sum(axis=1, keepdims=True), 1e-30)
            behind[at] = np.where((at + 1 < ends)[:, None], now, 1.0)
        both = ahead * behind
        both /= np.maximum(both.sum(axis=2, keepdims=True), 1e-30)
        for number, (first, last) in enumerate(pieces):
            scores[first:last] = both[: last - first, number]


@lru_cache
def load_tagger(language: Language) -> Tagger:
    """Read the model of a language from the package."""
    data = files("sourdine.models.personal").joinpath(f"data/tagger_{language}.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        names = arrays["names"].tobytes().decode("utf-8").split("\n")
        labels = tuple(arrays["labels"].tobytes().decode("ascii").split())
        weights = np.zeros((len(names), len(labels)), dtype=np.float32)
        weights[arrays["rows"].cumsum(), arrays["columns"]] = arrays["values"] * arrays["scale"]
        return Tagger(
            labels,
            {name: row for row, name in enumerate(names)},
            weights,
            arrays["transitions"].astype(np.float32),
            language,
        )


@dataclass(frozen=True, slots=True)
class Tagged:
    """Tokens ``first`` to ``last`` (included) and how probable it is that they are the entity."""

    entity: str
    first: int
    last: int
    probability: float

    @property
    def score(self) -> float:
        """Give the probability as a score under those of the rules."""
        return LOW + (HIGH - LOW) * self.probability


def find_tagged(conversation: Conversation, cues: list[list[Cue]]) -> list[Tagged]:
    """Give what the model finds in a conversation, read once."""
    if conversation.tagged is None:
        conversation.tagged = list(_tag(conversation, cues)) if conversation.tokens else []
    return conversation.tagged


def _tag(conversation: Conversation, cues: list[list[Cue]]) -> Iterator[Tagged]:
    tagger = load_tagger(conversation.language)
    probabilities = tagger.probabilities(conversation, cues)
    for entity, least in LEAST.items():
        if entity not in tagger.labels:
            continue
        column = probabilities[:, tagger.labels.index(entity)]
        for first, last in _runs(conversation, column, least):
            kept = _trim(conversation, entity, first, last)
            if kept is not None:
                probability = float(column[kept[0] : kept[1] + 1].max())
                if probability >= ORDINARY or not _is_ordinary(conversation, *kept):
                    yield Tagged(entity, *kept, probability)


def _trim(conversation: Conversation, entity: str, first: int, last: int) -> tuple[int, int] | None:
    """Leave out words at the edges that cannot be part of the entity; None where nothing is left.

    The model was never shown all that people say: what a name, a town or an illness cannot be is known.
    """
    tokens = conversation.tokens
    if entity == "ADDRESS":
        words = {token.key for token in tokens[first : last + 1]}
        kinds = KINDS[conversation.language]
        plain = (words & UNITS[conversation.language]) - kinds - HOMES
        return (first, last) if words & (kinds | HOMES) and not plain and len(words) > 1 else None
    while first <= last and not _may_be(conversation, entity, tokens[first]):
        first += 1
    while last >= first and not _may_be(conversation, entity, tokens[last]):
        last -= 1
    inside = tokens[first : last + 1]
    if not inside or any(token.key.isdecimal() for token in inside):
        return None
    return first, last


def _is_ordinary(conversation: Conversation, first: int, last: int) -> bool:
    """Tell that every word is in the dictionary and none is a street's or a first name."""
    language = conversation.language
    names = first_names() | KINDS[language] | HOMES
    return all(
        is_word(token.key, language) and token.key not in names
        for token in conversation.tokens[first : last + 1]
    )


def _may_be(conversation: Conversation, entity: str, token: Token) -> bool:
    key, language = token.key, conversation.language
    if len(key) < 2 or key.isdecimal() or key in NUMBER_WORDS[language] or key in ACRONYMS:
        return False
    if key in BESIDE_NUMBERS[language]:
        return False
    if entity == "HEALTH":
        return key not in FUNCTION[language] and key not in UNITS[language]
    if conversation.written and not token.text[0].isupper():
        return False
    if conversation.written and key in FUNCTION[language] | common(language):
        return key in any_names()
    articles = key in PARTICLES and not conversation.written
    return articles or (key not in FUNCTION[language] and key not in UNITS[language])


def _runs(conversation: Conversation, column: Floats, least: float) -> Iterator[tuple[int, int]]:
    """Give the stretches of a turn whose words are probable enough, with a sure one in each."""
    likely = np.flatnonzero(column >= BESIDE).tolist()
    run: list[int] = []
    for index in [*likely, -1]:
        if run and not _goes_on(conversation, run[-1], index):
            if max(column[one] for one in run) >= least:
                yield run[0], run[-1]
            run = []
        run.append(index)


def _goes_on(conversation: Conversation, before: int, index: int) -> bool:
    """Tell that a word follows another one in the same sentence."""
    token = conversation.tokens[index]
    same = index == before + 1 and token.turn == conversation.tokens[before].turn
    return same and not any(mark in token.gap for mark in ".?!;:")


def tagged_findings(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give places, streets and health; names go through the reader of names, which seeks them elsewhere."""
    tokens = conversation.tokens
    found = []
    for one in find_tagged(conversation, cues):
        if one.entity != "PERSON":
            first, last = one.first, one.last
            if one.entity == "LOCATION":
                first, last = widen_place(conversation, first, last)
            found.append(Finding(tokens[first].start, tokens[last].end, one.entity, one.score, "tagger"))
    return found
