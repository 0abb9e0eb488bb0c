"""``sourdine demo``: the main job for real, on the calls that ship."""

import re
from pathlib import Path

import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.commands import demo
from sourdine.pipeline.demo import names


def test_the_demo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    out = tmp_path / "demo-out"
    assert cli.main(["demo", "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert len(re.findall(r"^\[\d/6\] \w{32}  published", told.err, re.M)) == 6
    assert "it knows only such voices" in told.err
    for name in names.TITLES:
        assert re.search(rf"^ *{name} +0:\d\d +.*[A-Z_]+ 0:\d\d", told.out, re.M), name
        assert {path.name for path in (out / "listen" / name).iterdir()} == {
            "after.wav",
            "before.wav",
            "before-after.png",
        }
    assert f"open {out / 'index.html'} in a browser" in told.out
    page = (out / "index.html").read_text("utf-8")
    published = [path.parent.name for path in out.glob("safe/*/manifest.json")]
    assert len(published) == 6 and all(f'"safe/{call}"' in page for call in published)

    assert cli.main(["demo", "--out", str(out)]) == 0
    again = capsys.readouterr()
    assert "6: 6 published before" in again.out
    assert cli.main(["verify", str(out / "safe")]) == 0


def test_an_installation_without_the_calls_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(names, "__file__", str(tmp_path / "names.py"))
    assert cli.main(["demo", "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("sourdine: demo calls are missing")


def test_the_calls_are_those_that_are_named() -> None:
    assert [path.stem for path in demo.demo_calls()] == list(names.TITLES)
