"""What the corpus says."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from sourdine.models.training import talk
from sourdine.models.training.corpus import LONGEST, Mixture


@pytest.fixture(autouse=True)
def no_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "FRAMED", 0.0)


def written(path: Path, *dialogues: dict[str, object]) -> tuple[Path, ...]:
    path.write_text("".join(json.dumps({"spans": [], "style": "spoken"} | one) + "\n" for one in dialogues))
    return (path,)


def test_the_turns_of_spoken_dialogues_are_said_and_only_those(tmp_path: Path) -> None:
    long = [f"mot{at}" for at in range(LONGEST + 5)]
    dialogues = written(
        tmp_path / "dialogues.jsonl",
        {"language": "fr", "turns": [{"text": "oui alors voilà"}, {"text": " ".join(long)}]},
        {"language": "fr", "style": "written", "turns": [{"text": "Oui, alors."}]},
        {"language": "en", "turns": [{"text": "go ahead"}, {"text": ""}]},
    )
    mixture, rng = Mixture(told=1.0, dialogues=dialogues), random.Random(1)
    said = {mixture.say(rng, "fr") for _ in range(200)}
    pieces = {" ".join(long[at : at + LONGEST]) for at in range(6)}
    assert said == {"oui alors voilà", *pieces}
    assert {mixture.say(rng, "en") for _ in range(20)} == {"go ahead"}


def test_names_make_room_for_others_and_letters_stay(tmp_path: Path) -> None:
    pytest.importorskip("faker", reason="names come from Faker, which the extra `train` installs")
    text = "it's julie de o'neil r o from leeds"
    spans = [
        {"turn": 0, "start": text.index("julie"), "end": text.index(" from"), "entity": "PERSON"},
        {"turn": 0, "start": text.index("leeds"), "end": len(text), "entity": "LOCATION"},
    ]
    dialogues = written(
        tmp_path / "dialogues.jsonl", {"language": "en", "turns": [{"text": text}], "spans": spans}
    )
    rng = random.Random(3)
    said = [talk.told(rng, "en", dialogues) for _ in range(100)]
    assert all(words[0] == "it's" and {"de", "r", "o", "from"} <= set(words) for words in said)
    assert len({word for words in said for word in words}) > 100
    kept = sum("julie" in words for words in said)
    assert 10 < kept < 60


def test_turns_with_names_are_drawn_more_often(tmp_path: Path) -> None:
    pytest.importorskip("faker", reason="names come from Faker, which the extra `train` installs")
    named = {"turn": 0, "start": 0, "end": 5, "entity": "PERSON"}
    turns = [{"text": "julie"}, *({"text": "go ahead"} for _ in range(9))]
    dialogues = written(tmp_path / "dialogues.jsonl", {"language": "en", "turns": turns, "spans": [named]})
    rng = random.Random(4)
    said = [talk.told(rng, "en", dialogues) for _ in range(1000)]
    assert 110 < sum(words != ["go", "ahead"] for words in said) < 190


def test_frames_are_said_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faker", reason="names come from Faker, which the extra `train` installs")
    monkeypatch.setattr(talk, "FRAMED", 1.0)
    rng = random.Random(5)
    for _ in range(100):
        words = talk.told(rng, "fr", ())
        assert words
        assert " ".join(words) == " ".join(words).lower()


def test_without_dialogues_words_come_from_the_lexicon_and_from_frames() -> None:
    mixture, rng = Mixture(even=0.5), random.Random(2)
    said = [mixture.say(rng, "en").split() for _ in range(100)]
    assert all(1 <= len(words) <= LONGEST for words in said)
    assert len({word for words in said for word in words}) > 200
