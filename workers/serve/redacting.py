"""The work itself: a recording that was brought becomes a safe copy, by the one way through the pipeline."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.errors import Quarantine, Reason, Retry
from sourdine.pipeline.published import open_published
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.sources import Source
from sourdine.pipeline.storage import Content
from sourdine.workers.serve import states
from sourdine.workers.serve.bench import Bench, Later
from sourdine.workers.serve.incoming import take_out
from sourdine.workers.serve.locations import inside
from sourdine.workers.serve.models import State
from sourdine.workers.serve.outward import Forbidden, Unreachable
from sourdine.workers.serve.review.calls import list_call

if TYPE_CHECKING:
    from sourdine.workers.serve.queue import Task
    from sqlalchemy import Connection

_THERE = ("published", "skipped")
_PAUSES = (5.0, 30.0, 120.0, 600.0)
"""Seconds before a recording is tried again that may work later."""


def redact(task: Task, bench: Bench) -> Callable[[Connection], None]:
    """Take a recording all the way; what is given back belongs into the transaction that ends the task.

    Raises `Later`, and `StopJob` where nothing can go on.
    """
    call, services = task.call or "", bench.services
    if bench.handover is None and task.attempts > services.settings.serve.attempts:
        return set_aside(
            task, bench, Quarantine(Reason.WORKER_DIED, "the worker died, or took too long, every time")
        )
    _change(bench, call, "working")
    try:
        source = _source(task, bench)
    except Quarantine as error:
        return set_aside(task, bench, error)
    except Retry as error:
        return _again(task, bench, str(error))
    consent = task.payload["consent"]
    record = None if consent is None else json.dumps(consent).encode()
    try:
        outcome = bench.safe_copy(task, source, record)
    except Quarantine as error:
        return set_aside(task, bench, error)
    except Later:
        _change(bench, call, "waiting")
        raise
    if outcome.state == "failed":
        return _again(task, bench, outcome.message)
    values: dict[str, Any] = {"reason": outcome.reason, "message": outcome.message}
    if outcome.state == "published":
        values |= {"seconds": outcome.seconds, "regions": dict(outcome.regions)}

    copy = open_published(services.storage_of(task.tenant), call) if outcome.state in _THERE else None

    def ending(con: Connection) -> None:
        now = services.now()
        states.change(con, services.catalogue, call, outcome.state, now, **values)
        if copy is not None:
            share = services.settings.serve.review.sample
            list_call(con, copy.manifest, task.tenant, now, share)
        if outcome.warnings:
            states.announce(
                con, services.catalogue, task.tenant, call, "call.review_needed", now,
                warnings=list(outcome.warnings),
            )  # fmt: skip

    return ending


def set_aside(task: Task, bench: Bench, error: Quarantine) -> Callable[[Connection], None]:
    """A recording that the pipeline never saw goes into quarantine too."""
    from sourdine.pipeline import quarantine

    services, call = bench.services, task.call or ""
    quarantine.set_aside(services.storage_of(task.tenant), call, error, "start", services.now())
    values = {"reason": error.reason.value, "message": error.message}
    return lambda con: states.change(con, services.catalogue, call, "quarantined", services.now(), **values)


def _again(task: Task, bench: Bench, why: str) -> Callable[[Connection], None]:
    """Later, or never: then the call has failed, until somebody brings it again."""
    services, call = bench.services, task.call or ""
    if task.attempts < services.settings.serve.attempts:
        _change(bench, call, "waiting")
        raise Later(_PAUSES[min(task.attempts, len(_PAUSES)) - 1], why)
    values = {"reason": "retry", "message": why[:400]}
    return lambda con: states.change(con, services.catalogue, call, "failed", services.now(), **values)


def _change(bench: Bench, call: str, state: State) -> None:
    with bench.services.catalogue.write() as con:
        states.change(con, bench.services.catalogue, call, state, bench.services.now())


def _source(task: Task, bench: Bench) -> Source:
    """The recording where the pipeline can read it. Raises `Quarantine` or `Retry`."""
    services, place = bench.services, str(task.payload["place"])
    name = PurePosixPath(place).name
    if task.payload["moved"] and not take_out(services.incoming, task.tenant, name):
        raise Quarantine(Reason.UNREADABLE, "the upload is no longer there: bring it again")
    if task.payload["fetch"]:
        _fetch(task, bench, name)
    if place.startswith("s3://"):
        return Source("object", place, 0)
    own = services.incoming.place(task.tenant, "")
    folders = [*services.settings.serve.sources.get(task.tenant, ()), own.rstrip("/")]
    if not inside(Path(place), folders):
        raise Quarantine(Reason.UNREADABLE, "the path leads out of the folders that are allowed")
    return Source("file", place, 0)


def _fetch(task: Task, bench: Bench, name: str) -> None:
    """Get a recording from its address, once. Raises `Quarantine` or `Retry`."""
    originals, limit = bench.services.incoming.originals(task.tenant), bench.services.settings.audio.max_bytes
    if originals.head(name) is not None:
        return
    login = task.payload["login"]
    headers = {"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"} if login else {}
    seconds = bench.services.settings.serve.time_limit / 2
    with working_folder() as folder:
        path = folder / "recording"
        try:
            with bench.outward.fetch(task.payload["fetch"], headers, seconds) as (status, pieces):
                if status != 200:
                    raise Retry(f"the recording's address answered {status}")
                with path.open("wb") as target:
                    for piece in pieces:
                        if target.tell() > limit:
                            raise Quarantine(Reason.OVER_LIMIT, f"the recording has more than {limit} bytes")
                        target.write(piece)
        except Forbidden as error:
            raise Quarantine(Reason.UNREADABLE, str(error)) from None
        except Unreachable as error:
            raise Retry(f"the recording's address: {error}") from None
        originals.put(name, Content.of(path, "application/octet-stream"))
