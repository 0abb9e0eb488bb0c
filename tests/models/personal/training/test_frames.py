from __future__ import annotations

import random
import re

import numpy as np
import pytest
from sourdine.models.personal.training.dictionary import dictionary_bits
from sourdine.models.personal.training.frames import LABELS, NONE, example, frames
from sourdine.models.personal.training.noise import misheard_name, misheard_number
from sourdine.pipeline.records import Language

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_frame_can_be_filled(language: Language) -> None:
    pytest.importorskip("faker", reason="names come from Faker, which the extra `train` installs")
    rng = random.Random(3)
    for frame in frames(language):
        one = example(rng, language, frame)
        assert len(one.turns) == len(one.labels) == frame.count(" / ") + 1
        for turn, labels in zip(one.turns, one.labels, strict=True):
            assert len(turn.text.split(" ")) == len(labels)
            assert not re.search(r"[{}|()]", turn.text)
            assert set(labels) <= {NONE, *LABELS.values()}


def test_the_same_seed_gives_the_same_sentences() -> None:
    pytest.importorskip("faker", reason="names come from Faker, which the extra `train` installs")
    first, second = ([example(rng, "fr") for _ in range(50)] for rng in (random.Random(5), random.Random(5)))
    assert first == second


def test_slips_stay_names() -> None:
    rng = random.Random(1)
    for name in ("karim benali", "le bihan", "o'connor", "li"):
        for _ in range(200):
            said = misheard_name(rng, name, "fr")
            assert said.strip() and len(said) <= 2 * len(name) + 4


def test_numbers_and_letters_are_heard_as_other_words() -> None:
    rng = random.Random(4)
    assert {misheard_number(rng, "vingt", "fr") for _ in range(200)} >= {"vin", "vent"}
    assert {misheard_number(rng, "b", "en") for _ in range(50)} == {"be", "bee"}
    assert misheard_number(rng, "bonjour", "fr") is None


def test_a_dictionary_gives_words_and_their_forms(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "index.aff").write_text("SFX S Y 2\nSFX S 0 s [^y]\nSFX S y ies y\n")
    (tmp_path / "index.dic").write_text("3\ncity/S\nname/S\nLondon/S\n")
    bits = np.unpackbits(dictionary_bits([tmp_path]))
    assert bits.sum() == 4  # city, cities, name, names
