"""Streets, postcodes, and what is said where an address was asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sourdine.models.personal.addresses_again import addresses_again
from sourdine.models.personal.answers import WORDY_ONES
from sourdine.models.personal.asked import asked_turns, evidence_span, is_number
from sourdine.models.personal.cues import Cue
from sourdine.models.personal.english_homes import english_homes
from sourdine.models.personal.homes import find_homes
from sourdine.models.personal.lexicon import any_names, common, everyday, is_word, towns, world_towns
from sourdine.models.personal.merge import Finding
from sourdine.models.personal.number_words import MISHEARD
from sourdine.models.personal.postcodes import said_postcodes, written_postcodes
from sourdine.models.personal.tokens import Conversation, Token
from sourdine.models.personal.told import told_addresses
from sourdine.models.personal.vocabulary import FUNCTION, UNITS
from sourdine.models.personal.word_sets import word_set

KINDS = {
    "fr": word_set(
        "rue avenue boulevard bd allee allees chemin impasse quai square lotissement hameau faubourg "
        "residence villa ruelle sentier rocade esplanade promenade voie traverse montee venelle place "
        "route cours passage clos cite av bld chaussee dreve digue sente corniche"
    ),
    "en": word_set(
        "street road avenue lane drive close court crescent gardens terrace way grove boulevard mews "
        "parade walk square place hill rise row st rd ave ln blvd green view gate park yard wharf "
        "circle trail highway parkway loop alley plaza causeway esplanade dr blvd cres pl"
    ),
}
# Kinds of street that are everyday words too: only with a number before.
_LOOSE = word_set(
    "place route cours passage clos cite voie traverse villa square close court way hill rise row "
    "st green view gate park yard drive walk circle trail av gardens residence promenade montee "
    "allee lane highway loop plaza pl dr"
)
_LINKS = word_set("de du des d' la le les l' a au aux en sur sous saint sainte et bis ter b t of the st")
HOMES = word_set("flat apartment apt unit suite appartement batiment bat escalier etage porte house")
_DOCKS = frozenset(("quai",))
_ORDINALS = word_set(
    "premier premiere deuxieme second seconde troisieme quatrieme cinquieme sixieme septieme huitieme "
    "neuvieme "
    "dixieme"
)  # floors, after a street's name
_AWAY = word_set("a in dans")
_ENDS = word_set("code postal cp npa telephone digicode interphone meme bonjour merci") | word_set(
    "vers avant apres entre depuis jusqu' lundi mardi mercredi jeudi vendredi samedi dimanche derriere "
    "devant "
    "chez famille la-haut demain aujourd'hui hier"
)
LONGEST = 9  # words of a street's name and town
NEAR = 4  # turns after an announcement, or a street


def find_addresses(conversation: Conversation, cues: list[list[Cue]]) -> list[Finding]:
    """Give streets, postcodes, and answers to "your address"."""
    findings = written_postcodes(conversation)
    spans: list[tuple[int, int, float, str]] = []
    for turn in range(len(conversation.bounds)):
        spans += find_streets(conversation, turn)
        spans += find_homes(conversation, turn)
    near = _near(conversation, cues, [first for first, *_ in spans])
    for turn in near:
        spans += find_homes(conversation, turn, near=True)
    for first, last in said_postcodes(conversation, near):
        end = _town_after(conversation, last, conversation.bounds[conversation.tokens[last].turn][1])
        spans.append((first, end, 0.5, "address.postcode"))
    asked = asked_turns(conversation, cues, "ADDRESS")
    for first, end, score, rule in english_homes(conversation, near, asked):
        _, bound = conversation.bounds[conversation.tokens[first].turn]
        spans.append((first, _town_after(conversation, end, bound), score, rule))
    told = {turn for turn, found in enumerate(cues) if any(cue.entity == "ADDRESS" for cue in found)}
    answered: set[int] = set()
    for turn in sorted(asked):
        if asked[turn] in answered:
            continue
        if any(cue.entity != "ADDRESS" for cue in cues[turn]):
            continue
        span = evidence_span(conversation, turn, KINDS[conversation.language] | HOMES, numbers=True)
        for first, last in _sentences(conversation, span) if span else ():
            if last - first < LONGEST + 8 and _is_answer(conversation, (first, last)):
                spans.append((first, last, 0.5, "address.expected"))
                answered.add(asked[turn])
    spans += told_addresses(conversation, cues, asked)
    for turn in set(asked) | told:
        spans += [(first, last, 0.6, "address.expected") for first, last in find_towns(conversation, turn)]
    tokens = conversation.tokens
    spans += [(*span, 0.5, "address.again") for span in addresses_again(conversation, spans)]
    return findings + [
        Finding(tokens[first].start, tokens[last].end, "ADDRESS", score, rule)
        for first, last, score, rule in spans
    ]


def _near(conversation: Conversation, cues: list[list[Cue]], streets: Collection[int]) -> set[int]:
    """Give the turns in which an address is spoken of: announced, asked for, or just said."""
    turns = {turn for turn, found in enumerate(cues) if any(cue.entity == "ADDRESS" for cue in found)}
    turns |= {conversation.tokens[first].turn for first in streets}
    last = len(conversation.bounds)
    return {near for turn in turns for near in range(max(0, turn - 1), min(last, turn + NEAR + 1))}


def find_streets(conversation: Conversation, turn: int) -> list[tuple[int, int, float, str]]:
    """Give the streets of a turn with their numbers, and the postcode and town right after them."""
    first, last = conversation.bounds[turn]
    tokens, language = conversation.tokens, conversation.language
    spans = []
    for at in range(first, last):
        if tokens[at].key not in KINDS[language]:
            continue
        span = (
            _french(conversation, at, first, last)
            if language == "fr"
            else _english(conversation, at, first, last)
        )
        if span is not None:
            spans.append((span[0], _town_after(conversation, span[1], last), 0.85, "address.street"))
    return spans


def _french(conversation: Conversation, at: int, first: int, last: int) -> tuple[int, int] | None:
    """Read "douze bis rue de la paix": number before, name after."""
    tokens = conversation.tokens
    start = at
    while start > first and (
        is_number(tokens[start - 1], "fr")
        or tokens[start - 1].key in ("bis", "ter", "quater", "et", "b", "numero")
    ):
        start -= 1
    while start < at and not is_number(tokens[start], "fr"):
        start += 1
    if (
        start == at
        and start > first
        and tokens[at - 1].key in MISHEARD["fr"]
        and tokens[at - 1].key not in FUNCTION["fr"]
    ):
        start -= 1  # "nerf rue du four"
    if start == at - 1 and tokens[start].key in ("un", "une") and (at + 1 >= last or tokens[at + 1].gap):
        return None
    if tokens[at].key in _LOOSE | _DOCKS and at + 1 < last and is_number(tokens[at + 1], "fr"):
        return None  # a seat, a platform: "place cinquante quatre", "quai trois"
    if at - 2 >= first and tokens[at - 2].key == "rez":
        return None  # "rez-de-chaussée"
    if start == at and (_opens(conversation, first) or (at + 1 < last and "," in tokens[at + 1].gap)):
        return None  # "plateforme logistique, quai des réceptions, bonjour"
    if tokens[at].key in _LOOSE and (start == at or (tokens[start].key in ("un", "une") and start + 1 == at)):
        return None
    end = at
    for index in range(at + 1, min(last, at + LONGEST)):
        key = tokens[index].key
        if _stops(tokens[index].gap) and not is_number(tokens[index], "fr"):
            break
        if _is_apart(tokens, index, last) or (
            end > at and key in _ORDINALS and tokens[index - 1].key not in _LINKS
        ):
            break
        if (key in FUNCTION["fr"] and key not in _LINKS) or key in UNITS["fr"] or key in _ENDS:
            break
        if key not in _LINKS:
            end = index
        if is_number(tokens[index], "fr") and key.isdecimal() and len(key) == 5:
            break
    if start == at and end == at:
        return None
    return start, end


def _opens(conversation: Conversation, first: int) -> bool:
    """Tell the first turn of the call where an agent says it: a company and its place."""
    turn = conversation.tokens[first].turn
    return turn == 0 and conversation.speakers[0] == "agent"


def _is_apart(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Tell what a comma parts from a street's name: words with small letters ("…, la porte marron")."""
    if "," not in tokens[at].gap or not tokens[at].text[0].islower() or tokens[at].key in ("bis", "ter"):
        return False
    while at < last and tokens[at].key in _LINKS:
        at += 1
    return at >= last or tokens[at].text[0].islower()


