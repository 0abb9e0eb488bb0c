"""Word lists read from ``data/``, once: names, towns, common words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sourdine.models.personal.vocabulary import FILLER
from sourdine.models.personal.word_sets import word_set
from sourdine.pipeline.records import Language

PARTICLES = word_set(
    "de du des d' le la les da das dos do di del della van von den der ben bin el al mc mac o' saint st san"
)


@cache
def words(name: str) -> frozenset[str]:
    """Give the words of ``data/<name>.txt``."""
    text = files("sourdine.models.personal").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line)


@cache
def common(language: Language) -> frozenset[str]:
    """Words so ordinary that they are no name on their own."""
    return words(f"common_{language}")


@cache
def not_names() -> frozenset[str]:
    """Words in name lists that are said all the time as something else."""
    return words("not_names")


@cache
def dictionary(language: Language) -> NDArray[np.uint8]:
    """Give the words of a language's spelling dictionary, one bit a word: see ``training/dictionary.py``."""
    data = files("sourdine.models.personal").joinpath(f"data/dictionary_{language}.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        bits: NDArray[np.uint8] = arrays["bits"]
    return bits


def bit_of(key: str, bits: int) -> int:
    """Give the place of a word among the dictionary's bits."""
    return crc32(key.encode("utf-8", "surrogatepass")) % bits


@lru_cache(maxsize=65_536)
def is_word(key: str, language: Language) -> bool:
    """Tell the words of the language's dictionary, proper nouns left out (and 3 % of other words)."""
    bits = dictionary(language)
    at = bit_of(key, len(bits) * 8)
    return bool(bits[at >> 3] >> (7 - (at & 7)) & 1)


@cache
def nouns(language: Language) -> frozenset[str]:
    """Common words that carry content: what is counted, "trois cartons"."""
    return common(language) - FILLER[language]


@cache
def everyday() -> frozenset[str]:
    """Words that are common in either language, or too common to be a name."""
    return common("fr") | common("en") | not_names()


@cache
def given_names() -> frozenset[str]:
    """First names and their short forms, common words among them."""
    return words("first_names") | words("short_names")


@cache
def first_names() -> frozenset[str]:
    """First names that are nothing else, safe without a cue."""
    return given_names() - common("fr") - common("en") - not_names()


@cache
def last_names() -> frozenset[str]:
    """Last names that are nothing else."""
    return words("last_names") - common("fr") - common("en") - not_names()


@cache
def any_names() -> frozenset[str]:
    """Every word that is somebody's name somewhere, common words among them."""
    return given_names() | words("last_names") | words("foreign_names")


@cache
def world_towns() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Towns of the world, as ``towns``: many are words too, so only where a town is spoken of."""
    return _by_first_word(words("towns_world") | words("towns") | words("towns_spoken"))


@cache
def towns() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Towns by their first word, longest first, as tuples of folded words."""
    return _by_first_word(words("towns") | words("towns_spoken"))


def _by_first_word(names: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, list[tuple[str, ...]]] = {}
    for line in sorted(names, key=len, reverse=True):
        parts = tuple(line.replace("-", " ").replace("'", "' ").split())
        table.setdefault(parts[0], []).append(parts)
    return {first: tuple(several) for first, several in table.items()}
