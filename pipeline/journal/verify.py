"""Is the journal what it was? Reading all of it, with nothing but the public key.

| what was done to it | what shows it |
|---|---|
| an act or anything else edited, added, taken out | the block's signature, and its bytes' canonical form |
| a block taken out, put in, moved, or of another journal | its number, and the hash of the one before |
| the end cut off | what this machine remembers, and every checkpoint in other hands |
| the beginning cut off | no signed statement of a pruning stands in its place |
| all of it written anew | as the end cut off: nobody can do it without the keyset, but who has that can |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourdine.pipeline.journal.block import START, Block, Head, opened, read_block, signed
from sourdine.pipeline.journal.keys import VerifyingKey
from sourdine.pipeline.journal.pruned import PRUNED, Pruning, prunings
from sourdine.pipeline.storage import Content, Storage

if TYPE_CHECKING:
    from sourdine.pipeline.journal.journal import Journal

CHECKPOINTS = "journal/checkpoints/"
_LIMIT = 64 * 1024


@dataclass(slots=True)
class Verified:
    """What was found. ``problems`` have no personal data in them."""

    blocks: int = 0
    acts: int = 0
    pruned: int = 0  # acts
    checkpoints: int = 0
    head: Head | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed word that the journal had this block at its end at that time."""

    head: Head
    when: datetime


def checkpoint(journal: Journal) -> bytes | None:
    """Sign what the end of the journal is now, store it, and give it; None for an empty journal."""
    head = journal.head()
    if head is None:
        return None
    data = signed(
        {
            "checkpoint": 1,
            "journal": head.journal,
            "block": head.number,
            "hash": head.hash,
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "key": journal.key.verifying.name,
        },
        journal.key,
    )
    journal.storage.put_if_absent(
        f"{CHECKPOINTS}{head.number:012}.json", Content.of(data, "application/json")
    )
    return data


def read_checkpoint(data: bytes, key: VerifyingKey) -> Checkpoint:
    """Parse a checkpoint and check its signature. Raises `ValueError`."""
    match opened(data.strip(), key):
        case {
            "checkpoint": 1,
            "journal": str(journal),
            "block": int(number),
            "hash": str(hashed),
            "when": str(when),
        }:
            return Checkpoint(Head(journal, number, hashed), datetime.fromisoformat(when))
        case _:
            raise ValueError("not a checkpoint")


def verify(
    storage: Storage, key: VerifyingKey, seen: Head | None = None, given: Sequence[bytes] = ()
) -> Verified:
    """Check the journal of a store. ``seen``: what this machine remembers; ``given``: checkpoints."""
    found = Verified()
    start = _start(storage, key, found)
    known = list(_known(storage, key, given, found))
    if seen is not None:
        known.append(("this machine", seen))
    hashes: dict[int, list[tuple[str, Head]]] = {}
    for who, head in known:
        hashes.setdefault(head.number, []).append((who, head))
    if start is not None:
        _compare(start, hashes, found)
    _chain(storage, key, start, hashes, found)
    last = found.head.number if found.head else -1
    first = start.number if start else 0
    for who, head in known:
        if head.number > last:
            found.problems.append(f"cut off: {who} knows of block {head.number}, the last one here is {last}")
        elif start and head.journal != start.journal and head.number < first:
            found.problems.append(f"{who} knows of another journal")
    return found


def _start(storage: Storage, key: VerifyingKey, found: Verified) -> Head | None:
    """Where the chain begins: after what was pruned, or None for the very beginning."""
    good: list[Pruning] = []
    for one in prunings(storage, key):
        if isinstance(one, Pruning):
            good.append(one)
        else:
            found.problems.append(f"a statement of a pruning: {one}")
    last = max(good, key=lambda one: one.head.number, default=None)
    if last is None:
        return None
    found.pruned = last.acts
    return last.head


def _known(
    storage: Storage, key: VerifyingKey, given: Sequence[bytes], found: Verified
) -> Iterator[tuple[str, Head]]:
    stored = (storage.read(one.key, _LIMIT) or b"" for one in storage.list(CHECKPOINTS))
    for who, pieces in (("a checkpoint here", stored), ("a checkpoint that was given", iter(given))):
        for data in pieces:
            try:
                head = read_checkpoint(data, key).head
            except ValueError as error:
                found.problems.append(f"{who}: {error}")
                continue
            found.checkpoints += 1
            yield who, head


def _chain(
    storage: Storage,
    key: VerifyingKey,
    start: Head | None,
    known: dict[int, list[tuple[str, Head]]],
    found: Verified,
) -> None:
    from sourdine.pipeline.journal.journal import block_key, block_number

    before = start
    for stored in storage.list("journal/"):
        if stored.key.startswith((PRUNED, CHECKPOINTS)):
            continue
        number = block_number(stored.key)
        if number is None:
            found.problems.append("an object that is no block of the journal")
            continue
        if start is not None and number <= start.number:  # a pruning that did not get to its end
            continue
        try:
            block = read_block(storage.read(block_key(number), 4 * 1024**2) or b"", key)
        except ValueError as error:
            found.problems.append(f"block {number}: {error}")
            before, found.head = None, Head("", number, "")
            continue
        found.problems.extend(_links(number, block, before, found.head))
        found.blocks += 1
        found.acts += len(block.acts)
        _compare(block.head, known, found)
        for act in block.acts:
            if act.what == "journal.cut-back":
                found.problems.append(f"block {number} tells that {act.count} blocks were cut off before it")
        found.head = before = block.head


def _links(number: int, block: Block, before: Head | None, last: Head | None) -> Iterator[str]:
    expected = 0 if last is None and before is None else (before or last or block.head).number + 1
    if block.number != number:
        yield f"block {number}: another block, {block.number}, lies in its place"
    if number != expected:
        yield f"block {number}: {number - expected} before it are missing"
    elif before is None and number == 0:
        if block.previous != START:
            yield "block 0: it does not begin a journal"
    elif before is not None and (block.previous, block.journal) != (before.hash, before.journal):
        yield f"block {number}: it does not follow the block before it"


def _compare(head: Head, known: dict[int, list[tuple[str, Head]]], found: Verified) -> None:
    for who, one in known.get(head.number, ()):
        if one != head:
            found.problems.append(f"block {head.number} is not the one that {who} knows of")
