"""What a bucket itself would do to what is published there: locks that forbid erasing, rules that delete.

A lifecycle rule knows neither holds nor restrictions nor tombstones, and writes nothing into the journal. It
is told before anything is published, and nothing is refused for it: a copy that is gone early is no leak.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sourdine.pipeline.catalogue import Catalogue, calls
from sourdine.pipeline.catalogue.rules import days_kept, rules_of
from sourdine.pipeline.errors import SourdineError
from sourdine.pipeline.storage import Storage, is_s3, open_storage

if TYPE_CHECKING:
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.storage.lifecycle import StoreRule, When

    Judge = Callable[[Iterable[StoreRule], int | None], Iterator["Concern"]]

_log = logging.getLogger(__name__)

UNREAD = "this identity may not read the bucket's lifecycle rules: whether they delete copies is unknown"
LOOK = "allow s3:GetLifecycleConfiguration, or look at the bucket's rules yourself"

_COPY = re.compile(r"[a-z2-7]{0,32}|[a-z2-7]{32}/.*")  # how keys of published calls may start
_MEMORY = ("tombstones/", "decisions/", "journal/")  # what must never go
_SEALED = ("sealed/", "keys/")  # of a vault
_AT_HAND = frozenset(
    ("STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR")
)
_ASLEEP = frozenset(("GLACIER", "DEEP_ARCHIVE"))
"""Classes whose objects are restored for hours before they can be read (Amazon S3 user guide)."""
_OFF = "take the rule off this prefix: `sourdine retention purge` deletes on time, with proof"
_AWAKE = "take the move off this prefix, or choose a class that is read at once"


@dataclass(frozen=True, slots=True)
class Concern:
    """What a rule would do. ``broken``: something that is relied on would not be kept."""

    text: str
    advice: str
    broken: bool = True


def concerns(rules: Iterable[StoreRule], kept: int | None) -> Iterator[Concern]:
    """What rules would do to copies that are kept for so many days, and to what must stay beside them."""
    for rule in rules:
        copies = _COPY.fullmatch(rule.below) is not None
        memory = [one for one in _MEMORY if _reaches(rule.below, one)]
        if rule.expires is not None and (copies or memory):
            yield Concern(_deletes(rule, copies, bool(memory), kept), _OFF)
        for name, at in rule.moves:
            if memory or (copies and _before(at, kept)):
                yield from _moved(rule, name, at, "played, verified or erased for free")


def vault_concerns(rules: Iterable[StoreRule]) -> Iterator[Concern]:
    """What rules would do to sealed originals and their keys, which stay until they are erased."""
    for rule in rules:
        if not any(_reaches(rule.below, one) for one in (*_SEALED, *_MEMORY)):
            continue
        if rule.expires is not None:
            text = f"{_called(rule)} deletes {_span(rule.expires)}: originals, their keys or the journal"
            yield Concern(f"{text} would be gone without an act of yours, held or not", _OFF)
        for name, at in rule.moves:
            yield from _moved(rule, name, at, "opened or wrapped anew")


def warn_of_stores(storage: Storage, settings: Settings, catalogue: Catalogue) -> None:
    """Say before anything is published what the stores will not let be erased, and what they will delete.

    Of the destination, and of the vault where originals go. Raises `StopJob` or `Retry`.
    """
    with catalogue.read() as con:
        rules = rules_of(con, settings.catalogue.tenant)
    kept = days_kept(rules, settings.consent.purpose, settings.retention_days)
    _warn("the destination's bucket", storage, concerns, kept)
    own = settings.originals
    if own.policy == "vault":
        for place in dict.fromkeys((own.vault, own.keys)):
            if place is not None and is_s3(place):
                _warn("the vault's bucket", open_storage(place), lambda rules, _: vault_concerns(rules), None)


def plan_concerns(catalogue: Catalogue, tenant: str) -> Iterator[tuple[str, str]]:
    """What buckets would do before retention does: (destination, what). One that is silent is told too."""
    kept: dict[str, int] = {}
    with catalogue.read() as con:
        its_rules = rules_of(con, tenant)
        for copy in calls.copies_in(con, tenant, ("published",)):
            span = (copy.retention_until - copy.created.date()).days
            days = days_kept(its_rules, copy.purpose, span)
            kept[copy.destination] = max(days, kept.get(copy.destination, 0))
    for place, days in kept.items():
        if not is_s3(place):
            continue
        try:
            rules = open_storage(place).lifecycle()
        except SourdineError as error:
            yield place, f"its lifecycle rules cannot be read: {error}"
            continue
        if rules is None:
            yield place, UNREAD
        for one in concerns(rules or (), days):
            yield place, one.text


def _warn(whose: str, storage: Storage, judge: Judge, kept: int | None) -> None:
    if (lock := storage.lock()) is not None:
        _log.warning("%s: %s: erasure will have to wait", whose, lock)
    rules = storage.lifecycle()
    if rules is None:
        _log.warning("%s: %s", whose, UNREAD)
    for one in judge(rules or (), kept):
        _log.warning("%s: %s: %s", whose, one.text, one.advice)


def _deletes(rule: StoreRule, copies: bool, memory: bool, kept: int | None) -> str:
    assert rule.expires is not None  # noqa: S101 - asked by the caller
    text = f"{_called(rule)} deletes {_span(rule.expires)}"
    if copies and _before(rule.expires, kept):
        until = "until something ends their time" if kept is None else f"for {kept:,} days"
        text += f", and copies are kept {until}: they would vanish without tombstone or journal entry"
    elif copies:
        text += ": not even a legal hold would keep a copy longer"
    if not memory:
        return text
    return text + ("; tombstones, decisions or the journal, which must stay, go too" if copies else _STAY)


_STAY = ": what must not come back, what was decided, or the proof of it would be forgotten"


def _moved(rule: StoreRule, name: str, at: When, never: str) -> Iterator[Concern]:
    text = f"{_called(rule)} moves {_span(at)} to {name}"
    if name in _ASLEEP:
        yield Concern(f"{text}: nothing there can be {never} before it was restored", _AWAKE)
    elif name not in _AT_HAND:
        yield Concern(f"{text}, a class of this store", "see that its objects are read at once", False)


def _before(at: When, kept: int | None) -> bool:
    """Whether a rule comes before the time of a copy is over. One with a date takes new copies at once."""
    return isinstance(at, date) or kept is None or at < kept


def _reaches(below: str, folder: str) -> bool:
    return below.startswith(folder) or folder.startswith(below)


def _called(rule: StoreRule) -> str:
    return f'its lifecycle rule "{rule.name}"'


def _span(at: When) -> str:
    return f"everything from {at} on" if isinstance(at, date) else f"what is {at:,} days old"
