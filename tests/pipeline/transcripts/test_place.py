"""A transcript on its recording: channels, lanes, marks, and the personal words that cover more."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.records import PersonalSpan, Speech
from sourdine.pipeline.transcripts.given import GivenWord, Passage, Transcript, words_of
from sourdine.pipeline.transcripts.place import Given, place

RATE = 16_000
SPEECH = (Speech(0, 0.0, 2.0), Speech(1, 3.0, 5.0))


def channels(count: int) -> list[NDArray[np.float32]]:
    """Ten seconds; where `SPEECH` says, a channel is loud."""
    out = [np.full(10 * RATE, 0.001, np.float32) for _ in range(count)]
    for one in SPEECH:
        if one.channel < count:
            out[one.channel][round(one.start * RATE) : round(one.end * RATE)] = 0.3
    return out


def passage(text: str, start: float, channel: int | None = None, speaker: str = "") -> Passage:
    words = tuple(
        GivenWord(word, start + at / 2, start + at / 2 + 0.4) for at, word in enumerate(text.split())
    )
    return Passage(words, channel=channel, speaker=speaker)


def placed(*passages: Passage, count: int = 2, told: int = 0) -> Given:
    speech = tuple(one for one in SPEECH if one.channel < count)
    transcript = Transcript("test", passages, "fr", told)
    return place(transcript, channels(count), speech, "fr", ("agent", "customer"), "source")


def test_by_channel() -> None:
    found = placed(passage("bonjour", 0.2, 0), passage("oui", 3.2, 1), told=2)
    assert [word.channel for word in found.heard.words] == [0, 1]
    assert (found.lanes, found.speakers, found.every_channel) == ((0, 1), ("agent", "customer"), False)


def test_two_channels_on_a_mono_recording_stay_apart_for_detection_only() -> None:
    found = placed(passage("bonjour", 0.2, 0), passage("oui", 0.3, 1), count=1, told=2)
    assert [word.channel for word in found.heard.words] == [0, 0]
    assert [word.channel for word in found.by_speaker().words] == [0, 1]
    assert (found.speakers, found.every_channel) == (("agent", "customer"), False)


def test_speakers_on_a_mono_recording() -> None:
    found = placed(passage("bonjour", 0.2, speaker="spk_0"), passage("oui", 1.2, speaker="Client"), count=1)
    assert [word.channel for word in found.heard.words] == [0, 0]
    assert sorted(found.speakers) == ["customer", "unknown"]
    assert not found.every_channel


def test_speakers_on_a_stereo_recording_are_silenced_everywhere() -> None:
    found = placed(passage("bonjour", 0.2, speaker="A"), passage("oui", 3.2, speaker="B"))
    assert [word.channel for word in found.heard.words] == [0, 1]  # shown where the voice is
    assert found.every_channel


def test_a_speaker_stays_on_the_channel_where_nearly_all_of_it_is_heard() -> None:
    found = placed(passage("a b c", 0.2, speaker="A"), passage("d", 3.2, speaker="A"))
    assert [word.channel for word in found.heard.words] == [0, 0, 0, 0]
    apart = placed(passage("a b c", 0.2), passage("d", 3.2))
    assert [word.channel for word in apart.heard.words] == [0, 0, 0, 1]


def test_one_channel_told_on_a_stereo_recording_is_none() -> None:
    found = placed(passage("oui", 3.2, 0), told=1)
    assert [word.channel for word in found.heard.words] == [1]
    assert found.every_channel


def test_more_channels_than_the_recording_has() -> None:
    with pytest.raises(Quarantine, match="names channel 3, the recording has 2") as caught:
        placed(passage("oui", 3.2, 2), told=3)
    assert caught.value.reason is Reason.TRANSCRIPT_MISFIT


def test_a_transcript_that_goes_on_after_the_end() -> None:
    assert placed(passage("oui", 10.2, 0), told=2).heard.words[0].start < 10
    with pytest.raises(Quarantine, match="goes on after the recording has ended") as caught:
        placed(passage("oui", 10.9, 0), told=2)
    assert caught.value.reason is Reason.TRANSCRIPT_MISFIT


def test_no_times_at_all() -> None:
    with pytest.raises(Quarantine, match="sourdine detect") as caught:
        placed(Passage(words_of("Agent Canari")), count=1)
    assert caught.value.reason is Reason.TRANSCRIPT_WITHOUT_TIMES
    assert "Canari" not in str(caught.value)


def test_an_empty_transcript_has_no_words() -> None:
    assert placed().heard.words == ()


def test_marks_are_no_words() -> None:
    found = placed(passage("je [laughter] suis [PERSON_1] ####", 0.0, 0), told=2)
    assert [word.text for word in found.heard.words] == ["je", "suis"]
    assert [round(one.start, 2) for one in found.hidden] == [1.5, 2.0]


def test_a_personal_word_of_a_caption_takes_the_whole_caption() -> None:
    found = placed(Passage(words_of("je suis julien"), 3.0, 5.0, 1), told=2)
    span = PersonalSpan("PERSON", (2,), 0.9, "rule", "[PERSON_1]")
    words = found.covering([span]).words
    assert (words[2].start, words[2].end) == (2.5, 5.5)
    assert (words[0].start, words[1].end) == (found.heard.words[0].start, found.heard.words[1].end)
    assert words[1].end < 5.0
