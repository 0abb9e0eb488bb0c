from __future__ import annotations

import pytest
from sourdine.pipeline.outputs.transcript import safe_turns, transcript_json
from sourdine.pipeline.records import Heard, RedactionPlan, Word


def heard(*said: tuple[str, int, float, float]) -> Heard:
    words = tuple(Word(text, start, end, channel) for text, channel, start, end in said)
    return Heard(words, (), "fr", "model")


def plan(*placeholders: str | None) -> RedactionPlan:
    return RedactionPlan((), placeholders, 8000, 80_000, 2)


CALL = heard(
    ("votre", 0, 0.0, 0.3),
    (" numéro ?", 0, 0.3, 0.8),
    ("zéro", 1, 1.0, 1.3),
    ("six", 1, 1.4, 1.8),
    ("oui", 0, 2.0, 2.2),
    ("douze", 1, 2.5, 2.9),
    ("merci", 1, 3.0, 3.4),
    ("Dupont", 1, 3.5, 3.9),
)
LABEL = "[PHONE_NUMBER_1]"
PLAN = plan(None, None, LABEL, LABEL, None, LABEL, "", "[PERSON_1]")


def test_placeholders_stand_once_for_words_in_a_row_and_again_in_every_turn() -> None:
    turns = safe_turns(CALL, PLAN, ("agent", "customer"))
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("agent", "votre numéro ?"),
        ("customer", LABEL),
        ("agent", "oui"),
        ("customer", f"{LABEL} [PERSON_1]"),
    ]
    first = turns[1].words[0]
    assert (first.start, first.end, first.redacted) == (1.0, 1.8, True)
    assert (turns[3].start, turns[3].end) == (2.5, 3.9)


def test_words_hidden_between_two_of_a_span_do_not_split_it() -> None:
    said = heard(("zéro", 0, 1.0, 1.3), ("euh", 0, 1.3, 1.4), ("six", 0, 1.4, 1.8))
    assert [turn.text for turn in safe_turns(said, plan(LABEL, "", LABEL), ("agent",))] == [LABEL]


def test_a_turn_of_which_nothing_is_shown_is_left_out() -> None:
    said = heard(("zéro", 0, 1.0, 1.3), ("oui", 1, 5.0, 5.3))
    turns = safe_turns(said, plan("", None), ("agent",))
    assert [(turn.speaker, turn.text) for turn in turns] == [("unknown", "oui")]


def test_the_plan_of_another_call_is_refused() -> None:
    with pytest.raises(ValueError, match="another recording"):
        safe_turns(CALL, plan(None), ("agent", "customer"))


def test_json() -> None:
    content = transcript_json(safe_turns(CALL, PLAN, ("agent", "customer")), "fr")
    assert content["version"] == 1
    assert content["language"] == "fr"
    assert content["turns"][1] == {
        "speaker": "customer",
        "channel": 1,
        "start": 1.0,
        "end": 1.8,
        "text": LABEL,
        "words": [{"text": LABEL, "start": 1.0, "end": 1.8, "redacted": True}],
    }
    assert transcript_json((), "en") == {"version": 1, "language": "en", "turns": []}
