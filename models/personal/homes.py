"""Flats, buildings, floors, named houses and post boxes: where somebody lives, beside the street."""

from __future__ import annotations

import re
from bisect import bisect_left

from sourdine.models.personal.number_words import NUMBER_WORDS
from sourdine.models.personal.tokens import Conversation, folded_text
from sourdine.pipeline.records import Language

_NUMBERS = {
    language: "|".join(sorted(words, key=len, reverse=True)) for language, words in NUMBER_WORDS.items()
}
_N = {language: rf"(?:(?:{words}|\d+|double)\b ?)+" for language, words in _NUMBERS.items()}
_N["fr"] = rf"(?:(?:{_NUMBERS['fr']}|et|\d+)\b ?)+"
_ORDINAL = (
    r"(?:premier|deuxieme|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|dixieme|"
    r"(?:onz|douz|treiz|quatorz|quinz|seiz|vingt)ieme|dix (?:sept|huit|neuv)ieme|\d+(?: ?eme| ?er| ?e\b))"
)
_ORDINAL_EN = (
    r"(?:ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|\d+ ?(?:st|nd|rd|th))"
)
_SIDE = r"(?: (?:a |cote )?(?:gauche|droite|face|cour|rue))?"
_CODE = {
    "fr": rf"(?:{_N['fr']}(?:[a-h]\b(?!') ?)?|[a-h]\b(?!') ?(?:{_N['fr']})?)",
    "en": rf"(?:{_N['en']}(?:[a-h]\b ?)?|[a-h]\b ?(?:{_N['en']})?)",
}
_WORD = r"[a-z][\w'-]+"
# What no name of a place goes on with.
_AFTER = (
    r"(?:commune|route|rue|chemin|village|apres|avant|derriere|devant|cote|face|dans|sur|pas|pour|avec|mais|"
    r"vous|il|"
    r"on|y|c'|et|ou|est|sans|code)\b"
)
# Said of homes alone: found wherever they are.
_HOME: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\b(?:(?:appartement|appart|apt|batiment|bat|escalier) (?:numero )?{_CODE['fr']}(?:au {_ORDINAL}"
        rf"(?: etage)?)?|chambre (?:numero )?{_N['fr']}|{_ORDINAL} (?:etage )?(?:a )?(?:gauche|droite)\b|"
        rf"(?:boite postale|b ?p|c ?s) (?:numero )?{_N['fr']}|"
        r"(?:au )?lieu dit(?: (?:le|la|les|l'|du|de|des|d'|a|au|aux|en|sur|saint|sainte))*"
        rf" {_WORD}(?: (?:(?:du|de|des|d'|la|les|l'|aux?|en|sur|sous|saint|sainte) "
        rf")*(?!{_AFTER}){_WORD}){{0,2}}|"
        rf"zone (?:artisanale|industrielle|commerciale|d' activites?)(?: (?:de|du|des|d'|la|le|les|l'))*"
        rf"(?: {_WORD}){{1,2}}|"
        rf"(?:route|rn|rd|nationale|departementale) [\w' ]{{3,30}}? (?:kilometre|km) {_N['fr']})"
    ),
    "en": re.compile(
        rf"\b(?:p ?o box {_N['en']}|(?:flat|apartment|apt) (?:number )?{_CODE['en']}|"
        rf"(?:county|state|farm|rural) (?:road|route|highway) {_N['en']}(?:(?:lot|box|unit) {_N['en']})?|"
        rf"(?:at|to|in) (?P<house>number {_N['en']})|"
        rf"corner of {_WORD} and {_WORD})"
    ),
}
# Said of other things too: only beside an address.
_NEAR: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\b(?:(?:porte|boite|lot|villa|bloc|logement|studio|tour|entree|hall|cage|maison|etage|pavillon|"
        rf"immeuble|residence) (?:numero )?{_CODE['fr']}|"
        rf"(?:tour|residence|immeuble|villa|pavillon) (?:les |des |du |la |le |l' )?{_WORD}|"
        rf"(?:au )?{_ORDINAL} etage{_SIDE}(?: porte {_CODE['fr']})?|rez de (?:chaussee|jardin){_SIDE}|"
        rf"quartier (?:du |de la |de l' |des |de |les |la )?{_WORD})"
    ),
    "en": re.compile(
        rf"\b(?:number {_N['en']}(?:[a-h]\b ?)?|"
        rf"(?:unit|suite|lot|plot|room|block|floor|bungalow|house|building|door|villa|trailer|space|"
        rf"pitch|hall) "
        rf"(?:number )?{_CODE['en']}|{_ORDINAL_EN} floor(?: (?:left|right|flat))?|"
        rf"(?:the )?(?:{_WORD} ){{1,2}}(?:cottage|farmhouse|farm|lodge|manor|barn|rectory|vicarage|bungalow|"
        rf"villas|mansions|industrial estate|business park|trading estate)\b)"
    ),
}


def find_homes(
    conversation: Conversation, turn: int, near: bool = False
) -> list[tuple[int, int, float, str]]:
    """Give flats, buildings, floors and post boxes: "appartement douze", "quatrième gauche", "p o box 12".

    ``near``: an address is spoken of: give the doors, floors and houses of the turn, which are somebody's.
    """
    first, last = conversation.bounds[turn]
    tokens = conversation.tokens[first:last]
    text, starts = folded_text(conversation, turn)
    spans = []
    pattern = (_NEAR if near else _HOME)[conversation.language]
    for match in pattern.finditer(text):
        start, stop = match.span("house") if match.groupdict().get("house") else match.span()
        stop = start + len(text[start:stop].rstrip())
        begin, end = bisect_left(starts, start), bisect_left(starts, stop) - 1
        gaps = (token.gap for token in tokens[begin + 1 : end + 1])
        if not any(mark in gap for gap in gaps for mark in ".;?!"):
            spans.append((first + begin, first + end, 0.55, "address.home"))
    return spans
