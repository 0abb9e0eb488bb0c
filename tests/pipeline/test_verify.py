from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.mask import mask
from sourdine.pipeline.records import (
    Heard,
    Language,
    PersonalSpan,
    RedactionPlan,
    Region,
    Sound,
    SoundFormat,
    Speech,
    Verdict,
    Word,
)
from sourdine.pipeline.verify import LONGEST_CLIP, SAME_TIME, Clip, _Words, clips_around, verify

RATE = 8000
SECONDS = 20


def plan(*stretches: tuple[int, float, float]) -> RedactionPlan:
    regions = tuple(
        Region(channel, int(start * RATE), int(end * RATE), "PERSON", "rule", 0.9)
        for channel, start, end in stretches
    )
    return RedactionPlan(regions, (), RATE, SECONDS * RATE, 2)


def recording() -> Sound:
    samples = np.random.default_rng(1).integers(-5000, 5000, (SECONDS * RATE, 2), dtype=np.int16)
    return Sound(samples, SoundFormat("WAV", "PCM_16", RATE, 2, SECONDS * RATE, ".wav"))


SAID = (
    Word("mon", 4.0, 4.3, 0),
    Word("nom", 4.3, 4.7, 0),
    Word("Dupont,", 5.0, 5.6, 0),
    Word("zéro", 6.0, 6.3, 0),
    Word("0612345678", 6.3, 7.8, 0),
    Word("merci", 8.3, 8.8, 0),
    Word("six", 9.0, 9.3, 0),
    Word("de", 7.8, 7.9, 0),
)
PLAN = plan((0, 4.8, 8.1), (1, 4.8, 8.1))
SPANS = (
    PersonalSpan("PERSON", (2,), 0.9, "r", "[PERSON_1]"),
    PersonalSpan("PHONE", (3, 4, 7), 0.9, "r", "[P_1]"),
)


def verdict(*again: Word, said: Sequence[Word] = SAID, language: Language = "fr") -> Verdict:
    heard = Heard(tuple(said), TALK, language, "model")
    original = recording()
    safe = mask(original, PLAN, "silence")

    def listen(sound: Sound, clips: Sequence[Clip]) -> list[list[Word]]:
        assert sound is safe
        return [[word for word in again if _inside(word, clip)] for clip in clips]

    return verify(original, safe, PLAN, heard, SPANS, listen)


def _inside(word: Word, clip: Clip) -> bool:
    return word.channel == clip.channel and word.start < clip.end and word.end > clip.start


CLEAN = Verdict(True)
TALK = (Speech(0, 0.0, SECONDS), Speech(1, 0.0, SECONDS))  # somebody talks all the time


@pytest.mark.parametrize(
    ("why", "word"),
    [
        ("a neighbour that stays", Word("nom", 4.3, 4.8, 0)),
        ("another word", Word("alors", 8.0, 8.3, 0)),
        ("a number that stays close by", Word("six", 8.2, 8.5, 0)),
        ("inside silence nothing was said", Word("Dupont", 6.2, 6.8, 0)),
        ("far from the region", Word("Dupont", 3.6, 4.2, 0)),
        ("a common word", Word("de", 8.0, 8.2, 0)),
        ("a single letter", Word("d", 4.5, 4.8, 0)),
        ("only punctuation", Word("…", 4.5, 4.8, 0)),
        ("a figure that was not silenced", Word("neuf", 8.2, 8.45, 0)),
    ],
)
def test_clean(why: str, word: Word) -> None:
    assert verdict(word) == CLEAN, why


@pytest.mark.parametrize(
    ("why", "word"),
    [
        ("the word itself", Word("dupont", 4.5, 4.9, 0)),
        ("with other capitals and punctuation", Word("DUPONT.", 4.5, 4.9, 0)),
        ("its beginning", Word("Du-pon", 4.5, 4.9, 0)),
        ("its end", Word("pont", 4.6, 4.9, 0)),
        ("figures out of a number", Word("78", 8.0, 8.2, 0)),
        ("a number word out of it", Word("huit", 8.0, 8.2, 0)),
        ("heard on the other channel", Word("Dupont", 4.5, 4.9, 1)),
        ("at the very edge", Word("huit", 8.1, 8.49, 0)),
    ],
)
def test_residue(why: str, word: Word) -> None:
    found = verdict(word)
    assert not found.clean, why
    (reason,) = found.reasons
    assert reason == f"a silenced word is heard again: channel {word.channel + 1}, {word.start:.1f} s"


def test_english_numbers() -> None:
    assert not verdict(Word("eight", 8.0, 8.2, 0), language="en").clean
    assert verdict(Word("huit", 8.0, 8.2, 0), language="en") == CLEAN


def test_samples_that_fail_are_not_listened_to() -> None:
    original = recording()

    def listen(sound: Sound, clips: Sequence[Clip]) -> list[list[Word]]:
        raise AssertionError("not needed")

    found = verify(original, original, PLAN, Heard(SAID, TALK, "fr", "m"), SPANS, listen)
    assert not found.clean
    assert len(found.reasons) == 2
    assert all("not silent" in reason for reason in found.reasons)
    assert not any(word.text.strip(",").lower() in str(found).lower() for word in SAID[2:5])


