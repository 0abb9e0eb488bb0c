"""Ray, started on this machine or joined elsewhere, saying nothing to anybody."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

from sourdine.pipeline.errors import StopJob

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # no telemetry
    "RAY_USAGE_STATS_PROMPT_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "1",  # who asks for no GPU sees none
    "RAY_worker_niceness": "0",  # 15 by default: next to anything else on the machine that is a standstill
}
_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Keeps Ray on loopback, as it does by itself where it has no clusters; otherwise it takes a loopback address
for the machine's own (`ray._private.services.resolve_ip_for_localhost`). Read when Ray is imported."""
_KNOCK = 10.0  # seconds
_STORE_BYTES = 256 * 1024**2  # for windows of speech on their way to listeners; nothing else goes through


@contextmanager
def ray_session(address: str | None, cores: int, metrics_port: int | None = None) -> Iterator[None]:
    """Ray for the block: a cluster at ``address``, or one of ``cores`` on this machine, on loopback only.

    One on this machine tells Prometheus its figures at ``metrics_port``; clusters have a port of their own.
    A session that this process has already is used and stays. Raises `StopJob` if there is no cluster.
    """
    wanted = _QUIET if address is not None else _QUIET | _ALONE
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    import ray

    logging.getLogger("ray").setLevel(logging.CRITICAL)  # what goes wrong comes as an exception too
    ours = not ray.is_initialized()
    try:
        if ours:
            with _signals_kept():
                _start(ray, address, cores, metrics_port)
        yield
    finally:
        if ours:
            ray.shutdown()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def nothing_printed() -> Iterator[None]:
    """Ray writes of dead nodes to standard output, whatever it is told, where the result alone belongs."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        yield


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray puts its own answer to SIGTERM in the place of ours, which finishes what is under way."""
    here = threading.current_thread() is threading.main_thread()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items() if here else ():
            signal.signal(number, handler)


def _start(ray: Any, address: str | None, cores: int, metrics_port: int | None) -> None:
    if address is not None:
        _knock(address)
    common = {"log_to_driver": False, "logging_level": logging.CRITICAL, "configure_logging": False}
    try:
        if address is not None:
            ray.init(address=address, **common)
        else:
            ray.init(
                address="local",
                num_cpus=cores,
                include_dashboard=False,
                object_store_memory=_STORE_BYTES,
                _node_ip_address="127.0.0.1",
                _metrics_export_port=metrics_port,
                **common,
            )
    except Exception as error:  # Ray raises a plain one where its processes take too long to start
        where = "the Ray cluster cannot be reached" if address else "Ray cannot be started on this machine"
        raise StopJob(f"{where} ({type(error).__name__})") from None


def _knock(address: str) -> None:
    """Ray itself tries for minutes. Raises `StopJob` if nobody listens there."""
    host, _, port = address.rpartition("//")[2].rpartition(":")
    if not port.isdecimal():  # "auto", or a name that only Ray understands
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCK).close()
    except (OSError, OverflowError) as error:
        raise StopJob(f"the Ray cluster cannot be reached ({type(error).__name__})") from None


def cores_of_cluster() -> int:
    """Processor cores of the cluster, as Ray counts them."""
    return max(1, int(_resource("CPU")))


def gpus_of_cluster() -> float:
    """GPUs of the cluster."""
    return _resource("GPU")


def _resource(name: str) -> float:
    ray: Any = import_module("ray")  # without types here
    return float(ray.cluster_resources().get(name, 0))
