"""A published call, read through its newest manifest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from sourdine.pipeline.audio import decode
from sourdine.pipeline.manifest import Manifest, facts, read_manifest
from sourdine.pipeline.media.kinds import raw_text
from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord
from sourdine.pipeline.publish import read_published
from sourdine.pipeline.records import Sound
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.settings import AudioLimits
from sourdine.pipeline.storage import Storage

_LIMITS = AudioLimits(max_bytes=1 << 40, max_seconds=1e9, max_channels=1 << 10, min_rate=1, max_rate=1 << 20)
_LONGEST_TEXT = 256 * 1024**2  # bytes


@dataclass(frozen=True)
class PublishedCall:
    """The newest version of a safe copy. Everything raises `FileNotFoundError` once it is withdrawn."""

    storage: Storage
    manifest: Manifest
    digest: str  # SHA-256 of the manifest itself

    @property
    def audio(self) -> str:
        """The name of the sound: "audio.wav"."""
        return f"audio{self.manifest.sound.extension}"

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Where each artefact is in the store, by its plain name."""
        names = self.manifest.artefacts
        return {PurePosixPath(name).name: f"{self.manifest.call}/{name}" for name in names}

    def read(self, name: str) -> bytes:
        """An artefact that fits into memory."""
        data = self.storage.read(self.keys[name], _LONGEST_TEXT) if name in self.keys else None
        if data is None:
            raise FileNotFoundError("not published, or withdrawn")
        return data

    def json(self, name: str) -> Any:
        """An artefact in JSON. Raises `ValueError` where it is none."""
        return json.loads(self.read(name))

    def sound(self) -> Sound:
        """The safe sound. Raises `Quarantine` where it cannot be decoded."""
        with working_folder() as folder:
            path = folder / self.audio
            with self.storage.open(self.keys[self.audio]) as stream, path.open("wb") as target:
                shutil.copyfileobj(stream, target, 1 << 20)
            return decode(path, replace(_LIMITS, raw=raw_text(self.manifest.sound)))

    def turns(self) -> tuple[SafeTurn, ...]:
        """The transcript. Raises `ValueError` where it is none."""
        try:
            return tuple(_turn(one) for one in self.json("transcript.json")["turns"])
        except (KeyError, TypeError):
            raise ValueError("the transcript cannot be read") from None


def open_published(storage: Storage, call_id: str) -> PublishedCall | None:
    """The newest version of a call; None if it is not published. Raises `ValueError` for a bad manifest."""
    data = read_published(storage, call_id)
    if data is None:
        return None
    return PublishedCall(storage, read_manifest(data), facts(data).sha256)


def _turn(one: Mapping[str, Any]) -> SafeTurn:
    channel = int(one["channel"])
    words = tuple(
        SafeWord(str(word["text"]), float(word["start"]), float(word["end"]), channel, bool(word["redacted"]))
        for word in one["words"]
    )
    return SafeTurn(str(one["speaker"]), channel, words)
