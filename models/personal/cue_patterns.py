"""The phrases that announce something: regular expressions over folded words, by language and entity.

``(?: \\S+){0,3}`` leaves room for words in between, said or misheard. ``OTHER`` announces a number that
is nobody's: an amount, a measure, a model, a part.
"""

from __future__ import annotations

from sourdine.models.personal.cue_patterns_en import PATTERNS_EN
from sourdine.models.personal.cue_patterns_fr import PATTERNS_FR
from sourdine.pipeline.records import Language

PATTERNS: dict[Language, dict[str, str]] = {"fr": PATTERNS_FR, "en": PATTERNS_EN}
