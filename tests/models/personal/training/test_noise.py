from __future__ import annotations

import random

import pytest
from sourdine.models.personal.training import noise
from sourdine.models.personal.training.mishearings import Mistakes, differences, mishearings
from sourdine.models.personal.training.noise import Span, misheard
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
