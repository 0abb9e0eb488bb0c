"""A transcript on its recording: the words that listening would have given, and what is unsure about them.

Channels. A transcript that tells as many channels apart as it needs keeps them. One that knows speakers
only, or nothing, is not believed about channels: on a stereo recording each of its words is shown on the
channel where the voice is (where nearly all of its speaker's words are), and what is personal is silenced
on every channel. On a mono recording there is one channel for everybody.

Detection reads the words by speaker where the transcript knows them, so that an answer is told from
its question (on the tuning dialogues 3 in 100 more mentions are found than in one stream of words).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sourdine.models.speech import RATE
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.listen import Samples, cut
from sourdine.pipeline.records import Heard, Language, PersonalSpan, Speech, Word
from sourdine.pipeline.transcripts.given import Passage, Transcript
from sourdine.pipeline.transcripts.labels import role
from sourdine.pipeline.transcripts.marks import Mark, marks
from sourdine.pipeline.transcripts.times import Timed, timed_words
from sourdine.pipeline.transcripts.voices import Voices

LATE = 0.5
"""Seconds that a word may begin after the recording's end: some services count the frames they padded."""

AT_HOME = 0.7
"""Share of a speaker's words that are heard on one channel from which on all of them are taken to be."""


@dataclass(frozen=True, slots=True)
class Given:
    """A transcript in the place of what listening gives.

    By word of ``heard.words``: ``lanes`` are the speakers whose names for detection are ``speakers``,
    ``within`` is where the word surely lies, ``sure`` whether its own times say so. ``hidden``: marks in the
    place of what was said.
    """

    heard: Heard
    lanes: tuple[int, ...]
    speakers: tuple[str, ...]
    within: tuple[tuple[float, float], ...]
    sure: tuple[bool, ...]
    hidden: tuple[Speech, ...]
    every_channel: bool  # what is personal is silenced on all of them

    def by_speaker(self) -> Heard:
        """The words as detection reads them: a lane for each speaker in the place of channels."""
        words = zip(self.heard.words, self.lanes, strict=True)
        return replace(self.heard, words=tuple(replace(word, channel=lane) for word, lane in words))

    def covering(self, spans: Sequence[PersonalSpan]) -> Heard:
        """The words with the whole stretch in which they surely lie for time, where they are personal."""
        words = list(self.heard.words)
        for index in {index for span in spans for index in span.words}:
            first, last = self.within[index]
            word = words[index]
            words[index] = replace(word, start=min(word.start, first), end=max(word.end, last))
        return replace(self.heard, words=tuple(words))


@dataclass(frozen=True, slots=True)
class _Row:
    word: Word
    lane: tuple[int, str]
    within: tuple[float, float]
    sure: bool


def place(
    transcript: Transcript,
    channels: Sequence[Samples],
    speech: Sequence[Speech],
    language: Language,
    names: Sequence[str],
    source: str,
) -> Given:
    """Give every word a time and a channel. ``channels``: float32, 16 kHz; ``names``: who talks on each.

    ``source`` names the transcript for the manifest.
    Raises `Quarantine` for words without a time, or outside the recording.
    """
    _check_some_times(transcript)
    _check_channels(transcript, len(channels))
    length = max((len(samples) for samples in channels), default=0) / RATE
    told = transcript.channels > 1
    voices = [Voices(one for one in speech if one.channel == number) for number in range(len(channels))]
    spoken = [one for one in enumerate(transcript.passages) if one[1].words]
    ordered = sorted(spoken, key=lambda one: _begin(one[1]))
    rows: list[_Row] = []
    hidden: list[Speech] = []
    lines = {one.channel if told else None for _, one in ordered}
    for claimed in sorted(lines, key=lambda one: one or 0):
        passages = [(number, one) for number, one in ordered if not told or one.channel == claimed]
        mine = [one for one in speech if not told or len(channels) == 1 or one.channel == claimed]
        timed = timed_words(passages, length, mine)
        where = [0 if len(channels) == 1 else claimed or 0] * len(timed)
        if claimed is None and len(channels) > 1:
            where = _heard_where(timed, transcript.passages, channels, voices)
        for one, mark, channel in zip(timed, _marked(timed, transcript.passages), where, strict=True):
            row = _row(one, transcript.passages[one.passage], channel, claimed, length)
            if mark is Mark.NONE:
                rows.append(row)
            elif mark is Mark.HIDDEN:
                hidden.append(Speech(channel, row.word.start, row.word.end))
    rows.sort(key=lambda row: (row.word.start, row.word.end, row.word.channel))
    lanes = sorted({row.lane for row in rows})
    return Given(
        Heard(tuple(row.word for row in rows), tuple(speech), language, source),
        tuple(lanes.index(row.lane) for row in rows),
        tuple(_name(lane, told, names) for lane in lanes),
        tuple(row.within for row in rows),
        tuple(row.sure for row in rows),
        tuple(hidden),
        every_channel=not told and len(channels) > 1,
    )


