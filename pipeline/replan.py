"""The plan of a published call, changed by what people found when they listened (a pure function).

The text that may be shown is all there is to go by, and enough: words that were missed are in it, and what
is silent already stays silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sourdine.pipeline.bleed import Bleed
from sourdine.pipeline.lane import Lane
from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord, joined
from sourdine.pipeline.plan import mostly_inside
from sourdine.pipeline.records import Heard, PersonalSpan, Region, SoundFormat, Word
from sourdine.pipeline.regions import Stretch, to_regions
from sourdine.pipeline.settings import PlanSettings
from sourdine.pipeline.wording import plain

REVIEW = "review"
"""The rule of what a person found."""

ENTITY = re.compile(r"[A-Z][A-Z_]{0,63}")
_LABEL = re.compile(r"\[([A-Z][A-Z_]*?)(?:_(\d+)|[:=].*)?\]")


@dataclass(frozen=True, slots=True)
class Missed:
    """Personal data that stayed audible. Seconds.

    By ``words`` the words there are silenced with the usual padding; otherwise exactly this stretch is.
    ``channel`` None is every channel, for stretches only. ``everywhere`` takes the same words wherever else
    they are said in the call.
    """

    channel: int | None
    start: float
    end: float
    entity: str
    words: bool = True
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Renamed:
    """The region that is silent at this moment of the channel is of another entity. Seconds."""

    channel: int
    at: float
    entity: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """The words that are shown in this stretch of the channel are others: ``text``. Seconds."""

    channel: int
    start: float
    end: float
    text: str


Change = Missed | Renamed | Reworded


@dataclass(frozen=True, slots=True)
class Replanned:
    """Every region and turn of the new version; ``added``: regions in which more is silent than before."""

    regions: tuple[Region, ...]
    turns: tuple[SafeTurn, ...]
    added: tuple[Region, ...]


def replan(
    sound: SoundFormat,
    regions: Sequence[Region],
    turns: Sequence[SafeTurn],
    changes: Sequence[Change],
    settings: PlanSettings,
    bleed: Sequence[Bleed] = (),
) -> Replanned:
    """Take the changes in. Raises `ValueError` for one that finds nothing where it says."""
    draft = _Draft(sound, regions, turns)
    for change in changes:
        if isinstance(change, Reworded):
            draft.reword(change)
            continue
        if not ENTITY.fullmatch(change.entity):
            raise ValueError("not the name of an entity")
        if isinstance(change, Missed):
            draft.silence(change, settings, bleed)
        else:
            draft.rename(change)
    return draft.done(settings)


class _Draft:
    """Words by index over all turns, what is written over them, and the regions as they grow."""

    def __init__(self, sound: SoundFormat, regions: Sequence[Region], turns: Sequence[SafeTurn]) -> None:
        self._sound, self._turns = sound, turns
        self._before, self._regions = tuple(regions), list(regions)
        self._shown = [word for turn in turns for word in turn.words]
        self._words = tuple(Word(one.text, one.start, one.end, one.channel) for one in self._shown)
        self._written: dict[int, str] = {}
        self._gone: set[int] = set()  # words that a correction took the place of
        self._new: list[tuple[int, Stretch]] = []

    def silence(self, change: Missed, settings: PlanSettings, bleed: Sequence[Bleed]) -> None:
        channels = range(self._sound.channels) if change.channel is None else (change.channel,)
        if not (change.end > change.start and all(0 <= one < self._sound.channels for one in channels)):
            raise ValueError("a stretch without length, or on a channel that is not there")
        said = [index for index in range(len(self._words)) if self._under(index, change, channels)]
        if change.words and not said:
            raise ValueError("no word is audible there")
        label = self._label(change.entity)
        groups = [said, *(self._elsewhere(said) if change.everywhere and said else ())]
        owners = {
            index: PersonalSpan(change.entity, (index,), 1.0, REVIEW, label)
            for group in groups
            for index in group
        }
        self._written |= dict.fromkeys(owners, label)
        if change.words:
            self._new += self._padded(owners, settings, bleed)
            return
        stretch = Stretch(change.start, change.end, change.entity, REVIEW, 1.0)
        self._new += [(channel, stretch) for channel in channels]
        self._new += self._padded({one: owners[one] for one in owners if one not in said}, settings, bleed)

    def rename(self, change: Renamed) -> None:
        rate = self._sound.rate
        moment = change.at * rate
        here = (one for one in self._regions if one.channel == change.channel)
        one = next((one for one in here if one.start <= moment < one.end), None)
        if one is None:
            raise ValueError("nothing is silent there")
        self._regions[self._regions.index(one)] = replace(one, entity=change.entity, rule=REVIEW, score=1.0)
        labels: dict[str, str] = {}
        for index, word in enumerate(self._shown):
            inside = one.start <= (word.start + word.end) / 2 * rate < one.end
            named = _LABEL.fullmatch(word.text) if word.redacted and word.channel == one.channel else None
            if inside and named and named[1] == one.entity:
                if word.text not in labels:
                    labels[word.text] = self._label(change.entity)
                self._written[index] = labels[word.text]

    def reword(self, change: Reworded) -> None:
        said = [
            index
            for index, word in enumerate(self._shown)
            if word.channel == change.channel and word.start < change.end and word.end > change.start
        ]
        if not said or any(self._shown[index].redacted or index in self._written for index in said):
            raise ValueError("no words are shown there, or something personal is among them")
        first, last = said[0], said[-1]
        if said != list(range(first, last + 1)):
            raise ValueError("the words there are not of one turn")
        self._shown[first] = replace(self._shown[first], text=change.text, end=self._shown[last].end)
        self._gone |= set(said[1:])

    def done(self, settings: PlanSettings) -> Replanned:
        regions = tuple(self._merged(settings)) if self._new else tuple(self._regions)
        before = {(one.channel, one.start, one.end) for one in self._before}
        added = tuple(one for one in regions if (one.channel, one.start, one.end) not in before)
        texts = iter(self._texts(regions))
        turns = []
        for turn in self._turns:
            kept = (next(texts) for _ in turn.words)
            words = tuple(joined(word for word in kept if word is not None))
            if words:
                turns.append(replace(turn, words=words))
        return Replanned(regions, tuple(turns), added)

    def _texts(self, regions: Sequence[Region]) -> Iterator[SafeWord | None]:
        """Each word as it is shown now; None where it is silent and not part of anything personal."""
        for index, shown in enumerate(self._shown):
            if index in self._gone:
                yield None
            elif index in self._written:
                yield replace(shown, text=self._written[index], redacted=True)
            elif not shown.redacted and mostly_inside(self._words[index], regions, self._sound.rate):
                yield None
            else:
                yield shown

    def _merged(self, settings: PlanSettings) -> Iterator[Region]:
        sound = self._sound
        for channel in range(sound.channels):
            mine = [one for one in self._regions if one.channel == channel]
            new = [stretch for where, stretch in self._new if where == channel]
            if not new:
                yield from mine
                continue
            # half a sample inwards: seconds are not exact, and what was silent must not grow by itself
            inside = 0.25 / sound.rate
            old = [
                Stretch(one.start / sound.rate + inside, one.end / sound.rate - inside, *_kind(one))
                for one in mine
            ]
            yield from to_regions([*old, *new], channel, sound.rate, sound.frames, settings.min_audible)

    def _padded(
        self, owners: Mapping[int, PersonalSpan], settings: PlanSettings, bleed: Sequence[Bleed]
    ) -> Iterator[tuple[int, Stretch]]:
        """The words with their padding, where they are said and where an echo of them is."""
        heard = Heard(self._words, (), "en", "")
        for channel in range(self._sound.channels):
            for stretch in Lane(heard, channel, owners, settings).stretches():
                yield channel, stretch
                for one in bleed:
                    if one.source == channel:
                        yield one.target, stretch.prolonged(one.delay)

    def _under(self, index: int, change: Missed, channels: Sequence[int]) -> bool:
        word = self._shown[index]
        if word.redacted or word.channel not in channels or index in self._written:
            return False
        covered = min(word.end, change.end) - max(word.start, change.start)
        length = word.end - word.start
        return covered > length / 2 if length else change.start <= word.start < change.end

    def _elsewhere(self, said: Sequence[int]) -> Iterator[list[int]]:
        """Where else the same words are said in a row."""
        wanted = [plain(self._words[one].text) for one in said]
        for start in range(len(self._words) - len(said) + 1):
            run = list(range(start, start + len(said)))
            fresh = not any(self._shown[one].redacted or one in said for one in run)
            if fresh and [plain(self._words[one].text) for one in run] == wanted:
                yield run

    def _label(self, entity: str) -> str:
        """The next number that no value of the entity has in this call."""
        texts = [*(word.text for word in self._shown if word.redacted), *self._written.values()]
        found = (_LABEL.fullmatch(text) for text in texts)
        taken = [int(one[2]) for one in found if one and one[1] == entity and one[2]]
        return f"[{entity}_{max(taken, default=0) + 1}]"


def _kind(one: Region) -> tuple[str, str, float]:
    return one.entity, one.rule, one.score
