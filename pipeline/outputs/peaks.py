"""A small waveform of the safe sound, for players."""

from __future__ import annotations

from typing import Any

from sourdine.pipeline.records import Sound


def peaks_json(safe: Sound, per_second: int = 20) -> dict[str, Any]:
    """``peaks.json``: lowest and highest value of each stretch, per channel, as 8-bit integers."""
    raise NotImplementedError
