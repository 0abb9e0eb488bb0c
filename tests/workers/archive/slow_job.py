"""``sourdine`` in a process of its own whose workers do what the recordings say: sleep, or take it down.

Everything else is real. Recordings say it by the length of their silence.
"""

import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

SLEEPY, DEADLY, STUCK = 1111, 2222, 333  # frames


def obedient(setup: Any) -> Any:
    """A worker as usual, but for what it does with recordings of special lengths."""
    from sourdine.pipeline import flow
    from sourdine.workers.archive.hand import Hand

    real: Any = vars(flow)["decode"]

    def decode(path: Path, limits: Any, *name: str) -> Any:
        sound = real(path, limits, *name)
        if name and sound.format.frames == DEADLY:  # without a name it is the safe copy
            os._exit(1)
        time.sleep({SLEEPY: 0.4, STUCK: 10**6}.get(sound.format.frames, 0) if name else 0)
        return sound

    vars(flow)["decode"] = decode
    return Hand(setup)


if __name__ == "__main__":
    from sourdine.pipeline import cli
    from sourdine.workers.archive import job

    job.run_archive = partial(job.run_archive, make_hand=obedient)
    sys.exit(cli.main(sys.argv[1:]))
