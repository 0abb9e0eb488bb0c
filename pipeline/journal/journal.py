"""Writing to the journal: the next block goes where no block is, by one conditional write.

That write is the lock: of any number of writers, in threads, processes or on several machines, one gets the
number, and the others put their acts into the next block. Threads of one process that write at the same time
share a block. An act that `Journal.write` returned from is stored.
"""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence

from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.journal.acts import Act, actor
from sourdine.pipeline.journal.anchor import Anchor
from sourdine.pipeline.journal.block import START, Block, Head, digest, read_block, seal
from sourdine.pipeline.journal.keys import SigningKey, signing_key
from sourdine.pipeline.journal.pruned import latest_pruning
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.storage import Content, Storage, open_storage

FOLDER = "journal"
_MOST = 500  # acts in a block
_LIMIT = 4 * 1024**2  # bytes of a block
_TRIES = 400  # meetings with another writer


class Journal:
    """The journal of one store. Safe to use from several threads."""

    def __init__(self, storage: Storage, key: SigningKey, anchor: Anchor) -> None:
        self.storage, self.key, self.anchor = storage, key, anchor
        self._head: Head | None = None
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()

    def write(self, act: Act) -> None:
        """Store an act. Raises `StopJob` or `Retry`; then it is not known to be stored."""
        self.write_all([act])

    def write_all(self, acts: Sequence[Act]) -> None:
        """Store acts in order, in as few blocks as possible."""
        if not acts:
            return
        mine = _Waiting(tuple(acts))
        self._waiting.append(mine)
        with self._lock:
            if mine.stored:
                return
            batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
            try:
                self._append([act for one in batch for act in one.acts])
            except BaseException:
                self._waiting.extend(one for one in batch if one is not mine)  # they try for themselves
                raise
            for one in batch:
                one.stored = True

    def head(self) -> Head | None:
        """The last block there is now; None without any."""
        start = self._start()
        head = _walk(self.storage, start, self.key) if start else None
        return head if head and head.number >= 0 else None

    def blocks(self, first: int = 0) -> Iterator[tuple[int, bytes]]:
        """Number and bytes of every block from ``first`` on that the store lists, in order."""
        for stored in self.storage.list(f"{FOLDER}/blocks/"):
            number = block_number(stored.key)
            if number is not None and number >= first:
                yield number, self.storage.read(stored.key, _LIMIT) or b""

    def acts(self) -> Iterator[tuple[Block, Act]]:
        """Every act that was not pruned, in order. Raises `StopJob` where a block cannot be believed."""
        for number, data in self.blocks():
            block = self._read(number, data)
            for act in block.acts:
                yield block, act

    def _append(self, acts: Sequence[Act]) -> None:
        head = self._head or self._find()
        for first in range(0, len(acts), _MOST):
            head = self._add(head, acts[first : first + _MOST])
            self._head = head
        self.anchor.remember(head)

    def _add(self, head: Head, acts: Sequence[Act]) -> Head:
        for attempt in range(_TRIES):
            data = seal(head, acts, self.key)
            key = block_key(head.number + 1)
            if self.storage.put_if_absent(key, Content.of(data, "application/json")):
                return Head(head.journal, head.number + 1, digest(data))
            self._head = head = self._read(head.number + 1, self.storage.read(key, _LIMIT) or b"").head
            if attempt > 1:
                time.sleep(random.uniform(0, min(0.01 * attempt, 0.3)))
        raise Retry("the journal has too many writers at once")

    def _read(self, number: int, data: bytes) -> Block:
        try:
            block = read_block(data, self.key.verifying)
        except ValueError as error:
            raise StopJob(f"journal: block {number}: {error}; see `sourdine journal verify`") from None
        if block.number != number:
            raise StopJob(f"journal: block {number} is another one; see `sourdine journal verify`")
        return block

    def _find(self) -> Head:
        """Where the chain ends, begun anew or told as cut back where that is so."""
        seen = self.anchor.seen()  # before looking, or blocks that come meanwhile would seem lost
        start = self._start() or Head(str(uuid.uuid4()), -1, START)
        head = _walk(self.storage, start, self.key)
        lost = self.anchor.lost(seen, head, self.storage)
        if lost:
            head = self._add(head, [Act(actor(), "journal.cut-back", outcome="found", count=lost)])
        return head

    def _start(self) -> Head | None:
        """A link of the chain that is believed and there: what this machine saw last, or the first one."""
        seen = self.anchor.seen()
        if seen and seen.number >= 0:
            data = self.storage.read(block_key(seen.number), _LIMIT)
            if data is not None and digest(data) == seen.hash:
                return seen
        pruned = latest_pruning(self.storage, self.key.verifying)
        if pruned is not None:
            return pruned.head
        data = self.storage.read(block_key(0), _LIMIT)
        return None if data is None else Head(self._read(0, data).journal, -1, START)


class _Waiting:
    """Acts of one thread, until they are stored."""

    def __init__(self, acts: tuple[Act, ...]) -> None:
        self.acts, self.stored = acts, False


class Buffer:
    """Acts of a busy single writer, stored together: some hundred at once, or what came in some seconds."""

    def __init__(self, journal: Journal, most: int = 200, seconds: float = 2.0) -> None:
        self._journal, self._most, self._seconds = journal, most, seconds
        self._acts: list[Act] = []
        self._since = time.monotonic()

    def add(self, act: Act) -> None:
        """Keep it, or store it with the others."""
        self._acts.append(act)
        self.look()

    def look(self) -> None:
        """Store what has waited long enough."""
        if len(self._acts) >= self._most or time.monotonic() - self._since >= self._seconds:
            self.flush()

    def flush(self) -> None:
        """Store everything."""
        acts, self._acts, self._since = self._acts, [], time.monotonic()
        self._journal.write_all(acts)


def open_journal(where: str, keys: Keyset, storage: Storage | None = None) -> Journal:
    """The journal of a destination (a folder or ``s3://bucket/prefix``). Raises `StopJob`."""
    return Journal(storage or open_storage(where), signing_key(keys), Anchor.of(where))


def block_key(number: int) -> str:
    """Where a block is; names sort by number."""
    return f"{FOLDER}/blocks/{number:012}.json"


def block_number(key: str) -> int | None:
    """The number in such a name; None for any other name."""
    name = key.removeprefix(f"{FOLDER}/blocks/").removesuffix(".json")
    return int(name) if name.isdecimal() and block_key(int(name)) == key else None


def _walk(storage: Storage, start: Head, key: SigningKey) -> Head:
    """The last block after ``start``: in doubling steps, then by halves, so that no listing is needed."""
    low, step = start.number, 1
    while storage.head(block_key(low + step)) is not None:
        low, step = low + step, step * 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        if storage.head(block_key(middle)) is not None:
            low = middle
        else:
            high = middle
    if low == start.number:
        return start
    data = storage.read(block_key(low), _LIMIT) or b""
    try:
        block = read_block(data, key.verifying)
    except ValueError as error:
        raise StopJob(f"journal: block {low}: {error}; see `sourdine journal verify`") from None
    if block.journal != start.journal or block.number != low:
        raise StopJob(f"journal: block {low} belongs elsewhere; see `sourdine journal verify`")
    return block.head
