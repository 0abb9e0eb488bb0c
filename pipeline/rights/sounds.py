"""Sound and texts of a call for the person who called: their own voice and words, nobody else's data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sourdine.pipeline.audio import decode, recoded
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.fetch import fetched
from sourdine.pipeline.mask import mask
from sourdine.pipeline.outputs.captions import captions_vtt
from sourdine.pipeline.outputs.transcript import SafeTurn, transcript_json
from sourdine.pipeline.published import PublishedCall
from sourdine.pipeline.records import RedactionPlan, Sound
from sourdine.pipeline.revise import effect_of
from sourdine.pipeline.rights.own import others, own_turns
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.sources import Source
from sourdine.pipeline.storage import is_s3
from sourdine.pipeline.storage.base import sha256_of

if TYPE_CHECKING:
    from sourdine.pipeline.settings import Settings
    from sourdine.pipeline.vault import Vault


@dataclass(frozen=True, slots=True)
class Original:
    """Where the original of a call is: at a place, or in a vault that may be opened for it."""

    locator: str | None = None
    vault: Vault | None = None


def own_files(call: PublishedCall, original: Original, settings: Settings, key: bytes) -> dict[str, bytes]:
    """By name: a copy of the original in which only what is not the caller's own is silent, and its texts.

    Raises `StopJob` or `Quarantine` where the original is not the one that the safe copy was made from, or
    cannot be read; then the safe copy is what there is.
    """
    manifest, turns = call.manifest, call.turns()
    rate = manifest.sound.rate
    silent = others(manifest.regions, turns, rate)
    sound = _sound(call, original, settings)
    plan = RedactionPlan(silent, (), rate, sound.format.frames, sound.format.channels)
    _, audio = recoded(mask(sound, plan, effect_of(manifest)), settings.audio)
    return {call.audio: audio, **_texts(own_turns(turns, silent, rate, key), manifest.language)}


def safe_files(call: PublishedCall) -> dict[str, bytes]:
    """By name: the safe copy as it is. Raises `FileNotFoundError` if it is gone."""
    return {call.audio: call.read(call.audio), **_texts(call.turns(), call.manifest.language)}


def _texts(turns: tuple[SafeTurn, ...], language: str) -> dict[str, bytes]:
    lines = (f"[{_clock(turn.start)}] {turn.speaker}: {turn.text}" for turn in turns)
    return {
        "transcript.json": json.dumps(transcript_json(turns, language), ensure_ascii=False).encode(),
        "transcript.vtt": captions_vtt(turns).encode(),
        "transcript.txt": "".join(f"{line}\n" for line in lines).encode(),
    }


def _sound(call: PublishedCall, original: Original, settings: Settings) -> Sound:
    with _at_hand(call.manifest.call, original, settings) as (path, name):
        with path.open("rb") as stream:
            if sha256_of(stream) != call.manifest.source.sha256:
                raise StopJob("the original is not the one that the copy was made from")
        sound = decode(path, settings.audio, name)
    made = call.manifest.sound
    if (sound.format.channels, sound.format.rate) != (made.channels, made.rate):
        raise StopJob("the original is of another format than its copy")
    return sound


@contextmanager
def _at_hand(call: str, original: Original, settings: Settings) -> Iterator[tuple[Path, str]]:
    """The original as a file, only while the block runs, and its name."""
    if original.locator is not None:
        kind: Literal["file", "object"] = "object" if is_s3(original.locator) else "file"
        source = Source(kind, original.locator, 0)
        with fetched(source, settings.audio.max_bytes) as path:
            yield path, source.name
        return
    if original.vault is None:
        raise StopJob("no original is at hand")
    with working_folder() as folder:
        path = folder / "recording"
        with path.open("wb") as stream:
            record = original.vault.write_clear(call, stream)
        yield path, f"recording{record.extension}"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