def test_without_a_listener_the_samples_are_judged() -> None:
    original = recording()
    safe = mask(original, PLAN, "bleep")
    assert verify(original, safe, PLAN, Heard(SAID, TALK, "fr", "m"), SPANS, None) == Verdict(
        True, listened=False
    )
    assert not verify(original, original, PLAN, Heard(SAID, TALK, "fr", "m"), SPANS, None).clean


def test_nothing_silenced_nothing_to_hear_again() -> None:
    original = recording()

    def listen(sound: Sound, clips: Sequence[Clip]) -> list[list[Word]]:
        raise AssertionError("not needed")

    assert verify(original, original, plan(), Heard(SAID, TALK, "fr", "m"), (), listen) == CLEAN


@pytest.mark.parametrize(
    ("stretches", "clips"),
    [
        ([(0, 5.0, 5.8)], [(0, 3.5, 7.3)]),
        ([(0, 5.0, 9.0)], [(0, 3.5, 5.5), (0, 8.5, 10.5)]),
        ([(0, 0.5, 1.0)], [(0, 0.0, 2.5)]),
        ([(1, 19.0, 19.9)], [(1, 17.5, 20.0)]),
        ([(0, 5.0, 5.8), (0, 7.0, 7.5)], [(0, 3.5, 9.0)]),
        ([(0, 5.0, 5.8), (1, 7.0, 7.5)], [(0, 3.5, 7.3), (1, 5.5, 9.0)]),
        ([(0, 5.0, 5.5), (0, 5.5, 5.8)], [(0, 3.5, 7.3)]),
        ([], []),
    ],
)
def test_clips(stretches: list[tuple[int, float, float]], clips: list[tuple[int, float, float]]) -> None:
    found = [(clip.channel, clip.start, clip.end) for clip in clips_around(plan(*stretches), TALK)]
    assert found == [pytest.approx(one) for one in clips]


def test_clips_stay_short() -> None:
    many = plan(*((0, start, start + 0.6) for start in np.arange(0.5, 19, 1.1)))
    clips = clips_around(many, TALK)
    assert all(clip.end - clip.start <= LONGEST_CLIP for clip in clips)
    for region in many.regions:
        start, end = region.start / RATE, region.end / RATE
        assert any(clip.start <= max(0, start - 1.4) and end + 0.5 <= clip.end for clip in clips)


@pytest.mark.parametrize(
    ("why", "speech", "stretches", "clips"),
    [
        ("nobody beside it", [(0, 2.0, 4.5), (0, 6.3, 9.0)], [(0, 5.0, 5.8)], []),
        ("only the other one", [(1, 0.0, 20.0)], [(0, 5.0, 5.8)], []),
        ("before it", [(0, 2.0, 5.3)], [(0, 5.0, 5.8)], [(0, 3.5, 5.5)]),
        ("after it", [(0, 5.3, 7.0)], [(0, 5.0, 5.8)], [(0, 5.3, 7.3)]),
        ("near enough", [(0, 2.0, 4.7), (0, 6.1, 9.0)], [(0, 5.0, 5.8)], [(0, 3.5, 7.3)]),
        ("before a long one", [(0, 2.0, 5.3)], [(0, 5.0, 9.0)], [(0, 3.5, 5.5)]),
        ("after a long one", [(0, 8.0, 9.3)], [(0, 5.0, 9.0)], [(0, 8.5, 10.5)]),
        (
            "the other one, who is silenced here too",
            [(1, 0.0, 20.0)],
            [(0, 5.0, 5.8), (1, 4.9, 5.7)],
            [(0, 3.5, 7.3), (1, 3.4, 7.2)],
        ),
    ],
)
def test_an_edge_without_a_voice_is_not_heard_again(
    why: str,
    speech: list[tuple[int, float, float]],
    stretches: list[tuple[int, float, float]],
    clips: list[tuple[int, float, float]],
) -> None:
    talk = [Speech(*one) for one in speech]
    found = [(clip.channel, clip.start, clip.end) for clip in clips_around(plan(*stretches), talk)]
    assert found == [pytest.approx(one) for one in clips], why


times = st.integers(0, 80).map(lambda tenth: tenth / 10)
said = st.builds(
    lambda start, length, channel: Word("word", start, start + length, channel),
    times, times, st.integers(0, 1),
)  # fmt: skip


@given(st.lists(said, max_size=12), said)
def test_words_are_found_by_their_time_as_by_looking_at_all(words: list[Word], word: Word) -> None:
    def apart(one: Word) -> float:
        return max(word.start - one.end, one.start - word.end)

    near = [one for one in sorted(words, key=lambda one: one.start) if apart(one) < SAME_TIME]
    assert list(_Words(words).near(word)) == near
