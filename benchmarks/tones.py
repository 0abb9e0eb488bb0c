"""Keys pressed: are they found, and nothing else? ``python -m benchmarks.tones`` (ITU-T Q.23, Q.24).

Found: every key at lengths from 40 to 200 ms and levels from -30 to 0 dBm0, off by 1.5 %, in noise and under
a voice. Talk-off: an hour and more of synthetic talk in every voice there is, and of music, without a key.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf
from numpy.typing import NDArray
from sourdine.models.synthetic.voices import VOICES
from sourdine.models.synthetic.warping import resample
from sourdine.models.tones import HIGH, KEYS, LOW, RATE, find_keys
from sourdine.pipeline.audio import resampled

from benchmarks.machine import machine
from benchmarks.music import music
from benchmarks.other_sounds import KINDS
from benchmarks.recognition import sentences

RESULTS = Path(__file__).parent / "results" / "tones.json"
ALL = "".join(KEYS)
OVERLOAD = 10 ** (-3.14 / 20)  # amplitude of a sine of 0 dBm0 (ITU-T G.711)
LENGTHS = (0.04, 0.05, 0.07, 0.1, 0.2)

Samples = NDArray[np.float64]


def key(digit: str, seconds: float, level: float, off: tuple[float, float]) -> Samples:
    """``level``: dBm0 of both tones; ``off``: shares of the two frequencies."""
    row = next(at for at, keys in enumerate(KEYS) if digit in keys)
    times = np.arange(int(seconds * RATE)) / RATE
    tone = 10 ** (level / 20) * OVERLOAD / np.sqrt(2)
    low, high = LOW[row] * (1 + off[0]), HIGH[KEYS[row].index(digit)] * (1 + off[1])
    return np.asarray(tone * (np.sin(2 * np.pi * low * times) + np.sin(2 * np.pi * high * times + 1)))


def found(
    seconds: float, level: float, off: float, beside: Samples | None, ratio: float, seed: int
) -> Counter[str]:
    """Keys pressed, found right, and found where or as what they are not. ``beside``: a sound under them."""
    rng = np.random.default_rng(seed)
    parts, truth, at = [], [], 0
    for digit in ALL * 4:
        gap = int(rng.uniform(0.05, 0.15) * RATE)
        shares = rng.choice([-off, off], 2)
        tone = key(digit, seconds, level, (float(shares[0]), float(shares[1])))
        parts += [np.zeros(gap), tone]
        truth.append(((at + gap) / RATE, (at + gap + len(tone)) / RATE, digit))
        at += gap + len(tone)
    samples = np.concatenate([*parts, np.zeros(RATE)])
    if beside is not None:
        samples += np.resize(beside, len(samples)) * 10 ** ((level - ratio) / 20) * OVERLOAD / np.sqrt(2)
    keys = find_keys(samples.clip(-1, 1).astype(np.float32))
    hits = [[one for one in keys if one.start < end and one.end > start] for start, end, _ in truth]
    right = sum(
        len(hit) == 1 and hit[0].digit == digit for hit, (_, _, digit) in zip(hits, truth, strict=True)
    )
    return Counter(pressed=len(truth), right=right, silenced=sum(bool(hit) for hit in hits), heard=len(keys))


def table(voice: Samples) -> list[dict[str, Any]]:
    """A row for each condition."""
    noise = np.random.default_rng(5).standard_normal(RATE * 20)
    rows = []
    for level, off in itertools.product((-30.0, -20.0, -10.0, 0.0), (0.0, 0.015)):
        name = f"{level:g} dBm0" + (", frequencies off by 1.5 %" if off else "")
        rows.append(_row(name, level, off, None, 0.0))
    rows += [
        _row(f"-10 dBm0, noise {ratio} dB under it", -10.0, 0.015, noise, ratio) for ratio in (20, 15, 12, 10)
    ]
    rows += [
        _row(f"-10 dBm0, a voice {ratio} dB under it", -10.0, 0.0, voice, ratio) for ratio in (15, 10, 6, 3)
    ]
    return rows


def _row(name: str, level: float, off: float, beside: Samples | None, ratio: float) -> dict[str, Any]:
    row: dict[str, Any] = {"condition": name}
    for number, seconds in enumerate(LENGTHS):
        counts = found(seconds, level, off, beside, ratio, number)
        row[f"{1000 * seconds:g} ms"] = {
            "right_percent": round(100 * counts["right"] / counts["pressed"], 1),
            "silenced_percent": round(100 * counts["silenced"] / counts["pressed"], 1),
        }
    return row


def talk(seconds: float) -> tuple[dict[str, Any], Samples]:
    """Wrong keys in so many seconds of talk, the voices in turn; and a voice of level 1 for the table."""
    heard, wrong, number, loud = 0.0, 0, 0, []
    voices = list(VOICES.values())
    while heard < seconds:
        voice = voices[number % len(voices)]
        for said in sentences(voice, 8, 7000 + number):
            samples = resample(said.samples, 16_000, RATE).astype(np.float32)
            heard += len(samples) / RATE
            wrong += len(find_keys(samples))
            if number < 6:
                loud.append(samples.astype(np.float64))
        number += 1
    voice_samples = np.concatenate(loud)
    level = np.sqrt(np.mean(voice_samples[np.abs(voice_samples) > 0.01] ** 2))
    return {"seconds": round(heard), "wrong_keys": wrong}, voice_samples / level


def calls(folder: Path) -> tuple[dict[str, Any], Samples]:
    """The same of every channel of generated calls; what is said is about half of it, the rest is pauses."""
    heard, wrong, said = 0.0, 0, 0.0
    loud: list[Samples] = []
    for path in sorted(one for one in folder.rglob("*") if one.suffix in {".wav", ".flac", ".mp3", ".opus"}):
        samples, rate = sf.read(path, dtype="float32", always_2d=True)
        for number in range(samples.shape[1]):
            one = np.ascontiguousarray(samples[:, number])
            one = one if rate == RATE else resampled(one, rate, RATE)
            heard += len(one) / RATE
            blocks = one[: len(one) // 400 * 400].reshape(-1, 400)
            spoken = np.sqrt((blocks**2).mean(axis=1)) > 0.005
            said += float(spoken.sum()) * 400 / RATE
            wrong += len(find_keys(one))
            if len(loud) < 8:
                loud.append(blocks[spoken].ravel().astype(np.float64))
    voice = np.concatenate(loud)
    row = {"seconds": round(heard), "of_speech": round(said), "wrong_keys": wrong}
    return row, voice / np.sqrt(np.mean(voice[np.abs(voice) > 0.01] ** 2))


def others(seconds: float) -> dict[str, Any]:
    """Wrong keys in music, and in the other sounds of a call."""
    pieces = [music(60.0, 1000 + number) for number in range(round(seconds / 60))]
    rows = {"music": {"seconds": 60 * len(pieces), "wrong_keys": sum(len(_keys(one)) for one in pieces)}}
    for name, make in KINDS.items():
        rows[name] = {"seconds": 120, "wrong_keys": len(_keys(make(120.0)))}
    return rows


def _keys(samples: Samples) -> list[Any]:
    return find_keys(samples.astype(np.float32))


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--talk", type=float, default=3600.0, help="seconds of talk")
    parser.add_argument("--music", type=float, default=3600.0, help="seconds of music")
    parser.add_argument("--calls", type=Path, help="calls made with `make calls` in the place of fresh talk")
    args = parser.parse_args()
    start = time.process_time()
    result: dict[str, Any] = {"talk_off": others(args.music)}
    print(json.dumps(result), flush=True)
    result["talk_off"]["talk"], voice = calls(args.calls) if args.calls else talk(args.talk)
    print(json.dumps(result), flush=True)
    result |= {
        "found": table(voice),
        "processor_seconds": round(time.process_time() - start),
        "machine": machine(),
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
