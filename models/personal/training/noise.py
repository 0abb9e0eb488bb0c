"""Talk as a recogniser writes it that mishears: words it was seen to mistake, names it does not know."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sourdine.models.personal.features import DOUBTS
from sourdine.models.personal.letters import MISHEARD_LETTERS
from sourdine.models.personal.lexicon import common, is_word
from sourdine.models.personal.number_words import MISHEARD, NUMBER_WORDS
from sourdine.models.personal.tokens import fold
from sourdine.models.personal.training.mishearings import LONGEST, mishearings, sureness
from sourdine.models.personal.training.names import origins, town_names
from sourdine.pipeline.records import Language, Turn

SEEN = 0.6  # of the share of mistakes that the ear made which was listened to: others make fewer
MOST = 0.35  # share of mistakes of a run of words at most
SLIPS = 0.02  # share of the other words that are written as a recogniser might
NAME_SLIPS = 0.12  # the same of personal words, which it knows less well
NUMBER_SLIPS = 0.05  # the same of number words and letters, heard as other words
LOST = 0.3
"""Share of names of people and towns of which nothing is left but what some other name was heard as."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a turn that are personal."""

    turn: int
    start: int
    end: int
    entity: str


# Spellings that sound alike, either way.
_ALIKE: dict[Language, str] = {
    "fr": "eau:o au:o ai:è é:er et:é ph:f c:k qu:k y:i ou:u an:en in:ain s:ss z:s th:t h: tte:t lle:l nn:n "
    "mm:m g:j ch:sh w:ou kh:k dj:j ei:è oi:oua t:d b:p",
    "en": "ph:f c:k ck:k ee:ea ie:y y:i ou:ow oo:u s:z th:t h: ll:l tt:t nn:n mm:m gh:g sh:ch w:v a:e e:i "
    "kh:k j:g ei:ay er:a or:aw b:p d:t",
}


def misheard(
    turns: Sequence[Turn], spans: Sequence[Span], language: Language, rng: random.Random
) -> tuple[list[Turn], list[Span]]:
    """Write a spoken conversation as a recogniser might, with how sure it is, and move its spans along."""
    found = [
        _misheard_turn(turn, number, [span for span in spans if span.turn == number], language, rng)
        for number, turn in enumerate(turns)
    ]
    return [turn for turn, _ in found], [span for _, own in found for span in own]


def _misheard_turn(
    turn: Turn, number: int, spans: Sequence[Span], language: Language, rng: random.Random
) -> tuple[Turn, list[Span]]:
    words = [(match.start(), match.group()) for match in re.finditer(r"\S+", turn.text)]
    owners = [
        next((one for one in spans if one.start < start + len(word) and start < one.end), None)
        for start, word in words
    ]
    texts = [word for _, word in words]
    written, moved, at = "", [], 0
    sure: list[float] = []
    while at < len(words):
        size, put = _instead(texts[at : at + LONGEST], owners[at], language, rng)
        owner = next((one for one in owners[at : at + size] if one), None)
        if put:
            written += " " * bool(written) + put
            sure += _draw(rng, language, put.split(), set(texts[at : at + size]))
            if owner is not None:
                moved.append(Span(number, len(written) - len(put), len(written), owner.entity))
        at += size
    return Turn(turn.speaker, written, tuple(sure)), moved


def _instead(
    words: Sequence[str], owner: Span | None, language: Language, rng: random.Random
) -> tuple[int, str]:
    """How many of the words are written as what: mistakes that were seen first, then slips of one word."""
    table = mishearings(language)
    for size in range(len(words), 0, -1):
        if row := table.get(" ".join(words[:size])):
            said, others = row
            share = SEEN * sum(count for _, count in others) / (said + 1)
            if rng.random() < min(share, MOST):
                return size, rng.choices([put for put, _ in others], [count for _, count in others])[0]
    if owner and owner.entity in ("PERSON", "LOCATION") and len(words[0]) > 1 and rng.random() < LOST:
        return 1, rng.choice(_lost(language))
    return 1, _slip(words[0], owner, language, rng)


def with_sureness(
    turns: Sequence[Turn],
    spans: Sequence[Span],
    language: Language,
    rng: random.Random,
    doubted: tuple[float, float],
) -> list[Turn]:
    """Give turns with how sure a recogniser would be of their words.

    ``doubted``: the shares of names of people and towns, and of other words, of which it is as unsure as of
    its mistakes.
    """
    found = []
    for number, turn in enumerate(turns):
        own = [one for one in spans if one.turn == number and one.entity in ("PERSON", "LOCATION")]
        sure: list[float] = []
        for match in re.finditer(r"\S+", turn.text):
            name = any(one.start < match.end() and match.start() < one.end for one in own)
            unsure = rng.random() < doubted[not name]
            sure += _draw(rng, language, [match.group()], set() if unsure else {match.group()})
        found.append(Turn(turn.speaker, turn.text, tuple(sure)))
    return found


