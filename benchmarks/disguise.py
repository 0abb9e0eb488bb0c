"""What a disguise does to intelligibility: ``python -m benchmarks.disguise``

Sentences in every synthetic voice, heard by the starter model as they are and with the voice disguised, at
the ends of the coefficient's range and with drawn ones. The aim: at most 15 points more word errors.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sourdine.models.speech import Samples, WhisperRecogniser
from sourdine.models.synthetic.voices import VOICES
from sourdine.models.synthetic.warping import resample
from sourdine.pipeline import disguise
from sourdine.pipeline.audio import channel_16k
from sourdine.pipeline.records import Sound, SoundFormat

from benchmarks.machine import machine
from benchmarks.recognition import Said, Tally, sentences

RESULTS = Path(__file__).parent / "results" / "disguise.json"
LINE = 8000


@contextmanager
def drawing(value: float | None) -> Iterator[None]:
    """Let every coefficient be this one, where one is given."""
    draw: Callable[[], float] = disguise.draw
    if value is not None:
        disguise.draw = lambda: value
    try:
        yield
    finally:
        disguise.draw = draw


def other_voice(samples: Samples) -> Samples:
    """The sentence as the safe copy of a telephone recording has it."""
    line = resample(samples, 16_000, LINE).astype(np.float32)[:, None]
    sound = Sound(line, SoundFormat("WAV", "FLOAT", LINE, 1, len(line), ".wav"))
    return channel_16k(disguise.disguised(sound), 0)[:]


def errors(model: WhisperRecogniser, said: list[Said], change: Callable[[Samples], Samples]) -> float:
    """Word errors in percent."""
    tally = Tally()
    for language in ("fr", "en"):
        mine = [one for one in said if one.voice.language == language]
        heard = model.transcribe([change(one.samples) for one in mine], language)
        for one, result in zip(mine, heard, strict=True):
            tally.add(one, result.words)
    return round(tally.row()["wer"], 1)


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=6, help="sentences for each voice")
    args = parser.parse_args()
    model = WhisperRecogniser("starter")
    said = [one for voice in VOICES.values() for one in sentences(voice, args.count, 4711)]
    ways: dict[str, float | None] = {
        "drawn": None,
        "lowest": disguise.LEAST,
        "nearest below 1": disguise.MOST,
        "nearest above 1": 1 / disguise.MOST,
        "highest": 1 / disguise.LEAST,
    }
    rows = {"as it is": errors(model, said, lambda samples: samples)}
    for name, value in ways.items():
        with drawing(value):
            rows[name] = errors(model, said, other_voice)
    result: dict[str, Any] = {"sentences": len(said), "word_errors_percent": rows, "machine": machine()}
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
