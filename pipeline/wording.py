"""What is written in the place of personal words: Presidio's operators, chosen by entity.

- ``placeholder`` (default): ``[PERSON_1]``, numbered within the call, the same value the same number.
- ``mask``: one ``*`` for each character. Tells how long the value was.
- ``hash``: ``[PERSON:9f…]``, HMAC-SHA256 (RFC 2104) with the keyset's key: the same value has the same
  hash in every call, so that calls can be joined without knowing the value.
- ``encrypt``: ``[PERSON=…]``, AES in CBC mode (Presidio's own operator) with a key of the keyset;
  ``sourdine reveal`` gives the value back to whoever holds the keyset.

A short code is never hashed or encrypted, whatever it was found as: `is_short_code`.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from sourdine.models.personal.tokens import read_conversation
from sourdine.pipeline.keyset import derived
from sourdine.pipeline.records import Language, Turn
from sourdine.pipeline.settings import TextSettings

LANGUAGES: tuple[Language, ...] = ("fr", "en")

Write = Callable[[str, str, str], str]
"""From entity, label and value to what is written."""

# Entities of any name; what AES-CBC gives is never shorter (two blocks of 16 bytes in base 64).
_SEALED = re.compile(r"\[\w[\w-]*=([A-Za-z0-9_-]{42,}={0,2})\]")
SECURITY_CODE = (3, 4)  # figures of a card's security code, which may be taken for something else
CODES = frozenset(("PASSWORD", "ACCOUNT_ID", "CREDIT_CARD", "CARD_EXPIRY"))  # it may be cut in pieces there


def writer(settings: TextSettings, key: bytes) -> Write:
    """What writes in the place of personal words. ``key``: the keyset's for texts, at least 32 bytes."""

    def write(entity: str, label: str, value: str) -> str:
        if settings.of(entity) in ("hash", "encrypt") and is_short_code(entity, value):
            return placeholder(entity, label, value)
        return _OPERATORS[settings.of(entity)](entity, label, value, key)

    return write


def is_short_code(entity: str, value: str) -> bool:
    """Tell a value of three or four figures, written or said, whatever it was found as; of fewer in a code.

    It may be a security code taken for a password or a reference, which may not be kept in any form
    (PCI DSS 3.3.1), and so few figures are soon guessed.
    """
    figures = max(_figures(value, language) for language in LANGUAGES)
    return figures in SECURITY_CODE or (entity in CODES and 0 < figures < min(SECURITY_CODE))


def _figures(value: str, language: Language) -> int:
    """Count the figures of a value that is nothing else; 0 for any other."""
    (units,) = read_conversation([Turn("unknown", value)], language).units
    plain = all(unit.kind == "number" for unit in units)
    return sum(len(unit.value) for unit in units) if plain else 0


def placeholder(entity: str, label: str, value: str) -> str:
    """The default: the label in square brackets."""
    return f"[{label}]"


def plain(value: str) -> str:
    """A value as values are compared: its words in small letters."""
    return " ".join(re.findall(r"\w+", value.casefold()))


def reveal(text: str, key: bytes) -> str:
    """The text with its encrypted values readable. Raises `ValueError` if the key is another one."""
    from presidio_anonymizer import DeanonymizeEngine
    from presidio_anonymizer.entities import OperatorConfig, OperatorResult

    engine = DeanonymizeEngine()  # type: ignore[no-untyped-call]
    found = list(_SEALED.finditer(text))
    for match in reversed(found):
        sealed = match[1]
        whole = OperatorResult(0, len(sealed), "SEALED", sealed, "encrypt")
        operators = {"SEALED": OperatorConfig("decrypt", {"key": derived(key, "encrypt")})}
        try:
            value = engine.deanonymize(sealed, [whole], operators).text
        except (ValueError, UnicodeDecodeError):
            raise ValueError("the values were encrypted with another key") from None
        text = text[: match.start()] + value + text[match.end() :]
    return text


def _replace(entity: str, label: str, value: str, key: bytes) -> str:
    return _operate("replace", entity, value, new_value=placeholder(entity, label, value))


def _mask(entity: str, label: str, value: str, key: bytes) -> str:
    return _operate("mask", entity, value, masking_char="*", chars_to_mask=len(value), from_end=False)


def _hash(entity: str, label: str, value: str, key: bytes) -> str:
    def keyed(text: str) -> str:
        digest = hmac.new(derived(key, "hash"), plain(text).encode(), hashlib.sha256)
        return f"[{entity}:{digest.hexdigest()[:32]}]"

    return _operate("custom", entity, value, **{"lambda": keyed})


def _encrypt(entity: str, label: str, value: str, key: bytes) -> str:
    return f"[{entity}={_operate('encrypt', entity, value, key=derived(key, 'encrypt'))}]"


_OPERATORS: dict[str, Callable[[str, str, str, bytes], str]] = {
    "placeholder": _replace,
    "mask": _mask,
    "hash": _hash,
    "encrypt": _encrypt,
}


def _operate(operator: str, entity: str, value: str, **parameters: Any) -> str:
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    whole = RecognizerResult(entity, 0, len(value), 1.0)
    result = _engine().anonymize(value, [whole], {entity: OperatorConfig(operator, parameters)})
    return str(result.text)


@cache
def _engine() -> Any:
    from presidio_anonymizer import AnonymizerEngine

    logging.getLogger("presidio-anonymizer").setLevel(logging.WARNING)
    return AnonymizerEngine()  # type: ignore[no-untyped-call]
