from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
import yaml
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.settings import PlanSettings, Settings
from sourdine.pipeline.settings_file import load_settings, profiles


def load(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(str(path))


def test_the_profiles_that_ship() -> None:
    assert profiles() == ("archive-s3", "cluster-gpu", "default", "hook", "pci")


def test_every_profile_differs_from_the_default() -> None:
    digests = {name: load_settings(name).digest() for name in profiles()}
    assert load_settings("default") == Settings()
    assert len(set(digests.values())) == len(digests)
    assert all(load_settings(name).name == name for name in digests)


def test_the_default_profile_documents_every_setting() -> None:
    written = yaml.safe_load((Path(__file__).parents[2] / "configs" / "default.yaml").read_text())
    for one in fields(Settings):
        value = getattr(Settings(), one.name)
        if is_dataclass(value):
            assert set(written[one.name]) == {part.name for part in fields(value)}
        elif one.name != "name":
            assert one.name in written


def test_values_of_a_file(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        "effect: bleep\nplan: {padding: 1}\nspeech: {model: /models/fr, language: fr}\n"
        "detect: {entities: [PERSON], recognizers: [{name: contract}], recognizers_file: own.yaml}\n"
        "consent: {assumed_basis: contract}\n",
    )
    assert settings.name == "mine"
    assert settings.effect == "bleep"
    assert settings.plan == PlanSettings(padding=1.0)
    assert settings.speech.model == "/models/fr"
    assert settings.detect.recognizers == ({"name": "contract"},)
    assert settings.detect.recognizers_file == tmp_path / "own.yaml"
    assert settings.consent.assumed_basis == "contract"


def test_an_empty_file_is_the_default(tmp_path: Path) -> None:
    assert replace(load(tmp_path, ""), name="default") == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("efect: bleep", "unknown key efect"),
        ("plan: {pading: 0.2}", "unknown key plan.pading; known: padding"),
        ("effect: beep", "effect: must be one of silence, bleep"),
        ("plan: {padding: wide}", "plan.padding: must be a number"),
        ("plan: {padding: true}", "plan.padding: must be a number"),
        ("plan: {padding: -1}", "plan.padding: must be at least 0"),
        ("plan: {padding: .nan}", "plan.padding: must be at least 0"),
        ("plan: 3", "plan: not a mapping"),
        ("audio: {max_channels: 0}", "audio.max_channels: must be at least 1"),
        ("audio: {max_channels: 1.5}", "audio.max_channels: must be a whole number"),
        ("listen_again: 'no'", "listen_again: must be true or false"),
        ("speakers: agent", "speakers: must be a list"),
        ("speech: {model: 3}", "speech.model: must be text"),
        ("detect: {recognizers: [a]}", "detect.recognizers: must be a mapping"),
        ("consent: {assumed_basis: because}", "consent.assumed_basis: must be one of consent"),
        ("consent: {purpose: 'Mr Canary'}", "consent.purpose: not a word"),
        ("retention_days: 0", "retention_days: must be at least 1"),
        ("- a", "the file: not a mapping"),
        ("effect: [", "bad YAML in line"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StopJob) as caught:
        load(tmp_path, text)
    assert message in str(caught.value)


def test_an_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(StopJob, match="archive-s3, cluster-gpu, default, hook, pci"):
        load_settings("defualt")


def test_the_digest_tells_settings_apart_and_not_their_name(tmp_path: Path) -> None:
    assert Settings(name="a").digest() == Settings(name="b").digest()
    assert Settings(effect="bleep").digest() != Settings().digest()
    assert Settings(plan=PlanSettings(padding=0.25)).digest() != Settings().digest()


def test_the_digest_covers_the_content_of_a_named_file(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("a")
    settings = load(tmp_path, "detect: {recognizers_file: own.yaml}")
    before = settings.digest()
    own.write_text("b")
    assert settings.digest() != before
    own.unlink()
    with pytest.raises(StopJob, match="cannot be read"):
        settings.digest()


def test_how_work_is_spread_is_not_in_the_digest(tmp_path: Path) -> None:
    spread = load(tmp_path, "archive: {in_flight: 2, listeners: 1, gpus: 0.5}\n")
    assert spread.archive.gpus == 0.5
    assert spread.digest() == Settings().digest()
    with pytest.raises(StopJob, match="in_flight"):
        load(tmp_path, "archive: {in_flight: 0}\n")
