"""The same kind of file again, with the samples and nothing else: no tags, no cover, no comments.

Lossy sound is coded once, at a bit rate not below the source's (`sourdine.pipeline.media.rates`).
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.media.kinds import BLOCKS
from sourdine.pipeline.media.rates import levels
from sourdine.pipeline.media.riff import set_fact
from sourdine.pipeline.media.stored import pieces
from sourdine.pipeline.records import Sound

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


def write_sound(sound: Sound, path: Path) -> None:
    """Write the samples as the kind of file ``sound.format`` names, a block at a time.

    Raises `StopJob` where the disk is full or must not be written to.
    """
    try:
        if sound.format.codec == "AAC":
            from sourdine.pipeline.media.aac import write_aac

            write_aac(sound, path)
            return
        for options in levels(sound):
            _write(sound, path, options)
            if 8 * path.stat().st_size * sound.format.rate >= sound.bitrate * sound.format.frames:
                return
    except OSError as error:
        if error.errno in _NO_ROOM:
            cause = errno.errorcode[error.errno]
            raise StopJob(f"the destination cannot be written to ({cause})") from None
        raise


def _write(sound: Sound, path: Path, options: dict[str, Any]) -> None:
    format = sound.format
    with path.open("w+b") as file:
        target = _Target(file)
        with sf.SoundFile(
            target,
            "w",
            samplerate=format.rate,
            channels=format.channels,
            subtype=format.codec,
            format=format.container,
            **options,
        ) as encoder:
            for start, end in pieces(0, format.frames):
                encoder.write(np.ascontiguousarray(sound.samples[start:end]))
        if target.failed is not None:
            raise target.failed
        if format.codec in BLOCKS:
            set_fact(file, file.seek(0, 2), format.frames)


class _Target:
    """A file for libsndfile, which itself does not report a disk that fills up."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.failed: OSError | None = None
        self.seek, self.tell, self.read = file.seek, file.tell, file.read

    def write(self, data: bytes) -> int:
        try:
            self._file.write(data)
        except OSError as error:
            self.failed = self.failed or error
        return len(data)
