"""What a worker answers when its recording, the store or the product fails."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sourdine.pipeline import flow
from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.sources import Source
from sourdine.workers.archive.hand import Hand
from sourdine.workers.archive.setup import Defect, Setup, Stop, Task

from tests.workers.archive.helpers import starter

TASK = Task(Source("file", "/calls/Canari.wav", 10), "a" * 32, begun=1)
KEYS = Keyset(b"k" * 32, b"t" * 32)


class Ears:
    """A recogniser that is not asked anything here."""

    name, max_window, pads, trust = "ears", 10.0, False, None


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    hand = Hand(Setup(starter(), str(tmp_path / "safe"), KEYS, ears=Ears()))  # type: ignore[arg-type]
    assert hand.open() is None
    return hand


def fail_with(error: Exception) -> Any:
    def safe_copy(*_: object) -> Outcome:
        raise error

    return safe_copy


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (StopJob("no space left"), Stop("no space left")),
        (Retry("busy"), Outcome("a" * 32, "/calls/Canari.wav", "failed", "retry", "busy")),
        (KeyError("Canari"), Defect("KeyError")),
    ],
)
def test_what_fails_is_an_answer_and_leaves_its_note(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, answer: Any
) -> None:
    monkeypatch.setattr(flow, "safe_copy", fail_with(error))
    assert hand.process(TASK) == answer
    (note,) = (tmp_path / "safe" / "attempts").iterdir()
    assert '"attempts": 2' in note.read_text()


@pytest.mark.parametrize("state", ["published", "quarantined", "refused", "skipped"])
def test_what_ends_has_no_note_any_more(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: Any
) -> None:
    during: list[Path] = []

    def safe_copy(source: Source, *_: object) -> Outcome:
        during.extend((tmp_path / "safe" / "attempts").iterdir())
        return Outcome("a" * 32, source.locator, state)

    monkeypatch.setattr(flow, "safe_copy", safe_copy)
    answer = hand.process(TASK)
    assert isinstance(answer, Outcome) and answer.state == state
    assert len(during) == 1 and not list((tmp_path / "safe").glob("attempts/*"))
    assert hand.usage().processor > 0


def test_a_worker_says_why_it_cannot_open(tmp_path: Path) -> None:
    settings = replace(starter(), speech=replace(starter().speech, model="/nowhere"))
    answer = Hand(Setup(settings, str(tmp_path), KEYS)).open()
    assert isinstance(answer, Stop) and "model" in answer.message
    with pytest.raises(RuntimeError, match="open"):
        Hand(Setup(settings, str(tmp_path), KEYS)).process(TASK)
