"""Crafted and broken recordings: each ends in a safe copy or is set aside, and nobody else is harmed.

A slice of ``make fuzz``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st
from sourdine.pipeline.audio import decode
from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.media import apart, stored
from sourdine.pipeline.media.child import _serve
from sourdine.pipeline.records import Sound
from sourdine.pipeline.settings import AudioLimits

from benchmarks.fuzz import DIED, outcome
from benchmarks.mutations import SEEDS, mutated, recording

LIMITS = AudioLimits()
ENDS = {"safe copy", DIED, *Reason} | {
    f"not written again: {reason}" for reason in ("another format", *Reason)
}


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("seeds")
    return [recording(*kind, folder) for kind in SEEDS]


@settings(deadline=None, max_examples=150)
@given(which=st.integers(0, len(SEEDS) - 1), seed=st.integers(0, 1 << 30))
def test_every_mutation_ends_well(
    recordings: list[bytes], tmp_path_factory: pytest.TempPathFactory, which: int, seed: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert outcome(mutated(recordings[which], seed), f"call{SEEDS[which][2]}", folder) in ENDS


def test_a_whole_recording_of_every_kind_becomes_a_safe_copy(recordings: list[bytes], tmp_path: Path) -> None:
    for kind, data in zip(SEEDS, recordings, strict=True):
        assert outcome(data, f"call{kind[2]}", tmp_path) == "safe copy", kind


@pytest.fixture
def call(tmp_path: Path) -> Path:
    sf.write(tmp_path / "a.wav", np.zeros((800, 2), np.int16), 8000)
    return tmp_path / "a.wav"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    apart.end_all()
    yield
    apart.end_all()


def child() -> Any:
    """The one idle process that decodes."""
    (one,) = apart._idle
    return one


def test_a_decoder_that_dies_sets_one_recording_aside(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decode(call, LIMITS)
    first = child()
    os.kill(first._process.pid, signal.SIGSTOP)  # so that it dies while it is asked
    threading.Timer(0.3, lambda: os.kill(first._process.pid, signal.SIGKILL)).start()
    with pytest.raises(Quarantine, match="decoder died") as caught:
        decode(call, LIMITS)
    assert caught.value.reason is Reason.DAMAGED
    assert decode(call, LIMITS).format.frames == 800
    assert child() is not first


def test_a_decoder_that_takes_too_long_is_ended(call: Path) -> None:
    decode(call, LIMITS)
    os.kill(child()._process.pid, signal.SIGSTOP)
    with pytest.raises(Quarantine, match="longer than 1 seconds") as caught:
        decode(call, AudioLimits(decode_seconds=1.0))
    assert caught.value.reason is Reason.TIMEOUT
    assert decode(call, LIMITS).format.frames == 800


def test_a_decoder_that_died_while_idle_is_replaced(call: Path) -> None:
    decode(call, LIMITS)
    os.kill(child()._process.pid, signal.SIGKILL)
    child()._process.wait()
    assert decode(call, LIMITS).format.frames == 800


def test_too_much_memory_sets_the_recording_aside(
    call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("sourdine.pipeline.media.child.read_sound", greedy)
    monkeypatch.setattr("sourdine.pipeline.media.child._limit", lambda limits: None)
    source, target = os.open(call, os.O_RDONLY), stored.nameless_file()
    answer = _serve({"limits": asdict(LIMITS), "name": "a.wav"}, source, target)
    assert answer["reason"] == Reason.OVER_LIMIT


def test_a_full_disk_ends_the_job(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip(reason="/dev/full is not there")
    monkeypatch.setattr(apart, "nameless_file", lambda: os.open(full, os.O_RDWR))
    with pytest.raises(StopJob, match="no space left"):
        decode(call, LIMITS)


def test_nothing_is_left_in_the_temporary_folder(
    call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    sound = decode(call, LIMITS)
    assert sound.samples[:].shape == (800, 2)
    assert list((tmp_path / "t").iterdir()) == []


PLAYLISTS = {
    "list.m3u8": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "call.wav": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.wav\n",
    "call.m4a": b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom#EXTM3U\nfile:///etc/passwd",
    "call.mp3": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "call.flac": b"<smil><audio src='http://127.0.0.1:9/'/></smil>",
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_playlists_are_no_recordings(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(PLAYLISTS[name])
    with pytest.raises(Quarantine) as caught:
        decode(tmp_path / name, LIMITS)
    assert caught.value.reason in {Reason.NOT_AUDIO, Reason.DAMAGED}
    assert "passwd" not in caught.value.message


def test_many_threads_decode_at_once(call: Path) -> None:
    found: list[Sound] = []
    threads = [threading.Thread(target=lambda: found.append(decode(call, LIMITS))) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.format.frames for one in found] == [800] * 6
    assert len(apart._idle) <= 4


ALONE = """
import os, sys
from pathlib import Path
from sourdine.pipeline.audio import decode
from sourdine.pipeline.media import apart
from sourdine.pipeline.settings import AudioLimits
decode(Path(sys.argv[1]), AudioLimits())
print(apart._idle[0]._process.pid, flush=True)
os._exit(9)
"""


def test_decoders_end_with_their_process(call: Path) -> None:
    command = [sys.executable, "-c", ALONE, str(call)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    command_line = Path(f"/proc/{int(done.stdout)}/cmdline")
    for _ in range(100):
        if not command_line.exists() or not command_line.read_bytes():
            return
        time.sleep(0.1)
    pytest.fail("the decoder outlived its process")
