from __future__ import annotations

import errno
import io
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from numpy.typing import NDArray
from sourdine.pipeline.audio import channel_16k, decode, encode, lossless
from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.media.kinds import BLOCKS
from sourdine.pipeline.records import Sound, SoundFormat
from sourdine.pipeline.settings import AudioLimits

LIMITS = AudioLimits()

# container, codec, extension, the type that samples are held in
FORMATS = [
    ("WAV", "PCM_U8", ".wav", "int16"),
    ("WAV", "PCM_16", ".wav", "int16"),
    ("WAV", "PCM_24", ".wav", "int32"),
    ("WAV", "PCM_32", ".wav", "int32"),
    ("WAV", "FLOAT", ".wav", "float32"),
    ("WAV", "ALAW", ".wav", "int16"),
    ("WAV", "ULAW", ".wav", "int16"),
    ("WAVEX", "PCM_16", ".wav", "int16"),
    ("FLAC", "PCM_S8", ".flac", "int16"),
    ("FLAC", "PCM_16", ".flac", "int16"),
    ("FLAC", "PCM_24", ".flac", "int32"),
    ("MP3", "MPEG_LAYER_III", ".mp3", "float32"),
    ("OGG", "OPUS", ".opus", "float32"),
    ("OGG", "OPUS", ".ogg", "float32"),
    ("WAV", "DOUBLE", ".wav", "float64"),
    ("WAV", "IMA_ADPCM", ".wav", "int16"),
    ("WAV", "MS_ADPCM", ".wav", "int16"),
    ("WAVEX", "ALAW", ".wav", "int16"),
    ("RF64", "PCM_24", ".wav", "int32"),
    ("OGG", "VORBIS", ".ogg", "float32"),
]


def talk(rate: int, channels: int, seconds: float = 1.3) -> NDArray[np.float64]:
    """Band-limited noise in syllables, another one on each channel."""
    frames = int(seconds * rate) + 17
    noise = np.random.default_rng(7).standard_normal((frames, channels))
    spectrum = np.fft.rfft(noise, axis=0)
    hertz = np.fft.rfftfreq(frames, 1 / rate)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    voice: NDArray[np.float64] = np.fft.irfft(spectrum, frames, axis=0)
    syllables = np.sin(np.arange(frames) / rate * 2 * np.pi * 4)[:, None] > -0.5
    voice *= 0.1 / voice.std() * syllables
    return voice.clip(-1, 1)


def written(path: Path, container: str, codec: str, rate: int = 8000, channels: int = 2) -> Path:
    sf.write(path, talk(rate, channels), rate, subtype=codec, format=container)
    return path


def refused(path: Path, limits: AudioLimits = LIMITS, name: str | None = None) -> Quarantine:
    with pytest.raises(Quarantine) as caught:
        decode(path, limits, name)
    return caught.value


@pytest.mark.parametrize(("container", "codec", "extension", "dtype"), FORMATS)
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (8000, 2), (16000, 1), (48000, 2)])
def test_round_trip_keeps_the_format_and_the_samples(
    tmp_path: Path, container: str, codec: str, extension: str, dtype: str, rate: int, channels: int
) -> None:
    original = decode(written(tmp_path / f"a{extension}", container, codec, rate, channels), LIMITS)
    encode(original, tmp_path / f"b{extension}")
    again = decode(tmp_path / f"b{extension}", LIMITS)
    frames = int(1.3 * rate) + 17
    if codec in BLOCKS:  # libsndfile's own files count the filling of the last block
        assert frames <= original.format.frames < frames + 2048
        frames = original.format.frames
    assert original.format == SoundFormat(container, codec, rate, channels, frames, extension)
    assert again.format == original.format
    assert original.samples.dtype == dtype
    assert original.samples.shape == (frames, channels)
    if lossless(original.format):
        np.testing.assert_array_equal(again.samples, original.samples)
    else:
        assert shift(again.samples[:, 0], original.samples[:, 0]) == 0
        assert np.corrcoef(again.samples[:, 0], original.samples[:, 0])[0, 1] > 0.97


def shift(late: NDArray[Any], early: NDArray[Any]) -> int:
    size = 2 * len(late)
    product = np.fft.rfft(late, size) * np.fft.rfft(early, size).conj()
    return int(np.argmax(np.fft.irfft(product)))


