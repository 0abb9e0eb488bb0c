"""The statistical recogniser: it reads the whole call beside what rules found, and has the second word.

It adds what no rule announced (names, places, streets, illnesses, codes), tells which kind of data a finding
is, and lets what rules took for personal go where it is sure that it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from sourdine.models.personal.asked import is_number
from sourdine.models.personal.features import (
    Lists,
    finding_features,
    place_features,
    tokens_of,
    turn_features,
    word_features,
)
from sourdine.models.personal.lexicon import is_word
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.network import Floats, load_networks
from sourdine.models.personal.rule_readers import NOBODYS, PLAIN, SURELY, cues_of, read_rules
from sourdine.models.personal.tagged import Tagged
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.pipeline.records import Language

NONE = "O"  # the label of a word that is not personal
ADDED = 0.2  # probability from which a word is masked that no rule found
OTHERS = 0.65  # the same of figures announced as nobody's, of amounts, and of a number that stands alone
ORDINARY = 0.5  # the same of a name that is a word of the dictionary, where capitals do not tell …
HEARD = 0.7  # … and the recogniser is at least so sure of the word, if it tells
NEVER = 2.0  # the same of figures that are nobody's by their form, and of numbers as names or illnesses
DOUBTED = 0.05  # mean probability under which a rule's finding is let go …
PROVEN = 0.95  # … unless its score says that check digits fit, or that it is written as one
KEPT = ("letters.spelled",)  # … and unless it is a letter of a name: "Weber, with a W"
FIGURES, SINGLES = (
    6,
    4,
)  # … and unless it was expected and has so many figures, so many of them said one by one
RENAMED = 0.8  # probability from which the recogniser's kind of data counts, not the rule's


def probabilities(conversation: Conversation) -> Floats:
    """Give the probability of each label for each word (tokens x labels), computed once a conversation."""
    if conversation.likely is None:
        conversation.likely = _probabilities(conversation)
    return conversation.likely


def _probabilities(conversation: Conversation) -> Floats:
    networks = load_networks()
    rules = read_rules(conversation)
    extra = place_features(conversation, cues_of(conversation))
    for found in rules.values():
        for one in found:
            touched = tokens_of(conversation, one)
            for index in touched:
                extra[index] += finding_features(one, index == touched.start)
    rows: list[Floats] = []
    tokens: list[int] = []
    for turn, (first, last) in enumerate(conversation.bounds):
        rows.append(_turn(turn_features(conversation, turn)))
        for index in range(first, last):
            token = conversation.tokens[index]
            tokens.append(len(rows))
            word = _word(token.text, token.key, conversation.written, conversation.language)
            rows.append(word + networks.weigh(extra[index]))
    if not tokens:
        return np.zeros((0, len(networks.labels)), dtype=np.float32)
    return networks.probabilities(np.stack(rows))[tokens]


@lru_cache(maxsize=50_000)
def _word(text: str, key: str, written: bool, language: Language) -> Floats:
    return load_networks().weigh(list(word_features(text, key, written, _lists(language))))


@lru_cache
def _lists(language: Language) -> Lists:
    return Lists(language)


@lru_cache(maxsize=256)
def _turn(features: tuple[str, ...]) -> Floats:
    return load_networks().weigh(features)


def find_tagged(conversation: Conversation) -> Iterator[Tagged]:
    """Give what is probable enough to be masked, whatever the rules say."""
    labels = load_networks().labels
    chances = probabilities(conversation)
    if not len(chances):
        return
    none = labels.index(NONE)
    personal = 1.0 - chances[:, none]
    kinds = np.where(np.arange(len(labels)) == none, -1.0, chances).argmax(axis=1)
    least = _least(conversation, [labels[kind] for kind in kinds])
    run: list[int] = []
    for index in (*np.flatnonzero(personal >= least).tolist(), -1):
        same = run and index == run[-1] + 1 and kinds[index] == kinds[run[0]]
        if run and not (same and conversation.tokens[index].turn == conversation.tokens[run[0]].turn):
            entity = labels[kinds[run[0]]]
            lone = len(run) == 1 and is_number(conversation.tokens[run[0]], conversation.language)
            if not lone or personal[run[0]] >= OTHERS:
                first = _begin(conversation, entity, run[0])
                yield Tagged(entity, first, run[-1], float(personal[run].max()))
            run = []
        run.append(index)


def _least(conversation: Conversation, kinds: Sequence[str]) -> Floats:
    """Give the probability from which each word is masked, by the kind that it would be."""
    least = np.full(len(kinds), ADDED, dtype=np.float32)
    for index, (token, kind) in enumerate(zip(conversation.tokens, kinds, strict=True)):
        if kind in ("PERSON", "LOCATION", "HEALTH") and is_number(token, conversation.language):
            least[index] = NEVER
        elif kind == "PERSON" and not conversation.written and _is_ordinary(token, conversation.language):
            least[index] = ORDINARY
    for first, last, why in conversation.left:
        if why in (NOBODYS, PLAIN, SURELY):
            least[first : last + 1] = NEVER if why == SURELY else OTHERS
    return least


def _is_ordinary(token: Token, language: Language) -> bool:
    """Tell a word of the dictionary that the recogniser does not doubt."""
    return is_word(token.key, language) and (token.probability is None or token.probability >= HEARD)


def _begin(conversation: Conversation, entity: str, first: int) -> int:
    """Take in the article of a date: "born the fifth of May"."""
    tokens = conversation.tokens
    led = (
        first > 0 and tokens[first - 1].turn == tokens[first].turn and tokens[first - 1].key in ("le", "the")
    )
    return first - 1 if led and entity == "DATE_OF_BIRTH" else first


def _is_code(conversation: Conversation, touched: range) -> bool:
    """Tell many figures, most of them said one by one: no amount or date is said so."""
    lengths = [
        len(unit.value)
        for unit in conversation.units[conversation.tokens[touched.start].turn]
        if unit.kind == "number" and touched.start <= unit.first < touched.stop
    ]
    return sum(lengths) >= FIGURES and lengths.count(1) >= SINGLES


def second_word(conversation: Conversation, one: Finding) -> Finding | None:
    """Give a rule's finding as the recogniser sees it: the same, of another kind, or None."""
    touched = tokens_of(conversation, one)
    if not touched or one.score >= PROVEN:
        return one
    labels = load_networks().labels
    mean = probabilities(conversation)[touched.start : touched.stop].mean(axis=0)
    if 1.0 - mean[labels.index(NONE)] < DOUBTED and not (
        one.rule in KEPT or (one.rule == "figures.expected" and _is_code(conversation, touched))
    ):
        return None
    best = int(mean.argmax())
    return replace(one, entity=labels[best]) if mean[best] > RENAMED and labels[best] != NONE else one
