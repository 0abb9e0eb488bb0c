"""Listen: voice activity, windows of speech, words with times, and whatever was not understood.

Every moment of speech must end up with words, or the call does not pass: speech that was not
transcribed is speech that was not redacted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sourdine.models.speech import RATE, Recogniser, Samples, Transcription, Trust
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.records import Heard, Language, Speech, Word

THRESHOLD = 0.35  # of Silero's probability: loose, because a missed word is worse than a heard pause
MIN_SILENCE = 0.15  # seconds that end a stretch of speech
PAD = 0.2  # seconds of sound kept around a window's speech
MAX_PAUSE = 1.0  # seconds of silence that a window may hold
UNHEARD = 0.6  # seconds of speech that may stay without any word
SEAM = 2 * PAD  # seconds of sound that stay of every pause where windows are packed


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

    def sound(self, samples: Samples) -> Samples:
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


def voice_activity(samples: NDArray[np.float32], channel: int) -> list[Speech]:
    """Stretches of speech in a channel (float32, 16 kHz), by Silero VAD."""
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
    return [Speech(channel, one["start"] / RATE, min(one["end"], len(samples)) / RATE) for one in found]


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


def cut(samples: NDArray[np.float32], start: float, end: float) -> Samples:
    """The samples between two times in seconds."""
    return samples[round(start * RATE) : max(round(end * RATE), round(start * RATE) + 1)]


def listen(
    channels: Sequence[NDArray[np.float32]], recogniser: Recogniser, language: Language | None
) -> Heard:
    """Hear every channel (float32, 16 kHz). ``language`` None: the recogniser tells.

    Pure silence gives no words. Raises `Quarantine` where speech stayed without words, or with words
    that are not to be trusted.
    """
    speech, wanted = [], []
    for number, samples in enumerate(channels):
        stretches = voice_activity(samples, number)
        speech += stretches
        if recogniser.pads:
            found = windows(stretches, samples, recogniser.max_window, SEAM)
            wanted += packed(found, recogniser.max_window)
        else:
            wanted += windows(stretches, samples, recogniser.max_window)
    if not wanted:
        return Heard((), (), language or "fr", recogniser.name)
    sounds = [one.sound(channels[one.channel]) for one in wanted]
    spoken = language or recogniser.language(sounds)
    results = recogniser.transcribe(sounds, spoken)
    check(wanted, results, recogniser.trust)
    words = [word for pair in zip(wanted, results, strict=True) for word in placed(*pair)]
    settled = sorted(
        (_settle(word, speech) for word in words), key=lambda word: (word.start, word.end, word.channel)
    )
    check_unheard(speech, settled)
    return Heard(tuple(settled), tuple(speech), spoken, recogniser.name)


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


def _settle(word: Word, speech: Sequence[Speech]) -> Word:
    """Take silence off both ends of a word.

    Whisper's alignment leaves no gap between words, so that a pause counts to the word before it and
    the silence before the first word to that word.
    """
    mine = [one for one in speech if one.channel == word.channel]
    touched = [one for one in mine if min(one.end, word.end) - max(one.start, word.start) > 0.02]
    if not touched:
        return word
    return replace(word, start=max(word.start, touched[0].start), end=min(word.end, touched[-1].end))


MAX_REPETITION = 2.4
"""Whisper's own limit of the gzip ratio (Radford et al. 2022, section 4.5), for a text long enough."""
MAX_WORDS_A_SECOND = 9.0


def check(wanted: Sequence[Window], results: Sequence[Transcription], trust: Trust) -> None:
    """Raise `Quarantine` if a text is improbable, a loop, or too much for its length."""
    for one, result in zip(wanted, results, strict=True):
        if result.words and (
            result.log_probability < trust.window
            or (len(result.words) > 10 and result.repetition > MAX_REPETITION)
            or len(result.words) > 4 + MAX_WORDS_A_SECOND * one.seconds
        ):
            raise Quarantine(
                Reason.UNSURE_TEXT,
                f"what was heard on channel {one.channel + 1} at {one.start:.1f} s is not to be trusted: "
                "listen to it, or use a larger model",
            )
    words = sum(len(result.words) for result in results)
    if words and sum(result.log_probability * len(result.words) for result in results) / words < trust.call:
        raise Quarantine(
            Reason.UNSURE_TEXT,
            "the recogniser does not understand these voices: listen to them, or use a larger model",
        )


def check_unheard(
    speech: Sequence[Speech], words: Sequence[Word], advice: str = "listen to it, or use a larger model"
) -> None:
    """Raise `Quarantine` if speech has no words of its channel for longer than `UNHEARD`."""
    for one in speech:
        inside = sorted(
            (max(word.start, one.start), min(word.end, one.end))
            for word in words
            if word.channel == one.channel and word.start < one.end and word.end > one.start
        )
        at, longest = one.start, 0.0
        for start, end in [*inside, (one.end, one.end)]:
            longest, at = max(longest, start - at), max(at, end)
        if longest > UNHEARD:
            raise Quarantine(
                Reason.SPEECH_WITHOUT_WORDS,
                f"speech without words on channel {one.channel + 1} at {one.start:.1f} s: {advice}",
            )
