"""A server to talk to over real HTTP, with people, keys and a published call."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sourdine.pipeline.keyset import keyset_path, load_keyset
from sourdine.pipeline.settings_file import load_settings

httpx2 = pytest.importorskip(
    "httpx2", reason="the server's packages are not installed: pip install '.[serve]'"
)
pytest.importorskip("fastapi", reason="the server's packages are not installed: pip install '.[serve]'")

if TYPE_CHECKING:
    from httpx2 import Client
    from sourdine.workers.serve.bench import Bench
    from sourdine.workers.serve.services import Services

CALLS = Path(__file__).parents[3] / "pipeline" / "demo" / "calls"
PASSWORD = "correct horse battery"  # noqa: S105 - of people who exist in tests only


@dataclass
class Site:
    """A running server."""

    services: Services
    url: str
    folder: Path
    clients: list[Client] = field(default_factory=list)

    @property
    def recordings(self) -> Path:
        """A folder that the default tenant may name."""
        return self.folder / "recordings"

    def client(self, token: str | None = None) -> Client:
        """Somebody without a session, or with a key."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        client: Client = httpx2.Client(base_url=self.url, headers=headers, trust_env=False, timeout=20)
        self.clients.append(client)
        return client

    def key(self, *scopes: str, tenant: str = "default") -> Client:
        """A program with a key."""
        from sourdine.workers.serve.apikeys import create_key

        return self.client(create_key(self.services.catalogue, tenant, "test", scopes, self.services.now()))

    def person(self, *roles: str, tenant: str = "default", login: str = "", conduct: bool = True) -> Client:
        """Somebody who has signed in, with the CSRF token as a header."""
        from sourdine.workers.serve.conduct import version
        from sourdine.workers.serve.guard import csrf_key
        from sourdine.workers.serve.people import accept_conduct, add_person
        from sourdine.workers.serve.sessions import csrf_token, hash_of, open_session

        services, name = self.services, login or f"{'-'.join(roles)}-{tenant}".replace("*", "all")
        id = add_person(services.catalogue, name, name, tenant, roles, PASSWORD, services.now())
        if conduct:
            accept_conduct(services.catalogue, id, version(services))
        client = self.client()
        session = open_session(services.catalogue, id, services.now())  # the form has tests of its own
        client.cookies.set("sourdine", session)
        client.headers["X-CSRF-Token"] = csrf_token(hash_of(session), csrf_key(services))
        return client

    def recording(self, name: str = "call.wav", demo: str = "fr-card.wav") -> str:
        """The place of a demo call, as the API takes it."""
        self.recordings.mkdir(exist_ok=True)
        shutil.copy(CALLS / demo, self.recordings / name)
        return str(self.recordings / name)

    def work(self, *kinds: str) -> int:
        """Do all the work there is, in this process; gives how much that was."""
        from sourdine.workers.serve.worker import work_once

        bench, count = self.bench(), 0
        while work_once(bench, kinds or ("redact",)):
            count += 1
        return count

    def bench(self) -> Bench:
        """A worker of this process, without a recogniser until it needs one."""
        from sourdine.workers.serve.worker import new_bench

        return new_bench(self.services, "contract")


@contextmanager
def served(services: Services, folder: Path) -> Iterator[Site]:
    """A web server in a thread of this process, on a real socket."""
    import uvicorn
    from sourdine.workers.serve.app import create_app

    config = uvicorn.Config(create_app(services), port=0, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    site = Site(services, f"http://127.0.0.1:{port}", folder)
    try:
        yield site
    finally:
        for client in site.clients:
            client.close()
        server.should_exit = True
        thread.join()
        services.catalogue.engine.dispose()


@cache
def _template() -> Path:
    """A catalogue whose tables were made, because making them takes a second."""
    from sourdine.workers.serve.services import open_tables

    path = Path(tempfile.mkdtemp()) / "catalogue.sqlite"
    atexit.register(shutil.rmtree, path.parent)
    chosen = load_settings("default")
    where = replace(chosen, catalogue=replace(chosen.catalogue, url=f"sqlite:///{path}"))
    catalogue = open_tables(where, load_keyset())
    catalogue.scrub()
    catalogue.engine.dispose()
    return path


def make_services(folder: Path, **serve: Any) -> Services:
    """Services over a folder, with a keyset of its own in ``SOURDINE_HOME``."""
    from sourdine.workers.serve.services import open_services

    chosen = load_settings("default")
    places: dict[str, Any] = {
        "sources": {"default": [str(folder / "recordings")], "acme": [str(folder / "acme")]},
        "requests_per_minute": 100_000,
        "networks": ("127.0.0.0/8",),
    }
    home = keyset_path().parent
    if not (home / "catalogue.sqlite").exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(_template(), home / "catalogue.sqlite")
    settings = replace(
        chosen,
        speech=replace(chosen.speech, model="starter"),
        serve=replace(chosen.serve, **(places | serve)),
    )
    return open_services(settings, str(folder / "safe"), load_keyset())


@pytest.fixture
def make_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Site]]:
    """Servers with settings of one's own."""
    from contextlib import ExitStack

    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path / "home"))
    with ExitStack() as stack:
        yield lambda **serve: stack.enter_context(served(make_services(tmp_path, **serve), tmp_path))


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A server as it comes."""
    return make_site()


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server for requests that change nothing; it may fetch from one address."""
    folder = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURDINE_HOME", str(folder / "home"))
        services = make_services(folder, urls={"default": ["https://cdn.example.org/calls"]})
        with served(services, folder) as site:
            yield site


@pytest.fixture(scope="session")
def published_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """A server with one call that was brought, worked on by the starter model, and published; and its id."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURDINE_HOME", str(folder / "home"))
        with served(make_services(folder), folder) as site:
            asked = {"recording": site.recording(), "agent": "a-17", "external_id": "c-1"}
            call = site.key("calls:submit", "calls:read").post("/v1/calls", json=asked).json()["id"]
            assert site.work() == 1
            yield site, call