def test_every_value_of_the_telephone_codecs_survives(tmp_path: Path) -> None:
    for codec in ("ALAW", "ULAW", "PCM_16"):
        every = np.arange(-32768, 32768, dtype=np.int16)
        sf.write(tmp_path / "a.wav", every, 8000, subtype=codec)
        original = decode(tmp_path / "a.wav", LIMITS)
        encode(original, tmp_path / "b.wav")
        np.testing.assert_array_equal(decode(tmp_path / "b.wav", LIMITS).samples, original.samples)


@pytest.mark.parametrize(("container", "codec", "extension"), [row[:3] for row in FORMATS])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
@pytest.mark.filterwarnings("default")
def test_a_file_cut_off_is_told_as_such(
    tmp_path: Path, container: str, codec: str, extension: str, kept: float
) -> None:
    path = written(tmp_path / f"a{extension}", container, codec)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    error = refused(path)
    assert error.reason in {Reason.TRUNCATED, Reason.DAMAGED}
    assert "cut off" in error.message


def test_files_that_are_no_recordings(tmp_path: Path) -> None:
    cases = {
        b"": Reason.EMPTY_FILE,
        b"x": Reason.NOT_AUDIO,
        b"Dear Mr Canary, your number is 0612345678.\n" * 9: Reason.NOT_AUDIO,
        b"RIFF\x24\x00\x00\x00AVI fmt ": Reason.NOT_AUDIO,
        b"RIFF\x24\x00\x00\x00WAVEfmt ": Reason.TRUNCATED,
        b"\xff\xfb\x90\x64": Reason.DAMAGED,
        b"fLaC" + bytes(40): Reason.UNSUPPORTED_FORMAT,
        b"OggS" + bytes(100): Reason.TRUNCATED,
    }
    for content, reason in cases.items():
        path = tmp_path / "canary-0612345678"
        path.write_bytes(content)
        error = refused(path)
        assert error.reason is reason, content
        assert "canary" not in error.message.lower()
        assert "0612345678" not in error.message


@pytest.mark.parametrize(
    ("container", "codec", "name", "words"),
    [
        ("FLAC", "PCM_16", "call.wav", "says a WAV file, the content is FLAC"),
        ("WAV", "PCM_16", "call.MP3", "says a MP3 file, the content is WAV"),
        ("WAV", "ALAW", "call.0612345678", "says another kind of file, the content is WAV"),
        ("OGG", "OPUS", "call.flac", "says a FLAC file, the content is Ogg"),
    ],
)
def test_the_name_must_not_contradict_the_content(
    tmp_path: Path, container: str, codec: str, name: str, words: str
) -> None:
    error = refused(written(tmp_path / "temporary", container, codec), name=name)
    assert error.reason is Reason.WRONG_EXTENSION
    assert words in error.message
    assert "0612345678" not in error.message


@pytest.mark.parametrize(
    ("container", "codec", "name", "extension"),
    [
        ("WAV", "PCM_16", "call", ".wav"),
        ("WAV", "PCM_16", "call.WAVE", ".wav"),
        ("OGG", "OPUS", "call.oga", ".oga"),
        ("OGG", "OPUS", "call", ".opus"),
    ],
)
def test_the_extension_of_the_safe_copy(
    tmp_path: Path, container: str, codec: str, name: str, extension: str
) -> None:
    path = written(tmp_path / "temporary", container, codec)
    assert decode(path, LIMITS, name).format.extension == extension


@pytest.mark.parametrize(
    "limits",
    [
        AudioLimits(max_bytes=1000),
        AudioLimits(max_seconds=1.0),
        AudioLimits(max_channels=1),
        AudioLimits(min_rate=11025),
        AudioLimits(max_rate=4000),
    ],
)
def test_limits(tmp_path: Path, limits: AudioLimits) -> None:
    assert refused(written(tmp_path / "a.wav", "WAV", "PCM_16"), limits).reason is Reason.OVER_LIMIT


@pytest.mark.parametrize(("container", "codec"), [("WAV", "G721_32"), ("WAV", "NMS_ADPCM_16")])
def test_codecs_that_are_not_supported(tmp_path: Path, container: str, codec: str) -> None:
    error = refused(written(tmp_path / "a", container, codec, channels=1))
    assert error.reason is Reason.UNSUPPORTED_FORMAT
    assert codec in error.message


