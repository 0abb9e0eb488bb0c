"""Names of many origins, towns, streets, illnesses, companies: what the sentence frames are filled with.

First and last names come from Faker (MIT licence) and from lists written for the project; those are kept
in ``fillings_*.txt`` by section: ``## first.maghreb`` and so on.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sourdine.models.personal.lexicon import words
from sourdine.models.synthetic.lexicon import LEXICONS
from sourdine.pipeline.records import Language

# Faker's lists, those of the language at home many times, others once.
HOME: dict[Language, tuple[str, ...]] = {
    "fr": ("fr_FR", "fr_FR", "fr_FR", "fr_FR", "fr_BE", "fr_CH", "fr_QC", "fr_DZ", "fr_DZ"),
    "en": ("en_GB", "en_GB", "en_GB", "en_US", "en_US", "en_IE", "en_NZ", "en_IN", "en_PK", "en_NG"),
}
_ABROAD = """
    es_ES es_MX pt_PT pt_BR it_IT de_DE nl_NL pl_PL tr_TR sv_SE vi_VN ro_RO cs_CZ hr_HR hu_HU
    da_DK fi_FI no_NO lt_LT lv_LV sk_SK sl_SI en_IN en_KE en_NG en_PK ha_NG ig_NG yo_NG zu_ZA
    tw_GH id_ID fr_DZ az_AZ et_EE ga_IE sw uz_UZ
"""
_NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ' ’-]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """First and last names that go together."""

    first: tuple[str, ...]
    last: tuple[str, ...]


@cache
def origins(language: Language) -> tuple[Origin, ...]:
    """Give the origins to draw from, one after the other equally likely."""
    lexicon = LEXICONS[language]
    own = Origin(tuple(lexicon.first_names), tuple(lexicon.last_names))
    home = [_faker(locale) for locale in HOME[language]]
    abroad = [_faker(locale) for locale in _ABROAD.split()]
    listed = filling(language) | filling(None)
    hand = [
        Origin(listed[f"first.{kind}"], listed[f"last.{kind}"])
        for kind in sorted(name.partition(".")[2] for name in listed if name.startswith("first."))
    ]
    return (own, *home * 3, *hand * 3, *(one for one in abroad if one.first and one.last))


@cache
def _faker(locale: str) -> Origin:
    provider: Any = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def names(start: str) -> tuple[str, ...]:
        found: set[str] = set()
        for field in dir(provider):
            value = getattr(provider, field)
            if field.startswith(start) and "format" not in field and not callable(value):
                found |= {str(one).strip() for one in value}
        return tuple(sorted(one for one in found if _NAME.fullmatch(one) and _LATIN.fullmatch(one)))

    return Origin(names("first_name"), names("last_name"))


@cache
def filling(language: Language | None) -> dict[str, tuple[str, ...]]:
    """Give the hand-written lists of a language, or those of both (None), by section; commas part entries."""
    text = files(__package__).joinpath(f"fillings_{language or 'both'}.txt").read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("## "):
            name = line[3:].strip()
        elif line and not line.startswith("# "):
            sections.setdefault(name, []).extend(one.strip() for one in line.split(",") if one.strip())
    return {name: tuple(found) for name, found in sections.items()}


@cache
def town_names(language: Language) -> tuple[str, ...]:
    """Give towns of the language's countries and of the world, as they are said."""
    listed = filling(language)["town"]
    return (*LEXICONS[language].towns, *listed * 3, *sorted(words("towns")))
