"""Every kind of file through the installed command, with a transcript in the place of listening.

``SOURDINE_FORMATS_TABLE=docs/formats.md`` writes the table of that page from what these tests found.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile as sf
from numpy.typing import NDArray
from sourdine.pipeline.audio import decode, lossless
from sourdine.pipeline.manifest import Manifest, read_manifest
from sourdine.pipeline.mask import stretches
from sourdine.pipeline.records import Sound
from sourdine.pipeline.settings import AudioLimits

CALL = Path(__file__).parents[2] / "pipeline" / "demo" / "calls" / "fr-card"
SECONDS = 10.0
CANARY = b"Canari Dupont 0612345678"
TEXT = CANARY.decode()


@dataclass(frozen=True)
class Kind:
    """A row of the table."""

    label: str
    container: str
    codec: str
    extension: str
    rates: str  # what the table says
    rate: int = 8000
    channels: int = 2
    raw: bool = False


KINDS = [
    Kind("WAV, PCM 8 bit", "WAV", "PCM_U8", ".wav", "any"),
    Kind("WAV, PCM 16 bit", "WAV", "PCM_16", ".wav", "any"),
    Kind("WAV, PCM 24 bit", "WAV", "PCM_24", ".wav", "any", rate=48000),
    Kind("WAV, PCM 32 bit", "WAV", "PCM_32", ".wav", "any", rate=44100),
    Kind("WAV, float", "WAV", "FLOAT", ".wav", "any", rate=16000, channels=1),
    Kind("WAV, double", "WAV", "DOUBLE", ".wav", "any"),
    Kind("WAV, A-law", "WAV", "ALAW", ".wav", "any"),
    Kind("WAV, µ-law", "WAV", "ULAW", ".wav", "any"),
    Kind("WAV, IMA ADPCM", "WAV", "IMA_ADPCM", ".wav", "1–2 channels"),
    Kind("WAV, MS ADPCM", "WAV", "MS_ADPCM", ".wav", "1–2 channels"),
    Kind("WAV, GSM 6.10", "WAV", "GSM610", ".wav", "1 channel", channels=1),
    Kind("WAV, EXTENSIBLE", "WAVEX", "PCM_16", ".wav", "any", channels=8, rate=16000),
    Kind("RF64", "RF64", "PCM_16", ".wav", "any"),
    Kind("FLAC", "FLAC", "PCM_16", ".flac", "any"),
    Kind("FLAC, 24 bit", "FLAC", "PCM_24", ".flac", "any", rate=22050),
    Kind("MP3", "MP3", "MPEG_LAYER_III", ".mp3", "1–2 channels"),
    Kind("MP3 (48 kHz)", "MP3", "MPEG_LAYER_III", ".mp3", "1–2 channels", rate=48000, channels=1),
    Kind("Ogg Opus", "OGG", "OPUS", ".opus", "8, 12, 16, 24, 48 kHz"),
    Kind("Ogg Opus (4 channels)", "OGG", "OPUS", ".ogg", "8, 12, 16, 24, 48 kHz", rate=48000, channels=4),
    Kind("Ogg Vorbis", "OGG", "VORBIS", ".ogg", "any"),
    Kind("M4A, AAC", "M4A", "AAC", ".m4a", "1–5 channels"),
    Kind("M4A, AAC (44.1 kHz)", "M4A", "AAC", ".m4a", "1–5 channels", rate=44100, channels=1),
    Kind("raw A-law", "RAW", "ALAW", ".raw", "any, told by `--raw`", raw=True),
]


def spoken(kind: Kind) -> NDArray[np.float32]:
    """The beginning of a demo call at the kind's rate, on as many channels."""
    samples, rate = sf.read(f"{CALL}.wav", dtype="float32", always_2d=True)
    samples = samples[: int(SECONDS * rate)]
    if kind.rate != rate:
        at = np.arange(int(SECONDS * kind.rate)) * rate / kind.rate
        samples = np.stack([np.interp(at, np.arange(len(samples)), one) for one in samples.T], axis=1)
    columns = [samples[:, number % 2] for number in range(kind.channels)]
    if kind.channels == 1:
        columns = [samples.sum(axis=1).clip(-1, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def recorded(kind: Kind, path: Path) -> None:
    """A recording of this kind that carries names and numbers wherever it can."""
    samples = spoken(kind)
    if kind.container == "M4A":
        aac(samples, kind.rate, path)
        return
    with sf.SoundFile(path, "w", kind.rate, kind.channels, kind.codec, format=kind.container) as file:
        if kind.container in {"WAV", "WAVEX", "FLAC", "OGG"} and kind.codec != "GSM610":
            file.title = file.comment = file.artist = TEXT
        file.write(samples)
    if kind.container == "MP3":
        frame = b"TIT2" + struct.pack(">I", len(CANARY) + 1) + b"\0\0\3" + CANARY
        cover = b"APIC" + struct.pack(">I", len(CANARY) + 14) + b"\0\0\0image/png\0\3\0" + b"\x89" + CANARY
        size = len(frame) + len(cover)
        sizes = bytes(size >> shift & 127 for shift in (21, 14, 7, 0))
        path.write_bytes(b"ID3\4\0\0" + sizes + frame + cover + path.read_bytes() + tagged_end())
    elif kind.container in {"WAV", "WAVEX"}:
        with path.open("ab") as file:
            for name in (b"bext", b"cue ", b"iXML", b"LIST"):
                file.write(name + struct.pack("<I", len(CANARY)) + CANARY)
        data = path.read_bytes()
        path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])


