from __future__ import annotations

import random

import pytest
from sourdine.models.personal.training import noise
from sourdine.models.personal.training.mishearings import (
    Mistakes,
    differences,
    mishearings,
    sureness,
    told_right,
)
from sourdine.models.personal.training.noise import Span, misheard, with_sureness
from sourdine.pipeline.records import Language, Turn

SAID = "my policy is y l six four"


def test_differences_are_runs_of_words() -> None:
    pytest.importorskip("jiwer", reason="comes with the extra `dev`")
    heard = "my policies while six for"
    found = list(differences(SAID.split(), heard.split()))
    assert found[-1] == (("four",), ("for",))
    assert [word for wrong, _ in found for word in wrong] == ["policy", "is", "y", "l", "four"]


def test_mistakes_are_counted_with_how_often_it_was_said() -> None:
    pytest.importorskip("jiwer", reason="comes with the extra `dev`")
    mistakes = Mistakes()
    for heard in ("four four", "for four", "four for", "four"):
        mistakes.add(["four", "four"], heard.split())
    assert list(mistakes.rows()) == [("four", 8, {"for": 2, "": 1})]


def test_written_words_are_right_where_they_were_said() -> None:
    pytest.importorskip("jiwer", reason="comes with the extra `dev`")
    assert told_right(["it", "is", "okafor"], ["it", "ok", "for"]) == [True, False, False]
    assert told_right([], ["uh"]) == [False]
    mistakes = Mistakes()
    mistakes.add(["it", "is"], ["it", "as"], [0.95, 0.4])
    assert mistakes.sure == {"right": {5: 1}, "wrong": {1: 1}}


def test_runs_that_were_mistaken_are_written_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"y l": (1, (("while", 1),)), "policy": (1, (("", 1),))}
    monkeypatch.setattr(noise, "mishearings", lambda language: table)
    monkeypatch.setattr(noise, "SEEN", 2.0)
    monkeypatch.setattr(noise, "MOST", 1.0)
    monkeypatch.setattr(noise, "SLIPS", 0.0)
    monkeypatch.setattr(noise, "NUMBER_SLIPS", 0.0)
    turns, spans = misheard(
        [Turn("agent", "yes"), Turn("customer", SAID)],
        [Span(1, 13, len(SAID), "ACCOUNT_ID")],
        "en",
        random.Random(1),
    )
    assert [turn.text for turn in turns] == ["yes", "my is while six four"]
    assert [len(turn.probabilities) for turn in turns] == [1, 5]
    assert [turns[one.turn].text[one.start : one.end] for one in spans] == ["while", "six", "four"]
    assert {one.entity for one in spans} == {"ACCOUNT_ID"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_tells_what_the_starter_model_mistook(language: Language) -> None:
    table = mishearings(language)
    assert len(table) > 1000
    for words, (said, others) in table.items():
        assert said >= 1
        assert others
        assert all(count > 0 and put != words for put, count in others)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_recogniser_is_less_sure_of_its_mistakes(language: Language) -> None:
    right, wrong = sureness(language)
    assert right[-1] / sum(right) > 2 * wrong[-1] / sum(wrong)
    assert sum(wrong[:3]) / sum(wrong) > 2 * sum(right[:3]) / sum(right)


def test_names_are_doubted_as_often_as_was_asked() -> None:
    turns = [Turn("customer", " ".join(["it's", "okafor"] * 500))]
    spans = [Span(0, at * 12 + 5, at * 12 + 11, "PERSON") for at in range(500)]
    (turn,) = with_sureness(turns, spans, "en", random.Random(1), (1.0, 0.0))
    assert turn.text == turns[0].text
    assert len(turn.probabilities) == 1000
    others, names = (sorted(p or 0.0 for p in turn.probabilities[at::2]) for at in (0, 1))
    assert names[250] < others[250]


def test_a_lost_name_is_written_as_another_one_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "LOST", 1.0)
    monkeypatch.setattr(noise, "_lost", lambda language: ("ok for",))
    turns, (span,) = misheard([Turn("customer", "zyx")], [Span(0, 0, 3, "PERSON")], "en", random.Random(1))
    assert turns[0].text == "ok for"
    assert (span.start, span.end) == (0, 6)
    assert len(turns[0].probabilities) == 2
