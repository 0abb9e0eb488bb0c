"""Addresses that no list of streets knows: what is said where one was announced or asked for, as a whole."""

from __future__ import annotations

from collections.abc import Collection

from sourdine.models.personal.asked import is_number
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import FILLER, UNITS
from sourdine.models.personal.word_sets import word_set

Span = tuple[int, int, float, str]
# Words that make what follows an announcement an address.
PLACES = word_set(
    "rue avenue boulevard bd allee allees chemin impasse quai square lotissement hameau faubourg residence "
    "villa ruelle sentier route place cours passage cite voie venelle chaussee dreve zone za zi zac domaine "
    "ferme moulin chateau mas lieu tour batiment bat immeuble appartement appart escalier etage porte bp cs "
    "galerie parvis rond-point esplanade montee clos street road lane drive close court crescent gardens "
    "terrace "
    "grove mews cottage farm lodge house flat apartment apt unit suite barn mill manor hall villas mansions "
    "buildings wharf plot caravan rectory vicarage bungalow box po floor"
)
_EVERYDAY = word_set(
    "place lieu tour ferme zone box house floor flat court close hall farm moulin chateau drive cours "
    "passage route mill villa porte etage po unit suite lodge cite immeuble residence domaine clos "
    "square terrace road street apartment appartement rue batiment voie quai plot barn"
)
_SKIP = word_set(
    "ce sera nous sommes c' est c'est le la l' les au aux a à at on it's its is that's the to in de du d' "
    "chez number numero "
    "toujours still dans sur oui yes alors so well yeah bah euh uh um no non enfin je suis we're i'm j' "
    "habite"
)
_STOPS = word_set(
    "mais donc parce car merci voila j' je il elle s' pour qui que c' est sont svp and but so because thanks "
    "thank please it's i i'm we who which that is are if when above opposite near please ok okay"
)
LONGEST = 14  # words


def told_addresses(conversation: Conversation, cues: list[list[Cue]], asked: Collection[int]) -> list[Span]:
    """Give what follows "my address is", "livrez au", and what answers "your address"."""
    spans = []
    for turn, found in enumerate(cues):
        _, last = conversation.bounds[turn]
        for cue in found:
            if cue.entity == "ADDRESS" and (span := _phrase(conversation, cue.last + 1, last)):
                spans.append((*span, 0.52, "address.expected"))
    for turn in asked:
        if all(cue.entity in ("ADDRESS", "LOCATION", "PERSON") for cue in cues[turn]):
            span = _phrase(conversation, *conversation.bounds[turn])
            spans += [(*span, 0.52, "address.expected")] if span else []
    return spans


def _phrase(conversation: Conversation, first: int, last: int) -> tuple[int, int] | None:
    """Give the words from the first that says something to the end of the phrase, if they are an address."""
    tokens, language = conversation.tokens, conversation.language
    start = first
    while (
        start < last
        and start - first < 6
        and tokens[start].key in _SKIP
        and not _is_the_name(conversation, start, last)
    ):
        start += 1
    end = start
    while end < last and end - start < LONGEST:
        token = tokens[end]
        ends = any(mark in token.gap for mark in ".;?!:") and end > start
        if ends or (token.key in _STOPS and end > start) or token.key in UNITS[language]:
            break
        end += 1
    if end > start:
        start = _begin(conversation, start, end)
    said = tokens[start:end]
    numbers = [token for token in said if is_number(token, language)]
    written = conversation.written
    named = any(token.key in PLACES and _is_sure(token, bool(numbers), written) for token in said)
    most = 5 if written and all(token.text[0].isupper() for token in said if token.text[0].isalpha()) else 3
    short = bool(numbers) and said[0] is numbers[0] and 0 < len(said) - len(numbers) <= most
    if end <= start or (end < last and tokens[end].key in UNITS[language]) or not (named or short):
        return None
    while end - 1 > start and tokens[end - 1].key in FILLER[language]:
        end -= 1
    return start, end - 1


def _begin(conversation: Conversation, start: int, end: int) -> int:
    """Leave out what is said before the number of a street ("she's at eighteen tanner street")."""
    tokens, language = conversation.tokens, conversation.language
    numbers = [at for at in range(start, end) if is_number(tokens[at], language)]
    places = [at for at in range(start, end) if tokens[at].key in PLACES]
    if not numbers or (places and places[0] < numbers[0]):
        return start
    first = numbers[0]
    while conversation.written and first > start and tokens[first - 1].text[0].isupper():
        first -= 1
    return first


def _is_sure(token: Token, numbered: bool, written: bool) -> bool:
    """Tell a word of addresses that is no everyday word, or is written or numbered like a name."""
    return numbered or token.key not in _EVERYDAY or (written and token.text[0].isupper())


def _is_the_name(conversation: Conversation, at: int, last: int) -> bool:
    """Tell the article of a house's name: "The Gables", "the old dairy"."""
    if conversation.tokens[at].key != "the" or at + 1 >= last:
        return False
    return not conversation.written or conversation.tokens[at].text[0].isupper()
