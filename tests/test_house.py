"""Promises of the house: what is written down exists, and what is there is packaged."""

import importlib
import io
import json
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sourdine.pipeline import cli, consent
from sourdine.pipeline.commands import base, redact
from sourdine.pipeline.settings_file import profiles

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOLDERS = ("pipeline", "models", "workers", "configs")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command in the shell blocks of the pages, as page and words."""
    for page in PAGES:
        for kind, block in re.findall(r"^```(sh|console)\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
            for line in block.splitlines():
                if kind == "console" and not line.startswith("$ "):
                    continue
                for part in line.removeprefix("$ ").split(" | "):
                    yield page.name, shlex.split(part, comments=True)


def test_commands_on_the_pages_are_understood() -> None:
    known = cli.parser()
    said = [words[1:] for _, words in commands() if words and words[0] == "sourdine"]
    assert len(said) >= 6
    for words in said:
        known.parse_args(words)  # SystemExit if one of them is not understood
    assert {words[0] for words in said} >= {"redact", "detect", "verify", "doctor"}


def test_examples_on_the_pages_give_what_they_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (sent, told), *more = re.findall(r"^\$ echo '(.*)' \| sourdine detect\n(.*)$", text, re.M)
    assert not more
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sent.encode())))
    assert cli.main(["detect"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(told)


def test_modules_and_targets_on_the_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for page in PAGES:
        text = page.read_text("utf-8")
        assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.M)) <= targets, page.name
        for module in re.findall(r"python -m ((?:benchmarks|sourdine)[\w.]+)", text):
            assert find_spec(module) is not None, f"{page.name}: {module}"


def test_links_on_the_pages_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_map_names_what_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    folder, tops = ROOT, (*FOLDERS, "benchmarks", "tests")
    for row in re.findall(r"^\| (`.*?`) \|", text, re.M):
        for name in re.findall(r"`([^`]+)`", row):
            place = ROOT / name if name.partition("/")[0] in tops else folder / name
            assert place.exists(), name
            folder = place.parent


def test_every_package_is_in_the_wheel() -> None:
    there = {
        ".".join(("sourdine", *path.parent.relative_to(ROOT).parts))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
    }
    tooling = PROJECT["tool"]["setuptools"]
    assert set(tooling["packages"]) == there
    assert tooling["package-dir"] == {f"sourdine.{folder}": folder for folder in FOLDERS}
    for folder in FOLDERS:
        assert (ROOT / "typings" / "sourdine" / folder).resolve() == ROOT / folder


def test_data_is_in_the_wheel() -> None:
    tooling = PROJECT["tool"]["setuptools"]
    packaged = set()
    for package, patterns in tooling["package-data"].items():
        folder = ROOT.joinpath(*package.split(".")[1:])
        for pattern in patterns:
            found = set(folder.glob(pattern))
            assert found, f"{package}: {pattern} matches nothing"
            packaged |= found
    data = {
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    data -= {ROOT / "models" / "training" / "weights.pt"}  # to go on training from, not to run
    assert {str(path.relative_to(ROOT)) for path in data - packaged} == set()


def test_exports_exist() -> None:
    modules = [
        f"sourdine.{path.relative_to(ROOT).with_suffix('')}" for path in (ROOT / "pipeline").rglob("*.py")
    ]
    for name in (module.replace("/", ".").removesuffix(".__init__") for module in modules):
        module = importlib.import_module(name)
        for exported in getattr(module, "__all__", ()):
            assert hasattr(module, exported), f"{name}.{exported}"


def test_what_the_command_line_repeats_is_the_same_everywhere() -> None:
    assert redact.BASES == consent.LAWFUL_BASES
    assert set(base.PROFILES) == set(profiles())


def requirements() -> list[Requirement]:
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    return [Requirement(line) for line in (*project["dependencies"], *extras["dev"], *extras["serve"])]


def locked() -> dict[str, str]:
    lines = [line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if line[:1] != "#"]
    return {canonicalize_name(name): pinned for name, pinned in (line.split("==") for line in lines)}


def test_the_lock_holds_every_requirement() -> None:
    pins = locked()
    for requirement in requirements():
        pinned = pins.get(canonicalize_name(requirement.name))
        assert pinned is not None, f"{requirement.name}: run make lock"
        assert requirement.specifier.contains(pinned), f"{requirement.name}: run make lock"
    assert "torch" not in pins


def test_continuous_integration_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text("utf-8")


def test_the_licence_is_what_the_package_says() -> None:
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text("utf-8")
