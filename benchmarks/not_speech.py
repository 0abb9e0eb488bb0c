"""How often is what nobody says taken for speech without words? ``python -m benchmarks.not_speech``

Silence, noise, tones of the exchange and music on hold go through the product's voice activity. Stretches
longer than the limit would set a call aside, or be muted (``speech.unheard``), although nobody spoke.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from sourdine.pipeline.audio import resampled
from sourdine.pipeline.listen import voice_activity
from sourdine.pipeline.unheard import UNHEARD

from benchmarks.machine import machine
from benchmarks.music import RATE
from benchmarks.other_sounds import KINDS

RESULTS = Path(__file__).parent / "results" / "not-speech.json"


def measure(seconds: float) -> dict[str, Any]:
    """By kind of sound: seconds taken for speech, and stretches long enough to matter."""
    rows = {}
    for name, make in KINDS.items():
        samples = resampled(make(seconds).astype(np.float32), RATE, 16_000)
        found = voice_activity(samples, 0)
        rows[name] = {
            "seconds": seconds,
            "taken_for_speech": round(sum(one.end - one.start for one in found), 2),
            "alarms": sum(one.end - one.start > UNHEARD for one in found),
        }
    return rows


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0)
    result = {"limit": UNHEARD, "sounds": measure(parser.parse_args().seconds), "machine": machine()}
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
