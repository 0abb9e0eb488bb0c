from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.models.speech import RATE, HeardWord, Samples, Transcription, Trust, batches
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.listen import (
    MAX_PAUSE,
    PAD,
    SEAM,
    Window,
    listen,
    packed,
    placed,
    voice_activity,
    windows,
)
from sourdine.pipeline.records import Language, Speech, Word
from sourdine.pipeline.settings import AudioLimits
from sourdine.pipeline.unheard import ENTITY, Unheard, unheard


class Parrot:
    """A recogniser that hears the same words, spread evenly, in every window."""

    name = "parrot 1"
    max_window = 10.0
    pads = False
    trust = Trust()

    def __init__(self, *words: str, log_probability: float = -0.1) -> None:
        self.words, self.log_probability = words, log_probability
        self.asked: list[int] = []

    def language(self, windows: Sequence[Samples]) -> Language:
        return "en"

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        self.asked.append(len(windows))
        return [self._one(len(window) / RATE) for window in windows]

    def _one(self, seconds: float) -> Transcription:
        edges = np.linspace(0, seconds, len(self.words) + 1)
        words = [
            HeardWord(word, float(edges[at]), float(edges[at + 1]), 0.9) for at, word in enumerate(self.words)
        ]
        return Transcription(tuple(words), self.log_probability)


def talk(seconds: float = 3.0) -> Samples:
    """Something that Silero takes for a voice: a buzz with moving formants."""
    time = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 120 * k * time) / k for k in range(1, 25))
    slow = 0.5 + 0.5 * np.sin(2 * np.pi * 4 * time)
    return np.asarray(0.2 * buzz * slow, dtype=np.float32)


@pytest.fixture
def speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """Voice activity where there is sound, without asking Silero about sounds that are not voices."""

    def anywhere(samples: Samples, channel: int) -> list[Speech]:
        loud = np.flatnonzero(np.abs(samples) > 1e-4)
        return [Speech(channel, loud[0] / RATE, loud[-1] / RATE)] if len(loud) else []

    monkeypatch.setattr("sourdine.pipeline.listen.voice_activity", anywhere)


def test_silence_has_no_voice_activity_and_no_words() -> None:
    silence = np.zeros(2 * RATE, dtype=np.float32)
    assert voice_activity(silence, 0) == []
    heard = listen([silence, silence], Parrot("hello"), None)
    assert heard.words == () and heard.speech == ()


@pytest.mark.usefixtures("speech")
def test_all_channels_are_recognised_in_one_call() -> None:
    parrot = Parrot("one", "two", "three", "four", "five", "six", "seven", "eight")
    heard = listen([talk(), talk()], parrot, "en")
    assert parrot.asked == [2]
    assert {word.channel for word in heard.words} == {0, 1}
    assert [word.start for word in heard.words] == sorted(word.start for word in heard.words)


@pytest.mark.usefixtures("speech")
def test_speech_without_words_goes_to_quarantine() -> None:
    with pytest.raises(Quarantine) as caught:
        listen([talk()], Parrot(), "en")
    assert caught.value.reason is Reason.SPEECH_WITHOUT_WORDS


@pytest.mark.usefixtures("speech")
def test_an_improbable_text_goes_to_quarantine_without_its_words() -> None:
    with pytest.raises(Quarantine) as caught:
        listen([talk()], Parrot("dupont", log_probability=-2.0), "en")
    assert caught.value.reason is Reason.UNSURE_TEXT
    assert "dupont" not in str(caught.value)


@pytest.mark.usefixtures("speech")
def test_the_pause_after_a_word_does_not_count_to_it() -> None:
    sound = np.concatenate([talk(1.5), np.zeros(RATE, dtype=np.float32)])
    heard = listen([sound], Parrot("well", "now", "then", "so"), "en")
    assert heard.words[-1].end <= 1.5 + 0.01


@pytest.mark.parametrize(
    ("words", "seconds", "log_probability", "repetition"),
    [
        (30, 2.0, -0.1, 1.0),  # more words than anybody says
        (12, 5.0, -0.1, 4.0),  # a loop
        (3, 2.0, -1.5, 1.0),  # a guess
    ],
)
def test_texts_that_do_not_fit(words: int, seconds: float, log_probability: float, repetition: float) -> None:
    said = Transcription(tuple(HeardWord("x", 0, 0.1, 1) for _ in range(words)), log_probability, repetition)
    with pytest.raises(Quarantine):
        Unheard().trusted([Window(0, 0.0, seconds)], [said], Trust())


