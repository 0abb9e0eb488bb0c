"""Keys pressed in a call: where they sound, and what was keyed, judged by what was asked for.

Only that keys were pressed, when, and how many, is used; which ones is never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sourdine.models.beside import side_by_side
from sourdine.models.personal.keyed import SECRETS, asked_to_key
from sourdine.models.tones import RATE, find_keys, sequences
from sourdine.pipeline.audio import Channel
from sourdine.pipeline.mask import mask
from sourdine.pipeline.records import Heard, Moment, RedactionPlan, Sound
from sourdine.pipeline.regions import Stretch, to_regions

ENTITY = "KEYED_DIGITS"
CARD = 12
"""Keys from which on a number is a card's if nothing else was asked: ISO/IEC 7812 has 12 to 19 figures."""

BEFORE = 60.0  # seconds before the first key in which it was said what to key
AROUND = 0.03  # seconds silenced before and after a key


@dataclass(frozen=True, slots=True)
class Keyed:
    """A number keyed on one channel: where each of its keys sounds."""

    keys: tuple[Moment, ...]

    @property
    def start(self) -> float:
        """When the first key was pressed."""
        return self.keys[0].start


def find_keyed(sound: Sound, cores: int = 1) -> tuple[Keyed, ...]:
    """Every number that was keyed, channel by channel, ``cores`` of them at once."""
    found, channels = [], range(sound.format.channels)
    keys = side_by_side(lambda channel: find_keys(Channel(sound, channel, RATE)), channels, cores)
    for channel in channels:
        for group in sequences(keys[channel]):
            moments = [Moment(channel, key.start, key.end, ENTITY, "tones.dtmf", 1.0) for key in group]
            found.append(Keyed(tuple(moments)))
    return tuple(found)


def moments_of(keyed: Sequence[Keyed], heard: Heard, entities: Sequence[str] = ()) -> tuple[Moment, ...]:
    """What to silence: each key with the sound around it, named by what was asked for.

    ``entities``: what is looked for at all, empty for everything; keys stay only where no secret is.
    """
    if entities and {ENTITY, *SECRETS}.isdisjoint(entities):
        return ()
    return tuple(
        replace(key, start=key.start - AROUND, end=key.end + AROUND, entity=_entity(one, heard))
        for one in keyed
        for key in one.keys
    )


def _entity(one: Keyed, heard: Heard) -> str:
    """What was asked for last, before or while keying, where so many keys can answer it."""
    words = [word for word in heard.words if one.start - BEFORE < word.start < one.keys[-1].end]
    words.sort(key=lambda word: word.start)
    asked = asked_to_key([word.text for word in words], heard.language, len(one.keys))
    return asked or ("CREDIT_CARD" if len(one.keys) >= CARD else ENTITY)


def without_keys(sound: Sound, keyed: Sequence[Keyed]) -> Sound:
    """The sound as a recogniser should hear it: a key is no speech, and no word is made of it."""
    if not keyed:
        return sound
    format = sound.format
    stretches = [Stretch(one.start, one.end, one.entity, one.rule, one.score) for one in _all(keyed)]
    channels = [one.channel for one in _all(keyed)]
    regions = [
        region
        for channel in sorted(set(channels))
        for region in to_regions(
            [one for one, where in zip(stretches, channels, strict=True) if where == channel],
            channel,
            format.rate,
            format.frames,
            0.0,
        )
    ]
    plan = RedactionPlan(tuple(regions), (), format.rate, format.frames, format.channels)
    return mask(sound, plan, "silence")


def _all(keyed: Sequence[Keyed]) -> list[Moment]:
    return [key for one in keyed for key in one.keys]
