import json
from pathlib import Path

import pytest
from sourdine.models.synthetic.casting import make_calls
from sourdine.models.synthetic.voices import available


@pytest.mark.skipif(
    not all(available(engine) for engine in ("espeak", "flite", "pico")),
    reason="needs espeak-ng, flite and libttspico-utils (apt-get)",
)
def test_generated_calls_come_with_their_truth(tmp_path: Path) -> None:
    paths = list(make_calls(tmp_path, "en", 1, "test", seed=7))
    truth = json.loads((tmp_path / "en-test-0000.truth.json").read_text("utf-8"))
    assert [path.stem for path in paths] == ["en-test-0000"]
    assert truth["personal"]
    assert all(word["start"] < word["end"] for word in truth["words"])
