from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.bleed import Bleed
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.plan import make_plan, widen
from sourdine.pipeline.records import (
    Heard,
    PersonalSpan,
    RedactionPlan,
    Region,
    SoundFormat,
    Speech,
    Word,
)
from sourdine.pipeline.settings import PlanSettings

RATE = 1000
LENGTH = 20.0
SETTINGS = PlanSettings(padding=0.2, merge_gap=0.4, min_audible=0.12)


def sound(channels: int = 1) -> SoundFormat:
    return SoundFormat("WAV", "PCM_16", RATE, channels, int(LENGTH * RATE), ".wav")


def words(*timed: tuple[str, float, float], channel: int = 0) -> tuple[Word, ...]:
    return tuple(Word(text, start, end, channel) for text, start, end in timed)


def span(*indices: int, entity: str = "PHONE_NUMBER", label: str = "", score: float = 0.9) -> PersonalSpan:
    return PersonalSpan(entity, indices, score, f"rule of {entity}", f"[{label or f'{entity}_1'}]")


def planned(
    said: Sequence[Word],
    spans: Sequence[PersonalSpan],
    speech: Sequence[tuple[float, float]] = (),
    settings: PlanSettings = SETTINGS,
    channels: int = 1,
    bleed: Sequence[Bleed] = (),
) -> RedactionPlan:
    heard = Heard(tuple(said), tuple(Speech(0, *one) for one in speech), "fr", "model")
    return make_plan(sound(channels), heard, spans, settings, bleed)


def seconds(plan: RedactionPlan, channel: int = 0) -> list[tuple[float, float]]:
    return [(one.start / RATE, one.end / RATE) for one in plan.regions if one.channel == channel]


NEAR = pytest.approx


@pytest.mark.parametrize(
    ("why", "said", "personal", "speech", "expected"),
    [
        ("padding on both sides", [("douze", 5, 5.5)], [0], [], [(4.8, 5.7)]),
        ("not before the beginning", [("douze", 0.1, 0.5)], [0], [], [(0, 0.7)]),
        ("not after the end", [("douze", 19.5, 19.9)], [0], [], [(19.3, 20)]),
        ("a word that ends after the sound", [("douze", 19.5, 21)], [0], [], [(19.3, 20)]),
        ("a word without length", [("douze", 5, 5)], [0], [], [(4.8, 5.2)]),
        (
            "neighbours keep the halves that are far",
            [("mon", 4.7, 5.0), ("douze", 5, 5.5), ("merci", 5.5, 5.8)],
            [1],
            [],
            [(4.85, 5.65)],
        ),
        (
            "padding alone where neighbours are long",
            [("bonjour", 4, 5.0), ("douze", 5, 5.5), ("volontiers", 5.5, 6.9)],
            [1],
            [],
            [(4.8, 5.7)],
        ),
        (
            "an overlapping neighbour takes nothing away",
            [("mon", 4.9, 5.4), ("douze", 5, 5.5), ("oui", 5.2, 5.4)],
            [1],
            [],
            [(4.8, 5.7)],
        ),
        (
            "short pauses are silenced",
            [("zéro", 5, 5.3), ("six", 5.6, 5.9), ("douze", 6.2, 6.6)],
            [0, 1, 2],
            [],
            [(4.8, 6.8)],
        ),
        (
            "a real pause stays, what is said in it too",
            [("zéro", 5, 5.3), ("six", 7, 7.3)],
            [0, 1],
            [],
            [(4.8, 5.5), (6.8, 7.5)],
        ),
        (
            "a pause with speech in it has swallowed something",
            [("zéro", 5, 5.3), ("six", 7, 7.3)],
            [0, 1],
            [(4.9, 7.4)],
            [(4.8, 7.5)],
        ),
        (
            "another word in between",
            [("zéro", 5, 5.3), ("euh", 5.7, 6.0), ("six", 6.4, 6.7)],
            [0, 2],
            [],
            [(4.8, 5.5), (6.2, 6.9)],
        ),
        (
            "a scrap too short to be heard",
            [("zéro", 5, 5.3), ("euh", 5.31, 5.39), ("six", 5.4, 5.7)],
            [0, 2],
            [],
            [(4.8, 5.9)],
        ),
        ("from the beginning of the speech", [("douze", 5, 5.5)], [0], [(4.2, 5.6)], [(4.2, 5.7)]),
        ("to the end of the speech", [("douze", 5, 5.5)], [0], [(4.9, 7.0)], [(4.8, 7.0)]),
        ("speech just beside the word", [("douze", 5, 5.5)], [0], [(4.0, 4.9), (5.6, 6.0)], [(4.0, 6.0)]),
        ("other speech is left alone", [("douze", 5, 5.5)], [0], [(1, 4), (4.9, 5.6), (6, 8)], [(4.8, 5.7)]),
        (
            "speech that no word explains, up to the neighbours",
            [("bonjour", 2, 2.5), ("douze", 5, 5.5), ("merci", 8, 8.4)],
            [1],
            [(1.9, 9.0)],
            [(2.6, 7.9)],
        ),
        (
            "a first word timed far too early covers all of itself",
            [("bonjour", 1, 1.5), ("douze", 2, 6.0)],
            [1],
            [(0.9, 1.6), (5.4, 6.1)],
            [(1.8, 6.2)],
        ),
        (
            "an implausibly long neighbour has swallowed something",
            [("oui", 2, 5.0), ("douze", 5, 5.5), ("à", 5.5, 8.0)],
            [1],
            [(1.9, 8.1)],
            [(2.9, 7.3)],
        ),
    ],
)
def test_regions(
    why: str,
    said: list[tuple[str, float, float]],
    personal: list[int],
    speech: list[tuple[float, float]],
    expected: list[tuple[float, float]],
) -> None:
    plan = planned(words(*said), [span(*personal)], speech)
    assert [NEAR(pair, abs=0.002) for pair in expected] == seconds(plan), why


