"""Two plots as inline SVG: a curve over time and bars by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 800, 240, 60, 40, 14
_BAR, _NAMES = 24, 230


def line(points: Sequence[tuple[float, float]], x_name: str, y_name: str) -> str:
    """A curve through points from the origin on; both axes are named."""
    right = max((x for x, _ in points), default=0.0) or 1.0
    top = max((y for _, y in points), default=0.0) or 1.0
    height, width = _HEIGHT - _BOTTOM - _TOP, _WIDTH - _LEFT - 10
    placed = " ".join(
        f"{_LEFT + x / right * width:.1f},{_TOP + height - y / top * height:.1f}" for x, y in points
    )
    marks = []
    for part in (0.0, 0.5, 1.0):
        y = _TOP + height - part * height
        marks.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}"/>')
        marks.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_number(part * top)}</text>')
        x = _LEFT + part * width
        marks.append(
            f'<text x="{x:.1f}" y="{_HEIGHT - 22}" text-anchor="middle">{_number(part * right)}</text>'
        )
    middle = _LEFT + width / 2
    return (
        _svg(_HEIGHT, f"{y_name} over {x_name}")
        + "".join(marks)
        + f'<polyline class="curve" points="{placed}"/>'
        + f'<text x="{middle:.0f}" y="{_HEIGHT - 5}" text-anchor="middle">{escape(x_name)}</text>'
        + f'<text x="4" y="11">{escape(y_name)}</text></svg>'
    )


def bars(values: Mapping[str, float], unit: str = "") -> str:
    """A bar for each name, in the order given; a word where there is none."""
    if not values:
        return "<p>none</p>"
    top = max(values.values()) or 1.0
    room = _WIDTH - _NAMES - 90
    rows = []
    for index, (name, value) in enumerate(values.items()):
        y, length = index * _BAR, max(value / top * room, 1.0)
        rows.append(
            f'<text x="{_NAMES - 8}" y="{y + 16}" text-anchor="end">{escape(name)}</text>'
            f'<rect class="mark" x="{_NAMES}" y="{y + 4}" width="{length:.1f}" height="{_BAR - 8}" rx="2"/>'
            f'<text x="{_NAMES + length + 6:.1f}" y="{y + 16}">{_number(value)}{escape(unit)}</text>'
        )
    return _svg(len(values) * _BAR, ", ".join(values)) + "".join(rows) + "</svg>"


def _svg(height: int, label: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(label, quote=True)}">'
    )


def _number(value: float) -> str:
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if value >= 1 else f"{value:.2g}"
