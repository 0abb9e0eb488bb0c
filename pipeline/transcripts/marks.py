"""What stands in a transcript and was not said: "[PII]", "####", "[laughter]".

A mark is no word that explains the voice beneath it. Services put marks in the place of what they redacted
themselves; the sound there is as personal as can be, so a mark over a voice sets the call aside. Only
what names a noise may lie over something that sounds like a voice, as long as an unheard stretch may be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from sourdine.models.personal.word_sets import word_set

_OPENS, _CLOSES = re.compile(r"[\[<]"), re.compile(r"[\]>][.,;:!?]*$")
_HIDDEN = re.compile(r"#{2,}|\*{2,}|█|_{3,}")
_LONGEST = 6  # words of a mark
_NOISES = word_set(
    "laughter laughs laughing laugh rire rires cough coughs coughing toux breath breathing sigh soupir "
    "souffle noise bruit music musique applause silence hold sneeze ringing ring sonnerie beep bip tone "
    "tonalité click clic"
)


class Mark(Enum):
    """What a word of a transcript is."""

    NONE = 0  # it was said
    NOISE = 1
    HIDDEN = 2


def marks(texts: Sequence[str]) -> list[Mark]:
    """Tell for each word of a passage what it is; a mark may have several words ("[phone ringing]")."""
    found = [_alone(text) for text in texts]
    at = 0
    while at < len(texts):
        end = _end(texts, at)
        if end is not None:
            kind = _kind(" ".join(texts[at : end + 1]))
            found[at : end + 1] = [kind] * (end + 1 - at)
            at = end
        at += 1
    return found


def _alone(text: str) -> Mark:
    if _HIDDEN.search(text):
        return Mark.HIDDEN
    bare = text.strip("().,;:!?*").casefold()
    wrapped = text[:1] in "(*" and text.rstrip(".,;:!?")[-1:] in ")*"
    return Mark.NOISE if wrapped and bare in _NOISES else Mark.NONE


def _end(texts: Sequence[str], start: int) -> int | None:
    """Where the mark ends that begins here, if one does."""
    if not _OPENS.match(texts[start]):
        return None
    for at in range(start, min(start + _LONGEST, len(texts))):
        if _CLOSES.search(texts[at]):
            return at
    return None


def _kind(text: str) -> Mark:
    return Mark.NOISE if any(word in _NOISES for word in re.findall(r"\w+", text.casefold())) else Mark.HIDDEN
