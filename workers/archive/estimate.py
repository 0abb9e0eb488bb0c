"""What a job would do, and how long it would take: a listing, and a trial of some recordings.

The trial goes through a worker like any other recording, consent gate first, several at once as in the job,
and publishes nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.progress import clock_time
from sourdine.pipeline.storage import open_storage
from sourdine.workers.archive.actors import Crew
from sourdine.workers.archive.backlog import Backlog
from sourdine.workers.archive.cluster import nothing_printed, ray_session
from sourdine.workers.archive.job import cores_wanted, setup_of
from sourdine.workers.archive.listing import listing
from sourdine.workers.archive.setup import ArchiveJob, Measured, Task

TRIALS = 12  # recordings tried out
_PATIENCE = 600.0  # seconds


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is to be done. Hours of sound and of time are None where no recording could be tried."""

    listed: int
    published: int
    left: int
    bytes_left: int
    workers: int
    tried: int
    sound_hours: float | None = None
    hours_per_hour: float | None = None
    hours: float | None = None
    cost: float | None = None


def estimate(job: ArchiveJob, price: float | None = None) -> Estimate:
    """List everything and try some out; ``price`` is that of a worker for an hour. Raises `StopJob`."""
    storage, keys = open_storage(job.job.destination), load_keyset()
    setup = setup_of(job, keys)
    backlog = Backlog(listing(job, storage, keys))
    try:
        sample = _sample(backlog)
        with nothing_printed(), ray_session(job.address, cores_wanted(job)):
            crew = Crew(setup, job.workers, may_grow=job.address is not None)
            found, took = _try(crew, sample)
            crew.dismiss()
    finally:
        backlog.close()
    plain = Estimate(
        backlog.listed,
        backlog.listed - backlog.left,
        backlog.left,
        backlog.bytes_left,
        len(crew.slots),
        len(found),
    )
    return _projected(plain, found, took, price)


def lines(found: Estimate) -> list[str]:
    """For people."""
    told = [
        f"{found.listed:,} recordings, {found.published:,} published, {found.left:,} to do "
        f"({found.bytes_left / 1e9:,.2f} GB)"
    ]
    if found.sound_hours is None or found.hours is None or found.hours_per_hour is None:
        return [*told, "none could be tried out, so nothing tells how long that takes"]
    told.append(f"about {found.sound_hours:,.1f} h of sound, judging by {found.tried} of them")
    told.append(
        f"about {clock_time(3600 * found.hours)} with {found.workers} workers like these: "
        f"{found.hours_per_hour:,.1f} hours of sound per hour"
    )
    if found.cost is not None:
        told.append(f"about {found.cost:,.2f} at the price given")
    return told


def _sample(backlog: Backlog) -> list[Task]:
    """Some of what is to be done, each with the same chance (reservoir sampling, Vitter's algorithm R)."""
    kept: list[Task] = []
    seen = 0
    while not backlog.empty:
        one = backlog.take()
        if one is None:
            time.sleep(0.02)
        elif not one.published:
            seen += 1
            if len(kept) < TRIALS:
                kept.append(one.task)
            elif (place := random.randrange(seen)) < TRIALS:
                kept[place] = one.task
    return kept


def _try(crew: Crew, sample: Sequence[Task]) -> tuple[list[tuple[Task, Measured]], float]:
    """What was measured, and the seconds it took altogether, all workers being at it at once."""
    import ray
    from ray.exceptions import RayError

    try:
        answers = ray.get([slot.opening for slot in crew.slots], timeout=_PATIENCE)
    except RayError as error:
        raise StopJob(f"the workers do not start ({type(error).__name__})") from None
    for slot, answer in zip(crew.slots, answers, strict=True):
        slot.opened(answer)
    start = time.monotonic()
    asked = {
        crew.slots[number % len(crew.slots)].actor.measure.remote(task): task
        for number, task in enumerate(sample)
    }
    found: list[tuple[Task, Measured]] = []
    done = ray.wait(list(asked), num_returns=len(asked), timeout=_PATIENCE)[0] if asked else []
    for ref in done:
        try:
            measured = ray.get(ref)
        except RayError:  # it took its worker down: nothing is learnt from it
            continue
        if measured is not None:
            found.append((asked[ref], measured))
    return found, time.monotonic() - start


def _projected(
    plain: Estimate, found: Sequence[tuple[Task, Measured]], took: float, price: float | None
) -> Estimate:
    size = sum(task.source.size for task, _ in found)
    sound = sum(measured.sound for _, measured in found)
    if not size or not sound:
        return plain
    sound_hours = plain.bytes_left * sound / size / 3600
    speed = sound / took
    hours = sound_hours / speed
    cost = None if price is None else price * hours * plain.workers
    return replace(
        plain,
        sound_hours=round(sound_hours, 3),
        hours_per_hour=round(speed, 2),
        hours=round(hours, 6),
        cost=None if cost is None else round(cost, 2),
    )
