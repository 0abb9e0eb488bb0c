"""What the corpus says."""

from __future__ import annotations

import json
import random
from pathlib import Path

from sourdine.models.training.corpus import LONGEST, Mixture


def test_the_turns_of_spoken_dialogues_are_said_and_only_those(tmp_path: Path) -> None:
    long = [f"mot{at}" for at in range(LONGEST + 5)]
    dialogues = [
        {
            "language": "fr",
            "style": "spoken",
            "turns": [{"text": "oui alors voilà"}, {"text": " ".join(long)}],
        },
        {"language": "fr", "style": "written", "turns": [{"text": "Oui, alors."}]},
        {"language": "en", "style": "spoken", "turns": [{"text": "go ahead"}, {"text": ""}]},
    ]
    path = tmp_path / "dialogues.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in dialogues))
    mixture, rng = Mixture(told=1.0, dialogues=(path,)), random.Random(1)
    said = {mixture.say(rng, "fr") for _ in range(200)}
    pieces = {" ".join(long[at : at + LONGEST]) for at in range(6)}
    assert said == {"oui alors voilà", *pieces}
    assert {mixture.say(rng, "en") for _ in range(20)} == {"go ahead"}


def test_without_dialogues_words_come_from_the_lexicon_and_from_frames() -> None:
    mixture, rng = Mixture(even=0.5), random.Random(2)
    said = [mixture.say(rng, "en").split() for _ in range(100)]
    assert all(1 <= len(words) <= LONGEST for words in said)
    assert len({word for words in said for word in words}) > 200
