"""The code of conduct that whoever listens has accepted, and accepts again when its text changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from sourdine.pipeline.errors import StopJob
from sourdine.workers.serve.access import Principal
from sourdine.workers.serve.services import Services
from sourdine.workers.serve.texts import LANGUAGES, PageLanguage


def conduct(services: Services, language: PageLanguage) -> str:
    """Its text: paragraphs, ``# `` titles and ``- `` lists."""
    return _texts(services.settings.serve.conduct)[language]


def version(services: Services) -> str:
    """Another one whenever the text of any language changes."""
    both = _texts(services.settings.serve.conduct)
    return hashlib.sha256("\0".join(both[one] for one in LANGUAGES).encode()).hexdigest()[:16]


def has_accepted(services: Services, who: Principal) -> bool:
    """Whether somebody accepted the text as it is now."""
    return who.conduct == version(services)


def blocks(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """("title" | "list" | "text", lines) of each block."""
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.strip().splitlines()]
        if lines and all(line.startswith("- ") for line in lines):
            yield "list", [line[2:] for line in lines]
        elif lines and lines[0].startswith("#"):
            yield "title", [lines[0].lstrip("# ")]
        elif lines:
            yield "text", lines


@cache
def _texts(folder: Path | None) -> dict[PageLanguage, str]:
    try:
        if folder is None:
            shipped = files("sourdine.workers.serve.texts")
            return {one: shipped.joinpath(f"conduct.{one}.md").read_text("utf-8") for one in LANGUAGES}
        return {one: (folder / f"{one}.md").read_text("utf-8") for one in LANGUAGES}
    except (OSError, UnicodeDecodeError):
        raise StopJob("serve.conduct: a folder with fr.md and en.md is needed") from None