stretches = st.lists(
    st.tuples(st.floats(0.05, 25), st.floats(0.2, 5)), max_size=30
)  # (length of the speech, of the pause before it)


@given(stretches, st.sampled_from([8.0, 30.0]))
def test_windows_hold_all_speech_once_and_none_is_too_long(
    parts: list[tuple[float, float]], longest: float
) -> None:
    at, speech = 0.0, []
    for length, pause in parts:
        speech.append(Speech(0, at + pause, at + pause + length))
        at += pause + length
    found = windows(speech, np.zeros(round((at + 1) * RATE), dtype=np.float32), longest)
    for one in found:
        assert one.end - one.start <= longest + 1e-6
    for before, after in pairwise(found):
        assert before.end <= after.start + 1e-6
    for said in speech:
        inside = sum(max(0.0, min(said.end, w.end) - max(said.start, w.start)) for w in found)
        assert inside == pytest.approx(said.end - said.start, abs=1e-6)


def test_a_call_of_half_understood_windows_is_not_trusted() -> None:
    said = [Transcription((HeardWord("x", 0, 0.3, 1),) * 5, probability) for probability in (-0.9, -0.7)]
    places = [Window(0, 0.0, 3.0), Window(1, 3.0, 6.0)]
    fitting, misfits = Unheard().trusted(places, said, Trust(window=-1.3, call=-0.85))
    assert (len(fitting), misfits) == (2, [])
    with pytest.raises(Quarantine, match="these voices"):
        Unheard().trusted(places, said, Trust(window=-1.3, call=-0.75))


def test_a_long_pause_parts_windows_and_a_short_one_does_not() -> None:
    near = [Speech(0, 1, 2), Speech(0, 2 + MAX_PAUSE - 0.1, 4)]
    far = [Speech(0, 1, 2), Speech(0, 2 + MAX_PAUSE + 0.1, 4)]
    quiet = np.zeros(5 * RATE, dtype=np.float32)
    assert len(windows(near, quiet, 30)) == 1
    assert [one.start for one in windows(far, quiet, 30)] == [1 - PAD, far[1].start - PAD]


def test_a_long_stretch_is_cut_where_it_is_quiet() -> None:
    sound = talk(12.0)
    sound[round(6.9 * RATE) : round(7.1 * RATE)] = 0
    found = windows([Speech(0, 0.0, 12.0)], sound, 10.0)
    assert [one.end for one in found] == [pytest.approx(7.0, abs=0.1), 12.0]


@given(st.lists(st.integers(1, 1000), max_size=40), st.integers(1, 9))
def test_batches_take_every_window_once(lengths: list[int], size: int) -> None:
    found = list(batches(lengths, size))
    assert sorted(index for _, batch in found for index in batch) == list(range(len(lengths)))
    assert all(len(batch) <= size for _, batch in found)
    assert all({lengths[index] for index in batch} == {length} for length, batch in found)


@given(st.lists(st.sampled_from([100, 3000]), max_size=20), st.integers(1, 9), st.integers(1, 4))
def test_no_recogniser_waits_while_another_one_has_it_all(
    lengths: list[int], size: int, at_once: int
) -> None:
    found = list(batches(lengths, size, at_once))
    assert sorted(index for _, batch in found for index in batch) == list(range(len(lengths)))
    assert all(len(batch) <= size for _, batch in found)
    if len(set(lengths)) == 1:
        assert len(found) >= min(at_once, len(lengths)) - (len(lengths) % at_once > 0)


@given(stretches, st.sampled_from([8.0, 30.0]))
def test_packed_windows_hold_all_speech_once_and_tell_its_times(
    parts: list[tuple[float, float]], longest: float
) -> None:
    at, speech = 0.0, []
    for length, pause in parts:
        speech.append(Speech(0, at + pause, at + pause + length))
        at += pause + length
    clock = np.arange(round((at + 1) * RATE), dtype=np.float32)  # exact: whole numbers under 2^24
    found = packed(windows(speech, clock, longest, SEAM), longest)
    for before, after in pairwise(found):
        assert before.end <= after.start + 1e-6
        assert before.seconds + after.pieces[0][1] - after.pieces[0][0] > longest - 1e-6  # no room was left
    for said in speech:
        pieces = [piece for one in found for piece in one.pieces]
        inside = sum(max(0.0, min(said.end, end) - max(said.start, start)) for start, end in pieces)
        assert inside == pytest.approx(said.end - said.start, abs=1e-6)
    for one in found:
        assert one.seconds <= longest + 1e-6
        sound = one.sound(clock)
        assert len(sound) == pytest.approx(one.seconds * RATE, abs=len(one.pieces) + 1)
        for place in range(0, len(sound), 997):
            assert one.time(place / RATE, is_end=False) == pytest.approx(sound[place] / RATE, abs=0.001)


