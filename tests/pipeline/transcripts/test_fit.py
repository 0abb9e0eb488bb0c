"""A transcript that does not cover the voices, or runs beside them, is refused."""

from dataclasses import replace

import numpy as np
import pytest
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.records import PersonalSpan, Speech
from sourdine.pipeline.transcripts.fit import fitted
from sourdine.pipeline.transcripts.given import GivenWord, Passage, Transcript, words_of
from sourdine.pipeline.transcripts.place import Given, place

LENGTH = 60.0
SPEECH = tuple(Speech(0, 4.0 * at + 1, 4.0 * at + 3) for at in range(10))  # two seconds, two of silence


def words(shift: float = 0.0, early: float = 0.0, late: float = 0.0) -> list[GivenWord]:
    """Four words in each stretch of speech, moved, or the first and the last one drawn out."""
    found = []
    for one in SPEECH:
        starts = [one.start + shift + at / 2 for at in range(4)]
        ends = [start + 0.5 for start in starts]
        starts[0] -= early
        ends[-1] += late
        found += [GivenWord("parole", start, end, 0.9) for start, end in zip(starts, ends, strict=True)]
    return found


def given(said: list[GivenWord] | Passage, **more: float) -> Given:
    passage = said if isinstance(said, Passage) else Passage(tuple(said))
    transcript = Transcript("test", (replace(passage, **more),), "fr")  # type: ignore[arg-type]
    silence = [np.zeros(round(16_000 * LENGTH), np.float32)]
    return fitted(place(transcript, silence, SPEECH, "fr", (), "test"), transcript)


def reason(said: list[GivenWord] | Passage, **more: float) -> Reason:
    with pytest.raises(Quarantine) as caught:
        given(said, **more)
    assert "parole" not in str(caught.value)
    return caught.value.reason


def test_words_that_cover_the_voices() -> None:
    assert len(given(words()).heard.words) == 40


@pytest.mark.parametrize("at", [0, 17, 39])
def test_a_word_or_two_may_be_missing_and_no_more(at: int) -> None:
    said = words()
    assert given(said[:at] + said[at + 1 :])
    first = min(at, 38)
    assert reason(said[:first] + said[first + 2 :]) is Reason.SPEECH_WITHOUT_WORDS


def test_an_empty_transcript_of_voices() -> None:
    assert reason([]) is Reason.SPEECH_WITHOUT_WORDS


def test_a_word_drawn_out_over_a_sentence_hides_nothing() -> None:
    said = [GivenWord("oui", one.start, one.end, 0.9) for one in SPEECH]
    assert reason(said) is Reason.SPEECH_WITHOUT_WORDS


def test_punctuation_explains_no_voice() -> None:
    said = words()
    said[4:8] = [replace(word, text="…") for word in said[4:8]]
    assert reason(said) is Reason.SPEECH_WITHOUT_WORDS


@pytest.mark.parametrize("shift", [-0.8, -0.4, -0.3, 0.3, 0.4, 0.8])
def test_words_that_run_ahead_or_behind(shift: float) -> None:
    assert reason(words(shift)) is Reason.TRANSCRIPT_MISFIT


@pytest.mark.parametrize("shift", [-0.2, -0.1, 0.1, 0.2])
def test_a_small_shift_is_allowed_for(shift: float) -> None:
    found = given(words(shift))
    word = found.covering([PersonalSpan("PERSON", (5,), 0.9, "rule", "[PERSON_1]")]).words[5]
    assert word.start <= 5.5 + 1e-6 and word.end >= 6.0 - 1e-6  # where it is said


def test_whispers_words_reach_into_pauses_without_being_off() -> None:
    assert given(words(early=0.5, late=0.5))


def test_words_where_nobody_speaks() -> None:
    said = [
        replace(word, start=word.start + 40, end=word.end + 40) for word in words() if word.start and word.end
    ]
    assert reason(words()[:20] + said[:12]) is Reason.TRANSCRIPT_MISFIT


@pytest.mark.parametrize("mark", ["[PII]", "####", "[PERSON_NAME]"])
def test_a_mark_over_a_voice(mark: str) -> None:
    said = words()
    said[5] = replace(said[5], text=mark)
    assert reason(said) is Reason.TRANSCRIPT_INCOMPLETE


def test_a_mark_in_silence_hides_nothing() -> None:
    assert given([*words(), GivenWord("[beep]", 50.0, 51.0), GivenWord("[PII]", 52.0, 52.5)])


def test_what_its_own_figures_do_not_trust() -> None:
    assert reason(words(), log_probability=-1.2) is Reason.UNSURE_TEXT
    assert reason([replace(word, probability=0.2) for word in words()]) is Reason.UNSURE_TEXT
    assert reason(Passage(words_of("parole " * 60), 1.0, 3.0)) is Reason.UNSURE_TEXT
