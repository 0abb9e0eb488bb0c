"""Does a transcript fit the recording? What it does not cover was not searched, and is not published.

Checked against the voice activity of the recording itself, the same that listening goes by:

- every moment of speech has words of its own channel, as with a recogniser's words; a word covers no
  more than its letters explain, so that one that was stretched over a sentence hides nothing;
- nothing that was said is hidden under a mark such as "[PII]";
- the words begin and end with the voices, and not all of them earlier or later: a transcript that is off by
  half a second would silence beside the names. What they are off by less is allowed for: words that come
  late silence that much more before them;
- words do not lie where nobody speaks, and are not more than anybody can say;
- the recogniser that made it was sure of it, where the transcript tells (Whisper's own limits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

from sourdine.models.speech import Trust
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.lane import longest
from sourdine.pipeline.records import Speech, Word
from sourdine.pipeline.transcripts.given import Passage, Transcript
from sourdine.pipeline.transcripts.place import Given
from sourdine.pipeline.transcripts.shift import shift_of
from sourdine.pipeline.transcripts.voices import Part, Voices
from sourdine.pipeline.unheard import MAX_WORDS_A_SECOND, Unheard

BESIDE = 0.25
"""Seconds that the words as a whole may run ahead of the voices or behind them."""

EXACT = 0.1  # seconds to which that can be measured
NOTHING = 0.04  # seconds from which on it is allowed for
LOST = 0.3  # share of words without any voice from which on it is another recording
UNDER_A_MARK = 0.2  # seconds of voice

_ADVICE = "the transcript does not cover it: give a whole one, or let a model listen"


def fitted(given: Given, transcript: Transcript, rule: Unheard = Unheard()) -> Given:  # noqa: B008 - frozen
    """The same with what is known of its exactness, by which personal words silence more.

    Raises `Quarantine` where the transcript does not fit, in one line that quotes nothing of it.
    """
    heard = given.heard
    said = [word for word in heard.words if any(letter.isalnum() for letter in word.text)]
    _check_trust(transcript)
    voices = _by_channel(heard.speech)
    _check_lost(said, voices)
    shift = _shift(given, voices)
    _check_hidden(given.hidden, voices)
    moments = rule.moments(heard.speech, [_covering(word, voices) for word in said], advice=_ADVICE)
    return _allowed_for(replace(given, heard=replace(heard, unheard=moments)), shift)


def _by_channel(speech: Sequence[Speech]) -> dict[int, Voices]:
    numbers = {one.channel for one in speech}
    return {number: Voices(one for one in speech if one.channel == number) for number in numbers}


def _covering(word: Word, voices: dict[int, Voices]) -> Word:
    """The part of a word that explains the voice beneath it."""
    parts = voices[word.channel].between(word.start, word.end) if word.channel in voices else []
    start, end = (parts[0][0], parts[-1][1]) if parts else (word.start, word.end)
    return replace(word, start=start, end=min(end, start + longest(word)))


def _check_trust(transcript: Transcript) -> None:
    trust = Trust()
    told = [one for passage in transcript.passages for one in passage.probabilities if one is not None]
    mean = sum(log(max(one, 0.01)) for one in told) / max(1, len(told))
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


def _shift(given: Given, voices: dict[int, Voices]) -> float:
    """Seconds by which words that have times come after the voices. Raises `Quarantine` if too many."""
    words: dict[int, list[Part]] = {}
    for word, sure in zip(given.heard.words, given.sure, strict=True):
        if sure:
            words.setdefault(word.channel, []).append((word.start, word.end))
    shift = shift_of(words, {channel: mine.stretches for channel, mine in voices.items()})
    if abs(shift) > BESIDE:
        raise Quarantine(
            Reason.TRANSCRIPT_MISFIT,
            f"the transcript's words come about {abs(shift):.1f} s {'after' if shift > 0 else 'before'} "
            "the voices: is it of this very file?",
        )
    return shift


def _allowed_for(given: Given, shift: float) -> Given:
    """Every word surely begins as much earlier, or ends as much later, as the words are off."""
    if abs(shift) < NOTHING:
        return given
    early, late = (shift + EXACT, 0.0) if shift > 0 else (0.0, EXACT - shift)
    within = tuple((max(0.0, first - early), last + late) for first, last in given.within)
    return replace(given, within=within)


def _check_hidden(hidden: Sequence[Speech], voices: dict[int, Voices]) -> None:
    for one in hidden:
        if one.channel in voices and voices[one.channel].seconds(one.start, one.end) > UNDER_A_MARK:
            raise Quarantine(
                Reason.TRANSCRIPT_INCOMPLETE,
                f"at {one.start:.1f} s the transcript has a mark in the place of what was said: "
                "give it as it was before anything was redacted",
            )
