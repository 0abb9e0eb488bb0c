"""Who speaks, where a text says so: "Agent: …". A label is not said, and may be a name: it never stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sourdine.models.personal.word_sets import word_set

_LABEL = re.compile(r"\s*(?:>>\s*|[-–]\s+)?\[?([^\W\d_][\w .'’()-]{0,39}?)\]?\s*:(?:\s+(.*)|)", re.DOTALL)
_NUMBERED = re.compile(
    r"(speaker|spk|channel|locuteur|locutrice|intervenant|canal)[ _]?\w{1,3}", re.IGNORECASE
)
_AGENT = word_set(
    "agent agente advisor adviser operator representative rep conseiller conseillère opérateur opératrice "
    "téléconseiller téléconseillère"
)
_CUSTOMER = word_set("customer client cliente caller appelant appelante")
_LONGEST = 4  # words of a label


def role(label: str) -> str:
    """ "agent", "customer" or "unknown"."""
    plain = label.casefold().strip()
    if plain in _AGENT:
        return "agent"
    return "customer" if plain in _CUSTOMER else "unknown"


def split_labels(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Each line as its label (or nothing) and what is said.

    A label is a role, "Speaker 1" and the like, or some capitalised words before a colon that come again:
    "Mon numéro : 06 12…" is said and keeps its words.
    """
    found = [_LABEL.fullmatch(line) for line in lines]
    counts = Counter(one[1].casefold() for one in found if one)
    return [
        (one[1], one[2] or "") if one and _is_label(one[1], counts) else ("", line)
        for one, line in zip(found, lines, strict=True)
    ]


def _is_label(text: str, counts: Counter[str]) -> bool:
    if role(text) != "unknown" or _NUMBERED.fullmatch(text):
        return True
    return text[0].isupper() and len(text.split()) <= _LONGEST and counts[text.casefold()] > 1
