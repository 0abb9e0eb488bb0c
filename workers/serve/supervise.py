"""Running the server: web processes that share one socket, workers' processes beside them.

They are separate, so that what decodes recordings may die without a request noticing, and so that each can
run under an account of its own (``--only web`` and ``--only worker``). Processes are started afresh, never
forked: recognisers do not survive a fork.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as SharedEvent
from typing import Literal

from sourdine.pipeline.errors import Retry, SourdineError, StopJob
from sourdine.pipeline.keyset import Keyset, load_keyset
from sourdine.pipeline.settings import Settings
from sourdine.workers.serve.bell import Bell

Only = Literal["all", "web", "worker"]

_BACKLOG = 2048
_PATIENCE = 30.0  # seconds for what is under way, when asked to end
_PAUSE = 2.0  # seconds before a process that ended is started again
_FATAL = 2  # exit code of a process that cannot work with these settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """What to run. ``lawful_basis`` is the operator's word for recordings without a record."""

    settings: Settings
    destination: str
    host: str = "127.0.0.1"
    port: int = 8321
    only: Only = "all"
    web: int = 1
    workers: int = 1
    lawful_basis: str | None = None
    address: str | None = None  # of a Ray cluster; ``workers`` are there then
    keys: Keyset = field(default_factory=load_keyset, repr=False)
    bell: Bell = field(default_factory=Bell.new, repr=False)  # between the web and the workers


def run(server: Server, ready: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; ``ready`` gets the address when the web answers. Raises `StopJob`."""
    from sourdine.workers.serve.services import open_services

    open_services(
        server.settings, server.destination, server.keys
    )  # shows what is wrong before anything runs
    if server.address is not None:
        from sourdine.workers.serve.handover import reachable

        reachable(server.settings, server.address)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = _children(server)
    try:
        for child in children:
            child.start()
        told = not children[0].is_web
        while not stop.wait(0.2):
            for child in children:
                child.look()
            if not told and _answers(server.host, children[0].port):
                told = True
                ready(f"http://{server.host}:{children[0].port}")
    finally:
        for child in children:
            child.end()
        for child in children:
            child.wait()


def _answers(host: str, port: int) -> bool:
    """Whether the web is ready for requests: until then they would wait in the socket."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    line = HTTPConnection(near, port, timeout=5)
    try:
        line.request("GET", "/health")
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


class _Child:
    """A process that is started again when it ends, unless it says that it cannot work."""

    def __init__(
        self, target: Callable[..., None], args: tuple[object, ...], port: int, is_web: bool
    ) -> None:
        self._target, self._args, self.port, self.is_web = target, args, port, is_web
        self._process: BaseProcess | None = None
        self._due = 0.0

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=self._target, args=self._args)
        self._process.start()

    def look(self) -> None:
        """Start it again if it ended. Raises `StopJob` where that is no use."""
        if self._process is None or self._process.is_alive():
            if self._process is None and time.monotonic() >= self._due:
                self.start()
            return
        if self._process.exitcode == _FATAL:
            raise StopJob("a process of the server cannot work: see its message above")
        _log.warning("a process of the server ended (%s) and is started again", self._process.exitcode)
        self._process, self._due = None, time.monotonic() + _PAUSE

    def end(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.terminate()

    def wait(self) -> None:
        if self._process is not None:
            self._process.join(_PATIENCE)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()


def _children(server: Server) -> list[_Child]:
    children = []
    if server.only != "worker":
        listening = _bound(server.host, server.port)
        port = listening.getsockname()[1]
        children += [_Child(_web, (server, listening), port, True) for _ in range(server.web)]
    if server.only != "web":
        children += _working(server)
    return children


def _working(server: Server) -> list[_Child]:
    if server.address is None:
        return [_Child(_work, (server,), 0, False) for _ in range(server.workers)]
    reached = multiprocessing.get_context("spawn").Event()  # it outlives a process that is started again
    return [_Child(_hand_over, (server, reached), 0, False)]


def _bound(host: str, port: int) -> socket.socket:
    """One socket for every web process. Raises `StopJob`."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
        return listening
    except OSError as error:
        raise StopJob(
            f"cannot listen on port {port} ({type(error).__name__}): choose another --port"
        ) from None


def _web(server: Server, listening: socket.socket) -> None:
    """A web process: it has the safe copies and the catalogue, and no recogniser."""
    import uvicorn
    from sourdine.workers.serve.app import create_app
    from sourdine.workers.serve.services import open_services

    _end_with_parent()
    with _told():
        services = open_services(server.settings, server.destination, server.keys, server.bell)
        config = uvicorn.Config(
            create_app(services),
            log_config=None,  # what it says of requests may hold what is searched for
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=list(server.settings.serve.proxies),
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run(sockets=[listening])


def _work(server: Server) -> None:
    """A worker's process."""
    from sourdine.workers.serve.services import open_services
    from sourdine.workers.serve.worker import new_bench, work

    stop = _until_told()
    with _told():
        services = open_services(server.settings, server.destination, server.keys, server.bell)
        threads = max(1, (os.cpu_count() or 1) // server.workers)
        work(new_bench(services, server.lawful_basis), stop, threads)


def _hand_over(server: Server, reached: SharedEvent) -> None:
    """The process that hands recordings over to workers on a cluster; it has no recogniser."""
    from sourdine.workers.serve.handover import Handover, drive, setup_for
    from sourdine.workers.serve.services import open_services
    from sourdine.workers.serve.worker import hand_over, new_bench

    stop = _until_told()
    with _told():
        address = server.address or ""
        services = open_services(server.settings, server.destination, server.keys, server.bell)
        setup = setup_for(services, address, server.lawful_basis)
        bench = new_bench(services, server.lawful_basis)
        bench.handover = handover = Handover()
        room = server.workers * (server.settings.archive.in_flight + 1)  # so that none waits for its next one
        hand_over(bench, room, lambda: drive(handover, setup, address, server.workers, stop, reached), stop)


def _until_told() -> threading.Event:
    """Set when this process is to end what is under way, and then itself."""
    _end_with_parent()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and says so
    return stop


class _told:
    """What a process cannot go on with becomes one line and the exit code that says so."""

    def __enter__(self) -> None:
        handler, ours = logging.StreamHandler(), logging.getLogger("sourdine")
        handler.setFormatter(logging.Formatter("sourdine: %(levelname)s: %(message)s"))
        ours.addHandler(handler)
        ours.setLevel(logging.WARNING)
        logging.getLogger().addHandler(logging.NullHandler())  # others may quote what they work on

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SourdineError) and not isinstance(error, Retry):
            _log.error("%s", error)
            os._exit(_FATAL)
        if isinstance(error, Exception):  # a traceback would quote what it was about
            _log.error("a defect of the product: %s", type(error).__name__)
            os._exit(1)


def _end_with_parent() -> None:
    """A parent that was killed cannot tell its children."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