@pytest.mark.parametrize(
    ("why", "said", "overlap", "expected"),
    [
        (
            "said without a pause",
            [("mon", 4.2, 5.0), ("douze", 5, 5.5), ("merci", 5.5, 6.0)],
            0.05,
            (4.95, 5.55),
        ),
        (
            "a pause on one side",
            [("mon", 4.0, 4.6), ("douze", 5, 5.5), ("merci", 5.5, 6.0)],
            0.05,
            (4.8, 5.55),
        ),
        ("a short pause is no neighbour", [("mon", 4.2, 4.9), ("douze", 5, 5.5)], 0.05, (4.85, 5.7)),
        ("none at all", [("mon", 4.2, 5.0), ("douze", 5, 5.5)], 0.0, (5.0, 5.7)),
        ("never beyond the padding", [("mon", 3.0, 5.0), ("douze", 5, 5.5)], 0.9, (4.8, 5.7)),
        ("never beyond the middle", [("mon", 4.8, 5.0), ("douze", 5, 5.5)], 0.15, (4.9, 5.7)),
        ("unknown: the padding", [("mon", 4.0, 5.0), ("douze", 5, 5.5)], None, (4.8, 5.7)),
    ],
)
def test_how_far_padding_reaches_into_words_that_stay(
    why: str, said: list[tuple[str, float, float]], overlap: float | None, expected: tuple[float, float]
) -> None:
    settings = replace(SETTINGS, overlap=overlap)
    assert seconds(planned(words(*said), [span(1)], settings=settings)) == [NEAR(expected)], why


def test_a_word_that_was_perhaps_never_said_keeps_nothing_back() -> None:
    said = (
        Word("mon", 4.9, 5.0, 0, 0.3),
        Word("douze", 5.0, 5.5, 0, 0.9),
        Word("c'est", 5.5, 5.7, 0, 0.2),
    )
    settings = replace(SETTINGS, overlap=0.05)
    assert seconds(planned(said, [span(1)], settings=settings)) == [NEAR((4.8, 5.7))]
    sure = tuple(replace(word, probability=0.9) for word in said)
    assert seconds(planned(sure, [span(1)], settings=settings)) == [NEAR((4.95, 5.55))]