def _english(conversation: Conversation, at: int, first: int, last: int) -> tuple[int, int] | None:
    """Read "forty two acacia avenue": number, name, kind."""
    tokens = conversation.tokens
    start = at
    while start > first and at - start < 5:
        token = tokens[start - 1]
        if _stops(tokens[start].gap) and len(token.key) > 1:  # "3500 S. Wabash Ave"
            break
        if is_number(token, "en"):
            break
        if token.key in FUNCTION["en"] or token.key in UNITS["en"]:
            break
        start -= 1
    number = start
    if conversation.written and not tokens[at].text[0].isupper():
        return None  # "10:52, safe place"
    while number > first and (
        (is_number(tokens[number - 1], "en") and not (number < at and _stops(tokens[number].gap)))
        or (tokens[number - 1].key == "and" and number - 2 >= first and is_number(tokens[number - 2], "en"))
    ):
        number -= 1
    if number == start or start == at:
        return None
    while (
        number - 2 >= first
        and not _stops(tokens[number].gap)
        and (tokens[number - 2].key in HOMES or is_number(tokens[number - 1], "en"))
    ):
        number -= 1
    if number - 1 >= first and tokens[number - 1].key in HOMES:
        number -= 1
    return number, at


def _town_after(conversation: Conversation, end: int, last: int) -> int:
    """Go on over a postcode and a town right after the street; "à lyon", "in leeds" is a place of its own."""
    tokens, language = conversation.tokens, conversation.language
    index = end + 1
    if index < last and tokens[index].key in _AWAY:
        return end
    while index < last and index - end <= 12:
        key = tokens[index].key
        size = town_at(conversation, index, last) or _unknown_town(conversation, index, last)
        if size:
            end = index = index + size - 1
        elif is_number(tokens[index], language) or (len(key) == 1 and key not in ("a", "i", "y")):
            if key in UNITS[language] or not (
                (key.isdecimal() and len(key) >= 4) or _leads_to_town(conversation, index, last)
            ):
                return end
            end = index
        elif key not in _LINKS and key not in ("in", "dans", "ville"):
            return end
        index += 1
    return end


