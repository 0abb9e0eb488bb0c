"""Health (GDPR art. 9) and ages, as people say them."""

from __future__ import annotations

import re
from collections.abc import Collection

from sourdine.models.personal.asked import asked_turns
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.health_terms import HEALTH_EN, HEALTH_FR
from sourdine.models.personal.lexicon import any_names, is_word
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.tokens import Conversation
from sourdine.models.personal.vocabulary import FUNCTION
from sourdine.pipeline.records import Language

_TERMS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(rf"\b(?:{HEALTH_FR})\b"),
    "en": re.compile(rf"\b(?:{HEALTH_EN})\b"),
}
_N_FR = (
    r"(?:\d+|(?:(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|vingts|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cent|"
    r"et)(?: |$)){1,5})"
)
_N_EN = (
    r"(?:\d+|(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred)(?: |$)){1,3})"
)
_MONTHS_EN = "january|february|march|april|may|june|july|august|september|october|november|december"
_AGES: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\b(?:(?:j'|il|elle|on|qui|fils|fille) (?:ai eu|ai|a eu|a|avait|aura|avais)"
        rf"(?: donc| deja| bientot| presque| juste| seulement| que| pas encore| tout juste)?|"
        rf"agee?(?: de)?|age c' est|age est|age a|suis agee? de) "
        rf"(?P<age>{_N_FR} ?(?:ans|mois)\b(?: et demi)?)"
        r"(?! (?:de|d'|pour|dans|chez|que|avec|a payer|d'anciennete))|"
        rf"(?P<alone>^{_N_FR} ?(?:ans|mois)\b(?: et demi)?)|"
        rf"\b(?P<who>\w{{3,}}) (?P<child>{_N_FR} ?(?:ans|mois)\b)(?! (?:de|d'))"
    ),
    "en": re.compile(
        rf"\b(?:(?:i'm|i am|he's|she's|he is|she is|are|aged|age|turns|turned|turning|who's|you are|"
        rf"she'll be|he'll be|i'll be|they're) )(?:only |just |now |nearly |about |almost )?"
        rf"(?:(?P<full>{_N_EN} ?years? old)|(?P<age>{_N_EN}(?: ?and a half)?)(?= ?(?:this year|now|next|then|"
        rf"he|she|and (?:i|he|she|i'm)|but|so|nobody|on the|in (?:{_MONTHS_EN})|already|actually|$)))|"
        rf"(?:he's|she's|is) (?:only |just )?(?P<young>{_N_EN} ?(?:months|weeks)(?: old)?)(?= (?:and|old)|$)|"
        rf"(?P<old>{_N_EN} ?years? old|{_N_EN} ?months? old)"
    ),
}


def find_health(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give the words that tell of somebody's health."""
    return _matches(conversation, _TERMS[conversation.language], "HEALTH", 0.6, "health.term")


def find_ages(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give ages with the verb that makes them one; answers to "how old" come with the figures."""
    asked = asked_turns(conversation, cues, "AGE")
    return _matches(conversation, _AGES[conversation.language], "AGE", 0.7, "age.said", asked)


def _matches(
    conversation: Conversation,
    pattern: re.Pattern[str],
    entity: str,
    score: float,
    rule: str,
    asked: Collection[int] = (),
) -> list[Finding]:
    """Match each turn; what stands alone counts only where it was asked for."""
    found = []
    tokens = conversation.tokens
    for turn, (first, last) in enumerate(conversation.bounds):
        if first == last:
            continue
        starts, at = [], 0
        for token in tokens[first:last]:
            starts.append(at)
            at += len(token.key) + 1
        text = " ".join(token.key for token in tokens[first:last])
        for match in pattern.finditer(text):
            name = match.lastgroup
            if (name == "alone" and turn not in asked) or (name == "child" and not _is_name(match["who"])):
                continue
            begin, end = match.span(name) if name else match.span()
            inside = [first + i for i, start in enumerate(starts) if begin <= start < end]
            if inside:
                found.append(Finding(tokens[inside[0]].start, tokens[inside[-1]].end, entity, score, rule))
    return found


def _is_name(key: str) -> bool:
    return key in any_names() and not is_word(key, "fr")


def is_filler(key: str, language: Language) -> bool:
    """Tell words that mean nothing on their own."""
    return key in FUNCTION[language]
