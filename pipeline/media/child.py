"""The process that decodes: it gets open files over a socket, and may die of what is in them.

One request at a time: the recording and an empty file come as descriptors (SCM_RIGHTS) with the limits and
the name as JSON; the samples go into the second file, what they are goes back as JSON. It knows no path, and
ends when its parent does.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from numpy.typing import NDArray
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.pipeline.media.reader import read_sound
from sourdine.pipeline.settings import AudioLimits

MESSAGE = 1 << 16  # bytes


def main() -> None:
    """Serve the socket whose descriptor is the first argument, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file over its limit is an error to report
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold what was said
    with socket.socket(fileno=int(sys.argv[1])) as line:
        while True:
            request, files, _, _ = socket.recv_fds(line, MESSAGE, 2)
            if not request:
                return
            answer = _serve(json.loads(request), *files)
            line.send(json.dumps(answer).encode())


def _serve(request: dict[str, Any], source: int, target: int) -> dict[str, Any]:
    limits = AudioLimits(**request["limits"])
    _limit(limits)
    try:
        with open(source, "rb") as file, open(target, "wb", buffering=0) as out:
            read = read_sound(file, limits, request["name"], lambda block: _put(out.fileno(), block))
        return {"format": asdict(read.format), "dtype": read.dtype, "bitrate": read.bitrate}
    except Quarantine as error:
        return {"reason": error.reason, "message": error.message}
    except MemoryError:
        return {"reason": Reason.OVER_LIMIT, "message": "takes more memory to decode than is allowed"}
    except _Full as error:
        return {"full": error.args[0]}
    except Exception as error:  # of a library's making: its text may quote the file
        return {"reason": Reason.DAMAGED, "message": f"damaged ({type(error).__name__})"}


class _Full(Exception):
    """The temporary file does not take more; the argument is the error's number."""


def _put(target: int, block: NDArray[Any]) -> None:
    view = block.data.cast("B")
    while len(view):
        try:
            view = view[os.write(target, view) :]
        except OSError as error:
            raise _Full(error.errno) from None


def _limit(limits: AudioLimits) -> None:
    """What this process may take; the hard limit stays, so that the next request may set another."""
    memory = round(limits.decode_memory)
    samples = limits.max_seconds * limits.max_rate * limits.max_channels * 8
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, round(min(samples, 1 << 62)))):
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))


if __name__ == "__main__":
    main()
