"""``sourdine detect`` with the real detector: settings reach it, and bad ones end in one line."""

import json
from pathlib import Path

import pytest
from sourdine.pipeline import cli

LINE = json.dumps(
    {
        "id": "c1",
        "language": "en",
        "turns": [{"speaker": "customer", "text": "my name is emily carter and i live in leeds"}],
    }
)


@pytest.mark.parametrize(("profile", "entities"), [("default", {"PERSON", "LOCATION"}), ("pci", set())])
def test_a_profile_says_what_is_looked_for(
    profile: str, entities: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "calls.jsonl").write_text(LINE)
    assert cli.main(["detect", str(tmp_path / "calls.jsonl"), "--config", profile, "--explain"]) == 0
    spans = json.loads(capsys.readouterr().out)["spans"]
    assert {span["entity"] for span in spans} == entities
    assert all(span["reason"] for span in spans)


def test_a_recogniser_that_cannot_be_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.yaml").write_text("detect: {recognizers: [{name: broken}]}\n")
    assert cli.main(["detect", "--config", str(tmp_path / "mine.yaml"), "/dev/null"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
