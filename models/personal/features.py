"""What the statistical recogniser looks at: words, the lists they are in, what rules found, the call around.

Strings name features. Training and recognition share this module, so that both see the same. The features
of a word alone are the same wherever it stands, so what they weigh is added up once per word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sourdine.models.personal.addresses import KINDS
from sourdine.models.personal.asked import asked_turns
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import PARTICLES, common, is_word, towns, words
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.name_cues import TITLES
from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.view import Unit
from sourdine.models.personal.vocabulary import FUNCTION, MONTHS, UNITS
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

_WEEKDAYS = word_set(
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday "
    "sunday"
)
_LONGEST_RUN = 20  # figures and letters said one after the other are counted up to here
_MARKS = ".?!:,-@'’/"
DOUBTS = (0.35, 0.5, 0.65, 0.8, 0.9)
"""Where a recogniser's probabilities of words are cut into bins: half of what it mistook is under 0.7."""


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
    """Give the features of a word, wherever it stands. Figures count, not which they are."""
    owner = owner_of(key, lists.language)
    if owner != key:
        yield "owner"
        key = owner
    kind, form, language = lists.kind(key), shape(text, written), lists.language
    yield f"c={kind}"
    yield f"h={form}{kind}"
    for mark in kind if kind.islower() else "":
        yield f"in={mark}"
    if key.isdecimal():
        yield f"k=#{min(len(key), 12)}"
        return
    yield word_name(key, language)
    if kind in ("F", "N", "T"):
        return
    for size in (2, 3, 4):
        if len(key) > size:
            yield f"{language}p={key[:size]}"
            yield f"{language}s={key[-size:]}"
    rare = "d" not in kind and "c" not in kind
    yield f"n={min(len(key), 10)}{rare:d}{form}"
    if rare:
        padded = f"^{key}$"
        for at in range(len(padded) - 2):
            yield f"{language}g={padded[at : at + 3]}"


def word_name(key: str, language: Language) -> str:
    """Give the feature that is the word itself."""
    return f"{language}k={owner_of(key, language)}"


def owner_of(key: str, language: Language) -> str:
    """Give who owns something: "sergio" of "sergio's"; other words as they are ("it's")."""
    owns = language == "en" and key.endswith("'s") and not _function(key, language)
    return key[:-2] if owns and len(key) > 3 else key


def turn_features(conversation: Conversation, turn: int) -> tuple[str, ...]:
    """Give what is known of a turn before its first word."""
    speaker = conversation.speakers[turn][:1]
    return f"<{speaker}>", f"lang={conversation.language}", f"written={conversation.written:d}"


def place_features(conversation: Conversation, cues: list[list[Cue]]) -> list[list[str]]:
    """Give the features of each word's place: announcements, questions, numbers, marks, words said again,
    and how sure the recogniser is of it, where that is known.

    To be asked for after the rules were read: which numbers they left audible counts too.
    """
    places: list[list[str]] = [[] for _ in conversation.tokens]
    _note_cues(conversation, cues, places)
    for units in conversation.units:
        _note_numbers(units, places)
    for first, last, why in conversation.left:
        for index in range(first, last + 1):
            places[index].append(f"left={why}")
    _note_position(conversation, places)
    for token, place in zip(conversation.tokens, places, strict=True):
        if token.probability is not None:
            place.append(f"doubt={bisect_right(DOUBTS, token.probability)}")
    return places


def _note_cues(conversation: Conversation, cues: list[list[Cue]], places: list[list[str]]) -> None:
    for cue in (cue for turn in cues for cue in turn):
        for index in range(cue.first, cue.last + 1):
            places[index].append(f"cue={cue.entity}")
    for entity in sorted({cue.entity for turn in cues for cue in turn}):
        for turn in asked_turns(conversation, cues, entity):
            for index in range(*conversation.bounds[turn]):
                places[index].append(f"asked={entity}")


def _note_numbers(units: Sequence[Unit], places: list[list[str]]) -> None:
    """Note numbers and letters by their length, and how much is said in one go."""
    run: list[Unit] = []
    for unit in (*units, None):
        if unit is not None and unit.kind != "word":
            run.append(unit)
            continue
        length = min(sum(len(one.value) for one in run), _LONGEST_RUN)
        for one in run:
            doubt = "" if one.exact else "?"
            said = f"u={one.kind[0]}{min(len(one.value), 6)}{doubt}{'o' if one.ordinal else ''}"
            for index in range(one.first, one.last + 1):
                places[index] += (f"run={length}", said)
        run = []


def _note_position(conversation: Conversation, places: list[list[str]]) -> None:
    tokens, speakers = conversation.tokens, conversation.speakers
    where: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for token in tokens:
        where[token.key][token.turn] = None
    for turn, (first, last) in enumerate(conversation.bounds):
        length = f"len={min((last - first) // 3, 6)}"
        for index in range(first, last):
            token = tokens[index]
            if index == first:
                gap = "^"
            else:
                glued = "+" if token.start == tokens[index - 1].end else "_"
                gap = next((mark for mark in _MARKS if mark in token.gap), glued)
            places[index] += (
                f"gap={gap}",
                f"pos={min(index - first, 3)}",
                length,
                f"by={speakers[turn][:1]}",
            )
            if index + 1 == last:
                places[index].append("end")
            said = where[token.key]
            if len(said) > 1 and len(token.key) > 1:
                others = any(speakers[one] != speakers[turn] for one in said)
                places[index].append(f"again={'others' if others else 'same'}{min(len(said), 4)}")


def finding_features(one: Finding, begins: bool) -> tuple[str, ...]:
    """Give what it means for a word that a rule found personal data there."""
    return (
        f"found={one.entity}",
        f"rule={one.rule}",
        f"score={one.entity}{one.score:.1f}",
        f"{'B' if begins else 'I'}={one.entity}",
    )


def tokens_of(conversation: Conversation, one: Finding) -> range:
    """Give the tokens that a finding touches."""
    tokens = conversation.tokens
    first = bisect_right(tokens, one.start, key=lambda token: token.start) - 1
    if first < 0 or tokens[first].end <= one.start:
        first += 1
    return range(first, bisect_left(tokens, one.end, key=lambda token: token.start))
