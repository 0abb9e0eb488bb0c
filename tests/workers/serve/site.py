"""A server as people and browsers see it: in this process, with people who may sign in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from sourdine.pipeline.catalogue import calls
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.published import PublishedCall, open_published
from sourdine.pipeline.serve_settings import ReviewSettings
from sourdine.pipeline.settings import Settings
from sourdine.pipeline.settings_file import load_settings
from sourdine.workers.serve.app import create_app
from sourdine.workers.serve.people import add_person
from sourdine.workers.serve.review.calls import list_call
from sourdine.workers.serve.services import Services, open_services

from tests.pipeline.made_call import publish_call

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
PEOPLE = {"ada": ("officer",), "bob": ("reviewer",), "eve": ("listener",), "olga": ("operator",)}


def settings(folder: Path, review: ReviewSettings | None = None, catalogue: str = "") -> Settings:
    """Those of the product, with the starter model, and everything below one folder or in ``catalogue``."""
    made = load_settings("default")
    serve = replace(
        made.serve,
        inbox=str(folder / "inbox"),
        sources={"default": (str(folder / "recordings"),)},
        passwords_per_minute=1000,  # every test signs in from one address
        review=review or ReviewSettings(),
    )
    return replace(
        made,
        speech=replace(made.speech, model="starter"),
        catalogue=replace(made.catalogue, url=catalogue or f"sqlite:///{folder / 'catalogue.sqlite'}"),
        serve=serve,
    )


def open_site(
    folder: Path, review: ReviewSettings | None = None, password: str | None = None, catalogue: str = ""
) -> Services:
    """Services with `PEOPLE` of the tenant "default", and "zoe", who reviews for another one.

    Without a password nobody signs in, and no time goes into hashing one.
    """
    services = open_services(settings(folder, review, catalogue), str(folder / "safe"), load_keyset())
    for login, roles in PEOPLE.items():
        add_person(services.catalogue, login, login.title(), "default", roles, password, services.now())
    add_person(services.catalogue, "zoe", "Zoe", "other", ("officer",), password, services.now())
    return services


def put_call(services: Services, call: str, tenant: str = "default") -> PublishedCall:
    """Publish `tests.pipeline.made_call` under an id, as the worker would, and list it."""
    storage, now = services.storage_of(tenant), services.now()
    publish_call(storage, call=call, tenant=tenant)
    published = open_published(storage, call)
    assert published is not None
    with services.catalogue.write() as con:
        calls.begin(con, call, tenant, storage.address, "quality", now)
        assert calls.register(con, published.manifest, storage.address, now)
        list_call(con, published.manifest, tenant, now, services.settings.serve.review.sample)
    return published


@dataclass(frozen=True)
class Running:
    """A server that answers at ``url``."""

    url: str
    services: Services


@contextmanager
def running(services: Services) -> Iterator[Running]:
    """Let a server answer, on a port of its own, until the end."""
    server = uvicorn.Server(uvicorn.Config(create_app(services), port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Running(f"http://127.0.0.1:{port}", services)
    finally:
        server.should_exit = True
        thread.join()
