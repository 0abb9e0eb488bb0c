"""Many random histories against the reference model: ``python -m benchmarks.histories --count 10000``.

On SQLite and a folder unless told otherwise; ``--folder /dev/shm`` keeps disks out of it. What was tried goes
into ``benchmarks/results/histories.json``; a history that fails is shown, and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sourdine.pipeline.catalogue import open_catalogue
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.storage import open_storage

from benchmarks.histories.machine import Histories
from benchmarks.histories.model import PURPOSES, Word
from benchmarks.histories.world import World, emptied
from benchmarks.machine import machine

_BATCH = 25  # histories between two looks at the clock
_RESULT = Path(__file__).parents[1] / "results" / "histories.json"


def play(count: int, steps: int, seconds: float, folder: str, url: str | None, seed: int) -> tuple[int, int]:
    """Play histories until there are enough, or no time is left; gives how many, and their steps."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        catalogue = open_catalogue(url or f"sqlite:///{place}/catalogue.sqlite", Keyset(b"k" * 32, b"t" * 32))
        stores = {one: open_storage(Path(place) / one) for one in PURPOSES}
        tried = 0

        class Here(Histories):
            def make(self, beside: dict[int, Word]) -> World:
                emptied(catalogue, stores.values())
                return World(catalogue, stores, Path(place) / "originals", beside)

        until, made = time.monotonic() + seconds, 0
        while made < count and time.monotonic() < until:
            one = settings(
                max_examples=min(_BATCH, count - made),
                stateful_step_count=steps,
                deadline=None,
                database=None,
                phases=[Phase.generate],  # shrinking takes longer than reading twenty steps
                suppress_health_check=list(HealthCheck),
            )
            Here._hypothesis_internal_use_seed = seed + tried
            run_state_machine_as_test(Here, settings=one)
            tried += 1
            made = Here.made
        catalogue.engine.dispose()
        return made, Here.stepped


def main() -> None:
    """Play, and keep what was tried."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=10_000, help="histories (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=20, help="most steps of each (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after this time")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--folder", default=tempfile.gettempdir(), help="where the worlds are")
    parser.add_argument("--catalogue", help="a PostgreSQL database to empty and use (one process)")
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()))
    args = parser.parse_args()
    share, began = -(-args.count // args.processes), time.monotonic()
    print(f"seed {args.seed}", flush=True)
    with ProcessPoolExecutor(args.processes) as pool:
        jobs = [
            pool.submit(
                play, share, args.steps, args.seconds, args.folder, args.catalogue, args.seed + 10**6 * at
            )
            for at in range(args.processes)
        ]
        for job in as_completed(jobs):
            if error := job.exception():  # told at once: the others may take long
                traceback.print_exception(error)
        played = [job.result() for job in jobs]
    result = {
        "histories": sum(made for made, _ in played),
        "steps": sum(steps for _, steps in played),
        "forbidden": 0,
        "database": "postgresql" if args.catalogue else "sqlite",
        "seconds": round(time.monotonic() - began),
        "machine": machine(),
    }
    _RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
