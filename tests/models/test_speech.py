import json
from pathlib import Path

import pytest
from sourdine.models.speech import Card, Trust, WhisperRecogniser, joined
from sourdine.pipeline.errors import StopJob


def test_no_model_says_how_to_name_one() -> None:
    with pytest.raises(StopJob, match="--model"):
        WhisperRecogniser(None)


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StopJob, match="cannot be opened") as caught:
        WhisperRecogniser(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_model_that_cannot_be_reached_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(StopJob, match="large-v3-turbo"):
        WhisperRecogniser("large-v3-turbo")


def test_a_plain_whisper_folder_is_padded_and_named_by_its_folder(tmp_path: Path) -> None:
    assert Card.of(tmp_path, "small") == Card("small", 30.0, None)


def test_a_card_tells_name_version_and_window(tmp_path: Path) -> None:
    trust = {"call": -0.5, "times": 0.1}
    card = {"name": "ours", "version": "1.2", "max_window": 12, "tail": 0.5, "trust": trust}
    (tmp_path / "sourdine.json").write_text(json.dumps(card), encoding="utf-8")
    assert Card.of(tmp_path, "small") == Card("ours 1.2", 12.0, 0.5, Trust(-1.0, -0.5, 0.1))


def test_pieces_of_a_word_are_put_together_again() -> None:
    pieces = [
        {"word": " le", "start": 0.0, "end": 0.2, "probability": 0.9},
        {"word": " trente", "start": 0.2, "end": 0.5, "probability": 0.8},
        {"word": "-huit", "start": 0.5, "end": 0.7, "probability": 0.6},
        {"word": " c", "start": 0.9, "end": 1.0, "probability": 0.9},
        {"word": "'est", "start": 1.0, "end": 9.0, "probability": 0.9},
    ]
    found = list(joined(pieces, seconds=1.2))
    assert [(word.text, word.start, word.end) for word in found] == [
        ("le", 0.0, 0.2),
        ("trente-huit", 0.2, 0.7),
        ("c'est", 0.9, 1.2),
    ]
    assert found[1].probability == 0.6
