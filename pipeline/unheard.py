"""Speech that nobody understood: without words, or with a text that does not fit its length.

What was not transcribed was not searched. It is never let through in silence: the call is set aside for a
person to listen to, or those moments are muted, as the settings say. Words that the recogniser itself is
unsure of are always for a person: muting is for what has no words, or not these.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourdine.models.speech import Transcription, Trust
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.lane import longest
from sourdine.pipeline.records import Moment, Speech, Word

if TYPE_CHECKING:
    from sourdine.pipeline.listen import Window

UNHEARD = 0.6  # seconds of speech that may stay without any word
MAX_REPETITION = 2.4
"""Whisper's own limit of the gzip ratio (Radford et al. 2022, section 4.5), for a text long enough."""
MAX_WORDS_A_SECOND = 9.0
ENTITY = "UNHEARD_SPEECH"
ADVICE = "listen to it, or use a larger model"

Told = tuple["Window", Transcription]


@dataclass(frozen=True, slots=True)
class Unheard:
    """What becomes of speech that was not understood for longer than ``seconds``."""

    mute: bool = False
    seconds: float = UNHEARD

    def trusted(
        self, wanted: Sequence[Window], results: Sequence[Transcription], trust: Trust
    ) -> tuple[list[Told], list[Window]]:
        """The windows whose text may be read, and those where it does not fit, which are to be muted.

        Raises `Quarantine` for an unsure text, and for a misfit unless muting.
        """
        told = list(zip(wanted, results, strict=True))
        check_sure(told, trust)
        misfits = [window for window, result in told if not fits(window, result)]
        if misfits and not self.mute:
            raise _unsure(misfits[0])
        return [one for one in told if fits(*one)], misfits

    def moments(
        self,
        speech: Sequence[Speech],
        words: Sequence[Word],
        misfits: Sequence[Window] = (),
        advice: str = ADVICE,
    ) -> tuple[Moment, ...]:
        """What to mute. Raises `Quarantine` for the first such moment unless muting."""
        if not self.mute:
            check_unheard(speech, words, advice, self.seconds)
            return ()
        muted: list[Speech] = list(unheard(speech, words, self.seconds))
        muted += [Speech(one.channel, one.start, one.end) for one in misfits]
        return tuple(Moment(one.channel, one.start, one.end, ENTITY, "speech.unheard", 1.0) for one in muted)


def check_sure(told: Sequence[Told], trust: Trust) -> None:
    """Raise `Quarantine` if the recogniser is unsure of a window, or of the call."""
    for window, result in told:
        if result.words and result.log_probability < trust.window:
            raise _unsure(window)
    words = sum(len(result.words) for _, result in told)
    if words and sum(one.log_probability * len(one.words) for _, one in told) / words < trust.call:
        raise Quarantine(
            Reason.UNSURE_TEXT,
            "the recogniser does not understand these voices: listen to them, or use a larger model",
        )


def fits(window: Window, result: Transcription) -> bool:
    """Whether a text is no loop, and not too much for its window."""
    count = len(result.words)
    loop = count > 10 and result.repetition > MAX_REPETITION
    return not loop and count <= 4 + MAX_WORDS_A_SECOND * window.seconds


def _unsure(window: Window) -> Quarantine:
    return Quarantine(
        Reason.UNSURE_TEXT,
        f"what was heard on channel {window.channel + 1} at {window.start:.1f} s is not to be trusted: "
        "listen to it, or use a larger model",
    )


def check_unheard(
    speech: Sequence[Speech],
    words: Sequence[Word],
    advice: str = ADVICE,
    seconds: float = UNHEARD,
) -> None:
    """Raise `Quarantine` if speech has no words of its channel for longer than ``seconds``."""
    for one in unheard(speech, words, seconds):
        raise Quarantine(
            Reason.SPEECH_WITHOUT_WORDS,
            f"speech without words on channel {one.channel + 1} at {one.start:.1f} s: {advice}",
        )


def unheard(speech: Sequence[Speech], words: Sequence[Word], seconds: float) -> Iterator[Speech]:
    """Parts of the speech that no word of their channel explains, longer than ``seconds``.

    A word explains as much as its letters take to say. One that lasts much longer has swallowed something,
    nobody knows where: all of it counts then.
    """
    for channel in sorted({one.channel for one in speech}):
        mine = sorted((one.start, one.end, longest(one)) for one in words if one.channel == channel)
        firsts = [start for start, _, _ in mine]
        reach = max((end - start for start, end, _ in mine), default=0.0)
        for one in (one for one in speech if one.channel == channel):
            at = bisect_left(firsts, one.start - reach)
            inside = [word for word in mine[at : bisect_left(firsts, one.end)] if word[1] > one.start]
            yield from _gaps(one, inside, seconds)


def _gaps(one: Speech, inside: Sequence[tuple[float, float, float]], seconds: float) -> Iterator[Speech]:
    at = one.start
    for start, end, most in inside:
        start, end = max(start, one.start), min(end, one.end)
        if start - at > seconds:
            yield Speech(one.channel, at, start)
        if end - start - most > seconds:
            yield Speech(one.channel, start, end)
        at = max(at, end)
    if one.end - at > seconds:
        yield Speech(one.channel, at, one.end)
