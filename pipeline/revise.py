"""A new version of a published call from the call itself, without the original.

What was missed is silenced in the safe copy; what was called by a wrong name gets another one. The same plan
drives sound, transcript, captions, vCon, peaks and manifest, as it did the first time. Sound that a lossy
codec holds is encoded once more.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from sourdine.pipeline.audio import recoded
from sourdine.pipeline.bleed import Bleed, measure_bleed
from sourdine.pipeline.errors import Quarantine, Reason, Retry
from sourdine.pipeline.manifest import FileFacts, Manifest
from sourdine.pipeline.mask import mask, stretches
from sourdine.pipeline.outputs.captions import captions_vtt
from sourdine.pipeline.outputs.peaks import peaks_json
from sourdine.pipeline.outputs.transcript import SafeTurn, transcript_json
from sourdine.pipeline.publish import publish_revision
from sourdine.pipeline.published import PublishedCall, open_published
from sourdine.pipeline.records import RedactionPlan, Region, Sound, Speech, Verdict
from sourdine.pipeline.replan import Change, Missed, Replanned, replan
from sourdine.pipeline.settings import Effect, Settings
from sourdine.pipeline.storage import Storage
from sourdine.pipeline.structure import check_structure, is_quiet

_RACES = 5


def revise(
    storage: Storage, call_id: str, changes: Sequence[Change], settings: Settings, now: datetime
) -> int:
    """Publish a version of a call with the changes in it, withdraw the one before; gives its number.

    Raises `FileNotFoundError` if there is no such call, `ValueError` if a change finds nothing where it
    says, `Quarantine` if the new version is not as it should be (the one before stays), `StopJob`, `Retry`.
    """
    for _ in range(_RACES):
        call = open_published(storage, call_id)
        if call is None:
            raise FileNotFoundError("there is no such call")
        with suppress(FileNotFoundError):  # another version took its place while this one was read
            if _publish(call, changes, settings, now):
                return call.manifest.revision + 1
    raise Retry("others keep revising the same call")


def _publish(call: PublishedCall, changes: Sequence[Change], settings: Settings, now: datetime) -> bool:
    manifest, turns = call.manifest, call.turns()
    missed = any(isinstance(change, Missed) for change in changes)
    sound = call.sound()
    bleed = _echoes(sound, turns) if missed else ()
    plan = replan(sound.format, manifest.regions, turns, changes, settings.plan, bleed)
    if not plan.added:
        return publish_version(call, plan, sound, call.read(call.audio), now, manifest.verdict.listened)
    safe, audio = _silenced(sound, plan, effect_of(manifest), settings)
    return publish_version(call, plan, safe, audio, now, listened=False)


def publish_version(
    call: PublishedCall, plan: Replanned, safe: Sound, audio: bytes, now: datetime, listened: bool
) -> bool:
    """Publish what is planned in the place of ``call``; False if somebody else's version was faster.

    ``audio`` is the file that holds ``safe``; ``listened`` whether a recogniser heard that sound.
    """
    manifest = call.manifest
    made = replace(
        manifest,
        created=now,
        regions=plan.regions,
        verdict=Verdict(True, listened=listened),
        revision=manifest.revision + 1,
        replaces=call.digest,
    )

    def sealed(placed: Mapping[str, FileFacts]) -> bytes:
        return _json(replace(made, artefacts=placed).to_json())

    files = _artefacts(call, plan, safe, audio, now)
    return publish_revision(call.storage, manifest.call, made.revision, files, sealed)


def _echoes(sound: Sound, turns: Sequence[SafeTurn]) -> tuple[Bleed, ...]:
    """Which channels are heard on which: by what is shown as said, nobody having looked for voices."""
    spoken = [
        Speech(word.channel, word.start, word.end)
        for turn in turns
        for word in turn.words
        if not word.redacted and word.end > word.start
    ]
    return measure_bleed(sound, spoken)


def _silenced(sound: Sound, plan: Replanned, effect: Effect, settings: Settings) -> tuple[Sound, bytes]:
    """The sound with what was added silent, as its file holds it, and that file. Raises `Quarantine`."""
    format = sound.format
    # whole stretches, so that no fade is left where something new touches what was silent before
    fresh = tuple(_touching(plan.regions, plan.added))
    only = RedactionPlan(fresh, (), format.rate, format.frames, format.channels)
    safe, audio = recoded(mask(sound, only, effect), settings.audio)
    wrong = list(check_structure(sound, safe, only))
    wrong += [
        "what was silent is not any more"
        for channel, start, end in stretches(plan.regions)
        if not is_quiet(safe, channel, start, end)
    ]
    if wrong:
        raise Quarantine(Reason.NOT_CLEAN, "; ".join(wrong[:3]))
    return safe, audio


def _touching(regions: Sequence[Region], added: Sequence[Region]) -> Iterator[Region]:
    for channel, start, end in stretches(regions):
        if any(one.channel == channel and start <= one.start < end for one in added):
            yield from (one for one in regions if one.channel == channel and start <= one.start < end)


def _artefacts(
    call: PublishedCall, plan: Replanned, safe: Sound, audio: bytes, now: datetime
) -> dict[str, bytes]:
    text = transcript_json(plan.turns, call.manifest.language)
    return {
        call.audio: audio,
        "transcript.json": _json(text),
        "transcript.vtt": captions_vtt(plan.turns).encode(),
        "call.vcon.json": _json(_vcon(call.json("call.vcon.json"), text, audio, now)),
        "peaks.json": _json(peaks_json(safe)),
    }


def _vcon(before: Any, text: Mapping[str, Any], audio: bytes, now: datetime) -> Any:
    """The container with the new sound and text in it; parties and lawful basis stay as they are."""
    digest = base64.urlsafe_b64encode(hashlib.sha512(audio).digest()).rstrip(b"=").decode()
    dialog = [{**one, "content_hash": f"sha512-{digest}"} for one in before["dialog"]]
    analysis = [{**one, "body": text} for one in before["analysis"]]
    return {**before, "updated_at": now.isoformat(), "dialog": dialog, "analysis": analysis}


def effect_of(manifest: Manifest) -> Effect:
    """How the regions of a copy were silenced."""
    return next((one for one in get_args(Effect) if one == manifest.effect), "silence")


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
