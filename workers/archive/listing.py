"""Everything there is to do: recordings with their ids, what is published, what was begun and did not end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from sourdine.pipeline import attempts
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.left import Published, marked
from sourdine.pipeline.publish import published_calls, withdraw
from sourdine.pipeline.scratch import sweep
from sourdine.pipeline.sources import Source, find_sources
from sourdine.pipeline.storage import Storage
from sourdine.pipeline.table import read_table
from sourdine.pipeline.transcripts.find import TranscriptPlace, transcript_place
from sourdine.workers.archive.backlog import Listed
from sourdine.workers.archive.setup import ArchiveJob, Task


def listing(job: ArchiveJob, storage: Storage, keys: Keyset) -> Iterator[Listed]:
    """Every recording of the job, streaming. Raises `StopJob` at once where nothing is at the source."""
    found = _sources(job)
    first = next(found, None)
    if first is None:
        open_tries(storage, Published(published_calls(storage)))  # the last note, where originals are gone
        raise StopJob("no recordings found: name a folder, an s3:// prefix or a table that lists some")
    keep = job.job.settings.originals.always_keep
    return all_marked(chain([first], found), storage, keys, settle=not keep)


def transcripts(job: ArchiveJob) -> TranscriptPlace | None:
    """Where the job's transcripts are, if it has any: lists all sources once. Raises `StopJob`."""
    where = job.job.transcripts
    return None if where is None else transcript_place(where.absolute(), (one for one, _ in _sources(job)))


def all_marked(
    found: Iterable[tuple[Source, bytes | None]], storage: Storage, keys: Keyset, *, settle: bool = False
) -> Iterator[Listed]:
    """Recordings and what is known of each, from one listing of the destination.

    ``settle``: published ones are work too, as originals that are still there have to be settled.
    """
    published = Published(published_calls(storage))
    begun = open_tries(storage, published)
    consents: dict[str, bytes] = {}

    def sources() -> Iterator[Source]:
        for source, consent in found:
            if consent is not None:
                consents[source.locator] = consent
            yield source

    for source, call, is_published in marked(sources(), keys.call_id, published):
        consent = consents.pop(source.locator, None)
        yield Listed(
            Task(source, call, 0 if is_published else begun.get(call, 0), consent),
            is_published and not settle,
        )


def open_tries(storage: Storage, published: Published) -> Mapping[str, int]:
    """Tries that did not end, by call.

    Notes of published calls are a killed worker's: what it left beside the manifest goes, and the note; so
    does what it left in this machine's temporary folder.
    """
    sweep()
    tries: dict[str, int] = {}
    for call in list(attempts.open_attempts(storage)):
        if published.holds([call])[0]:
            withdraw(storage, call)
            attempts.end(storage, call)
        else:
            tries[call] = attempts.begun(storage, call)
    return tries


def _sources(job: ArchiveJob) -> Iterator[tuple[Source, bytes | None]]:
    places, destination = job.job.sources, job.job.destination
    if not job.manifest:
        return ((source, None) for source in find_sources(places, destination))
    return chain.from_iterable(read_table(Path(place), destination) for place in places)
