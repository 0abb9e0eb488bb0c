"""The words of a language that synthetic speech is made of, gathered for drawing from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from sourdine.models.synthetic import lexicon_en, lexicon_fr, spoken
from sourdine.pipeline.records import Language


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lists to draw from; entries of ``streets``, ``towns`` and ``providers`` may be several words."""

    first_names: Sequence[str]
    last_names: Sequence[str]
    street_kinds: Sequence[str]
    streets: Sequence[str]
    towns: Sequence[str]
    months: Sequence[str]
    weekdays: Sequence[str]
    spelling: Mapping[str, str]
    providers: Sequence[str]
    words: Sequence[str]  # ordinary words of all kinds, without repetition
    numbers: Sequence[str]  # 0 to 99 as said
    letters: Sequence[str] = tuple(ascii_lowercase)


def _unique(*lists: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))


LEXICONS: dict[Language, Lexicon] = {
    "fr": Lexicon(
        first_names=lexicon_fr.FIRST_NAMES,
        last_names=lexicon_fr.LAST_NAMES,
        street_kinds=lexicon_fr.STREET_KINDS,
        streets=lexicon_fr.STREETS,
        towns=lexicon_fr.TOWNS,
        months=lexicon_fr.MONTHS,
        weekdays=lexicon_fr.WEEKDAYS,
        spelling=lexicon_fr.SPELLING,
        providers=lexicon_fr.PROVIDERS,
        words=_unique(
            lexicon_fr.NOUNS_M,
            lexicon_fr.NOUNS_F,
            lexicon_fr.INFINITIVES,
            lexicon_fr.PARTICIPLES,
            lexicon_fr.ADJECTIVES,
            lexicon_fr.ADVERBS,
            lexicon_fr.OTHER,
        ),
        numbers=tuple(spoken.french(n) for n in range(100)),
    ),
    "en": Lexicon(
        first_names=lexicon_en.FIRST_NAMES,
        last_names=lexicon_en.LAST_NAMES,
        street_kinds=lexicon_en.STREET_KINDS,
        streets=lexicon_en.STREETS,
        towns=lexicon_en.TOWNS,
        months=lexicon_en.MONTHS,
        weekdays=lexicon_en.WEEKDAYS,
        spelling=lexicon_en.SPELLING,
        providers=lexicon_en.PROVIDERS,
        words=_unique(
            lexicon_en.NOUNS, lexicon_en.VERBS, lexicon_en.ADJECTIVES, lexicon_en.ADVERBS, lexicon_en.OTHER
        ),
        numbers=tuple(spoken.english(n) for n in range(100)),
    ),
}


def vocabulary(language: Language) -> frozenset[str]:
    """Give every word that synthetic speech of this language may contain."""
    lexicon = LEXICONS[language]
    lists = (
        lexicon.first_names, lexicon.last_names, lexicon.street_kinds, lexicon.streets, lexicon.towns,
        lexicon.months, lexicon.weekdays, tuple(lexicon.spelling.values()), lexicon.providers,
        lexicon.words, lexicon.numbers, lexicon.letters,
    )  # fmt: skip
    extra = "mille cent tiret apostrophe" if language == "fr" else "hundred thousand hyphen apostrophe"
    ordinals = [] if language == "fr" else [spoken.ordinal(day) for day in range(1, 32)]
    # An e-mail address is said without accents.
    bare = [spoken.bare(name).replace("'", "") for name in (*lexicon.first_names, *lexicon.last_names)]
    northern = [spoken.french(n, northern=True) for n in range(70, 100)] if language == "fr" else []
    return frozenset(
        w for entries in (*lists, [extra], ordinals, bare, northern) for e in entries for w in e.split()
    )
