"""Requests of people that need their originals: erasing and exporting, in the worker's process alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.permission import Party
from sourdine.pipeline.scratch import working_folder
from sourdine.pipeline.storage import Content
from sourdine.workers.serve.bench import Bench

if TYPE_CHECKING:
    from sourdine.pipeline.rights.handle import Desk
    from sourdine.pipeline.vault import Vault
    from sourdine.workers.serve.queue import Task
    from sqlalchemy import Connection


def erase(task: Task, bench: Bench) -> Callable[[Connection], None]:
    """Erase a person or a call, as the request says. Raises `StopJob` or `Retry`: then it is tried again."""
    from sourdine.pipeline.rights import handle, requests

    desk, about = _desk(task, bench), _party(task)
    with bench.services.catalogue.read() as con:
        request = requests.get(con, task.tenant, str(task.payload["request"]))
    now = bench.services.now()
    handle.erase(desk, about, request.received, now, _vault(task, bench), request)
    return lambda con: None


def export(task: Task, bench: Bench) -> Callable[[Connection], None]:
    """Make the package that answers a request for a copy. Raises `StopJob` or `Retry`."""
    from sourdine.pipeline.rights import requests
    from sourdine.pipeline.rights.package import Making, write_package
    from sourdine.pipeline.rights.person import look_up

    services, desk, now = bench.services, _desk(task, bench), bench.services.now()
    with services.catalogue.read() as con:
        request = requests.get(con, task.tenant, str(task.payload["request"]))
    settings, language = bench.settings(task.tenant), str(task.payload["language"])
    making = Making(services.catalogue, settings, language, _vault(task, bench))
    with working_folder() as folder:
        path = folder / "package"
        given = write_package(making, look_up(services.catalogue, _party(task)), request, path, now)
        packed = Content.of(_zipped(path), "application/zip")
    services.incoming.exports(task.tenant).put(f"{request.id}.zip", packed)
    desk.journal("export", request.id, count=len(given))
    counts = {what: sum(one.what == what for one in given) for what in ("own", "safe", "none")}
    desk.finish(request, counts, True, now)
    return lambda con: None


def _desk(task: Task, bench: Bench) -> Desk:
    from sourdine.pipeline.rights.handle import Desk

    return Desk(bench.services.catalogue, task.tenant, str(task.payload["who"]))


def _party(task: Task) -> Party:
    who: Any = task.payload["about"]
    return Party(task.tenant, tuple((kind, value) for kind, value in who["caller"]), who["call"])


def _vault(task: Task, bench: Bench) -> Vault | None:
    from sourdine.pipeline.vault import open_vault

    settings = bench.settings(task.tenant)
    return open_vault(settings) if settings.originals.vault is not None else None


def _zipped(folder: Path) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return kept.getvalue()
