"""Which of the silenced moments of a call are the caller's own, and which are other people's (pure).

A copy for the caller may not tell them about others (art. 15(4) GDPR). What cannot be told for sure to be the
caller's own stays silent:

- on the caller's channel their own words stay; but of names only the first one that they give when they say
  who they are, because callers speak of wives, neighbours and colleagues
- on other channels only what repeats one of those values: the agent who reads a number back
- in a call on one channel, where nobody knows who speaks, everything stays silent
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord
from sourdine.pipeline.records import Region

CALLER = "customer"
_NAMED = ("name.cue", "name.expected")  # rules by which somebody gives a name when asked, or by themselves
_VALUE = re.compile(r"\[[A-Z][A-Z_]*?(_\d+|:[0-9a-f]{8,})\]")  # the same value the same text, in this call
_SEALED = re.compile(r"\[[A-Z0-9_]+=[A-Za-z0-9_=-]+\]")


def others(regions: Sequence[Region], turns: Sequence[SafeTurn], rate: int) -> tuple[Region, ...]:
    """The regions that stay silent in the caller's copy. ``rate``: samples a second."""
    channels = {turn.channel for turn in turns if turn.speaker == CALLER}
    channels -= {turn.channel for turn in turns if turn.speaker != CALLER}
    if not channels:
        return tuple(regions)
    values = {one: frozenset(_values(one, turns, rate)) for one in regions}
    own = _own_values(regions, values, channels)
    return tuple(one for one in regions if not _is_own(one, values[one], own, channels))


def own_turns(
    turns: Sequence[SafeTurn], silent: Sequence[Region], rate: int, key: bytes
) -> tuple[SafeTurn, ...]:
    """The transcript with the caller's own values readable where they were kept encrypted."""
    return tuple(
        replace(turn, words=tuple(_readable(word, silent, rate, key) for word in turn.words))
        for turn in turns
    )


def _readable(word: SafeWord, silent: Sequence[Region], rate: int, key: bytes) -> SafeWord:
    if not word.redacted or not _SEALED.fullmatch(word.text) or _under(word, silent, rate):
        return word
    from sourdine.pipeline.wording import reveal

    try:
        return replace(word, text=reveal(word.text, key), redacted=False)
    except ValueError:  # of another keyset
        return word


def _own_values(
    regions: Sequence[Region], values: dict[Region, frozenset[str]], channels: set[int]
) -> set[str]:
    mine = [one for one in sorted(regions, key=lambda one: one.start) if one.channel in channels]
    own = {value for one in mine if one.entity != "PERSON" for value in values[one]}
    first = next((one for one in mine if one.entity == "PERSON" and values[one]), None)
    if first is not None and first.rule in _NAMED and len(values[first]) == 1:
        own |= values[first]
    return own


def _is_own(one: Region, values: frozenset[str], own: set[str], channels: set[int]) -> bool:
    if one.channel in channels and one.entity != "PERSON":
        return True
    return bool(values) and values <= own


def _values(region: Region, turns: Sequence[SafeTurn], rate: int) -> Iterator[str]:
    for turn in turns:
        if turn.channel == region.channel:
            for word in turn.words:
                if word.redacted and _VALUE.fullmatch(word.text) and _under(word, [region], rate):
                    yield word.text


def _under(word: SafeWord, regions: Sequence[Region], rate: int) -> bool:
    return any(
        one.channel == word.channel and word.start * rate < one.end and word.end * rate > one.start
        for one in regions
    )
