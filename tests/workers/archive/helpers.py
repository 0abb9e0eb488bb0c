"""Recordings for archive jobs, and somebody who follows one."""

import shutil
import wave
from dataclasses import replace
from pathlib import Path

from sourdine.pipeline.records import Outcome
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.settings_file import load_settings

CALLS = Path(__file__).parents[3] / "pipeline" / "demo" / "calls"


class Watcher:
    """Keeps what a job tells."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.looks: list[tuple[int, int, int, bool]] = []

    def report(self, outcome: Outcome, size: int) -> None:
        self.outcomes.append(outcome)

    def look(self, listed: int, left: int, bytes_left: int, complete: bool) -> None:
        self.looks.append((listed, left, bytes_left, complete))

    def states(self) -> dict[str, str]:
        return {Path(one.source).name: one.state for one in self.outcomes}


def starter() -> Settings:
    settings = load_settings("default")
    return replace(settings, speech=replace(settings.speech, model="starter"))


def put_silence(path: Path, frames: int = 800) -> Path:
    """A recording in which nobody speaks: published without asking the recogniser."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * frames))
    return path


def put_call(name: str, to: Path) -> Path:
    shutil.copy(CALLS / name, to)
    shutil.copy(CALLS / "fr-card.wav.consent.json", f"{to}.consent.json")
    return to


def manifests(safe: Path) -> dict[str, int]:
    """When each call was published, in nanoseconds."""
    return {path.parent.name: path.stat().st_mtime_ns for path in safe.glob("*/manifest.json")}