@pytest.mark.parametrize("declared", [0x7FFF_F000, 0x7FFF_F024, 0xFFFF_FFFF])
def test_a_wav_written_into_a_pipe_goes_on_to_its_end(tmp_path: Path, declared: int) -> None:
    path = written(tmp_path / "a.wav", "WAV", "PCM_16")
    data = path.read_bytes()
    path.write_bytes(data[:40] + struct.pack("<I", declared) + data[44:])
    assert decode(path, LIMITS).format.frames == int(1.3 * 8000) + 17


def test_a_wav_whose_writer_died(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", "WAV", "PCM_16")
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes(4) + data[44:])
    assert refused(path).reason is Reason.TRUNCATED


def test_a_header_without_sound(tmp_path: Path) -> None:
    sf.write(tmp_path / "a.wav", np.zeros((0, 1), np.int16), 8000)
    assert refused(tmp_path / "a.wav").reason is Reason.EMPTY_FILE


def test_samples_that_are_no_numbers(tmp_path: Path) -> None:
    sf.write(tmp_path / "a.wav", np.full(100, np.nan, np.float32), 8000, subtype="FLOAT")
    assert refused(tmp_path / "a.wav").reason is Reason.DAMAGED


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.wav").reason is Reason.UNREADABLE
    assert refused(tmp_path).reason is Reason.UNREADABLE


def mp3_without_length(samples: NDArray[Any], rate: int) -> bytes:
    """Strip the first frame, which holds LAME's header and no sound (72000 × kbit/s ÷ rate bytes)."""
    buffer = io.BytesIO()
    sf.write(buffer, samples, rate, format="MP3", subtype="MPEG_LAYER_III", compression_level=0.2)
    data = buffer.getvalue()
    kilobits = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)[data[2] >> 4]
    return data[72_000 * kilobits // rate + (data[2] >> 1 & 1) :]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("quiet_half", ["first", "last"])
def test_an_mp3_that_does_not_state_its_length_is_read_whole_or_not_at_all(
    tmp_path: Path, quiet_half: str
) -> None:
    samples = talk(8000, 1, seconds=10.0)[:, 0]
    half = len(samples) // 2
    samples[:half] *= 0.0 if quiet_half == "first" else 1.0
    samples[half:] *= 0.0 if quiet_half == "last" else 1.0
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3_without_length(samples, 8000))
    if quiet_half == "first":
        assert decode(path, LIMITS).format.frames >= len(samples)
    else:
        assert refused(path).reason is Reason.UNSUPPORTED_FORMAT


def test_tags_are_not_copied(tmp_path: Path) -> None:
    for container, codec, extension, _ in FORMATS:
        path = tmp_path / f"a{extension}"
        with sf.SoundFile(path, "w", 8000, 2, codec, format=container) as file:
            if container in {"WAV", "FLAC", "OGG"}:
                file.title = "Canary Dupont"
                file.comment = "0612345678"
            file.write(talk(8000, 2))
        encode(decode(path, LIMITS), tmp_path / "safe")
        data = (tmp_path / "safe").read_bytes()
        assert b"Canary" not in data
        assert b"0612345678" not in data


def test_a_full_disk_ends_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = decode(written(tmp_path / "a.wav", "WAV", "PCM_16"), LIMITS)

    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device", "canary.wav")

    monkeypatch.setattr(Path, "open", lambda self, mode: Full())
    with pytest.raises(StopJob, match="ENOSPC") as caught:
        encode(sound, tmp_path / "canary.wav")
    assert "canary" not in str(caught.value)


def tone(rate: int, frames: int, hertz: float, dtype: str) -> Sound:
    wave = 0.5 * np.sin(2 * np.pi * hertz * np.arange(frames) / rate)
    scale = 1.0 if dtype == "float32" else float(np.iinfo(np.dtype(dtype)).max)
    samples = np.stack([np.zeros(frames), wave * scale], axis=1).astype(dtype)
    return Sound(samples, SoundFormat("WAV", "PCM_16", rate, 2, frames, ".wav"))