def test_a_word_at_a_seam_belongs_to_one_side_and_one_over_it_to_both() -> None:
    window = Window(0, 1.0, 9.0, cuts=((2.0, 7.0),))
    said = [("one", 0.5, 1.0), ("two", 1.0, 1.5), ("over", 0.8, 1.2), ("last", 2.5, 4.0)]
    result = Transcription(tuple(HeardWord(text, start, end, 1) for text, start, end in said))
    assert [(word.start, word.end) for word in placed(window, result)] == [
        (1.5, 2.0),
        (7.0, 7.5),
        (1.8, 7.2),
        (8.5, 9.0),
    ]


def test_channels_are_never_packed_together() -> None:
    found = packed([Window(0, 0, 2), Window(0, 8, 9), Window(1, 1, 2), Window(1, 1.5, 4)], 30.0)
    assert found == [Window(0, 0, 9, cuts=((2, 8),)), Window(1, 1, 4)]


def test_a_recogniser_that_pads_is_asked_once_for_many_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = [(4.0 * number, 4.0 * number + 1.5) for number in range(6)]
    monkeypatch.setattr(
        "sourdine.pipeline.listen.voice_activity",
        lambda samples, channel: [Speech(channel, *turn) for turn in turns],
    )
    parrot = Parrot(*"abcdefghijkl")
    parrot.max_window, parrot.pads = 30.0, True
    heard = listen([np.zeros(24 * RATE, np.float32)], parrot, "en")
    assert parrot.asked == [1]
    assert len(heard.words) == 12
    for word in heard.words:  # what lies in the pauses was never in the window, or is taken off
        assert any(start - SEAM <= word.start and word.end <= end + SEAM for start, end in turns), word


def test_voice_activity_of_a_long_channel_is_that_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Path(str(files("sourdine.pipeline.demo"))) / "calls" / "fr-contract.wav"
    channel = channel_16k(decode(call, AudioLimits()), 0)
    whole = voice_activity(channel, 0)
    monkeypatch.setattr("sourdine.pipeline.listen.CHUNK", 7.3)
    parts = voice_activity(channel, 0)
    assert len(whole) > 5
    assert sum(one.end - one.start for one in parts) == pytest.approx(
        sum(one.end - one.start for one in whole), rel=0.02
    )
    assert all(before.end < after.start for before, after in pairwise(parts))
    assert abs(len(parts) - len(whole)) <= 1


SPOKEN = [Speech(0, 1.0, 9.0)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], [(1.0, 9.0)]),
        ([("well", 1.0, 1.5), ("now", 2.0, 8.8)], [(2.0, 8.8)]),  # a word that swallowed others
        (
            [("well", 1.0, 1.8), ("now", 4.0, 4.6), ("then", 5.0, 5.8), ("so", 6.2, 6.8)],
            [(1.8, 4.0), (6.8, 9.0)],
        ),
        ([(f"word{at}", at + 0.2, at + 1.0) for at in range(1, 9)], []),
    ],
)
def test_what_no_word_explains_is_found(
    words: list[tuple[str, float, float]], expected: list[tuple[float, float]]
) -> None:
    said = [Word(text, start, end, 0) for text, start, end in words]
    assert [(one.start, one.end) for one in unheard(SPOKEN, said, 0.6)] == expected
    other = [Word("word", 1.0, 9.0, 1)]
    assert list(unheard(SPOKEN, [*said, *other], 0.6)) == list(unheard(SPOKEN, said, 0.6))
    if expected:
        with pytest.raises(Quarantine, match="speech without words"):
            Unheard().moments(SPOKEN, said)
    found = Unheard(mute=True).moments(SPOKEN, said)
    assert [(one.start, one.end, one.entity) for one in found] == [(*one, ENTITY) for one in expected]


@pytest.mark.usefixtures("speech")
def test_a_text_that_does_not_fit_is_muted_where_the_settings_say_so() -> None:
    sound = talk(3.0)
    chatter = Parrot(*["x"] * 60)
    with pytest.raises(Quarantine, match="not to be trusted"):
        listen([sound], chatter, "en")
    heard = listen([sound], chatter, "en", Unheard(mute=True))
    assert heard.words == ()
    assert heard.unheard[-1].start == 0.0
    assert heard.unheard[-1].end == pytest.approx(3.0, abs=0.1)
