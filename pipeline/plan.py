"""From personal spans to the one plan that drives every output (a pure function).

Word times are only good to about a tenth of a second, so a region is wider than its words:

- Personal words in a row with pauses under ``merge_gap``, or with speech going on between them, make
  one region: a digit that the recogniser swallowed lies in such a gap.
- Speech beside a personal word that no other word explains belongs to it, up to the edge of the
  voice activity: the first word after silence is often timed late, and the last one early.
- ``padding`` before and after, but into a neighbour that stays never further than ``overlap``, nor than
  its middle: a pause costs nothing, and where there is none the boundary is better known. A neighbour that
  the recogniser itself hardly believes in holds nothing back.
- A neighbour that is implausibly long has swallowed something: it counts only with the length that
  its letters explain, on its far side.
- No scrap of sound under ``min_audible`` is left between two regions.

What is silent in the sound is silent in the text: every word of a span has in its place what the span
says ("[PERSON_1]"; outputs write it once for words in a row), and a word that stays but lies for
the greater part in a region has nothing ("").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite

from sourdine.pipeline.bleed import Bleed
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.lane import Lane
from sourdine.pipeline.records import (
    Heard,
    Moment,
    PersonalSpan,
    RedactionPlan,
    Region,
    SoundFormat,
    Speech,
    Word,
)
from sourdine.pipeline.regions import Stretch, to_regions
from sourdine.pipeline.settings import PlanSettings


def make_plan(
    sound: SoundFormat,
    heard: Heard,
    spans: Sequence[PersonalSpan],
    settings: PlanSettings,
    bleed: Sequence[Bleed] = (),
    moments: Sequence[Moment] = (),
) -> RedactionPlan:
    """Turn spans by word into regions by sample, and say what is written in the words' place.

    ``bleed`` tells which channels are also heard on which others (`sourdine.pipeline.bleed`); their
    regions apply there too, as they do everywhere with ``all_channels``. ``moments`` are silenced besides.
    Raises `Quarantine` if a word has no time within the sound, `ValueError` for spans of other words.
    """
    _check_times(heard.words, sound)
    owners = _owners(spans)
    if not all(0 <= index < len(heard.words) for index in owners):
        raise ValueError("a span names a word that was not heard")
    lanes = [list(Lane(heard, channel, owners, settings).stretches()) for channel in range(sound.channels)]
    for one in moments:
        lanes[one.channel].append(Stretch(one.start, one.end, one.entity, one.rule, one.score))
    regions: list[Region] = []
    for channel in range(sound.channels):
        here = [
            one.prolonged(delay)
            for source, delay in _heard_on(channel, sound.channels, settings, bleed)
            for one in lanes[source]
        ]
        regions += to_regions(here, channel, sound.rate, sound.frames, settings.min_audible)
    placeholders = _placeholders(heard.words, owners, regions, sound.rate)
    return RedactionPlan(tuple(regions), placeholders, sound.rate, sound.frames, sound.channels)


def widen(
    plan: RedactionPlan, heard: Heard, residues: Sequence[Speech], settings: PlanSettings
) -> RedactionPlan:
    """The plan with regions that reach over what was heard again beside them.

    Each residue is silenced from itself, with the padding, to the nearest region of its channel, and
    belongs to that region's entity.
    """
    rate, regions = plan.rate, list(plan.regions)
    for one in residues:
        here = [region for region in plan.regions if region.channel == one.channel]
        nearest = min(here, key=lambda region: _apart(region, one, rate))
        start = min(one.start - settings.padding, nearest.end / rate)
        end = max(one.end + settings.padding, nearest.start / rate)
        regions.append(replace(nearest, start=round(start * rate), end=round(end * rate)))
    wider: list[Region] = []
    for channel in range(plan.channels):
        stretches = [
            Stretch(one.start / rate, one.end / rate, one.entity, one.rule, one.score)
            for one in regions
            if one.channel == channel
        ]
        wider += to_regions(stretches, channel, rate, plan.frames, settings.min_audible)
    shown = tuple(
        "" if placeholder is None and mostly_inside(word, wider, rate) else placeholder
        for word, placeholder in zip(heard.words, plan.placeholders, strict=True)
    )
    return replace(plan, regions=tuple(wider), placeholders=shown)


def _apart(region: Region, residue: Speech, rate: int) -> float:
    return max(region.start / rate - residue.end, residue.start - region.end / rate)


def _check_times(words: Sequence[Word], sound: SoundFormat) -> None:
    """A word without a time cannot be silenced."""
    for word in words:
        timed = isfinite(word.start) and isfinite(word.end) and 0 <= word.start <= word.end
        inside = word.start * sound.rate < sound.frames and 0 <= word.channel < sound.channels
        if not (timed and inside):
            raise Quarantine(Reason.WORD_WITHOUT_TIME, "a word has no time within the recording")


def _owners(spans: Sequence[PersonalSpan]) -> dict[int, PersonalSpan]:
    """The span of each personal word; where spans share a word the higher score has it."""
    return {index: span for span in sorted(spans, key=lambda span: span.score) for index in span.words}


def _heard_on(
    channel: int, channels: int, settings: PlanSettings, bleed: Sequence[Bleed]
) -> Iterator[tuple[int, float]]:
    """The channels whose regions apply on this one, with the delay at which they are heard here."""
    yield channel, 0.0
    for source in range(channels):
        delays = [one.delay for one in bleed if (one.source, one.target) == (source, channel)]
        if source != channel and (delays or settings.all_channels):
            yield source, max(delays, default=0.0)


def _placeholders(
    words: Sequence[Word], owners: Mapping[int, PersonalSpan], regions: Sequence[Region], rate: int
) -> tuple[str | None, ...]:
    shown: list[str | None] = []
    for index, word in enumerate(words):
        span = owners.get(index)
        hidden = "" if mostly_inside(word, regions, rate) else None
        shown.append(hidden if span is None else span.written)
    return tuple(shown)


def mostly_inside(word: Word, regions: Sequence[Region], rate: int) -> bool:
    """Whether more than half of a word is silent; one without length counts by its moment."""
    start, end = word.start * rate, word.end * rate
    here = [one for one in regions if one.channel == word.channel]
    if end - start < 1:
        return any(one.start <= start < one.end for one in here)
    covered = sum(max(0.0, min(end, one.end) - max(start, one.start)) for one in here)
    return covered > (end - start) / 2
