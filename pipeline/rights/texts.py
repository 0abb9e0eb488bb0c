"""What letters and reports say, in the languages of those who read them."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from importlib.resources import files

LANGUAGES = ("fr", "en")

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def say(key: str, language: str, **values: str) -> str:
    """A text; in English for a language that is none of `LANGUAGES`. Raises `KeyError`."""
    return _texts(language if language in LANGUAGES else "en")[key].format(**values)


def word(code: str, language: str) -> str:
    """A code of ours as people say it; the code itself where nobody thought of it."""
    return _texts(language if language in LANGUAGES else "en").get(f"code.{code}", code)


def day(moment: datetime | date | str | None, language: str) -> str:
    """A date as it is written in the language."""
    if moment is None or moment == "":
        return say("unknown", language)
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if language != "fr":
        return f"{moment.day} {moment:%B %Y}"
    number = "1er" if moment.day == 1 else str(moment.day)
    return f"{number} {_MONTHS[moment.month - 1]} {moment.year}"


def length(seconds: float | None, language: str) -> str:
    """Minutes and seconds."""
    if seconds is None:
        return say("unknown", language)
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@cache
def _texts(language: str) -> dict[str, str]:
    text = files("sourdine.pipeline.rights").joinpath(f"texts_{language}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))
