"""Accepted flags that too much was silenced: done in the worker's process, which reaches originals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sourdine.pipeline.catalogue import calls
from sourdine.pipeline.catalogue.standing import may_use
from sourdine.pipeline.errors import Quarantine, Refused
from sourdine.pipeline.published import open_published
from sourdine.workers.serve.bench import Bench, GiveUp
from sourdine.workers.serve.review.flags import Flag, find_flag, moved, refresh

if TYPE_CHECKING:
    from sourdine.pipeline.records import Sound
    from sourdine.workers.serve.queue import Task
    from sqlalchemy import Connection


def restore_flagged(task: Task, bench: Bench) -> Callable[[Connection], None]:
    """Publish a version in which the flagged region is heard. Raises `GiveUp` where that cannot be."""
    from sourdine.pipeline.restore import restore

    services = bench.services
    with services.catalogue.read() as con:
        flag = find_flag(con, str(task.payload["flag"]))
    if flag is None or flag.state != "accepted":
        return lambda con: None
    finding, storage = flag.finding, services.storage_of(flag.tenant)
    call = open_published(storage, flag.call)
    if call is None:
        return lambda con: None
    try:
        original = _original(flag, bench, call.manifest.source.sha256)
        middle = (finding.start + finding.end) / 2
        args = (finding.channel, middle, bench.ears(), services.settings, services.now())
        while not restore(call, original, *args):
            call = open_published(storage, flag.call)
            if call is None:
                return lambda con: None
    except ValueError:  # done before an interruption, or revised since
        pass
    except (Quarantine, Refused) as error:
        moved(services, flag, "declined", flag.author)
        raise GiveUp(error.message) from None
    refresh(services, flag.tenant, flag.call)
    moved(services, flag, "applied", flag.author)
    return lambda con: None


def _original(flag: Flag, bench: Bench, sha256: str) -> Sound:
    """The very recording that the safe copy was made of. Raises `Quarantine`, `Refused`."""
    from sourdine.pipeline.audio import decode
    from sourdine.pipeline.errors import Reason
    from sourdine.pipeline.fetch import fetched
    from sourdine.pipeline.sources import Source
    from sourdine.pipeline.storage import is_s3
    from sourdine.pipeline.storage.base import sha256_of

    services, limits = bench.services, bench.services.settings.audio
    ring = services.catalogue.ring(flag.tenant)
    address = services.storage_of(flag.tenant).address
    with services.catalogue.read() as con:
        may_use(con, ring, flag.call, address, services.now())
        state, sealed = calls.original_of(con, flag.call) or ("", b"")
    if state != "kept":
        raise Quarantine(Reason.UNREADABLE, "the original is no longer where it was: vaulted, or deleted")
    locator = ring.unseal(sealed, f"original {flag.call}").decode("utf-8", "surrogateescape")
    source = Source("object" if is_s3(locator) else "file", locator, 0)
    with fetched(source, limits.max_bytes) as path:
        with path.open("rb") as stream:
            if sha256_of(stream) != sha256:
                raise Quarantine(Reason.UNREADABLE, "the original was changed since its copy was made")
        return decode(path, limits, source.name)
