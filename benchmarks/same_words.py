"""Does anything but speed change? ``python -m benchmarks.same_words``.

On the demo calls with the starter model, whose truth is known:

- ``batches``: words of windows recognised one by one, against those of the same windows in batches of all
  calls together, in another order. What the archive adds must change nothing.
- ``same_windows``: the product's recogniser against faster-whisper's own `transcribe` on the same windows of
  every channel, file after file, both with 30 s of padding and the same options: what our way of calling the
  model changes. The starter's card is left out for that: faster-whisper cannot know that this model needs no
  such padding. Its second hearing of what lies after the last word of a window is not counted, for that is
  where it makes up words.
- ``word_errors`` of both against the truth, the product's as it is, without that padding.

On whole channels, in windows of 30 s, the starter does not serve at all (four words in five are wrong, with
faster-whisper's plain and its batched mode): it learnt windows up to 10 s. So nothing is compared there.

Agreement is the share of common words (difflib).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import jiwer
from faster_whisper import WhisperModel
from sourdine.models.speech import Samples, Transcription, WhisperRecogniser, available_cores, starter_folder
from sourdine.pipeline.audio import Channel, channel_16k, decode
from sourdine.pipeline.listen import voice_activity, windows
from sourdine.pipeline.records import Language
from sourdine.pipeline.settings import AudioLimits

from benchmarks.machine import machine
from benchmarks.mixes import CALLS, SOUND, language

Piece = tuple[Language, Samples]


def pieces(channels: Sequence[tuple[Path, int, Channel]], longest: float) -> list[list[Piece]]:
    """The windows of every channel."""
    return [
        [
            (language(call), one.sound(samples))
            for one in windows(voice_activity(samples, number), samples, longest)
        ]
        for call, number, samples in channels
    ]


def heard(recogniser: WhisperRecogniser, found: Sequence[Piece]) -> list[list[str]]:
    """Words of every window, recognised all at once in a random order."""
    order = list(range(len(found)))
    random.Random(0).shuffle(order)
    results: dict[int, Transcription] = {}
    for spoken in sorted({one for one, _ in found}):
        mine = [index for index in order if found[index][0] == spoken]
        told = recogniser.transcribe([found[index][1] for index in mine], spoken)
        results.update(zip(mine, told, strict=True))
    return [[_plain(word.text) for word in results[index].words] for index in range(len(found))]


def whispered(model: Any, piece: Piece) -> list[str]:
    """Words of a window by faster-whisper's own function, with the options that the product uses."""
    segments, _ = model.transcribe(
        piece[1],
        language=piece[0],
        beam_size=5,
        temperature=0.0,
        word_timestamps=True,
        without_timestamps=True,
        condition_on_previous_text=False,
        suppress_blank=False,
        compression_ratio_threshold=None,
        log_prob_threshold=None,
        no_speech_threshold=None,
    )
    return [_plain(word) for one in segments if one.seek == 0 for word in one.text.split()]


def agreement(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> float:
    """Share of words in common."""
    first, second = ([word for words in side for word in words] for side in (one, other))
    return round(SequenceMatcher(None, first, second, autojunk=False).ratio(), 4)


def truth(call: Path, channel: int) -> str:
    """What is said on a channel."""
    told = json.loads((CALLS / f"{call.stem}.truth.json").read_text("utf-8"))
    return " ".join(_plain(word["text"]) for word in told["words"] if word["channel"] == channel)


def measure() -> dict[str, Any]:
    """All comparisons."""
    calls = sorted(path for path in CALLS.iterdir() if path.suffix in SOUND)
    channels = []
    for call in calls:
        sound = decode(call, AudioLimits(), call.name)
        channels += [(call, number, channel_16k(sound, number)) for number in range(sound.format.channels)]
    one_by_one, batched = (WhisperRecogniser("starter", batch_size=size) for size in (1, 8))
    by_channel = pieces(channels, batched.max_window)
    found = [piece for mine in by_channel for piece in mine]
    alone = [heard(one_by_one, [piece])[0] for piece in found]
    with tempfile.TemporaryDirectory() as scratch:
        bare = shutil.copytree(starter_folder(), Path(scratch) / "starter")
        (bare / "sourdine.json").unlink()
        padded = heard(WhisperRecogniser(str(bare)), found)
        model = WhisperModel(str(bare), device="cpu", compute_type="int8", cpu_threads=available_cores())
        script = [whispered(model, piece) for piece in found]
    said = [truth(call, number) for call, number, _ in channels]
    return {
        "model": "starter",
        "windows": len(found),
        "words": sum(map(len, alone)),
        "agreement": {
            "batches": agreement(alone, heard(batched, found)),
            "same_windows": agreement(padded, script),
        },
        "word_errors": {
            "product": _errors(said, _joined(alone, by_channel)),
            "same_windows": _errors(said, _joined(script, by_channel)),
        },
        "machine": machine(),
    }


def _joined(words: Sequence[Sequence[str]], by_channel: Sequence[Sequence[Piece]]) -> list[list[str]]:
    """Words of windows, put together by channel."""
    rest = iter(words)
    return [[word for _ in mine for word in next(rest)] for mine in by_channel]


def _errors(said: Sequence[str], words: Sequence[Sequence[str]]) -> float:
    return round(float(jiwer.wer(list(said), [" ".join(map(_plain, one)) for one in words])), 4)


def _plain(word: str) -> str:
    return word.strip().strip(".,!?").lower()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    found = measure()
    print(json.dumps(found, indent=1))
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
