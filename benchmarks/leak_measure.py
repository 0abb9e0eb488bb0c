"""What a plan leaves audible of a call whose words are known: pure arithmetic on times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourdine.models.synthetic.listing import words

#: A word counts as audible when more than this much of it is not covered.
AUDIBLE_S, AUDIBLE_SHARE = 0.060, 0.25
#: Entities that point at one person or open something by themselves.
DIRECT = words(
    "PERSON PHONE_NUMBER EMAIL_ADDRESS ADDRESS CREDIT_CARD CARD_CVV IBAN_CODE BANK_ACCOUNT NATIONAL_ID "
    "COMPANY_ID ACCOUNT_ID LICENSE_PLATE PASSWORD"
)
#: Words inside personal data that tell nothing alone: hearing only them is no leak.
_LINKS = words(
    "le la les de du des d'un et point arobase tiret underscore comme plus "
    "the of at dot dash hyphen for and in"
)

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class EntityLeak:
    """One mention of personal data and what of it can still be heard; times in seconds."""

    entity: str
    seconds: float
    audible_s: float
    covered: bool  # no word of it is audible
    touched: bool  # something of it is covered
    leaking: bool  # a digit, letter, name or the like is audible


@dataclass(frozen=True, slots=True)
class CallLeak:
    """What a call leaks, and how much that is nobody's was muted with it; times in seconds."""

    language: str
    entities: tuple[EntityLeak, ...]
    other_s: float
    other_muted_s: float

    @property
    def direct_left(self) -> bool:
        """Whether any direct identifier or secret can be heard."""
        return any(found.leaking and found.entity in DIRECT for found in self.entities)


def measure_call(truth: Mapping[str, Any], regions: Iterable[Mapping[str, Any]]) -> CallLeak:
    """Compare a call's truth (``*.truth.json``) with the regions of its manifest (in samples)."""
    rate = truth["rate"]
    muted: dict[int, list[Interval]] = {}
    for region in regions:
        span = (region["start"] / rate, region["end"] / rate)
        muted.setdefault(region["channel"], []).append(span)
    said = truth["words"]
    heard = [_audible(word, muted.get(word["channel"], [])) for word in said]
    entities = tuple(_entity(span, said, heard) for span in truth["personal"])
    personal = {at for span in truth["personal"] for at in span["words"]}
    others = [at for at in range(len(said)) if at not in personal]
    other_s = sum(_length(said[at]) for at in others)
    return CallLeak(truth["language"], entities, other_s, other_s - sum(heard[at] for at in others))


def _entity(span: Mapping[str, Any], said: Sequence[Mapping[str, Any]], heard: Sequence[float]) -> EntityLeak:
    mine = span["words"]
    audible = [at for at in mine if is_audible(heard[at], _length(said[at]))]
    seconds = sum(_length(said[at]) for at in mine)
    audible_s = sum(heard[at] for at in mine)
    return EntityLeak(
        entity=span["entity"],
        seconds=seconds,
        audible_s=audible_s,
        covered=not audible,
        touched=audible_s < seconds - 1e-6,
        leaking=any(said[at]["text"] not in _LINKS for at in audible),
    )


def is_audible(heard_s: float, length_s: float) -> bool:
    """Whether so much of a word of this length is enough to hear it."""
    return heard_s > AUDIBLE_S or heard_s > AUDIBLE_SHARE * length_s


def _audible(word: Mapping[str, Any], muted: Sequence[Interval]) -> float:
    """Seconds of a word outside the muted intervals, which may overlap."""
    audible, at = 0.0, word["start"]
    for start, end in sorted(muted):
        if start > at:
            audible += max(0.0, min(start, word["end"]) - at)
        at = max(at, end)
        if at >= word["end"]:
            break
    return float(audible + max(0.0, word["end"] - at))


def _length(word: Mapping[str, Any]) -> float:
    return float(word["end"] - word["start"])
