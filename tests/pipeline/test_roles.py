from __future__ import annotations

import json
from pathlib import Path

import pytest
from sourdine.pipeline.demo import names
from sourdine.pipeline.records import Heard, Language, Word
from sourdine.pipeline.roles import roles

CALLS = sorted((Path(names.__file__).parent / "calls").glob("*.truth.json"))
NAMES = ("agent", "customer")


def heard(language: Language, *sides: str) -> Heard:
    words = [
        Word(word, at, at + 0.4, side)
        for side, text in enumerate(sides)
        for at, word in enumerate(text.split())
    ]
    return Heard(tuple(words), (), language, "m")


AGENT = "bonjour pouvez-vous me donner votre nom et votre adresse je vous écoute vous avez votre carte"
CUSTOMER = "oui je m'appelle morel mon adresse est rue haute et j'ai perdu ma carte avec mes papiers"


def test_roles_are_those_of_the_settings() -> None:
    assert roles(heard("fr", AGENT, CUSTOMER), 2, NAMES) == NAMES
    assert roles(heard("fr", CUSTOMER, AGENT), 2, NAMES[::-1]) == NAMES[::-1]


def test_roles_that_the_words_contradict_are_unknown() -> None:
    assert roles(heard("fr", CUSTOMER, AGENT), 2, NAMES) == ("unknown", "unknown")
    english = (
        "i lost my card i think my name is on it",
        "may i have your name please and your date you said",
    )
    assert roles(heard("en", *english), 2, NAMES) == ("unknown", "unknown")


def test_a_few_words_contradict_nothing() -> None:
    assert roles(heard("fr", "oui je cherche mon colis", "vous avez votre numéro"), 2, NAMES) == NAMES
    assert roles(heard("fr", "", ""), 2, NAMES) == NAMES


def test_one_channel_and_further_ones_are_unknown() -> None:
    assert roles(heard("fr", f"{AGENT} {CUSTOMER}"), 1, NAMES) == ("unknown",)
    assert roles(heard("fr", AGENT, CUSTOMER, AGENT), 3, NAMES) == ("agent", "customer", "unknown")
    assert roles(heard("fr", AGENT, CUSTOMER), 2, ("unknown", "unknown")) == ("unknown", "unknown")


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.name)
def test_no_demo_call_is_doubted(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    words = tuple(Word(one["text"], one["start"], one["end"], one["channel"]) for one in truth["words"])
    said = Heard(words, (), truth["language"], "m")
    expected = NAMES if truth["channels"] == 2 else ("unknown",)
    assert roles(said, truth["channels"], NAMES) == expected
