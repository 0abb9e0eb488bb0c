"""What the statistical recogniser looks at: words, their shape, the lists they are in, their neighbours.

The features of a word alone are the same wherever it stands, so their weights are added up once per
word; only the few that join words are looked up again at each place. Strings name features, and
training and recognition share this module, so that both see the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from sourdine.models.personal.addresses import KINDS
from sourdine.models.personal.asked import asked_turns
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import PARTICLES, common, is_word, towns, words
from sourdine.models.personal.name_cues import TITLES
from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import FUNCTION, MONTHS, UNITS
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

OFFSETS = (-3, -2, -1, 0, 1, 2, 3)
ASKED = ("PERSON", "ADDRESS", "LOCATION", "DATE_OF_BIRTH")
SAID_AFTER = TITLES | word_set(
    "appelle called named nomme prenom surname"
)  # what follows is a name somewhere
CUE_REACH = 7  # words after an announcement
_SHORT = 4  # words of a short answer
_WEEKDAYS = word_set(
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday "
    "sunday"
)


@dataclass(slots=True)
class Lists:
    """The lists a language's words are looked up in. ``hidden``: words to forget, so that training
    learns names that no list has."""

    language: Language
    hidden: frozenset[str] = field(default_factory=frozenset)

    def kind(self, key: str) -> str:
        """Give the one kind of a word that says most: what it is for, or the lists that it is in."""
        plain = _function(key, self.language)
        if plain:
            return plain
        if key in self.hidden:
            return "?"
        marks = [mark for mark, lexicon in _lists(self.language) if key in lexicon]
        if is_word(key, self.language):
            marks.append("d")
        return "".join(marks) or "?"


@lru_cache(maxsize=65_536)
def _function(key: str, language: Language) -> str:
    """Give the kind of words whose use is settled, or nothing."""
    if key.isdecimal():
        return f"D{min(len(key), 6)}"
    for kind, lexicon in (
        ("N", NUMBER_WORDS[language]),
        ("T", TITLES),
        ("F", FUNCTION[language]),
        ("P", PARTICLES),
        ("M", MONTHS[language]),
        ("W", _WEEKDAYS),
        ("K", KINDS[language]),
        ("U", UNITS[language]),
    ):
        if key in lexicon:
            return kind
    return "L" if len(key) == 1 else ""


@lru_cache
def _lists(language: Language) -> tuple[tuple[str, frozenset[str]], ...]:
    in_towns = frozenset(word for names in towns().values() for name in names for word in name)
    other: Language = "en" if language == "fr" else "fr"
    return (
        ("f", words("first_names")),
        ("l", words("last_names")),
        ("o", words("foreign_names")),
        ("t", in_towns),
        ("c", common(language)),
        ("x", common(other) - common(language)),
    )


def shape(text: str, written: bool) -> str:
    """Give how a word is written: spoken style has no shapes."""
    if not written:
        return "s"
    if text.isupper() and len(text) > 1:
        return "U"
    return "C" if text[0].isupper() else "w"


def word_features(text: str, key: str, written: bool, lists: Lists) -> Iterator[str]:
    """Give the features of a word where it stands itself."""
    kind, form = lists.kind(key), shape(text, written)
    yield f"k={key}"
    yield f"c={kind}"
    yield f"h={form}{kind}"
    for mark in kind if kind.islower() else "":
        yield f"in={mark}"
    if kind in ("F", "N", "T") or key.isdecimal():
        return
    for size in (2, 3, 4):
        if len(key) > size:
            yield f"p={key[:size]}"
            yield f"s={key[-size:]}"
    rare = "d" not in kind and "c" not in kind
    yield f"n={min(len(key), 10)}{rare:d}{form}"
    if rare:
        padded = f"^{key}$"
        for at in range(len(padded) - 2):
            yield f"g={padded[at : at + 3]}"


def neighbour_features(text: str, key: str, written: bool, lists: Lists, offset: int) -> Iterator[str]:
    """Give the features of a word beside the one looked at."""
    kind = lists.kind(key)
    yield f"{offset}k={key}"
    yield f"{offset}c={kind}"
    if abs(offset) < 3:
        yield f"{offset}h={shape(text, written)}"
    if abs(offset) == 1 and len(key) > 3:
        yield f"{offset}s={key[-3:]}"


@dataclass(slots=True)
class Setting:
    """What is known about a conversation beside its words."""

    asked: Mapping[int, str]  # turn → what was asked for
    announced: Mapping[int, str]  # token → what was announced just before
    named: frozenset[str]  # words that follow a title somewhere in the call


def read_setting(conversation: Conversation, cues: list[list[Cue]]) -> Setting:
    """Read the questions, announcements and titles of a conversation."""
    asked: dict[int, str] = {}
    for entity in ASKED:
        for turn in asked_turns(conversation, cues, entity):
            asked.setdefault(turn, entity)
    announced: dict[int, str] = {}
    for turn, found in enumerate(cues):
        _, last = conversation.bounds[turn]
        for cue in found:
            for index in range(cue.last + 1, min(cue.last + 1 + CUE_REACH, last)):
                announced[index] = f"{cue.entity}{index - cue.last}"
    tokens = conversation.tokens
    named = {
        after.key
        for before, after in pairwise(tokens)
        if before.key in SAID_AFTER and before.turn == after.turn
    }
    return Setting(asked, announced, frozenset(named))


def place_features(
    conversation: Conversation, setting: Setting, kinds: Sequence[str], index: int
) -> Iterator[str]:
    """Give the features that join a word with its neighbours and with the conversation."""
    tokens = conversation.tokens
    token = tokens[index]
    first, last = conversation.bounds[token.turn]
    kind, key = kinds[index], token.key
    before = kinds[index - 1] if index > first else "^"
    after = kinds[index + 1] if index + 1 < last else "$"
    key_before = tokens[index - 1].key if index > first else "^"
    key_after = tokens[index + 1].key if index + 1 < last else "$"
    yield f"A{before}|{kind}"
    yield f"B{kind}|{after}"
    yield f"C{key_before}|{kind}"
    yield f"D{tokens[index - 2].key if index - 1 > first else '^'}|{key_before}|{kind}"
    yield f"E{kind}|{key_after}"
    yield f"F{before}|{kind}|{after}"
    yield f"H{key_before}|{key_after}"
    yield f"I{key_before}|{key}"
    yield f"J{key}|{key_after}"
    form = shape(token.text, conversation.written)
    yield f"G{form}{_gap(token, index == first)}{_gap_after(tokens, index, last)}{kind}"
    speaker = conversation.speakers[token.turn][:1]
    yield f"S{speaker}{min(index - first, 3)}{kind}"
    asked = setting.asked.get(token.turn)
    if asked:
        size = "s" if last - first <= _SHORT else "m" if last - first <= 2 * _SHORT else "l"
        yield f"Q{asked}{size}|{kind}"
    announced = setting.announced.get(index)
    if announced:
        yield f"R{announced}|{kind}"
    if key in setting.named:
        yield f"T{kind}{form}"


def _gap(token: Token, starts: bool) -> str:
    if starts:
        return "^"
    return next((mark for mark in ".?!:,-" if mark in token.gap), "_")


def _gap_after(tokens: Sequence[Token], index: int, last: int) -> str:
    return "$" if index + 1 >= last else _gap(tokens[index + 1], False)