def _check_some_times(transcript: Transcript) -> None:
    passages = [one for one in transcript.passages if one.words]
    timed = any(one.start is not None or any(word.timed for word in one.words) for one in passages)
    if passages and not timed:
        raise Quarantine(
            Reason.TRANSCRIPT_WITHOUT_TIMES,
            "the transcript has no times, so it cannot tell what to silence: give one with word times, "
            "or search its text alone with sourdine detect",
        )


def _begin(passage: Passage) -> float:
    times = [time for word in passage.words for time in (word.start, word.end) if time is not None]
    return min(times, default=passage.start or 0.0)


def _check_channels(transcript: Transcript, channels: int) -> None:
    if channels > 1 and transcript.channels > 1:
        named = max((one.channel or 0 for one in transcript.passages), default=0)
        if named >= channels:
            raise Quarantine(
                Reason.TRANSCRIPT_MISFIT,
                f"the transcript names channel {named + 1}, the recording has {channels}: "
                "do they belong together?",
            )


def _marked(timed: Sequence[Timed], passages: Sequence[Passage]) -> list[Mark]:
    """Each word with what it is; a mark may go over several words of a passage."""
    kinds = {
        number: iter(marks([word.text for word in passages[number].words]))
        for number in {one.passage for one in timed}
    }
    return [next(kinds[one.passage]) for one in timed]


def _row(one: Timed, passage: Passage, channel: int, claimed: int | None, length: float) -> _Row:
    if one.start > length + LATE:
        raise Quarantine(
            Reason.TRANSCRIPT_MISFIT,
            "the transcript goes on after the recording has ended: do they belong together?",
        )
    last = max(0.0, length - 0.001)
    start, end = min(one.start, last), min(one.end, length)
    word = Word(one.word.text, start, max(start, end), channel, one.word.probability)
    speaker = passage.speaker if claimed is None else ""
    lane = (channel if claimed is None and not speaker else claimed or 0, speaker)
    return _Row(word, lane, (min(one.first, last), max(start, min(one.last, length))), one.sure)


def _heard_where(
    timed: Sequence[Timed],
    passages: Sequence[Passage],
    channels: Sequence[Samples],
    voices: Sequence[Voices],
) -> list[int]:
    """The channel of each word; where nearly all that a speaker says is on one, all of it is."""
    found = [_loudest(one, channels, voices) for one in timed]
    speakers = [passages[one.passage].speaker for one in timed]
    counts = Counter(zip(speakers, found, strict=True))
    homes = {
        speaker: channel
        for (speaker, channel), count in counts.items()
        if speaker and count >= AT_HOME * speakers.count(speaker)
    }
    return [homes.get(speaker, channel) for speaker, channel in zip(speakers, found, strict=True)]


def _loudest(one: Timed, channels: Sequence[Samples], voices: Sequence[Voices]) -> int:
    """The channel on which a voice is while the word is said; of several the loudest."""
    start, end = one.start, max(one.end, one.start + 0.05)
    voiced = [channel.seconds(start, end) for channel in voices]
    likely = [number for number, seconds in enumerate(voiced) if seconds >= 0.5 * max(voiced)]
    power = {number: _power(cut(channels[number], start, end)) for number in likely}
    return max(likely, key=lambda number: power[number])


def _power(samples: NDArray[np.float32]) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0


def _name(lane: tuple[int, str], told: bool, names: Sequence[str]) -> str:
    number, speaker = lane
    if speaker:
        return role(speaker)
    return names[number] if told and number < len(names) else "unknown"
