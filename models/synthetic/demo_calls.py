"""The calls that ``sourdine demo`` redacts, made from the texts in ``demo_scripts/``.

``python -m sourdine.models.synthetic.demo_calls --out pipeline/demo/calls`` makes them again. Everybody and
every number in them is made up.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from sourdine.models.synthetic import callfiles
from sourdine.models.synthetic.calls import Call, Line, VoiceStyle, render
from sourdine.models.synthetic.scripts import Script, parse_script

_FRENCH = (VoiceStyle("pico-fr", rate=1.04, pitch=1.04), VoiceStyle("pico-fr", rate=1.04, pitch=0.86))


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One demo call: the script's name, its line, and the kind of file (of :mod:`.callfiles`)."""

    name: str
    line: Line
    kind: str = "wav"


def _french(mono: bool = False) -> Line:
    agent, customer = _FRENCH
    return Line(agent, customer, noise_db=-72.0, gap=(0.3, 0.7), mono=mono)


def _english(agent: VoiceStyle, customer: VoiceStyle) -> Line:
    return Line(agent, customer, noise_db=-72.0, gap=(0.3, 0.7))


DEMO: tuple[DemoCall, ...] = (
    DemoCall("fr-card", _french()),
    DemoCall("fr-contract", _french(), kind="alaw"),
    DemoCall("fr-delivery", _french(mono=True)),
    DemoCall(
        "en-card",
        _english(VoiceStyle("pico-gb", rate=1.02), VoiceStyle("flite-rms")),
        kind="opus",
    ),
    DemoCall(
        "en-claim", _english(VoiceStyle("pico-us", rate=1.03, pitch=1.05), VoiceStyle("pico-gb")), kind="flac"
    ),
    DemoCall(
        "en-account",
        _english(VoiceStyle("flite-slt"), VoiceStyle("pico-us", pitch=0.88)),
        kind="mp3",
    ),
)


def script(name: str) -> Script:
    """Read the text of a demo call."""
    text = files(__package__).joinpath("demo_scripts", f"{name}.txt").read_text("utf-8")
    return parse_script(text, "fr" if name.startswith("fr") else "en", name)


def make(demo: DemoCall) -> Call:
    """Speak a demo call, always in the same way."""
    return render(script(demo.name), random.Random(demo.name), demo.line)


def main() -> None:
    """Write every demo call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    for demo in DEMO:
        callfiles.write(make(demo), folder, demo.name, demo.kind)


if __name__ == "__main__":
    main()
