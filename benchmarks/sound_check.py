"""Whether a safe copy is the same kind of recording, and really does not say what its plan mutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

_EDGE_S = 0.04  # fades and codec smear at the edges of a region
_FIELDS = ("format", "subtype", "samplerate", "channels", "frames")


def same_kind(source: Path, safe: Path) -> list[str]:
    """Name what differs between the two: format, codec, rate, channels, frames."""
    first, second = soundfile.info(source), soundfile.info(safe)
    return [field for field in _FIELDS if getattr(first, field) != getattr(second, field)]


def still_heard(source: Path, safe: Path, regions: Iterable[Mapping[str, Any]]) -> int:
    """Count the regions in whose middle the safe copy still goes with the source's sound.

    Silence and a tone do not correlate with speech, so either effect passes.
    """
    before, rate = soundfile.read(source, dtype="float32", always_2d=True)
    after, _ = soundfile.read(safe, dtype="float32", always_2d=True)
    edge = round(_EDGE_S * rate)
    count = 0
    for region in regions:
        core = slice(region["start"] + edge, region["end"] - edge)
        old, new = (side[core, region["channel"]] for side in (before, after))
        count += bool(len(old) and len(old) == len(new) and _alike(old, new))
    return count


def _alike(old: np.ndarray[Any, Any], new: np.ndarray[Any, Any]) -> bool:
    power = float(np.sqrt((old**2).sum() * (new**2).sum()))
    if power < 1e-4 * len(old) or float((new**2).mean()) < 1e-7:  # quieter than -70 dB: nothing to hear
        return False
    return abs(float((old * new).sum())) / power > 0.2