@pytest.mark.parametrize("dtype", ["int16", "int32", "float32"])
@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 32000, 44100, 48000])
def test_hearing_rate_keeps_level_and_time(rate: int, dtype: str) -> None:
    frames = rate * 2 + 13
    heard = channel_16k(tone(rate, frames, 1000.0, dtype), 1)[:]
    assert heard.dtype == np.float32
    assert len(heard) == -(-frames * 16_000 // rate)
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(len(heard)) / 16_000)
    np.testing.assert_allclose(heard[200:-200], expected[200:-200], atol=0.002)
    assert not channel_16k(tone(rate, frames, 1000.0, dtype), 0)[:].any()


def test_hearing_rate_folds_nothing_back() -> None:
    heard = channel_16k(tone(48_000, 96_000, 11_000.0, "float32"), 1)[:]
    assert np.abs(heard[200:-200]).max() < 0.5e-3


def test_hearing_a_very_short_recording() -> None:
    assert channel_16k(tone(8000, 1, 1000.0, "int16"), 1).shape == (2,)


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 48000])
def test_stretches_of_a_channel_fit_together(rate: int) -> None:
    rng = np.random.default_rng(4)
    samples = rng.uniform(-0.5, 0.5, (3 * rate + 5, 1)).astype(np.float32)
    heard = channel_16k(Sound(samples, SoundFormat("WAV", "FLOAT", rate, 1, len(samples), ".wav")), 0)
    whole = heard[:]
    edges = [0, 1, 37, 9999, 20_001, 33_333, len(heard)]
    pieces = [heard[start:end] for start, end in pairwise(edges)]
    np.testing.assert_allclose(np.concatenate(pieces), whole, atol=1e-5)
    assert len(heard[40_000:40_000]) == 0


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [("alaw:8000:2", "ALAW", "a.raw"), ("ulaw:16000:2", "ULAW", "a"), ("s16:8000:2", "PCM_16", "a.pcm")],
)
def test_sound_without_a_header(tmp_path: Path, text: str, codec: str, name: str) -> None:
    rate = int(text.split(":")[1])
    path = tmp_path / name
    sf.write(path, talk(rate, 2), rate, format="RAW", subtype=codec)
    limits = AudioLimits(raw=text)
    sound = decode(path, limits)
    extension = Path(name).suffix or ".raw"
    assert sound.format == SoundFormat("RAW", codec, rate, 2, int(1.3 * rate) + 17, extension)
    encode(sound, tmp_path / f"b{extension}")
    again = decode(tmp_path / f"b{extension}", limits)
    np.testing.assert_array_equal(again.samples, sound.samples)
    if codec != "ULAW":  # which has two bytes for nothing, one of them below zero
        assert (tmp_path / f"b{extension}").read_bytes() == path.read_bytes()
    assert refused(path).reason in {Reason.UNSUPPORTED_FORMAT, Reason.NOT_AUDIO}


def test_a_file_with_a_header_is_what_its_header_says_even_beside_raw_ones(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", "WAV", "PCM_16")
    assert decode(path, AudioLimits(raw="alaw:8000:2")).format.container == "WAV"


@pytest.mark.parametrize(
    "text", ["alaw", "alaw:8000", "opus:8000:2", "alaw:0:2", "alaw:8000:x", "alaw:8000:2:1"]
)
def test_what_raw_cannot_mean(text: str) -> None:
    with pytest.raises(ValueError, match="alaw:8000:2"):
        AudioLimits(raw=text)


@pytest.mark.parametrize("codec", sorted(BLOCKS))
@pytest.mark.parametrize("frames", [1, 319, 320, 4321])
def test_a_block_codec_ends_where_the_sound_does(tmp_path: Path, codec: str, frames: int) -> None:
    samples = (8000 * talk(8000, 1)[:frames]).astype(np.int16)
    format = SoundFormat("WAV", codec, 8000, 1, len(samples), ".wav")
    encode(Sound(samples, format), tmp_path / "a.wav")
    assert decode(tmp_path / "a.wav", LIMITS).format == format


def test_a_chained_ogg_is_not_taken_for_its_first_stream(tmp_path: Path) -> None:
    first = written(tmp_path / "a.opus", "OGG", "OPUS").read_bytes()
    sf.write(tmp_path / "b.opus", talk(8000, 1), 8000, format="OGG", subtype="OPUS")
    (tmp_path / "c.opus").write_bytes(first + (tmp_path / "b.opus").read_bytes())
    assert refused(tmp_path / "c.opus").reason is Reason.UNSUPPORTED_FORMAT
