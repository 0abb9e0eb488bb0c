"""Published calls looked at again: is everything there, unchanged, and silent where the manifest says so?

Without the original and without a recogniser, so it can run over a whole archive at any time. Problems are
told in words without personal data; objects that are not ours are passed over, whatever they are called.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path, PurePosixPath

from sourdine.pipeline.audio import decode
from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.manifest import Manifest, read_manifest
from sourdine.pipeline.mask import stretches
from sourdine.pipeline.media.kinds import raw_text
from sourdine.pipeline.publish import MANIFEST, read_published
from sourdine.pipeline.records import Sound
from sourdine.pipeline.settings import AudioLimits
from sourdine.pipeline.storage import Storage
from sourdine.pipeline.structure import is_quiet

ARTEFACTS = ("transcript.json", "transcript.vtt", "call.vcon.json", "peaks.json")
"""What every published call has beside its sound."""

_CALL = re.compile(r"[a-z2-7]{32}")  # what `sources.call_id` gives
_LIMITS = AudioLimits(max_bytes=1 << 40, max_seconds=1e9, max_channels=1 << 10, min_rate=1, max_rate=1 << 20)
_LONGEST_TRANSCRIPT = 256 * 1024**2  # bytes


def recheck(storage: Storage) -> Iterator[tuple[str, list[str]]]:
    """Every call id in the store with what is wrong about it, streaming; usually nothing."""
    for call_id, objects in groupby(storage.list(), key=lambda stored: stored.key.partition("/")[0]):
        if _CALL.fullmatch(call_id):
            names = {stored.key.partition("/")[2] for stored in objects}
            yield call_id, list(problems(storage, call_id, names))


def problems(storage: Storage, call_id: str, names: set[str]) -> Iterator[str]:
    """What is wrong about one call, ``names`` being the objects in its folder."""
    if MANIFEST not in names:
        yield f"leftovers without a manifest ({len(names)}): an unfinished run, redact again to complete it"
        return
    try:
        manifest = read_manifest(read_published(storage, call_id) or b"")
    except ValueError as error:
        yield str(error)
        return
    if manifest.call != call_id:
        yield "the manifest belongs to another call"
    if not manifest.verdict.clean:
        yield "published although the verdict was not clean"
    if strange := names - set(manifest.artefacts) - {MANIFEST}:
        yield f"leftovers that the manifest does not name ({len(strange)})"
    wrong = list(_wrong_bytes(storage, manifest))
    yield from wrong
    if not wrong:
        yield from _wrong_content(storage, manifest)


def _wrong_bytes(storage: Storage, manifest: Manifest) -> Iterator[str]:
    found = {PurePosixPath(name).name for name in manifest.artefacts}
    for name in (_audio(manifest), *ARTEFACTS):
        if name not in found:
            yield f"the manifest names no {name}"
    for name, facts in manifest.artefacts.items():
        digest = storage.digest(f"{manifest.call}/{name}")
        if digest is None:
            yield f"{PurePosixPath(name).name} is missing"
        elif digest != facts.sha256:
            yield f"{PurePosixPath(name).name} was changed: its hash is another one"


def _wrong_content(storage: Storage, manifest: Manifest) -> Iterator[str]:
    keys = {PurePosixPath(name).name: f"{manifest.call}/{name}" for name in manifest.artefacts}
    audio = _audio(manifest)
    try:
        sound = _sound(storage, keys[audio], audio, raw_text(manifest.sound))
    except Quarantine as error:
        yield f"{audio}: {error.message}"
    else:
        yield from _wrong_sound(sound, manifest)
    yield from _wrong_text(storage.read(keys["transcript.json"], _LONGEST_TRANSCRIPT) or b"", manifest)


def _audio(manifest: Manifest) -> str:
    return f"audio{manifest.sound.extension}"


def _sound(storage: Storage, key: str, name: str, raw: str | None) -> Sound:
    with tempfile.TemporaryDirectory(prefix="sourdine-") as folder:
        path = Path(folder) / name
        with storage.open(key) as stream, path.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
        return decode(path, replace(_LIMITS, raw=raw))


def _wrong_sound(sound: Sound, manifest: Manifest) -> Iterator[str]:
    if sound.format != manifest.sound:
        yield "the sound is of another format or length than the manifest says"
        return
    if any(one.channel >= sound.format.channels or one.end > sound.format.frames for one in manifest.regions):
        yield "a region lies outside the sound"
        return
    rate = sound.format.rate
    for channel, start, end in stretches(manifest.regions):
        if not is_quiet(sound, channel, start, end):
            yield f"not silent: channel {channel + 1}, {start / rate:.2f} to {end / rate:.2f} s"


def _wrong_text(data: bytes, manifest: Manifest) -> Iterator[str]:
    """A word that is shown although the plan silenced it."""
    try:
        turns = json.loads(data)["turns"]
        words = [(turn["channel"], word) for turn in turns for word in turn["words"]]
        shown = [(channel, word["start"], word["end"]) for channel, word in words if not word["redacted"]]
    except (ValueError, KeyError, TypeError):
        yield "transcript.json cannot be read"
        return
    rate = manifest.sound.rate
    silent = [(channel, start / rate, end / rate) for channel, start, end in stretches(manifest.regions)]
    for channel, start, end in shown:
        covered = sum(
            max(0.0, min(end, last) - max(start, first)) for one, first, last in silent if one == channel
        )
        if covered > (end - start) / 2 + 0.001:  # times are written to the millisecond
            yield f"transcript.json shows a silenced word: channel {channel + 1}, {start:.2f} s"
