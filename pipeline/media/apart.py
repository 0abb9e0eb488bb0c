"""Decoding apart: in a process that may die of a crafted file, take too long or too much, and harm nothing.

A few such processes are kept for the next recordings, since starting one takes some tenths of a second.
"""

from __future__ import annotations

import atexit
import errno
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import Any, BinaryIO

from sourdine.pipeline.errors import Quarantine, Reason, StopJob
from sourdine.pipeline.media.child import MESSAGE
from sourdine.pipeline.media.stored import StoredSamples, nameless_file
from sourdine.pipeline.records import Sound, SoundFormat
from sourdine.pipeline.settings import AudioLimits

_KEPT = 2  # idle processes, some 50 MB each
_idle: list[_Child] = []
_lock = threading.Lock()


def read_apart(file: BinaryIO, limits: AudioLimits, name: str) -> Sound:
    """Decode an open recording; its samples lie on the disk. Raises `Quarantine`, `StopJob` without room."""
    target = _room()
    try:
        child = _take()
        try:
            answer = child.ask(file.fileno(), target, limits, name)
        except BaseException:
            child.end()
            raise
        _give_back(child)
        return _sound(answer, target)
    finally:
        os.close(target)


def _room() -> int:
    try:
        return nameless_file()
    except OSError:
        raise StopJob("temporary files cannot be made (TMPDIR)") from None


def _sound(answer: dict[str, Any], target: int) -> Sound:
    if "reason" in answer:
        raise Quarantine(Reason(answer["reason"]), answer["message"])
    if "full" in answer:
        if answer["full"] == errno.EFBIG:
            raise Quarantine(Reason.OVER_LIMIT, "larger than allowed once decoded")
        raise StopJob("no space left for temporary files (TMPDIR)")
    format = SoundFormat(**answer["format"])
    samples = StoredSamples(os.dup(target), (format.frames, format.channels), answer["dtype"])
    return Sound(samples, format, answer["bitrate"])


class _Child:
    """A process that decodes, and the line to it."""

    def __init__(self) -> None:
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "sourdine.pipeline.media.child", str(theirs.fileno())]
        paths = os.pathsep.join(path for path in sys.path if path)
        # one thread: more would only take address space, which is limited
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # decoders write there whatever they like
                env={**os.environ, **threads, "PYTHONPATH": paths},
            )
        self._line = mine

    def ask(self, source: int, target: int, limits: AudioLimits, name: str) -> dict[str, Any]:
        request = json.dumps({"limits": asdict(limits), "name": name[-1000:]}).encode()
        self._line.settimeout(limits.decode_seconds)
        try:
            socket.send_fds(self._line, [request], [source, target])
            answer = self._line.recv(MESSAGE)
        except TimeoutError:
            raise Quarantine(
                Reason.TIMEOUT, f"decoding took longer than {limits.decode_seconds:g} seconds"
            ) from None
        except (BrokenPipeError, ConnectionError):
            answer = b""
        if not answer:
            raise Quarantine(Reason.DAMAGED, "damaged: the decoder died of it")
        return dict(json.loads(answer))

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None


def _take() -> _Child:
    """An idle process, or a new one."""
    while True:
        with _lock:
            child = _idle.pop() if _idle else None
        if child is None:
            return _Child()
        if child.alive:
            return child
        child.end()


def _give_back(child: _Child) -> None:
    with _lock:
        if len(_idle) < _KEPT:
            _idle.append(child)
            return
    child.end()


@atexit.register
def end_all() -> None:
    """End the idle processes."""
    while _idle:
        _idle.pop().end()


os.register_at_fork(after_in_child=_idle.clear)  # they answer to the process that started them
