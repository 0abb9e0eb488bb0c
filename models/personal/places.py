"""Towns that tell where somebody lives or was born, also those that no list has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sourdine.models.personal.addresses import find_streets, find_towns
from sourdine.models.personal.asked import asked_turns, content, is_number
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.lexicon import common, first_names
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.place_words import (
    BEFORE_NAMES,
    COUNTRIES,
    INSIDE_NAMES,
    LEADS,
    NO_TOWN,
    PREPOSITIONS,
)
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.vocabulary import BESIDE, FUNCTION, MONTHS, UNITS

LONGEST = 5  # words of a town's name
SHORT = 7  # words of an answer that is little else than a town
_STOPS = ".;:?!"


def find_places(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give the towns after "I live in", "né à", beside a street, and in answers to "where do you live"."""
    found: list[tuple[int, int, float]] = []
    asked = asked_turns(conversation, cues, "LOCATION")
    either = {
        turn
        for one in ("LOCATION", "DATE_OF_BIRTH", "ADDRESS")
        for turn in asked_turns(conversation, cues, one)
    }
    answered: set[int] = set()
    for turn, several in enumerate(cues):
        places = [cue for cue in several if cue.entity == "LOCATION"]
        street = any(cue.entity == "ADDRESS" for cue in several) or bool(find_streets(conversation, turn))
        if places or street or turn in either:
            for first, last in find_towns(conversation, turn, world=True):
                near = any(0 < first - cue.last <= 4 for cue in places)
                if turn in either or street or near:
                    found.append((*widen_place(conversation, first, last), 0.86))
        if turn in either or any(cue.entity == "DATE_OF_BIRTH" for cue in several):
            found += [
                (*span, 0.62) for at in _after_date(conversation, turn) if (span := _led(conversation, at))
            ]
        found += [(*span, 0.62) for cue in places if (span := _told(conversation, cue))]
        if turn in asked and asked[turn] not in answered and (span := _answer(conversation, turn)):
            answered.add(asked[turn])
            found.append((*span, 0.51))
    tokens = conversation.tokens
    return [
        Finding(tokens[first].start, tokens[last].end, "LOCATION", score, "place.cue")
        for first, last, score in found
    ]


def widen_place(conversation: Conversation, first: int, last: int) -> tuple[int, int]:
    """Take in the rest of a town's name: "saint … la perche", "stoke on trent", "el paso, texas"."""
    bound_first, bound_last = conversation.bounds[conversation.tokens[first].turn]
    while first > bound_first and _is_lead(conversation, first - 1, first):
        first -= 1
    while last + 1 < bound_last and last - first < 2 * LONGEST:
        size = _more(conversation, last + 1, bound_last)
        if not size:
            break
        last += size
    return first, last


def _is_lead(conversation: Conversation, at: int, first: int) -> bool:
    token, after = conversation.tokens[at], conversation.tokens[first]
    if after.gap in ("-", "‑"):
        return True
    if after.gap:
        return False
    if conversation.written and not token.text[0].isupper():
        return False
    return token.key in LEADS[conversation.language]


def _more(conversation: Conversation, at: int, last: int) -> int:
    """Give how many of the words from a token on go on with a town's name."""
    tokens, language = conversation.tokens, conversation.language
    token = tokens[at]
    if token.gap in ("-", "‑"):
        return 1
    link = token.key in INSIDE_NAMES[language] and not token.gap
    name = at + link
    while link and name < last and name - at < 2 and tokens[name].key in INSIDE_NAMES[language]:
        name += 1  # "de la"
    if name >= last:
        return 0
    size = _country(tokens, name, last)
    gap = tokens[name].gap if link else token.gap
    if size and gap in ("", ",") and (link or tokens[name].key in COUNTRIES):
        return name - at + size
    if not link or tokens[name].gap or not _may_be_town(conversation, tokens[name]):
        return 0
    return name - at + 1


def _country(tokens: list[Token], at: int, last: int) -> int:
    """Give how many words a country or state takes that starts at a token; 0 where none does."""
    if at + 1 < last and f"{tokens[at].key} {tokens[at + 1].key}" in COUNTRIES:
        return 2
    return int(tokens[at].key in COUNTRIES)


def _may_be_town(conversation: Conversation, token: Token) -> bool:
    """Tell a word that can be a town's name, known or not."""
    key, language = token.key, conversation.language
    if len(key) < 2 or not key[0].isalpha() or is_number(token, language) or key in NO_TOWN:
        return False
    if conversation.written:
        return token.text[0].isupper()
    known = (FUNCTION[language], BESIDE[language], UNITS[language], common(language))
    return key not in MONTHS[language] and not any(key in words for words in known)


def _after_date(conversation: Conversation, turn: int) -> Iterator[int]:
    """Yield the prepositions right after a date: "le 3 avril 82 à …"."""
    tokens, language = conversation.tokens, conversation.language
    first, last = conversation.bounds[turn]
    for at in range(first, last - 1):
        dated = at > first and (is_number(tokens[at - 1], language) or tokens[at - 1].key in MONTHS[language])
        if tokens[at].text.casefold() in ("à", "in", "at") and (dated or at == first):
            yield at


def _led(conversation: Conversation, at: int) -> tuple[int, int] | None:
    """Give the town after a preposition."""
    return _told(conversation, Cue("LOCATION", at, at))


def _told(conversation: Conversation, cue: Cue) -> tuple[int, int] | None:
    """Give the town right after "j'habite à", "we moved to"; nothing where no preposition leads to one."""
    tokens, language = conversation.tokens, conversation.language
    _, last = conversation.bounds[tokens[cue.last].turn]
    at, led = cue.last + 1, tokens[cue.last].key in PREPOSITIONS
    while at < last and at - cue.last <= 4 and tokens[at].key in PREPOSITIONS | BEFORE_NAMES:
        if any(mark in tokens[at].gap for mark in _STOPS):
            return None
        led, at = led or tokens[at].key in PREPOSITIONS, at + 1
    if at >= last or any(mark in tokens[at].gap for mark in _STOPS):
        return None
    if not led and not (conversation.written and language == "fr"):
        return None
    start = at
    while at < last and at - start < 2 and tokens[at].key in LEADS[language]:
        at += 1
    if at >= last or not _may_be_town(conversation, tokens[at]):
        at = start
    if not _may_be_town(conversation, tokens[at]) or tokens[at].key in first_names():
        return None
    end = at
    while end + 1 < last and end - at < LONGEST and _goes_on(conversation, end + 1):
        end += 1
    return widen_place(conversation, start if _is_free(conversation, start) else at, end)


def _is_free(conversation: Conversation, at: int) -> bool:
    token = conversation.tokens[at]
    return not conversation.written or token.text[0].isupper()


def _goes_on(conversation: Conversation, at: int) -> bool:
    token = conversation.tokens[at]
    if token.gap not in ("", "-") or not _may_be_town(conversation, token):
        return False
    return conversation.written or token.gap == "-"


def _answer(conversation: Conversation, turn: int) -> tuple[int, int] | None:
    """Give the town that a short turn answers "what town" with."""
    first, last = conversation.bounds[turn]
    if last - first > SHORT:
        return None
    tokens = conversation.tokens
    said = [at for at in content(conversation, turn) if _may_be_town(conversation, tokens[at])]
    if not said or said[-1] - said[0] >= LONGEST or _stops_between(tokens, said):
        return None
    return widen_place(conversation, said[0], said[-1])


def _stops_between(tokens: list[Token], said: Collection[int]) -> bool:
    first, last = min(said), max(said)
    return any(mark in tokens[at].gap for at in range(first + 1, last + 1) for mark in _STOPS)
