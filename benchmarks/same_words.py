"""Does anything but speed change? ``python -m benchmarks.same_words``.

On the demo calls with the starter model, whose truth is known:

- ``batches``: words of windows recognised one by one, against those of the same windows in batches of all
  calls together, in another order. What the archive adds must change nothing.
- ``same_windows``: the product's recogniser against faster-whisper's own `transcribe` on the same windows,
  both with 30 s of padding and the same options: what our way of calling the model changes. The starter's
  card is left out for that: faster-whisper cannot know that this model needs no such padding.
- ``word_errors`` against the truth: the product as it is, and the plain script on whole channels, as it would
  be used. Words of the two differ there, because the script cuts its windows elsewhere and pads them.

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
from typing import Any, get_args

import jiwer
from sourdine.models.speech import Samples, Transcription, WhisperRecogniser, starter_folder
from sourdine.pipeline.audio import channel_16k, decode
from sourdine.pipeline.listen import voice_activity, windows
from sourdine.pipeline.records import Language
from sourdine.pipeline.settings import AudioLimits

from benchmarks.machine import machine
from benchmarks.mixes import CALLS, SOUND, language
from benchmarks.plain_script import Mode, PlainScript

Piece = tuple[Language, Samples]


def pieces(channels: Sequence[tuple[Path, int, Samples]], longest: float) -> list[list[Piece]]:
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
    return [_plain(part) for one in segments for word in one.words or () for part in word.word.split()]


def agreement(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> float:
    """Share of words in common."""
    first, second = ([word for words in side for word in words] for side in (one, other))
    return round(SequenceMatcher(None, first, second, autojunk=False).ratio(), 4)


def truth(call: Path, channel: int) -> str:
    """What is said on a channel."""
    told = json.loads((CALLS / f"{call.stem}.truth.json").read_text("utf-8"))
    return " ".join(_plain(word["text"]) for word in told["words"] if word["channel"] == channel)


def measure() -> dict[str, Any]:
    """All three comparisons."""
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
        runners = {mode: PlainScript(str(bare), mode, batch_size=8) for mode in get_args(Mode)}
        script = [whispered(runners["plain"].model, piece) for piece in found]
        said = [truth(call, number) for call, number, _ in channels]
        errors = {
            mode: _errors(said, [[text for text, _, _ in runner.words(samples, language(call))]
                                 for call, _, samples in channels])
            for mode, runner in runners.items()
        }  # fmt: skip
    at, ours = 0, []
    for mine in by_channel:
        ours.append([word for words in alone[at : at + len(mine)] for word in words])
        at += len(mine)
    return {
        "model": "starter",
        "windows": len(found),
        "words": sum(map(len, alone)),
        "agreement": {
            "batches": agreement(alone, heard(batched, found)),
            "same_windows": agreement(padded, script),
        },
        "word_errors": {"product": _errors(said, ours), **errors},
        "machine": machine(),
    }


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
