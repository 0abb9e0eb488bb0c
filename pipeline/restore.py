"""A new version of a published call in which something is heard again that was silent without a reason.

Only the original can tell it, so this runs where originals may be read. What else was silenced stays silent,
also what people found later: the manifest's regions are the plan, less the one that goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sourdine.models.speech import Recogniser
from sourdine.pipeline.audio import channel_16k, recoded
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.listen import Window, cut, placed
from sourdine.pipeline.mask import mask
from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord, joined
from sourdine.pipeline.published import PublishedCall
from sourdine.pipeline.records import RedactionPlan, Region, Sound, Word
from sourdine.pipeline.replan import Replanned
from sourdine.pipeline.revise import effect_of, publish_version
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.structure import check_structure

AROUND = 1.0
"""Seconds before and after that the recogniser hears too, so that the words at the edges are whole."""


def restore(
    call: PublishedCall,
    original: Sound,
    channel: int,
    at: float,
    recogniser: Recogniser | None,
    settings: Settings,
    now: datetime,
) -> bool:
    """Publish a version without the region that is silent at this moment (seconds) of a channel.

    Without a recogniser its words stay unwritten. False if somebody else's version was faster.
    Raises `ValueError` where nothing is silent, `Quarantine` if the copy is not as it should be.
    """
    manifest, format = call.manifest, original.format
    rate = format.rate
    here = (one for one in manifest.regions if one.channel == channel)
    region = next((one for one in here if one.start <= at * rate < one.end), None)
    if region is None:
        raise ValueError("nothing is silent there")
    kept = tuple(one for one in manifest.regions if one != region)
    plan = RedactionPlan(kept, (), rate, format.frames, format.channels)
    safe, audio = recoded(mask(original, plan, effect_of(manifest)), settings.audio)
    if wrong := list(check_structure(original, safe, plan)):
        raise Quarantine(Reason.NOT_CLEAN, "; ".join(wrong[:3]))
    words = _heard(original, region, recogniser, manifest.language) if recogniser else ()
    turns = tuple(_rewritten(call.turns(), region, words, rate))
    return publish_version(call, Replanned(kept, turns, ()), safe, audio, now, listened=False)


def _heard(original: Sound, region: Region, recogniser: Recogniser, language: str) -> Sequence[Word]:
    """What is said in the region: words of which the middle lies in it."""
    rate, frames = original.format.rate, original.format.frames
    start = max(0.0, region.start / rate - AROUND)
    end = min(frames / rate, region.end / rate + AROUND)
    samples = cut(channel_16k(original, region.channel), start, end)
    results = recogniser.transcribe([samples], "fr" if language == "fr" else "en")
    words = placed(Window(region.channel, start, end), results[0])
    return [one for one in words if region.start <= (one.start + one.end) / 2 * rate < region.end]


def _rewritten(
    turns: Sequence[SafeTurn], region: Region, words: Sequence[Word], rate: int
) -> Iterator[SafeTurn]:
    """The turns with the words in the place of what stood for them."""
    heard = [SafeWord(" ".join(one.text.split()), one.start, one.end, one.channel, False) for one in words]
    for turn in turns:
        hidden = [one for one in turn.words if _stands_for(one, region, rate)]
        if not hidden:
            yield turn
            continue
        # a placeholder may stand for more than this region: then it stays, and nothing is written twice
        mine = [one for one in hidden if one.start * rate >= region.start - 0.5 * rate]
        shown = [one for one in turn.words if one not in mine] + (heard if mine else [])
        heard = [] if mine else heard
        shown.sort(key=lambda one: (one.start, one.end))
        if shown:
            yield replace(turn, words=tuple(joined(iter(shown))))


def _stands_for(word: SafeWord, region: Region, rate: int) -> bool:
    middle = (word.start + word.end) / 2 * rate
    return word.redacted and word.channel == region.channel and region.start <= middle < region.end
