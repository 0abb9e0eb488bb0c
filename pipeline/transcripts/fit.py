"""Does a transcript fit the recording? What it does not cover was not searched, and is not published.

Checked against the voice activity of the recording itself, the same that listening goes by:

- every moment of speech has words of its own channel, as with a recogniser's words; a word covers no
  more than its letters explain, so that one that was stretched over a sentence hides nothing;
- nothing that was said is hidden under a mark such as "[PII]";
- the words begin and end with the voices, and not all of them earlier or later: a transcript that is off by
  half a second would silence beside the names (with exact words the demo calls have a median of 0.03 s).
  What they are off by less is allowed for: words that come late silence that much more before them;
- words do not lie where nobody speaks, and are not more than anybody can say;
- the recogniser that made it was sure of it, where the transcript tells (Whisper's own limits).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log
from statistics import median

from sourdine.models.speech import Trust
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.lane import longest
from sourdine.pipeline.listen import MAX_WORDS_A_SECOND, check_unheard, settle
from sourdine.pipeline.records import Heard, Speech, Word
from sourdine.pipeline.transcripts.given import Passage, Transcript
from sourdine.pipeline.transcripts.place import Given
from sourdine.pipeline.transcripts.voices import Part, Voices

BESIDE = 0.25
"""Seconds that the words as a whole may run ahead of the voices or behind them."""

PAUSE = 0.6  # seconds of silence around a beginning or an end that is compared
NEAREST = 1.5  # seconds within which the voices' own edge is looked for
EDGES = 5  # fewest edges that tell
LOST = 0.3  # share of words without any voice from which on it is another recording
UNDER_A_MARK = 0.2  # seconds of voice

_ADVICE = "the transcript does not cover it: give a whole one, or let a model listen"


def fitted(given: Given, transcript: Transcript) -> Given:
    """The same with what is known of its exactness, by which personal words silence more.

    Raises `Quarantine` where the transcript does not fit, in one line that quotes nothing of it.
    """
    heard = given.heard
    said = [word for word in heard.words if any(letter.isalnum() for letter in word.text)]
    _check_trust(transcript)
    voices = _by_channel(heard.speech)
    _check_lost(said, voices)
    begins, ends = _beside(given, voices)
    _check_beside(begins, ends)
    _check_hidden(given.hidden, voices)
    check_unheard(heard.speech, [_covering(word, heard) for word in said], _ADVICE)
    return _allowed_for(given, begins, ends)


def _by_channel(speech: Sequence[Speech]) -> dict[int, Voices]:
    numbers = {one.channel for one in speech}
    return {number: Voices(one for one in speech if one.channel == number) for number in numbers}


def _covering(word: Word, heard: Heard) -> Word:
    """The part of a word that explains the voice beneath it."""
    settled = settle(word, heard.speech)
    return replace(settled, end=max(settled.start, min(settled.end, settled.start + longest(word))))


def _check_trust(transcript: Transcript) -> None:
    trust = Trust()
    words = [word for passage in transcript.passages for word in passage.words]
    mean = sum(log(max(word.probability, 0.01)) for word in words) / max(1, len(words))
    unsure = any((one.log_probability or 0.0) < trust.window or _hurried(one) for one in transcript.passages)
    if unsure or mean < trust.call:
        raise Quarantine(
            Reason.UNSURE_TEXT,
            "what the transcript says is not to be trusted by its own figures: listen to the recording, "
            "or give a better transcript",
        )


def _hurried(passage: Passage) -> bool:
    """More words than anybody can say in the passage's time."""
    if passage.start is None or passage.end is None:
        return False
    return len(passage.words) > 4 + MAX_WORDS_A_SECOND * abs(passage.end - passage.start)


def _check_lost(said: Sequence[Word], voices: dict[int, Voices]) -> None:
    silent = Voices(())
    lost = sum(
        not voices.get(word.channel, silent).between(word.start - BESIDE, word.end + BESIDE) for word in said
    )
    if lost >= 3 and lost > LOST * len(said):
        raise Quarantine(
            Reason.TRANSCRIPT_MISFIT,
            "the transcript has words where nobody speaks: is it of this recording, channels in order?",
        )


def _beside(given: Given, voices: dict[int, Voices]) -> tuple[float, float]:
    """How far the words begin and end after the voices, in the middle of all places that tell; 0 if too few.

    Whisper's words begin early and end late where there are pauses; that is no shift.
    """
    begins: list[float] = []
    ends: list[float] = []
    for channel, mine in voices.items():
        words = [
            (word.start, word.end)
            for word, sure in zip(given.heard.words, given.sure, strict=True)
            if word.channel == channel and sure
        ]
        begins += _apart(_edges(words)[0], _edges(mine.stretches)[0])
        ends += _apart(_edges(words)[1], _edges(mine.stretches)[1])
    if min(len(begins), len(ends)) < EDGES:
        return 0.0, 0.0
    return median(begins), median(ends)


def _check_beside(begins: float, ends: float) -> None:
    """Beginnings and ends off to the same side: the words run ahead or behind as a whole."""
    if begins * ends > 0 and min(abs(begins), abs(ends)) > BESIDE:
        raise Quarantine(
            Reason.TRANSCRIPT_MISFIT,
            f"the transcript's words come about {abs(begins + ends) / 2:.1f} s "
            f"{'after' if begins > 0 else 'before'} the voices: is it of this very file?",
        )


def _allowed_for(given: Given, begins: float, ends: float) -> Given:
    """Every word surely begins as much earlier, and ends as much later, as the words are off."""
    early, late = max(0.0, begins), max(0.0, -ends)
    within = tuple((max(0.0, first - early), last + late) for first, last in given.within)
    return replace(given, within=within)


def _edges(parts: Sequence[Part]) -> tuple[list[float], list[float]]:
    """Where something begins and ends beside a pause."""
    joined: list[Part] = []
    for start, end in sorted(parts):
        if joined and start - joined[-1][1] < PAUSE:
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return [start for start, _ in joined], [end for _, end in joined]


def _apart(edges: Sequence[float], wanted: Sequence[float]) -> Iterator[float]:
    """How far each edge is from the nearest one that is wanted, where one is near."""
    for edge in edges:
        nearest = min(wanted, key=lambda one: abs(one - edge), default=None)
        if nearest is not None and abs(edge - nearest) <= NEAREST:
            yield edge - nearest


def _check_hidden(hidden: Sequence[Speech], voices: dict[int, Voices]) -> None:
    for one in hidden:
        if one.channel in voices and voices[one.channel].seconds(one.start, one.end) > UNDER_A_MARK:
            raise Quarantine(
                Reason.TRANSCRIPT_INCOMPLETE,
                f"at {one.start:.1f} s the transcript has a mark in the place of what was said: "
                "give it as it was before anything was redacted",
            )