def test_the_overlap_of_the_settings_stands_above_the_models() -> None:
    assert PlanSettings(overlap=0.1).suiting(0.02).overlap == 0.1
    assert PlanSettings().suiting(0.02).overlap == 0.02
    assert PlanSettings().suiting(None).overlap is None


def test_entities_in_a_row_meet_between_their_words() -> None:
    said = words(("Jean", 5, 5.4), ("zéro", 5.6, 6))
    plan = planned(said, [span(0, entity="PERSON"), span(1)])
    assert [(one.start, one.end, one.entity, one.rule) for one in plan.regions] == [
        (4800, 5500, "PERSON", "rule of PERSON"),
        (5500, 6200, "PHONE_NUMBER", "rule of PHONE_NUMBER"),
    ]


def test_a_shared_word_goes_to_the_higher_score_and_stays_covered() -> None:
    said = words(("a", 5, 5.3), ("b", 5.3, 5.6), ("c", 5.6, 5.9))
    plan = planned(said, [span(0, 1, entity="PERSON", score=0.4), span(1, 2, entity="ADDRESS", score=0.8)])
    assert plan.placeholders == ("[PERSON_1]", "[ADDRESS_1]", "[ADDRESS_1]")
    assert seconds(plan) == [NEAR((4.8, 5.3)), NEAR((5.3, 6.1), abs=0.002)]


def test_a_span_over_turns_is_silent_only_where_it_is_said() -> None:
    said = (
        *words(("quatre", 2, 2.4), ("un", 2.5, 2.8)),
        *words(("oui", 3.2, 3.5), channel=1),
        *words(("un", 4, 4.2), ("merci", 5, 5.4)),
    )
    plan = planned(said, [span(0, 1, 3)], channels=2)
    assert seconds(plan) == [(1.8, 3.0), (3.8, 4.4)]
    assert seconds(plan, 1) == []
    assert plan.placeholders == ("[PHONE_NUMBER_1]", "[PHONE_NUMBER_1]", None, "[PHONE_NUMBER_1]", None)


def test_cross_talk_is_silenced_where_it_is_heard() -> None:
    said = (*words(("douze", 5, 5.5)), *words(("oui", 5.1, 5.3), ("merci", 7, 7.5), channel=1))
    assert seconds(planned(said, [span(0)], channels=3), 1) == []
    echoed = planned(said, [span(0)], channels=3, bleed=[Bleed(0, 1, 0.1), Bleed(0, 1, 0.2)])
    assert seconds(echoed, 1) == [NEAR((4.8, 5.9))]
    assert seconds(echoed, 2) == []
    assert echoed.placeholders == ("[PHONE_NUMBER_1]", "", None)
    everywhere = planned(said, [span(0)], channels=3, settings=PlanSettings(all_channels=True))
    assert seconds(everywhere) == seconds(everywhere, 1) == seconds(everywhere, 2) == [(4.8, 5.7)]


def test_what_is_silent_in_the_sound_is_silent_in_the_text() -> None:
    said = words(("je", 4.0, 4.7), ("suis", 4.72, 4.95), ("Jean", 5, 5.5), ("dit", 5.2, 5.2), ("Jo", 5.6, 6))
    plan = planned(said, [span(2, entity="PERSON")])
    assert seconds(plan) == [NEAR((4.835, 5.7), abs=0.002)]
    assert plan.placeholders == (None, None, "[PERSON_1]", "", None)


