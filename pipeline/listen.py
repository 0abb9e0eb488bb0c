"""Listen: voice activity, windows of speech, words with times, and whatever was not understood.

Every moment of speech must end up with words, or the call does not pass: speech that was not
transcribed is speech that was not redacted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sourdine.models.beside import side_by_side
from sourdine.models.speech import RATE, Recogniser, Transcription
from sourdine.pipeline.media.stored import pieces
from sourdine.pipeline.records import Heard, Language, Speech, Word
from sourdine.pipeline.unheard import Unheard

THRESHOLD = 0.35  # of Silero's probability: loose, because a missed word is worse than a heard pause
MIN_SILENCE = 0.15  # seconds that end a stretch of speech
PAD = 0.2  # seconds of sound kept around a window's speech
MAX_PAUSE = 1.0  # seconds of silence that a window may hold
SEAM = 2 * PAD  # seconds of sound that stay of every pause where windows are packed
CHUNK = 600.0  # seconds of sound in which voice activity is looked for at once
BESIDE = 10.0  # seconds of sound beside those, so that the edges change nothing
TOGETHER = 1200.0  # seconds of windows that are recognised together


class Samples(Protocol):
    """A channel (float32, 16 kHz) that is taken by stretches; an array is one."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: slice, /) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of one channel to recognise, in seconds of the recording, without some of its pauses.

    ``cuts``: pauses left out, each from and to, in time order.
    """

    channel: int
    start: float
    end: float
    cuts: tuple[tuple[float, float], ...] = ()

    @property
    def pieces(self) -> list[tuple[float, float]]:
        """What is heard of it, in time order."""
        edges = [self.start, *(time for one in self.cuts for time in one), self.end]
        return list(zip(edges[::2], edges[1::2], strict=True))

    @property
    def seconds(self) -> float:
        """How much sound that is."""
        return sum(end - start for start, end in self.pieces)

    def sound(self, samples: Samples) -> NDArray[np.float32]:
        """Its sound out of its channel (float32, 16 kHz)."""
        return np.concatenate([cut(samples, *piece) for piece in self.pieces])

    def time(self, at: float, *, is_end: bool) -> float:
        """The time in the recording of a time in its sound.

        At a seam the end of a word belongs to the piece before it.
        """
        for start, end in self.pieces:
            length = end - start
            if at < length or (is_end and at == length):
                return start + max(at, 0.0)
            at -= length
        return self.end


def voice_activity(samples: Samples, channel: int) -> list[Speech]:
    """Stretches of speech in a channel (float32, 16 kHz), by Silero VAD; a long channel part by part."""
    found: list[Speech] = []
    for start, end in pieces(0, len(samples), round(CHUNK * RATE)):
        first = max(0, start - round(BESIDE * RATE))
        part = samples[first : end + round(BESIDE * RATE)]
        for one in _activity(part):
            begins, ends = max(first + one[0], start) / RATE, min(first + one[1], end) / RATE
            if begins >= ends:  # all of it lies beside this part
                continue
            if found and begins == start / RATE == found[-1].end:  # one stretch cut by the seam
                begins = found.pop().start
            found.append(Speech(channel, begins, ends))
    return found


def _activity(samples: NDArray[np.float32]) -> list[tuple[int, int]]:
    from faster_whisper.vad import get_speech_timestamps

    if not np.any(samples):
        return []
    found = get_speech_timestamps(
        samples,
        threshold=THRESHOLD,
        min_silence_duration_ms=round(1000 * MIN_SILENCE),
        min_speech_duration_ms=60,
        speech_pad_ms=30,
    )
    return [(one["start"], min(one["end"], len(samples))) for one in found]


def windows(
    speech: Sequence[Speech], samples: Samples, longest: float, pause: float = MAX_PAUSE
) -> list[Window]:
    """Join the stretches of one channel (16 kHz) to windows of at most ``longest`` seconds.

    A stretch longer than that is cut where it is quietest; the pieces do not overlap, so that no word
    is heard twice. ``pause``: seconds of silence that a window may hold.
    """
    room = longest - 2 * PAD
    joined: list[Window] = []
    for piece in (piece for one in speech for piece in _pieces(one, samples, room)):
        last = joined[-1] if joined else None
        if last and piece.start - last.end <= pause and piece.end - last.start <= room:
            joined[-1] = replace(last, end=piece.end)
        else:
            joined.append(Window(piece.channel, piece.start, piece.end))
    return _padded(joined, len(samples) / RATE)


def packed(found: Sequence[Window], longest: float) -> list[Window]:
    """Windows put together to at most ``longest`` seconds of sound, the pauses between them left out.

    For recognisers that pad every window (`Recogniser.pads`). Only windows of one channel share one, and of a
    pause there stays what the windows were given around their speech, so that a seam lies in silence.
    """
    out: list[Window] = []
    for one in found:
        last = out[-1] if out else None
        if last is None or last.channel != one.channel or last.seconds + one.seconds > longest:
            out.append(one)
        elif one.start > last.end:
            out[-1] = replace(last, end=one.end, cuts=(*last.cuts, (last.end, one.start), *one.cuts))
        else:  # nothing between them, or they overlap, as clips of a safe copy may
            out[-1] = replace(last, end=max(last.end, one.end), cuts=(*last.cuts, *one.cuts))
    return out


def _pieces(one: Speech, samples: Samples, room: float) -> Iterator[Speech]:
    start = one.start
    while one.end - start > room:
        at = _quietest(samples, start + room / 2, start + room)
        yield Speech(one.channel, start, at)
        start = at
    yield Speech(one.channel, start, one.end)


def _quietest(samples: Samples, start: float, end: float) -> float:
    """The middle of the 60 ms between two times that hold the least energy."""
    size, hop = round(0.06 * RATE), round(0.01 * RATE)
    power = np.cumsum(np.concatenate([[0.0], cut(samples, start, end).astype(np.float64) ** 2]))
    sums = power[size::hop] - power[: len(power) - size : hop]
    return start + (int(np.argmin(sums)) * hop + size / 2) / RATE if len(sums) else end


def _padded(joined: Sequence[Window], duration: float) -> list[Window]:
    """Some sound around each window, never that of its neighbours."""
    out = []
    for at, one in enumerate(joined):
        before = joined[at - 1].end if at else 0.0
        after = joined[at + 1].start if at + 1 < len(joined) else duration
        start = max(one.start - PAD, (before + one.start) / 2 if at else 0.0)
        end = min(one.end + PAD, (one.end + after) / 2 if at + 1 < len(joined) else duration)
        out.append(Window(one.channel, start, end))
    return out


def cut(samples: Samples, start: float, end: float) -> NDArray[np.float32]:
    """The samples between two times in seconds."""
    return samples[round(start * RATE) : max(round(end * RATE), round(start * RATE) + 1)]


def listen(
    channels: Sequence[Samples],
    recogniser: Recogniser,
    language: Language | None,
    rule: Unheard = Unheard(),  # noqa: B008 - frozen
    cores: int = 1,
) -> Heard:
    """Hear every channel (float32, 16 kHz). ``language`` None: the recogniser tells.

    Voices are looked for on as many channels at once as there are ``cores``.

    Pure silence gives no words. Speech that stayed without words, or with a text that does not fit it, is
    in ``Heard.unheard`` where ``rule`` mutes it. Raises `Quarantine` where it does not, and where words are
    not to be trusted.
    """
    speech, wanted = [], []
    numbers = range(len(channels))
    voices = side_by_side(lambda number: voice_activity(channels[number], number), numbers, cores)
    for samples, stretches in zip(channels, voices, strict=True):
        speech += stretches
        if recogniser.pads:
            found = windows(stretches, samples, recogniser.max_window, SEAM)
            wanted += packed(found, recogniser.max_window)
        else:
            wanted += windows(stretches, samples, recogniser.max_window)
    if not wanted:
        return Heard((), (), language or "fr", recogniser.name)
    spoken = language or recogniser.language(_longest(channels, wanted))
    results = [one for group in _groups(wanted) for one in _transcribe(channels, group, recogniser, spoken)]
    trusted, misfits = rule.trusted(wanted, results, recogniser.trust)
    words = [word for pair in trusted for word in placed(*pair)]
    timed = sorted(settled(words, speech), key=lambda word: (word.start, word.end, word.channel))
    moments = rule.moments(speech, timed, misfits)
    return Heard(tuple(timed), tuple(speech), spoken, recogniser.name, moments)


def _longest(channels: Sequence[Samples], wanted: Sequence[Window]) -> list[NDArray[np.float32]]:
    """The windows that tell most about the language."""
    longest = sorted(wanted, key=lambda one: -one.seconds)[:8]
    return [one.sound(channels[one.channel]) for one in longest]


def _groups(wanted: Sequence[Window]) -> Iterator[list[Window]]:
    """Windows that fit into memory together."""
    group: list[Window] = []
    for one in wanted:
        if group and sum(other.seconds for other in group) > TOGETHER:
            yield group
            group = []
        group.append(one)
    yield group


def _transcribe(
    channels: Sequence[Samples], group: Sequence[Window], recogniser: Recogniser, language: Language
) -> list[Transcription]:
    sounds = [one.sound(channels[one.channel]) for one in group]
    return recogniser.transcribe(sounds, language)


def placed(window: Window, result: Transcription) -> list[Word]:
    """The words of a window with times of the recording, none outside the window.

    A word over a seam reaches over the whole pause: what of it is silence is taken off later, by its speech.
    """
    last = window.seconds
    return [
        Word(
            word.text,
            window.time(min(word.start, max(last - 0.02, 0.0)), is_end=False),
            window.time(min(word.end, last), is_end=True),
            window.channel,
            word.probability,
        )
        for word in result.words
    ]


def settled(words: Sequence[Word], speech: Sequence[Speech]) -> Iterator[Word]:
    """Take silence off both ends of every word.

    Whisper's alignment leaves no gap between words, so that a pause counts to the word before it and
    the silence before the first word to that word.
    """
    lanes = {channel: [one for one in speech if one.channel == channel] for channel in _numbers(speech)}
    for word in words:
        mine = lanes.get(word.channel, [])
        # stretches are in order and never overlap
        at = bisect_right(mine, word.start, key=lambda one: one.end)
        touched = []
        while at < len(mine) and mine[at].start < word.end:
            if min(mine[at].end, word.end) - max(mine[at].start, word.start) > 0.02:
                touched.append(mine[at])
            at += 1
        if touched:
            start, end = max(word.start, touched[0].start), min(word.end, touched[-1].end)
            yield replace(word, start=start, end=end)
        else:
            yield word


def _numbers(speech: Sequence[Speech]) -> set[int]:
    return {one.channel for one in speech}
