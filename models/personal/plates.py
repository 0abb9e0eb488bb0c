"""Number plates in pieces, and the begin of a plate or an account that is said alone."""

from __future__ import annotations

import re

from sourdine.models.personal.runs import Run
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import BESIDE, UNITS
from sourdine.models.personal.word_sets import word_set

APART = 2  # words between the figures and their capitals
# The French series since 2009, without its last letters (arrêté du 9 février 2009, annexe 1).
_BEGIN = re.compile(r"[a-hj-np-tv-z]{2}[1-9]\d{2}|[a-hj-np-tv-z]{2}0\d[1-9]")
# Country and check digits of an account, perhaps with the letters of its bank (ISO 13616).
_IBAN_BEGIN = {
    "fr": re.compile(r"(?:fr|be|lu|ch|mc)[0-9]{2}|(?:gb|ie|nl)[0-9]{2}[a-z]{4}"),
    "en": re.compile(r"(?:fr|gb|ie)[0-9]{2}|(?:gb|ie|nl)[0-9]{2}[a-z]{4}"),
}
_VEHICLES = word_set(
    "voiture voitures vehicule vehicules auto moto scooter camion camionnette utilitaire fourgon berline "
    "break "
    "garage peage stationnement parking parcmetre amende fourriere pneus vidange courroie distribution frein "
    "freins garagiste clio megane twingo peugeot renault citroen dacia volkswagen toyota golf kangoo"
)


def with_capitals(conversation: Conversation, first: int, last: int) -> tuple[int, int]:
    """Take in the capitals beside the figures of a plate: "DT, 650, CV", "FX, euh, 206"."""
    if not conversation.written:
        return first, last
    begin, end = conversation.bounds[conversation.tokens[first].turn]
    tokens, language = conversation.tokens, conversation.language
    at = first - 1
    while at >= begin and first - at <= APART and tokens[at].key in BESIDE[language]:
        at -= 1
    if at >= begin and not tokens[first].text.isalpha() and _is_pair(tokens[at], tokens[at + 1]):
        first = at
    at = last + 1
    while at < end and at - last <= APART and tokens[at].key in BESIDE[language]:
        at += 1
    if at < end and not tokens[last].text.isalpha() and _is_pair(tokens[at], tokens[at]):
        last = at
    return first, last


def _is_pair(token: Token, after: Token) -> bool:
    """Tell two capitals with nothing but a comma or a hyphen between them and the figures."""
    capitals = len(token.text) == 2 and token.text.isalpha() and token.text.isupper()
    return capitals and not any(mark in after.gap for mark in ".?!;")


def begins_iban(conversation: Conversation, run: Run) -> bool:
    """Tell "f r soixante trois": the country, letter by letter, and the check digits of an account."""
    spelled = len(run.items) > 2 and run.items[0].kind == run.items[1].kind == "letter"
    return spelled and _IBAN_BEGIN[conversation.language].fullmatch(run.value) is not None


def begins_plate(conversation: Conversation, run: Run) -> bool:
    """Tell "d x cent trente neuf" in a call that speaks of vehicles."""
    if conversation.language != "fr" or _BEGIN.fullmatch(run.value) is None:
        return False
    if any(unit.value in UNITS["fr"] for unit in conversation.units[run.turn][run.last + 1 : run.last + 2]):
        return False
    return any(token.key in _VEHICLES for token in conversation.tokens)
