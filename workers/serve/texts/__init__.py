"""What people read, in French and English: one JSON file per language, the same keys in both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from starlette.requests import Request

PageLanguage = Literal["fr", "en"]
LANGUAGES: tuple[PageLanguage, ...] = get_args(PageLanguage)
COOKIE = "sourdine_language"
DEFAULT: PageLanguage = "en"


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one language: ``texts("login.title")``, with values for ``{names}`` in them."""

    language: PageLanguage
    by_key: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key. Raises `KeyError` for one that nobody wrote."""
        text = self.by_key[key]
        return text.format(**values) if values else text


@cache
def texts(language: PageLanguage) -> Texts:
    """The texts of a language that ships."""
    content = files("sourdine.workers.serve.texts").joinpath(f"{language}.json").read_text(encoding="utf-8")
    return Texts(language, json.loads(content))


def language_of(request: Request) -> PageLanguage:
    """What the reader chose, or else what the browser prefers (RFC 9110, section 12.5.4), or English."""
    chosen = request.cookies.get(COOKIE)
    for language in LANGUAGES:
        if language == chosen:
            return language
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(header: str) -> PageLanguage:
    best, weight = DEFAULT, 0.0
    for part in header.split(",")[:20]:
        name, _, quality = part.strip().partition(";q=")
        try:
            value = float(quality or 1)
        except ValueError:
            continue
        for language in LANGUAGES:
            if name.lower().partition("-")[0] == language and value > weight:
                best, weight = language, value
    return best
