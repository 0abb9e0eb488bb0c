"""What this machine remembers of a journal, outside of the store that holds it.

A chain shows whatever is changed inside it; that its end was cut off shows only to somebody who knows that
there was more. So every writer notes the last block it stored, and `verify` the last one it saw, in
``$SOURDINE_HOME/journals/`` (beside the keyset). Checkpoints in other hands do the same, for longer.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.journal.block import Head, digest
from sourdine.pipeline.keyset import keyset_path
from sourdine.pipeline.storage import is_s3

if TYPE_CHECKING:
    from sourdine.pipeline.storage import Storage


@dataclass(frozen=True, slots=True)
class Anchor:
    """The memory of one journal; ``path`` is a small file."""

    path: Path

    @classmethod
    def of(cls, where: str) -> Anchor:
        """For a destination as it is written on the command line."""
        place = where.rstrip("/") if is_s3(where) else str(Path(where).expanduser().resolve())
        name = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return cls(keyset_path().parent / "journals" / f"{name}.json")

    def seen(self) -> Head | None:
        """The last block that this machine knows of."""
        try:
            content = json.loads(self.path.read_bytes())
            return Head(str(content["journal"]), int(content["number"]), str(content["hash"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, head: Head) -> None:
        """Note a block; an earlier one of the same journal never takes a later one's place."""
        with self._locked():
            seen = self.seen()
            if seen is None or seen.journal != head.journal or seen.number < head.number:
                self._write(head)

    def replace(self, head: Head) -> None:
        """Note a block, whatever was seen before: what is gone was told in the journal itself."""
        with self._locked():
            self._write(head)

    def lost(self, seen: Head | None, head: Head, storage: Storage) -> int:
        """How many blocks are no longer there; ``seen`` is from before ``head``, the end, was looked for.

        0: none. They are forgotten by this: whoever asks writes it into the journal.
        """
        from sourdine.pipeline.journal.journal import block_key

        if seen is None or seen.number < 0:
            return 0
        if seen.journal == head.journal and seen.number <= head.number:
            data = storage.read(block_key(seen.number), 4 * 1024**2)
            if data is None or digest(data) == seen.hash:  # pruned, or as it was
                return 0
        self.replace(head)
        return seen.number + 1 if seen.journal != head.journal else max(1, seen.number - head.number)

    def _write(self, head: Head) -> None:
        part = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        try:
            part.write_text(json.dumps(asdict(head)), encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StopJob(
                f"no note of the journal can be kept ({type(error).__name__}): see SOURDINE_HOME"
            ) from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            stream = self.path.with_suffix(".lock").open("w")
        except OSError as error:
            raise StopJob(
                f"no note of the journal can be kept ({type(error).__name__}): see SOURDINE_HOME"
            ) from None
        with contextlib.closing(stream):
            fcntl.flock(stream, fcntl.LOCK_EX)  # released with the file
            yield
