"""A demo call before and after: what the page, the pictures and the terminal show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sourdine.pipeline.audio import decode
from sourdine.pipeline.manifest import Manifest, read_manifest
from sourdine.pipeline.publish import MANIFEST
from sourdine.pipeline.records import Region, Sound
from sourdine.pipeline.settings import AudioLimits

_TOGETHER = 0.5  # seconds: personal data with less between is told as one moment


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of the call in which personal data of one kind is muted, on whichever channels. Seconds."""

    entity: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class ShownCall:
    """One call: the synthetic original, and the safe copy as it was published."""

    name: str
    folder: Path  # of the published call
    audio: str  # file name of the safe copy in it
    manifest: Manifest
    turns: tuple[dict[str, Any], ...]  # as in transcript.json
    before: Sound
    after: Sound

    @property
    def seconds(self) -> float:
        """Length of the call."""
        return self.before.format.frames / self.before.format.rate

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What was muted when, in order of time."""
        return moments(self.manifest.regions, self.before.format.rate)


def shown_call(original: Path, folder: Path) -> ShownCall:
    """Read a call that was published into ``folder``. Raises `OSError` or `ValueError` if it is not whole."""
    manifest = read_manifest((folder / MANIFEST).read_bytes())
    files = {PurePosixPath(name).name: name for name in manifest.artefacts}
    audio = files[f"audio{manifest.sound.extension}"]
    transcript = json.loads((folder / files["transcript.json"]).read_text("utf-8"))
    limits = AudioLimits()
    return ShownCall(
        name=original.stem,
        folder=folder,
        audio=audio,
        manifest=manifest,
        turns=tuple(transcript["turns"]),
        before=decode(original, limits),
        after=decode(folder / audio, limits),
    )


def moments(regions: Iterable[Region], rate: int) -> tuple[Moment, ...]:
    """Regions of all channels, joined where the same kind of data goes on."""
    joined: list[Moment] = []
    for one in sorted(regions, key=lambda one: (one.entity, one.start)):
        start, end = one.start / rate, one.end / rate
        last = joined[-1] if joined else None
        if last is not None and last.entity == one.entity and start - last.end < _TOGETHER:
            joined[-1] = Moment(last.entity, last.start, max(last.end, end))
        else:
            joined.append(Moment(one.entity, start, end))
    return tuple(sorted(joined, key=lambda one: one.start))
