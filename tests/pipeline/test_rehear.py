from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.models.speech import RATE, HeardWord, Samples, Transcription, Trust
from sourdine.pipeline.listen import SEAM
from sourdine.pipeline.records import Language, Sound, SoundFormat
from sourdine.pipeline.rehear import Strip, hearing_again, strips
from sourdine.pipeline.verify import Clip


class Ear:
    """Hears a word in every clip: what its samples hold, which here is where they are from."""

    name, max_window, trust = "ear", 10.0, Trust()

    def __init__(self, pads: bool) -> None:
        self.pads = pads
        self.asked: list[float] = []

    def language(self, windows: Sequence[Samples]) -> Language:
        return "fr"

    def transcribe(self, windows: Sequence[Samples], language: Language) -> list[Transcription]:
        self.asked += [len(one) / RATE for one in windows]
        return [Transcription(tuple(_words(one))) for one in windows]


def _words(window: Samples) -> list[HeardWord]:
    """Each stretch that is not silent is a word, named by its loudness."""
    loud = np.flatnonzero(np.diff(np.concatenate([[0], (np.abs(window) > 0.001).astype(int), [0]])))
    return [
        HeardWord(f"{window[first]:.1f}", first / RATE, last / RATE, 1.0)
        for first, last in zip(loud[::2], loud[1::2], strict=True)
    ]


def recording() -> Sound:
    """Seconds 3 to 4 of each channel and 6 to 7 of the first are loud."""
    samples = np.zeros((20 * RATE, 2), np.float32)
    samples[3 * RATE : 4 * RATE] = (0.1, 0.2)
    samples[6 * RATE : 7 * RATE, 0] = 0.3
    return Sound(samples, SoundFormat("WAV", "FLOAT", RATE, 2, 20 * RATE, ".wav"))


CLIPS = (Clip(0, 2.0, 4.5), Clip(0, 5.0, 8.0), Clip(1, 2.5, 4.0), Clip(1, 10.0, 19.0))


@pytest.mark.parametrize(("pads", "windows"), [(True, [2.5 + 3.0 + 1.5 + 2 * SEAM, 9.0]), (False, None)])
def test_words_come_back_to_their_time_and_channel(pads: bool, windows: list[float] | None) -> None:
    ear = Ear(pads)
    heard = hearing_again(ear, "fr")(recording(), CLIPS)
    words = {
        (word.text, word.channel, round(word.start, 2), round(word.end, 2)) for row in heard for word in row
    }
    assert words == {("0.1", 0, 3.0, 4.0), ("0.3", 0, 6.0, 7.0), ("0.2", 1, 3.0, 4.0)}
    assert ear.asked == pytest.approx(windows or [2.5, 3.0, 1.5, 9.0], abs=0.001)


def test_a_word_over_a_seam_counts_for_both_sides() -> None:
    strip = Strip((Clip(0, 2.0, 4.0), Clip(1, 8.0, 9.0)))
    word = HeardWord("dupont", 1.7, 2.0 + SEAM + 0.2, 1.0)
    found = list(strip.words(Transcription((word,))))
    assert [one.channel for one in found] == [0, 1]
    assert [(one.start, one.end) for one in found] == [pytest.approx((3.7, 4.0)), pytest.approx((8.0, 8.2))]


def test_a_word_without_length_is_not_lost() -> None:
    strip = Strip((Clip(0, 2.0, 4.0), Clip(0, 8.0, 9.0)))
    (found,) = strip.words(Transcription((HeardWord("dupont", 2.6, 2.6, 1.0),)))
    assert found.start == pytest.approx(8.2)


@given(st.floats(0.0, 8.4), st.floats(0.0, 2.0))
def test_no_word_is_lost_wherever_it_is_told_to_be(start: float, length: float) -> None:
    strip = Strip((Clip(0, 2.0, 4.0), Clip(1, 8.0, 9.0), Clip(0, 10.0, 14.6)))  # 8.4 s
    word = HeardWord("dupont", start, min(start + length, 8.4), 1.0)
    found = list(strip.words(Transcription((word,))))
    assert found
    for one in found:
        assert any(
            one.channel == clip.channel and clip.start <= one.start <= one.end <= clip.end
            for clip in strip.clips
        )


@given(st.lists(st.floats(0.1, 8.0), max_size=30), st.booleans())
def test_every_clip_is_heard_once_in_its_order(lengths: list[float], pads: bool) -> None:
    clips = [Clip(number % 2, 10.0 * number, 10.0 * number + length) for number, length in enumerate(lengths)]
    found = strips(clips, Ear(pads))
    assert [clip for strip in found for clip in strip.clips] == clips
    assert all(strip.starts[-1] - SEAM <= 10.0 + 1e-6 for strip in found)
    if not pads:
        assert all(len(strip.clips) == 1 for strip in found)
