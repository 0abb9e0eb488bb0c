"""Waveforms: peaks for the page, and a picture of a call before and after as PNG.

Pillow draws it: one small wheel with a font of its own, where a plotting library would bring eight more.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont
from sourdine.pipeline.audio import as_float
from sourdine.pipeline.demo.names import ENTITIES, OTHER, family
from sourdine.pipeline.demo.shown import ShownCall
from sourdine.pipeline.records import Sound

COLOURS = {
    "person": "#7c4dbc",
    "contact": "#1b5fbc",
    "place": "#0a7459",
    "payment": "#b8301f",
    "number": "#8f5a00",
    "health": "#b82a76",
}
"""One colour per family of entities; the page's light theme has the same."""

_WIDTH, _LEFT, _RIGHT = 1600, 96, 24  # pixels
_LANE, _GAP, _TOP, _FOOT = 92, 76, 64, 48
_INK, _FAINT, _WAVE = "#1d2430", "#667085", "#8a94a6"
_SCALE = 2  # drawn twice as large and made smaller: smooth edges


def peaks(sound: Sound, columns: int) -> NDArray[np.float32]:
    """Lowest and highest value of each column, shape ``(channels, columns, 2)``, in [-1, 1].

    There are never more columns than samples.
    """
    samples = sound.samples[:]
    columns = min(columns, len(samples))
    starts = np.arange(columns) * len(samples) // columns
    lowest = as_float(np.minimum.reduceat(samples, starts, axis=0))
    highest = as_float(np.maximum.reduceat(samples, starts, axis=0))
    return np.stack([lowest.T, highest.T], axis=2)


def draw(call: ShownCall, title: str, path: Path) -> None:
    """Write the picture of a call: before above, after below, muted regions in their colours."""
    lanes = call.before.format.channels
    panel = lanes * _LANE
    height = _TOP + 2 * panel + _GAP + _FOOT
    picture = _Picture(_WIDTH, height)
    picture.text((_LEFT, 18), title, 24, _INK)
    loudest = float(np.abs(peaks(call.before, _WIDTH)).max()) or 1.0
    for number, (name, sound) in enumerate((("before", call.before), ("after", call.after))):
        _panel(picture, call, sound, name, _TOP + number * (panel + _GAP), 1 / loudest)
    _labels(picture, call, _TOP + panel)
    _seconds(picture, call, height - _FOOT + 6)
    picture.save(path)


class _Picture:
    """An image in the pixels of the finished picture."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), "white")
        self._draw = ImageDraw.Draw(self._image)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: str | tuple[int, ...]
    ) -> None:
        corners = [round(value * _SCALE) for value in (left, top, right, bottom)]
        self._draw.rectangle(corners, fill=colour)

    def text(self, at: tuple[float, float], text: str, size: int, colour: str, anchor: str = "la") -> None:
        font = ImageFont.load_default(size * _SCALE)
        self._draw.text((at[0] * _SCALE, at[1] * _SCALE), text, fill=colour, font=font, anchor=anchor)

    def width(self, text: str, size: int) -> float:
        return self._draw.textlength(text, font=ImageFont.load_default(size * _SCALE)) / _SCALE

    def save(self, path: Path) -> None:
        self._image.resize(self.size, Image.Resampling.LANCZOS).save(path, optimize=True)


def _panel(picture: _Picture, call: ShownCall, sound: Sound, name: str, top: float, gain: float) -> None:
    picture.text((16, top + 4), name, 18, _INK)
    drawn = peaks(sound, (_WIDTH - _LEFT - _RIGHT) * _SCALE)
    for channel in range(sound.format.channels):
        lane = top + channel * _LANE
        bands = [
            (_x(call, one.start), _x(call, one.end), COLOURS[family(one.entity)])
            for one in call.manifest.regions
            if one.channel == channel
        ]
        for left, right, colour in bands:
            picture.box(left, lane, right, lane + _LANE - 8, _tint(colour))
        speaker = _speakers(call)[channel]
        picture.text((16, lane + _LANE / 2 - 4), speaker, 15, _FAINT, anchor="lm")
        _wave(picture, drawn[channel] * gain, lane, bands)


def _wave(
    picture: _Picture,
    columns: NDArray[np.float32],
    lane: float,
    bands: list[tuple[float, float, str]],
) -> None:
    middle, half = lane + (_LANE - 8) / 2, (_LANE - 8) / 2
    for number, (low, high) in enumerate(columns):
        x = _LEFT + number * (_WIDTH - _LEFT - _RIGHT) / len(columns)
        colour = next((shade for left, right, shade in bands if left <= x <= right), _WAVE)
        top, bottom = middle - float(high) * half, middle - float(low) * half
        picture.box(x, min(top, middle - 0.5), x, max(bottom, middle + 0.5), colour)


def _seconds(picture: _Picture, call: ShownCall, top: float) -> None:
    for second in range(0, int(call.seconds) + 1, 10):
        at = _x(call, second * call.before.format.rate)
        picture.text((at, top), f"{second // 60}:{second % 60:02}", 14, _FAINT, anchor="ma")


def _labels(picture: _Picture, call: ShownCall, top: float) -> None:
    """The names of what is muted, between the panels, in the first of three rows that has room."""
    ends = [0.0, 0.0, 0.0]
    for moment in call.moments:
        name = ENTITIES.get(moment.entity, OTHER)[1]
        middle = _x(call, (moment.start + moment.end) / 2 * call.before.format.rate)
        half = picture.width(name, 15) / 2
        row = next((row for row, end in enumerate(ends) if middle - half > end), None)
        if row is not None:
            ends[row] = middle + half + 10
            picture.text((middle, top + row * 22), name, 15, COLOURS[family(moment.entity)], anchor="ma")


def _speakers(call: ShownCall) -> list[str]:
    known = {turn["channel"]: turn["speaker"] for turn in call.turns}
    count = call.before.format.channels
    return ["both" if count == 1 else str(known.get(channel, "")) for channel in range(count)]


def _x(call: ShownCall, sample: float) -> float:
    return _LEFT + sample / call.before.format.frames * (_WIDTH - _LEFT - _RIGHT)


def _tint(colour: str) -> str:
    red, green, blue = (round(255 - (255 - value) * 0.16) for value in ImageColor.getrgb(colour)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"
