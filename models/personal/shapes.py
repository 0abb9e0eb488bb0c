"""What kind of number a run may be, by its shape and its check digits.

Checks raise the score and choose the kind; a check that fails takes nothing away, because one
misheard figure breaks it. Sources: ISO/IEC 7812 (cards), ISO 13616 (IBAN), INSEE (NIR, SIREN).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from sourdine.pipeline.records import Language
from stdnum import iban, luhn
from stdnum.fr import nir


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of number and how sure its shape makes it."""

    entity: str
    score: float
    rule: str


_NINO = re.compile(r"[a-z]{2}\d{6}[a-d]")
_PLATE = {
    "fr": re.compile(r"[a-z]{2}\d{3}[a-z]{2}"),
    "en": re.compile(r"[a-z]{2}\d{2}[a-z]{3}"),
}
_UK_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}")
_IBAN = re.compile(r"([a-z]{2})\d{2}[a-z\d]{6,30}")
_NEAR = ("fr", "gb", "be", "de", "es", "it", "lu", "ch", "ie", "nl")  # whose accounts are told without check


@lru_cache(maxsize=8192)
def shape_of(value: str, language: Language) -> Shape | None:
    """Give the kind of number that a whole value looks like; ``value``: folded letters and figures."""
    if value.isdecimal():
        return _by_check(value) or _by_length(value, language)
    if found := _IBAN.fullmatch(value):
        if len(value) > 14 and iban.is_valid(value, check_country=False):
            return Shape("IBAN_CODE", 0.95, "figures.checksum")
        if found[1] in _NEAR:
            return Shape("IBAN_CODE", 0.7, "figures.shape")
    if _NINO.fullmatch(value):
        return Shape("NATIONAL_ID", 0.8, "figures.shape")
    if _PLATE[language].fullmatch(value):
        return Shape("LICENSE_PLATE", 0.75, "figures.shape")
    if language == "en" and _UK_POSTCODE.fullmatch(value):
        return Shape("ADDRESS", 0.75, "address.postcode")
    return None


def _by_check(value: str) -> Shape | None:
    if 15 <= len(value) <= 19 and value[0] in "23456" and luhn.is_valid(value):
        return Shape("CREDIT_CARD", 0.95, "figures.checksum")
    if len(value) == 15 and nir.is_valid(value):
        return Shape("NATIONAL_ID", 0.95, "figures.checksum")
    if len(value) == 14 and luhn.is_valid(value) and value[0] != "0":
        return Shape("COMPANY_ID", 0.75, "figures.checksum")
    return None


def _by_length(value: str, language: Language) -> Shape | None:
    if language == "fr" and re.fullmatch(r"(?:0|33|0033)[1-9]\d{8}", value):
        return Shape("PHONE_NUMBER", 0.85, "figures.shape")
    if language == "en" and _is_phone(value):
        return Shape("PHONE_NUMBER", 0.8, "figures.shape")
    if language == "fr" and re.fullmatch(r"[12]\d{2}(?:0[1-9]|1[0-2])\d{8}(?:\d{2})?", value):
        return Shape("NATIONAL_ID", 0.7, "figures.shape")
    if len(value) == 16:
        return Shape("CREDIT_CARD", 0.7, "figures.shape")
    return None


def _is_phone(value: str) -> bool:
    if not 10 <= len(value) <= 12:
        return False
    for region in ("GB", "US"):
        try:
            if (
                phonenumbers.is_possible_number(phonenumbers.parse(value, region))
                and value[0] in "0123456789"
            ):
                number = phonenumbers.parse(value, region)
                if phonenumbers.is_valid_number(number) or value[0] == "0":
                    return True
        except phonenumbers.NumberParseException:
            continue
    return False