def tagged_end() -> bytes:
    """An ID3v1 tag."""
    return b"TAG" + CANARY.ljust(125, b"\0")


def aac(samples: NDArray[np.float32], rate: int, path: Path) -> None:
    layout = {1: "mono", 2: "stereo"}[samples.shape[1]]
    with av.open(str(path), "w", format="ipod") as target:
        target.metadata.update({"title": TEXT, "comment": TEXT})
        track: Any = target.add_stream("aac", rate=rate, layout=layout)
        track.bit_rate = 48_000
        for at in range(0, len(samples), 1024):
            block = np.ascontiguousarray(samples[at : at + 1024].T)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate, at
            target.mux(track.encode(frame))
        target.mux(track.encode(None))


def transcript(kind: Kind) -> str:
    """As Deepgram writes it, of what is in the recording."""
    truth = json.loads(Path(f"{CALL}.truth.json").read_text("utf-8"))
    words = [one for one in truth["words"] if one["end"] < SECONDS]
    channels = [
        [
            {"word": one["text"], "start": one["start"], "end": one["end"]}
            for one in words
            if kind.channels == 1 or one["channel"] == number % 2
        ]
        for number in range(kind.channels)
    ]
    return json.dumps({"results": {"channels": [{"alternatives": [{"words": one}]} for one in channels]}})


def redact(kinds: Sequence[Kind], folder: Path, *options: str) -> dict[str, tuple[Sound, Path, Manifest]]:
    """Each kind's recording, safe copy and manifest, made by the installed command in one go."""
    calls, texts, safe = folder / "calls", folder / "texts", folder / "safe"
    calls.mkdir()
    texts.mkdir()
    for number, kind in enumerate(kinds):
        recorded(kind, calls / f"call{number:02}{kind.extension}")
        (texts / f"call{number:02}.json").write_text(transcript(kind))
    command = [
        str(Path(sysconfig.get_path("scripts")) / "sourdine"),
        "redact",
        str(calls),
        "--out",
        str(safe),
    ]
    more = ["--transcript", str(texts), "--lawful-basis", "contract", "--json", "--raw", "alaw:8000:2"]
    done = subprocess.run([*command, *more, *options], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    found = {one["source"]: one for one in json.loads(done.stdout)["calls"]}
    made = {}
    for number, kind in enumerate(kinds):
        path = calls / f"call{number:02}{kind.extension}"
        one = found[str(path)]
        if one["state"] == "published":
            place = safe / one["call_id"]
            manifest = read_manifest((place / "manifest.json").read_bytes())
            before = decode(path, limits(kind))
            made[kind.label] = (before, place / f"audio{manifest.sound.extension}", manifest)
    assert done.returncode == 0, [one["message"] for one in found.values()]
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Sound, Path, Manifest]]:
    return redact(KINDS, tmp_path_factory.mktemp("formats"))


