"""Forgetting the oldest acts without breaking the proof of the others.

Access logs may be kept for some months only (CNIL: six to twelve). Blocks leave from the beginning of the
chain, and a signed statement takes their place: how many acts they held, until when, and the hash that the
next block follows. The statement is written before anything is deleted, so a pruning that was interrupted
is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourdine.pipeline.journal.acts import Act, actor
from sourdine.pipeline.journal.block import Head, opened, signed
from sourdine.pipeline.journal.keys import VerifyingKey
from sourdine.pipeline.storage import Content, Storage

if TYPE_CHECKING:
    from sourdine.pipeline.journal.journal import Journal

PRUNED = "journal/pruned/"
_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is no longer there: every block up to and with ``head``, and ``acts`` in them all together."""

    head: Head
    acts: int
    before: datetime
    when: datetime

    def to_bytes(self, journal: Journal) -> bytes:
        """As stored, signed."""
        content = {
            "pruned": 1,
            "journal": self.head.journal,
            "block": self.head.number,
            "hash": self.head.hash,
            "acts": self.acts,
            "before": self.before.isoformat(),
            "when": self.when.isoformat(),
        }
        return signed(content, journal.key)


def read_pruning(data: bytes, key: VerifyingKey) -> Pruning:
    """Parse a statement and check its signature. Raises `ValueError`."""
    match opened(data, key):
        case {
            "pruned": 1,
            "journal": str(journal),
            "block": int(number),
            "hash": str(hashed),
            "acts": int(acts),
            "before": str(before),
            "when": str(when),
        }:
            times = datetime.fromisoformat(before), datetime.fromisoformat(when)
            return Pruning(Head(journal, number, hashed), acts, *times)
        case _:
            raise ValueError("not a statement of a pruning")


def prunings(storage: Storage, key: VerifyingKey) -> list[Pruning | ValueError]:
    """Every statement, oldest first; what is wrong with one that cannot be believed stands in its place."""
    found: list[Pruning | ValueError] = []
    for stored in sorted(storage.list(PRUNED), key=lambda one: one.key):
        try:
            found.append(read_pruning(storage.read(stored.key, _LIMIT) or b"", key))
        except ValueError as error:
            found.append(error)
    return found


def latest_pruning(storage: Storage, key: VerifyingKey) -> Pruning | None:
    """The last statement that can be believed."""
    good = [one for one in prunings(storage, key) if isinstance(one, Pruning)]
    return max(good, key=lambda one: one.head.number, default=None)


def prune(journal: Journal, before: datetime) -> int:
    """Remove the blocks at the beginning whose acts are all older than ``before``; gives how many acts.

    The last block always stays. Raises `StopJob`, also where a block cannot be believed.
    """
    earlier = latest_pruning(journal.storage, journal.key.verifying)
    blocks: dict[int, tuple[Head, int]] = {}
    block = None
    for block, act in journal.acts():
        if act.when >= before:
            break
        head, count = blocks.get(block.number, (block.head, 0))
        blocks[block.number] = head, count + 1
    if block is not None:  # the one with a newer act, or the last one
        blocks.pop(block.number, None)
    acts = sum(count for number, (_, count) in blocks.items() if not earlier or number > earlier.head.number)
    if acts:
        head = blocks[max(blocks)][0]
        total = acts + (earlier.acts if earlier else 0)
        journal.write(Act(actor(), "journal.prune", why="retention", count=acts))
        made = Pruning(head, total, before, datetime.now(UTC)).to_bytes(journal)
        journal.storage.put_if_absent(f"{PRUNED}{head.number:012}.json", Content.of(made, "application/json"))
        earlier = latest_pruning(journal.storage, journal.key.verifying)
    if earlier is not None:
        for digits in prefixes(earlier.head.number):
            journal.storage.erase(f"journal/blocks/{digits}")  # every version, where a bucket keeps them
    return acts


def prefixes(last: int) -> Iterator[str]:
    """How the names of the blocks 0 to ``last`` begin, and of no others: few, so that few requests do."""
    digits = f"{last + 1:012}"
    for at, digit in enumerate(digits):
        for lower in range(int(digit)):
            yield f"{digits[:at]}{lower}"
