"""Published calls looked at again: is everything there, unchanged, and silent where the manifest says so?

Without the original and without a recogniser, so it can run over a whole archive at any time. Problems are
told in words without personal data; objects that are not ours are passed over, whatever they are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.manifest import Manifest, facts, read_manifest
from sourdine.pipeline.mask import stretches
from sourdine.pipeline.outputs.transcript import SafeTurn
from sourdine.pipeline.publish import MANIFEST, manifest_key, manifest_number, read_version
from sourdine.pipeline.published import PublishedCall
from sourdine.pipeline.records import Sound
from sourdine.pipeline.storage import Storage
from sourdine.pipeline.structure import is_quiet

ARTEFACTS = ("transcript.json", "transcript.vtt", "call.vcon.json", "peaks.json")
"""What every published call has beside its sound."""

_BACK = "it must not be here any more: run `sourdine retention purge`"
_CALL = re.compile(r"[a-z2-7]{32}")  # what `sources.call_id` gives


def recheck(storage: Storage) -> Iterator[tuple[str, list[str]]]:
    """Every call id in the store with what is wrong about it, streaming; usually nothing."""
    buried = {stored.key.rpartition("/")[2].removesuffix(".json") for stored in storage.list("tombstones/")}
    for call_id, objects in groupby(storage.list(), key=lambda stored: stored.key.partition("/")[0]):
        if _CALL.fullmatch(call_id):
            names = {stored.key.partition("/")[2] for stored in objects}
            back = [_BACK] if call_id in buried else []
            yield call_id, [*back, *problems(storage, call_id, names)]


def problems(storage: Storage, call_id: str, names: set[str]) -> Iterator[str]:
    """What is wrong about one call, ``names`` being the objects in its folder."""
    if MANIFEST not in names:
        yield f"leftovers without a manifest ({len(names)}): an unfinished run, redact again to complete it"
        return
    manifests = {number: name for name in names if (number := manifest_number(name))}
    newest = max(manifests)
    try:
        data = read_version(storage, call_id, newest) or b""
        call = PublishedCall(storage, read_manifest(data), facts(data).sha256)
    except ValueError as error:
        yield str(error)
        return
    manifest = call.manifest
    if manifest.call != call_id:
        yield "the manifest belongs to another call"
        return
    if not manifest.verdict.clean:
        yield "published although the verdict was not clean"
    yield from _wrong_history(storage, manifest, newest)
    if strange := names - set(manifest.artefacts) - set(manifests.values()):
        yield f"leftovers that the manifest does not name ({len(strange)})"
    wrong = list(_wrong_bytes(storage, call))
    yield from wrong
    if not wrong:
        yield from _wrong_content(call)


def _wrong_history(storage: Storage, manifest: Manifest, newest: int) -> Iterator[str]:
    if manifest.revision != newest:
        yield "the manifest belongs to another version"
    elif newest > 1 and storage.digest(manifest_key(manifest.call, newest - 1)) != manifest.replaces:
        yield "the manifest of the version before is missing or was changed"


def _wrong_bytes(storage: Storage, call: PublishedCall) -> Iterator[str]:
    for name in (call.audio, *ARTEFACTS):
        if name not in call.keys:
            yield f"the manifest names no {name}"
    for name, expected in call.manifest.artefacts.items():
        digest = storage.digest(f"{call.manifest.call}/{name}")
        if digest is None:
            yield f"{PurePosixPath(name).name} is missing"
        elif digest != expected.sha256:
            yield f"{PurePosixPath(name).name} was changed: its hash is another one"


def _wrong_content(call: PublishedCall) -> Iterator[str]:
    try:
        sound = call.sound()
    except Quarantine as error:
        yield f"{call.audio}: {error.message}"
    else:
        yield from _wrong_sound(sound, call.manifest)
    try:
        turns = call.turns()
    except ValueError:
        yield "transcript.json cannot be read"
    else:
        yield from _wrong_text(turns, call.manifest)


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


def _wrong_text(turns: Sequence[SafeTurn], manifest: Manifest) -> Iterator[str]:
    """A word that is shown although the plan silenced it."""
    shown = [word for turn in turns for word in turn.words if not word.redacted]
    rate = manifest.sound.rate
    silent = [(channel, start / rate, end / rate) for channel, start, end in stretches(manifest.regions)]
    for word in shown:
        covered = sum(
            max(0.0, min(word.end, last) - max(word.start, first))
            for channel, first, last in silent
            if channel == word.channel
        )
        if covered > (word.end - word.start) / 2 + 0.001:  # times are written to the millisecond
            yield f"transcript.json shows a silenced word: channel {word.channel + 1}, {word.start:.2f} s"
