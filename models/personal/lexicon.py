"""Word lists read from ``data/``, once: names, towns, common words."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

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
def nouns(language: Language) -> frozenset[str]:
    """Common words that carry content: what is counted, "trois cartons"."""
    return common(language) - FILLER[language]


@cache
def everyday() -> frozenset[str]:
    """Words that are common in either language, or too common to be a name."""
    return common("fr") | common("en") | not_names()


@cache
def first_names() -> frozenset[str]:
    """First names that are nothing else, safe without a cue."""
    return words("first_names") - common("fr") - common("en") - not_names()


@cache
def last_names() -> frozenset[str]:
    """Last names that are nothing else."""
    return words("last_names") - common("fr") - common("en") - not_names()


@cache
def any_names() -> frozenset[str]:
    """Every word that is somebody's name somewhere, common words among them."""
    return words("first_names") | words("last_names") | words("foreign_names")


@cache
def towns() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Towns by their first word, longest first, as tuples of folded words."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for line in sorted(words("towns") | words("towns_spoken"), key=len, reverse=True):
        parts = tuple(line.replace("-", " ").replace("'", "' ").split())
        table.setdefault(parts[0], []).append(parts)
    return {first: tuple(several) for first, several in table.items()}