@pytest.mark.parametrize(
    "word",
    [
        Word("douze", float("nan"), 5.0, 0),
        Word("douze", 1.0, float("inf"), 0),
        Word("douze", 5.0, 4.0, 0),
        Word("douze", -1.0, 4.0, 0),
        Word("douze", 20.0, 20.5, 0),
        Word("douze", 1.0, 2.0, 1),
    ],
)
def test_a_word_without_a_time_stops_the_call(word: Word) -> None:
    for spans in ([span(0)], []):
        with pytest.raises(Quarantine) as caught:
            planned([word], spans)
        assert caught.value.reason is Reason.WORD_WITHOUT_TIME
        assert "douze" not in str(caught.value)


def test_spans_of_other_words_are_refused() -> None:
    with pytest.raises(ValueError, match="not heard"):
        planned(words(("douze", 5, 5.5)), [span(1)])


def test_no_spans_no_regions() -> None:
    plan = planned(words(("bonjour", 1, 1.5)), [], [(0.9, 1.6)])
    assert plan == RedactionPlan((), (None,), RATE, int(LENGTH * RATE), 1)


TIMES = st.floats(0, 19.9)
CHANNELS = st.integers(0, 1)


@st.composite
def calls(draw: st.DrawFn) -> tuple[Heard, list[PersonalSpan]]:
    said = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["a", "douze", "bonjour"]), TIMES, st.floats(0, 2), st.integers(0, 1)
            ).map(lambda drawn: Word(drawn[0], drawn[1], drawn[1] + drawn[2], drawn[3])),
            min_size=1,
            max_size=15,
        )
    )
    said.sort(key=lambda word: word.start)
    speech = draw(st.lists(st.tuples(CHANNELS, TIMES, st.floats(0, 3)), max_size=5))
    groups = draw(st.lists(st.sets(st.integers(0, len(said) - 1), min_size=1, max_size=4), max_size=4))
    entities = ["PERSON", "PHONE_NUMBER"]
    spans = [span(*sorted(one), entity=entities[at % 2], score=at / 9) for at, one in enumerate(groups)]
    stretches = tuple(Speech(channel, start, start + length) for channel, start, length in speech)
    return Heard(tuple(said), stretches, "fr", "model"), spans


@given(calls(), st.floats(0, 0.5), st.booleans())
def test_personal_words_are_covered_and_regions_never_overlap(
    call: tuple[Heard, list[PersonalSpan]], padding: float, all_channels: bool
) -> None:
    heard, spans = call
    settings = PlanSettings(padding=padding, all_channels=all_channels)
    plan = make_plan(sound(2), heard, spans, settings)
    for one, two in pairwise(plan.regions):
        assert (one.channel, one.end) <= (two.channel, two.start) or one.channel < two.channel
    personal = {index for one in spans for index in one.words}
    assert {index for index, shown in enumerate(plan.placeholders) if shown} == personal
    for index in personal:
        word = heard.words[index]
        for channel in (0, 1) if all_channels else (word.channel,):
            assert _covered(plan, channel, word.start, min(word.end, LENGTH))


def _covered(plan: RedactionPlan, channel: int, start: float, end: float) -> bool:
    at = int(start * RATE)
    for one in plan.regions:
        if one.channel == channel and one.start <= at < one.end:
            at = one.end
    return at >= int(end * RATE)


def test_a_word_heard_again_is_silenced_up_to_its_region_and_gone_from_the_text() -> None:
    words = tuple(
        Word(text, at, at + 0.5, 0) for at, text in enumerate(["je", "suis", "julie", "morel", "merci"])
    )
    heard = Heard(words, (), "fr", "m")
    before = RedactionPlan(
        (Region(0, 24_000, 28_000, "PERSON", "r", 0.9),),
        (None, None, None, "[PERSON_1]", None),
        8000,
        80_000,
        1,
    )
    after = widen(before, heard, [Speech(0, 2.05, 2.4)], PlanSettings(padding=0.1))
    (region,) = after.regions
    assert (region.start, region.end, region.entity) == (15_600, 28_000, "PERSON")
    assert after.placeholders == (None, None, "", "[PERSON_1]", None)
    assert after.frames == before.frames
