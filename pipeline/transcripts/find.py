"""Which transcript belongs to which recording: one file, or a folder searched by the recording's name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.sources import Source
from sourdine.pipeline.transcripts.read import MAX_BYTES

ENDINGS = (".vcon.json", ".json", ".vcon", ".vtt", ".srt", ".txt")
"""What is looked at in a folder; the kind is told by the content."""


@dataclass(frozen=True, slots=True)
class TranscriptPlace:
    """Where transcripts are. ``shared``: digests of the stems that several recordings of the job have."""

    where: Path
    shared: frozenset[int] = field(default=frozenset(), repr=False)
    _listed: dict[Path, dict[str, list[Path]]] = field(default_factory=dict, repr=False, compare=False)

    def read(self, source: Source) -> bytes:
        """The bytes of a recording's transcript. Raises `Quarantine` where there is none, or not one only."""
        found = [self.where] if self.where.is_file() else self._beside(source)
        if len(found) != 1:
            raise Quarantine(
                Reason.TRANSCRIPT_MISSING,
                f"the folder of transcripts holds {'several' if found else 'none'} of this recording's name",
            )
        try:
            with found[0].open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except OSError:
            raise Quarantine(
                Reason.TRANSCRIPT_UNREADABLE, "the transcript cannot be read: check its rights"
            ) from None
        return data

    def _beside(self, source: Source) -> list[Path]:
        """Files of the recording's stem, or of its whole name and an ending, in the folder of the same path.

        ``2026/01/call.wav`` finds ``2026/01/call.json``, ``01/call.json`` or ``call.json``, in this order;
        the last one only if no other recording of the job has the same stem: it might be the other one's.
        """
        name = PurePosixPath(source.locator)
        folders = [part for part in name.parent.parts if part not in ("/", "..", "s3:")]
        for first in range(len(folders) + 1):
            inner = folders[first:]
            if not inner and _digest(name.stem) in self.shared:
                continue
            if found := self._named(self.where.joinpath(*inner), name):
                return found
        return []

    def _named(self, folder: Path, name: PurePosixPath) -> list[Path]:
        if folder not in self._listed:  # once for all recordings
            self._listed[folder] = _by_stem(folder)
        listed = self._listed[folder]
        return [*listed.get(name.stem, ()), *listed.get(name.name, ())]


def _by_stem(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    if not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        ending = next((one for one in ENDINGS if path.name.lower().endswith(one)), None)
        if ending is not None and path.is_file():
            found.setdefault(path.name[: -len(ending)], []).append(path)
    return found


def transcript_place(where: Path, sources: Iterable[Source]) -> TranscriptPlace:
    """Open ``--transcript`` for the recordings of a job. Raises `StopJob` where that cannot work.

    One file serves one recording; a folder any number of them.
    """
    stems = np.fromiter((_digest(PurePosixPath(source.locator).stem) for source in sources), np.uint64)
    if where.is_dir():
        found, counts = np.unique(stems, return_counts=True)
        return TranscriptPlace(where, frozenset(found[counts > 1].tolist()))
    if not where.is_file():
        raise StopJob("--transcript: there is no such file or folder")
    if len(stems) > 1:
        raise StopJob("--transcript names one file, and there are several recordings: name a folder")
    return TranscriptPlace(where)


def _digest(stem: str) -> int:
    """Eight bytes in the place of a name, for archives of millions; two that meet count as shared."""
    return int.from_bytes(hashlib.blake2b(stem.encode("utf-8", "surrogateescape"), digest_size=8).digest())