def _draw(rng: random.Random, language: Language, written: Sequence[str], said: set[str]) -> Iterator[float]:
    """Draw how sure the recogniser is of words, those that were said and others."""
    edges = (0.0, *DOUBTS, 1.0)
    right, wrong = sureness(language)
    for word in written:
        (place,) = rng.choices(range(len(right)), right if word in said else wrong)
        yield rng.uniform(edges[place], edges[place + 1])


@cache
def _lost(language: Language) -> tuple[str, ...]:
    """What names were heard as that are no other word, as often as they were."""
    names = {name.lower() for one in origins(language) for name in (*one.first, *one.last)}
    names |= {name.lower() for name in town_names(language)}
    known = common(language)
    return tuple(
        put
        for said, (_, others) in mishearings(language).items()
        if all(word in names and word not in known and not is_word(word, language) for word in said.split())
        for put, count in others
        for _ in range(count)
        if put
    )


def _slip(word: str, owner: Span | None, language: Language, rng: random.Random) -> str:
    chance = rng.random()
    number = misheard_number(rng, fold(word), language)
    if number is not None:
        return number if chance < NUMBER_SLIPS else word
    if chance >= (NAME_SLIPS if owner else SLIPS) or len(word) < 4 or not word.isalpha():
        return word
    return misheard_name(rng, word, language).replace(" ", "")


def misheard_name(rng: random.Random, name: str, language: Language) -> str:
    """Write a name of one or more words with one or two slips."""
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice(_SLIPS)(rng, name, language)
    return name


def misheard_number(rng: random.Random, key: str, language: Language) -> str | None:
    """Give a word that a number word or a letter (folded) is heard as; None for other words."""
    value = key if len(key) == 1 else NUMBER_WORDS[language].get(key)
    heard = _heard_as(language).get(value) if value is not None else None
    return rng.choice(heard) if heard else None


@cache
def _heard_as(language: Language) -> dict[str, tuple[str, ...]]:
    """The tables of misheard words, turned round."""
    found: dict[str, tuple[str, ...]] = {}
    for heard, said in (*MISHEARD[language].items(), *MISHEARD_LETTERS[language].items()):
        if heard.isalpha():
            found[said] = (*found.get(said, ()), heard)
    return found


def _alike(rng: random.Random, name: str, language: Language) -> str:
    pairs = [tuple(pair.split(":")) for pair in _ALIKE[language].split()]
    pairs += [(right, left) for left, right in pairs if right]
    there = [(old, new) for old, new in pairs if old in name]
    if not there:
        return name
    old, new = rng.choice(there)
    at = rng.choice([match.start() for match in re.finditer(re.escape(old), name)])
    changed = name[:at] + new + name[at + len(old) :]
    return changed if len(changed) > 2 else name


def _drop(rng: random.Random, name: str, language: Language) -> str:
    at = rng.randrange(len(name))
    return name[:at] + name[at + 1 :] if len(name) > 4 and name[at].isalpha() else name


def _double(rng: random.Random, name: str, language: Language) -> str:
    at = rng.randrange(len(name))
    return name[:at] + name[at] + name[at:] if name[at].isalpha() else name


def _vowel(rng: random.Random, name: str, language: Language) -> str:
    places = [at for at, letter in enumerate(name) if letter in "aeiou"]
    if not places:
        return name
    at = rng.choice(places)
    return name[:at] + rng.choice("aeiou") + name[at + 1 :]


def _split(rng: random.Random, name: str, language: Language) -> str:
    at = rng.randrange(len(name))
    return f"{name[:at]} {name[at:]}" if 2 < at < len(name) - 2 and " " not in name[at - 1 : at + 1] else name


def _join(rng: random.Random, name: str, language: Language) -> str:
    return name.replace(" ", "", 1) if len(name) < 12 else name


def _mute_end(rng: random.Random, name: str, language: Language) -> str:
    return name[:-1] if len(name) > 4 and name[-1] in "estdhxz" else name + rng.choice("es")


_SLIPS: tuple[Callable[[random.Random, str, Language], str], ...] = (
    _alike, _alike, _alike, _drop, _double, _vowel, _split, _join, _mute_end,
)  # fmt: skip
