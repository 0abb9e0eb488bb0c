"""May frames of a lossy file be kept as they are beside silenced ones? ``python -m benchmarks.frame_copy``

It would spare the rest of the call a second coding. Measured of the demo calls:

- MP3: how many frames keep a part of their data in the frames before them (the bit reservoir, ISO 11172-3,
  2.4.3.4). The first frames kept after a silenced stretch need bytes that lie inside that stretch.
- Opus: packets of a stretch replaced by coded silence, the others kept byte for byte. How far is the decoder
  off after the stretch, and for how long.
- What a second coding costs instead: the noise it adds, against the level of the speech.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile as sf
from numpy.typing import NDArray
from sourdine.pipeline.audio import as_float, decode, encode
from sourdine.pipeline.records import Sound
from sourdine.pipeline.settings import AudioLimits

from benchmarks.machine import machine

RESULTS = Path(__file__).parent / "results" / "frame-copy.json"
CALLS = Path(str(files("sourdine.pipeline.demo"))) / "calls"
RATE = 48_000
AFTER = (0.02, 0.04, 0.06, 0.08, 0.12, 0.2, 0.4)  # seconds

Floats = NDArray[np.float64]


def reservoir(path: Path) -> dict[str, Any]:
    """Frames of an MP3, and those that begin in earlier ones."""
    borrowed = frames = 0
    furthest = 0
    with av.open(str(path)) as source:
        for packet in source.demux(audio=0):
            data = bytes(packet)
            if len(data) < 8:
                continue
            frames += 1
            side = 4 + (0 if data[1] & 1 else 2)  # the header, and its checksum
            long = bool(data[1] & 8)  # MPEG-1 has nine bits for it, the others eight
            back = int.from_bytes(data[side : side + 2], "big") >> 7 if long else data[side]
            borrowed += back > 0
            furthest = max(furthest, back)
    return {"frames": frames, "frames_that_begin_in_others": borrowed, "furthest_bytes": furthest}


def packets(path: Path) -> tuple[list[bytes], bytes]:
    """An Opus file's packets, and its header."""
    with av.open(str(path)) as source:
        track = source.streams.audio[0]
        return [bytes(one) for one in source.demux(track) if one.size], bytes(
            track.codec_context.extradata or b""
        )


def decoded(data: list[bytes], header: bytes) -> Floats:
    """All packets one after the other, both channels summed."""
    context: Any = av.CodecContext.create("opus", "r")
    context.extradata = header
    blocks = []
    for one in data:
        blocks += [frame.to_ndarray() for frame in context.decode(av.Packet(one))]
    samples = np.concatenate([block.reshape(-1, block.shape[-1]) for block in blocks], axis=1)
    return np.asarray(samples.mean(axis=0), dtype=np.float64)


def spliced(path: Path, folder: Path) -> dict[str, Any]:
    """How far the kept packets are off after silenced ones, dB of the speech's level, and for how long."""
    kept, header = packets(path)
    sound = decode(path, AudioLimits())
    silent = folder / "silence.opus"
    quiet = Sound(
        np.zeros((sound.format.frames, sound.format.channels), np.float32), sound.format, sound.bitrate
    )
    encode(quiet, silent)
    silence, _ = packets(silent)
    whole = decoded(kept, header)
    size = len(whole) // len(kept)
    level = np.sqrt(np.mean(whole[np.abs(whole) > 0.01] ** 2))
    errors: dict[float, list[float]] = {after: [] for after in AFTER}
    for start in range(100, len(kept) - 120, 37):
        end = start + 50
        made = decoded([*kept[:start], *silence[: end - start], *kept[end : end + 30]], header)
        for after in AFTER:
            first = end * size + round((after - 0.02) * RATE)
            part = slice(first, first + round(0.02 * RATE))
            off = made[part] - whole[part]
            errors[after].append(float(np.sqrt(np.mean(off**2)) / level))
    return {
        "packets": len(kept),
        "splices": len(errors[AFTER[0]]),
        "error_db_of_speech_until_seconds_after": {
            str(after): round(20 * float(np.log10(np.quantile(found, 0.95) + 1e-9)), 1)
            for after, found in errors.items()
        },
    }


def coded_again(path: Path, folder: Path) -> dict[str, Any]:
    """The noise of a second coding against the speech, dB, and the bit rates."""
    sound = decode(path, AudioLimits())
    again = folder / f"again{path.suffix}"
    encode(sound, again)
    after = decode(again, AudioLimits())
    one, other = as_float(sound.samples[:]).astype(float), as_float(after.samples[:]).astype(float)
    loud = np.abs(one) > 0.01
    noise = np.mean((one - other)[loud] ** 2) / np.mean(one[loud] ** 2)
    return {
        "noise_db": round(10 * float(np.log10(noise)), 1),
        "bitrate": sound.bitrate,
        "bitrate_again": after.bitrate,
    }


def main() -> None:
    """Measure, keep and print."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter).parse_args()
    mp3, opus = CALLS / "en-account.mp3", CALLS / "en-card.opus"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        samples, rate = sf.read(CALLS / "fr-card.wav", dtype="float32", always_2d=True)
        sf.write(
            folder / "vbr.mp3", samples, rate, format="MP3", bitrate_mode="VARIABLE", compression_level=0.3
        )
        result = {
            "mp3": {"demo call": reservoir(mp3), "variable bit rate": reservoir(folder / "vbr.mp3")},
            "opus": spliced(opus, folder),
            "coded_again": {"mp3": coded_again(mp3, folder), "opus": coded_again(opus, folder)},
            "machine": machine(),
        }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
