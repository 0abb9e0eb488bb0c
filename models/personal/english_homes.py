"""English addresses that no kind of street ends: "22 The Paddocks", "20 Beech Hay.", "the garden "
"flat", "twelve b"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

from sourdine.models.personal.asked import is_number
from sourdine.models.personal.lexicon import common
from sourdine.models.personal.tokens import Conversation, folded_text
from sourdine.models.personal.vocabulary import FUNCTION, MONTHS, UNITS
from sourdine.models.personal.word_sets import word_set

Span = tuple[int, int, float, str]
SCORE, RULE = 0.56, "address.street"
# Kinds of street that are said of other things more often: written with a capital, or near an address.
RARER = word_set(
    "brae wynd villas cottages paddocks paddock croft fold garth lea meadow meadows fields heights "
    "mount mead dene "
    "copse orchard orchards cloisters boreen brow bank end path pass bend cove glen vale side quay "
    "embankment "
    "strand mansions buildings hollow run crossing ridge grange spinney warren hay mill wood woods common "
    "turnpike pike"
)
_INNER = word_set("y na an the of yr nan ar de la les saint st upper lower north south east west")
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_LEADS = word_set("at about to from still is it's that's near and")
LONGEST = 4  # words of the name
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_PART = r"(?:garden|basement|ground|top|upper|lower|upstairs|downstairs|attic|rear|front|back|end|corner)"
_KIND = r"(?:flat|maisonette|apartment|bungalow|house|cottage)"
_NAMED = (
    r"(?:manse|rectory|vicarage|lodge|gatehouse|presbytery|old \w+|annexe|farmhouse|stables|oast house|"
    r"steading|granary|gables|paddocks|rookery|willows|laurels|firs|cabin)"
)
_FLATS = re.compile(rf"\b(?:the )?{_PART} (?:floor )?{_KIND}\b(?! (?:roof|screen|rate|fee))")
_HOUSES = re.compile(
    rf"\b(?:the|at the|of the) (?P<name>{_NAMED}\b)(?! (?:one|ones|account|number|card|address|man|lady))"
)
_DOORS = re.compile(
    r"\b(?:at|in|of|from|number|still|i'm|it's) (?P<door>(?:[\w-]+ ){1,2}[b-fh]\b)(?! (?:and|or|for|as) )"
)
_COUNTED = re.compile(r"\b(?:croft|caravan|chalet|houseboat|mooring|berth|site|static) (?P<n>[\w-]+)\b")


def english_homes(
    conversation: Conversation, near: Collection[int], asked: Collection[int]
) -> Iterator[Span]:
    """Yield addresses by how they are put. ``near``: turns in which an address is spoken of; ``asked``: turns
    that may answer a question for one."""
    if conversation.language != "en":
        return
    for turn, (first, last) in enumerate(conversation.bounds):
        if first == last:
            continue
        for at in range(first, last):
            if (end := _numbered(conversation, at, first, last, turn in near)) is not None:
                yield at, end, SCORE, RULE
        yield from _matched(conversation, turn, turn in near, turn in asked)


def _numbered(conversation: Conversation, at: int, first: int, last: int, near: bool) -> int | None:
    """Give the last token of the name after a house's number, or None."""
    tokens = conversation.tokens
    if not is_number(tokens[at], "en") or (
        at > first and is_number(tokens[at - 1], "en") and not tokens[at].gap
    ):
        return None
    name = at + 1
    while name < last and name - at <= 3 and not tokens[name].gap and is_number(tokens[name], "en"):
        name += 1
    if name < last and len(tokens[name].key) == 1 and tokens[name].key in "abcdefh":
        name += 1
    if name >= last or tokens[name].gap not in ("", ","):
        return None
    if conversation.written:
        return _written_name(conversation, at, name, first, last)
    the = tokens[name].key == "the" and name + 1 < last
    end = name + the
    while end + 1 < last and end - name < 2 and tokens[end].key not in RARER and tokens[end + 1].key in RARER:
        end += 1
    kind = tokens[end].key in RARER and end > name
    if not near or not (
        kind or (the and _is_end(conversation, end + 1, last) and _is_rare(conversation, end))
    ):
        return None
    return end


def _written_name(conversation: Conversation, at: int, name: int, first: int, last: int) -> int | None:
    tokens = conversation.tokens
    if not _NUMBER.fullmatch(tokens[at].key) or (
        tokens[at].key[:2] in ("19", "20") and len(tokens[at].key) == 4
    ):
        return None
    if any(
        sign in conversation.text[max(0, tokens[at].start - 1) : tokens[at].end + 1] for sign in "£$€:%#-/"
    ):
        return None
    end = name
    while end < last and end - name < LONGEST and (end == name or not tokens[end].gap):
        token = tokens[end]
        if not (token.text[0].isupper() or (end > name and token.key in _INNER)):
            break
        end += 1
    end -= 1
    while end >= name and not tokens[end].text[0].isupper():
        end -= 1
    words = [token.key for token in tokens[name : end + 1]]
    if not words or set(words) & (set(MONTHS["en"]) | _DAYS | UNITS["en"]) or len("".join(words)) < 4:
        return None
    the = words[0] == "the" and len(words) > 1
    if not the and (words[0] in FUNCTION["en"] or not words[0].isalpha()):
        return None
    closed = (
        end + 1 >= last or bool(tokens[end + 1].gap) or tokens[end + 1].key in ("something", "isn't", "in")
    )
    opened = at == first or any(mark in tokens[at].gap for mark in ".?!")
    led = at > first and tokens[at - 1].key in _LEADS
    alone = opened and closed and (len(words) > 1 or words[0] in RARER)
    named = (the or words[-1] in RARER or len(words) > 1) and closed and (led or the)
    return end if alone or named or (words[-1] in RARER and len(words) > 1) else None


def _is_end(conversation: Conversation, at: int, last: int) -> bool:
    return at >= last or conversation.tokens[at].key not in common("en")


def _is_rare(conversation: Conversation, at: int) -> bool:
    return (
        len(conversation.tokens[at].key) > 3
        and conversation.tokens[at].key not in FUNCTION["en"] | UNITS["en"]
    )


def _matched(conversation: Conversation, turn: int, near: bool, asked: bool) -> Iterator[Span]:
    """Yield flats by their place in a house, houses that have a name, and doors: "the boiler at twelve b"."""
    first, last = conversation.bounds[turn]
    text, starts = folded_text(conversation, turn)

    def span(begin: int, end: int) -> tuple[int, int]:
        return first + bisect_left(starts, begin + 1) - 1, first + bisect_left(starts, end) - 1

    if near or asked:
        for match in _FLATS.finditer(text):
            yield (*span(*match.span()), 0.55, "address.home")
    if asked:
        for match in _HOUSES.finditer(text):
            begin, end = span(*match.span("name"))
            yield begin - 1, end, 0.55, "address.home"
    for match in _DOORS.finditer(text):
        begin, end = span(*match.span("door"))
        inside = conversation.tokens[begin:end]
        glued = all(not token.gap for token in conversation.tokens[begin + 1 : end + 1])
        if inside and glued and all(is_number(token, "en") for token in inside):
            yield begin, end, 0.55, "address.home"
    for match in _COUNTED.finditer(text):
        begin, end = span(*match.span())
        if is_number(conversation.tokens[end], "en"):
            while (
                end + 1 < last
                and is_number(conversation.tokens[end + 1], "en")
                and not conversation.tokens[end + 1].gap
            ):
                end += 1
            if match[0].split()[0] not in ("site", "berth", "static") or near:
                yield begin, end, 0.55, "address.home"