def limits(kind: Kind) -> AudioLimits:
    return AudioLimits(raw="alaw:8000:2" if kind.raw else None)


def same_outside(before: Sound, after: Sound, manifest: Manifest) -> bool:
    silent = np.zeros(before.samples.shape, dtype=bool)
    for channel, start, end in stretches(manifest.regions):
        silent[start:end, channel] = True
    one, other = np.asarray(before.samples), np.asarray(after.samples)
    return one.shape == other.shape and bool(np.array_equal(one[~silent], other[~silent]))


ROWS: dict[str, str] = {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.label)
def test_a_recording_goes_in_and_comes_out_as_the_same_kind(
    kind: Kind, made: dict[str, tuple[Sound, Path, Manifest]]
) -> None:
    before, audio, manifest = made[kind.label]
    after = decode(audio, limits(kind))
    assert (before.format.container, before.format.codec) == (kind.container, kind.codec)
    assert (before.format.rate, before.format.channels) == (kind.rate, kind.channels)
    assert after.format == before.format
    assert manifest.sound == before.format
    assert {one.entity for one in manifest.regions} >= {"PERSON"}
    exact = same_outside(before, after, manifest)
    assert exact or not lossless(before.format)
    assert after.bitrate >= 0.97 * before.bitrate
    assert CANARY not in audio.read_bytes()
    assert b"Dupont" not in audio.read_bytes()
    outside = "bit-identical" if exact else "coded once more"
    ROWS[kind.label] = f"| {kind.label} | {kind.rates} | yes | yes | {outside} | yes | to the sample |"


def test_the_canaries_were_there(tmp_path: Path) -> None:
    for kind in KINDS:
        if kind.container in {"WAV", "FLAC", "OGG", "MP3", "M4A"} and kind.codec != "GSM610":
            recorded(kind, tmp_path / "call")
            assert CANARY in (tmp_path / "call").read_bytes(), kind


@pytest.mark.parametrize("effect", ["bleep", "noise"])
def test_every_effect_passes_the_proof(effect: str, tmp_path: Path) -> None:
    codecs = {"PCM_U8", "ULAW", "GSM610", "IMA_ADPCM", "AAC", "VORBIS", "OPUS", "MPEG_LAYER_III"}
    kinds = [one for one in KINDS if one.codec in codecs and one.rate == 8000]
    for _, _, manifest in redact(kinds, tmp_path, "--effect", effect).values():
        assert (manifest.effect, manifest.verdict.clean) == (effect, True)


def test_the_table_is_what_was_found() -> None:
    """Of every kind that ran; where the environment says so, the page gets it."""
    place = os.environ.get("SOURDINE_FORMATS_TABLE")
    page = Path(__file__).parents[2] / "docs" / "formats.md"
    if place:
        head, mark, rest = page.read_text("utf-8").partition("<!-- table -->\n")
        tail = rest.partition("<!-- end -->")[2]
        rows = "\n".join(ROWS[kind.label] for kind in KINDS)
        title = (
            "| kind | rates and channels | in | out | outside the regions | tags stripped | duration kept |"
        )
        table = f"{title}\n|{'---|' * 7}\n{rows}\n"
        page.write_text(f"{head}{mark}{table}<!-- end -->{tail}", "utf-8")
    written = page.read_text("utf-8")
    for row in ROWS.values():
        assert row in written