def _leads_to_town(conversation: Conversation, index: int, last: int) -> bool:
    """Tell that a spoken postcode follows: number words up to a town or the end of the turn."""
    tokens, language = conversation.tokens, conversation.language
    while index < last and (is_number(tokens[index], language) or len(tokens[index].key) == 1):
        index += 1
    while index < last and tokens[index].key in _LINKS:
        index += 1
    return (
        index >= last or bool(town_at(conversation, index, last)) or tokens[index].key not in common(language)
    )


def _unknown_town(conversation: Conversation, index: int, last: int) -> int:
    """Give how many words a town that no list has takes after a street: words with a capital."""
    if not conversation.written:
        return 0
    size = 0
    while index + size < last and size < 3:
        token = conversation.tokens[index + size]
        if not token.text[0].isupper() or token.gap not in (("", ",") if size == 0 else ("", "-")):
            break
        if token.key in common(conversation.language) or len(token.key) < 3:
            break
        size += 1
    return size


def town_at(conversation: Conversation, index: int, last: int, world: bool = False) -> int:
    """Give how many words the town that starts at a token has; 0 where none does. ``world``: also of towns
    whose names are words."""
    tokens = conversation.tokens
    if world and (tokens[index].key in everyday() or not _may_begin_town(conversation, tokens[index])):
        world = False
    for name in (world_towns() if world else towns()).get(tokens[index].key, ()):
        size = len(name)
        if index + size <= last and all(tokens[index + i].key == name[i] for i in range(size)):
            return size
    return 0


def _may_begin_town(conversation: Conversation, token: Token) -> bool:
    if conversation.written:
        return token.text[0].isupper()
    return len(token.key) > 3 and token.key not in any_names()


def find_towns(conversation: Conversation, turn: int, world: bool = False) -> list[tuple[int, int]]:
    """Give the towns of the lists in a turn, as tokens."""
    first, last = conversation.bounds[turn]
    tokens = conversation.tokens
    found = []
    for index in range(first, last):
        size = town_at(conversation, index, last, world)
        following = index + size
        if size and (following >= last or tokens[following].key not in KINDS["en"]):
            found.append((index, following - 1))
    return found


def _sentences(conversation: Conversation, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Cut a span where sentences end; a lone short number is no part of an address."""
    first, last = span
    starts = [at for at in range(first + 1, last + 1) if _stops(conversation.tokens[at].gap)]
    pieces = list(zip([first, *starts], [*(at - 1 for at in starts), last], strict=True))
    if len(pieces) == 1:
        return pieces
    known = KINDS[conversation.language] | HOMES
    return [
        (a, b)
        for a, b in pieces
        if a < b and any(_is_of_address(conversation, at, known) for at in range(a, b + 1))
    ]


def _is_of_address(conversation: Conversation, at: int, known: frozenset[str]) -> bool:
    token = conversation.tokens[at]
    return token.key in known or (token.key.isdecimal() and len(token.key) > 3)


def _is_answer(conversation: Conversation, span: tuple[int, int]) -> bool:
    """Tell an address from other talk: a number, a kind of street, or few words that nobody says else."""
    tokens, language = conversation.tokens, conversation.language
    _, last = conversation.bounds[tokens[span[0]].turn]
    words = tokens[span[0] : min(last, span[1] + 3)]
    numbers = [token for token in words if is_number(token, language)]
    numbered = len(numbers) > 1 or any(token.key not in WORDY_ONES for token in numbers)
    if numbered or any(token.key in KINDS[language] for token in words):
        return not any(token.key in UNITS[language] for token in words)
    rare = sum(_is_rare(conversation, token) for token in tokens[span[0] : span[1] + 1])
    return bool(rare) and (len(words) <= 4 or rare * 2 > len(words))


def _is_rare(conversation: Conversation, token: Token) -> bool:
    """Tell a word that no dictionary has; in written style one with a capital."""
    if conversation.written and not token.text[0].isupper():
        return False
    return token.key not in common(conversation.language) and not is_word(token.key, conversation.language)


def _stops(gap: str) -> bool:
    return any(mark in gap for mark in ".;:?!")
