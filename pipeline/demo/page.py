"""The page that plays every demo call before and after: one HTML file, sound and pictures beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from sourdine.pipeline.audio import as_float
from sourdine.pipeline.demo.names import ENTITIES, OTHER, TITLES
from sourdine.pipeline.demo.shown import ShownCall
from sourdine.pipeline.demo.waveform import draw, peaks
from sourdine.pipeline.records import Region, Sound

LISTEN = "listen"
"""Folder beside the page, with what it plays and the pictures."""

_COLUMNS = 900


def write_page(calls: Sequence[ShownCall], out: Path) -> Path:
    """Write ``index.html`` and what it plays below ``out``; gives the page's path."""
    data = {"calls": [_write_call(call, out) for call in calls], "entities": ENTITIES, "other": OTHER}
    page = out / "index.html"
    page.write_text(_page(data), encoding="utf-8")
    return page


def titles(name: str) -> tuple[str, str]:
    """What a call is about, in English and French."""
    return TITLES.get(name, (name, name))


def _page(data: Any) -> str:
    parts = files("sourdine.pipeline.demo") / "assets"
    # "</" would end the script element, whatever it stands in
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    html = (parts / "index.html").read_text("utf-8")
    for mark, text in (
        ("/*STYLE*/", (parts / "style.css").read_text("utf-8")),
        ("/*SCRIPT*/", (parts / "player.js").read_text("utf-8")),
        ("/*DATA*/", content),
    ):
        html = html.replace(mark, text)
    return html


def _write_call(call: ShownCall, out: Path) -> dict[str, Any]:
    """Write the sound and the picture of a call; gives what the page needs to know about it."""
    folder = out / LISTEN / call.name
    folder.mkdir(parents=True, exist_ok=True)
    draw(call, titles(call.name)[0], folder / "before-after.png")
    for version, sound in _versions(call):
        _write_wav(sound, folder / f"{version}.wav")
    at = f"{LISTEN}/{call.name}"
    published = call.folder.relative_to(out).as_posix()
    return {
        "name": call.name,
        "title": titles(call.name),
        "language": call.manifest.language,
        "format": sound_kind(call),
        "seconds": round(call.seconds, 3),
        "muted": round(sum(one.end - one.start for one in call.moments), 1),
        "speakers": _speakers(call),
        "before": f"{at}/before.wav",
        "after": f"{at}/after.wav",
        "picture": f"{at}/before-after.png",
        "folder": published,
        "files": [call.audio, *sorted(set(call.manifest.artefacts) - {call.audio}), "manifest.json"],
        "peaks": {version: _peaks(sound) for version, sound in _versions(call)},
        "regions": [_region(one, call.before.format.rate) for one in call.manifest.regions],
        "moments": [
            {"entity": one.entity, "start": round(one.start, 2), "end": round(one.end, 2)}
            for one in call.moments
        ],
        "turns": call.turns,
    }


def sound_kind(call: ShownCall) -> str:
    """What kind of file the call is, for people: "8 kHz WAV (ALAW)"."""
    sound = call.manifest.sound
    codec = "" if sound.codec in ("PCM_16", "MPEG_LAYER_III", "OPUS") else f" ({sound.codec})"
    container = sound.extension.removeprefix(".").upper() if sound.container == "OGG" else sound.container
    return f"{sound.rate / 1000:g} kHz {container}{codec}"


def _write_wav(sound: Sound, path: Path) -> None:
    """For the page only: every browser plays 16-bit WAV and seeks in it to the sample; not so A-law, Opus."""
    soundfile.write(path, as_float(sound.samples[:]), sound.format.rate, format="WAV", subtype="PCM_16")


def _versions(call: ShownCall) -> Iterable[tuple[str, Sound]]:
    return (("before", call.before), ("after", call.after))


def _peaks(sound: Sound) -> list[list[int]]:
    return [np.rint(lane * 127).astype(int).ravel().tolist() for lane in peaks(sound, _COLUMNS)]


def _region(one: Region, rate: int) -> dict[str, Any]:
    return {
        "channel": one.channel,
        "start": round(one.start / rate, 3),
        "end": round(one.end / rate, 3),
        "entity": one.entity,
    }


def _speakers(call: ShownCall) -> list[str]:
    known = {turn["channel"]: turn["speaker"] for turn in call.turns}
    return [str(known.get(channel, "unknown")) for channel in range(call.before.format.channels)]
