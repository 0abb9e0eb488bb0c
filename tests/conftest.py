"""S3 stores to test against: moto in this process for speed, Ceph's gateway for the truth."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from sourdine.pipeline.catalogue import Catalogue
    from sourdine.pipeline.storage import Storage
    from types_boto3_s3 import S3Client

settings.register_profile("sourdine", deadline=None)  # machines are noisy
settings.load_profile("sourdine")

SERVERS = Path(__file__).parent / "servers"
_TEMPORARY = tempfile.gettempdir()  # before a test puts its own in its place


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the keyset, the AWS profile or the metadata service of who runs it."""
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path_factory.getbasetemp() / "sourdine-home"))
    monkeypatch.delenv("SOURDINE_CATALOGUE", raising=False)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """The address of a moto server in this process."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def ceph_endpoint() -> Iterator[str]:
    """The address of a real S3 server, started for this run of the tests."""
    if shutil.which("radosgw") is None:
        pytest.skip(reason="radosgw is not installed: run tests/servers/install.sh")
    gateway, monitor = _free_port(), _free_port()
    folder = Path(
        tempfile.mkdtemp(prefix="ceph-", dir=_TEMPORARY)
    )  # short: its path becomes part of sockets' names
    command = [str(SERVERS / "ceph.sh"), str(folder), str(gateway), str(monitor)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own script
        assert server.stdin is not None
        assert server.stdout is not None
        if server.stdout.readline() != "ready\n":
            pytest.fail((folder / "log" / "start.log").read_text()[-2000:])
        yield f"http://127.0.0.1:{gateway}"
        server.stdin.close()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_endpoint() -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this run of the tests, without a database."""
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and shutil.which("initdb") is None:
        pytest.skip(reason="PostgreSQL is not installed: run tests/servers/install.sh")
    port = _free_port()
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=_TEMPORARY))
    command = [str(SERVERS / "postgres.sh"), str(folder), str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own script
        assert server.stdin is not None
        assert server.stdout is not None
        if server.stdout.readline() != "ready\n":
            pytest.fail((folder / "start.log").read_text()[-2000:])
        yield f"postgresql://test@127.0.0.1:{port}"
        server.stdin.close()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgres"])
def catalogue_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a fresh, empty catalogue may be; every test that takes it runs on both databases."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/catalogue/catalogue.sqlite"
        return
    server, name = str(request.getfixturevalue("postgres_endpoint")), f"test_{uuid.uuid4().hex}"
    _on_postgres(server, f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    _on_postgres(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def catalogue(catalogue_address: str) -> Iterator[Catalogue]:
    """A fresh, empty catalogue."""
    from sourdine.pipeline.catalogue import open_catalogue
    from sourdine.pipeline.keyset import Keyset

    opened = open_catalogue(catalogue_address, Keyset(b"k" * 32, b"t" * 32))
    yield opened
    opened.engine.dispose()


@pytest.fixture(params=["folder", "moto", "ceph"])
def store(request: pytest.FixtureRequest) -> str:
    """Every test that stores runs on all three; parametrise it with ``store`` to choose."""
    return str(request.param)


@pytest.fixture
def s3_endpoint(store: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the S3 store, set in the environment as a user would."""
    endpoint = str(request.getfixturevalue(f"{store}_endpoint"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    return endpoint


@pytest.fixture
def s3_client(s3_endpoint: str) -> Iterator[S3Client]:
    """A plain boto3 client, to look at what was stored from outside."""
    import boto3

    client = boto3.session.Session().client("s3", endpoint_url=s3_endpoint)
    yield client
    client.close()


@pytest.fixture
def bucket(s3_client: S3Client) -> str:
    """The name of a fresh, empty bucket."""
    name = f"calls-{uuid.uuid4().hex}"
    s3_client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def destination(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place for safe copies, as written on the command line."""
    if store == "folder":
        return str(tmp_path / "safe" / "copies")
    return f"s3://{request.getfixturevalue('bucket')}/safe/copies"


@pytest.fixture
def storage(destination: str) -> Storage:
    """The same place, opened."""
    from sourdine.pipeline.storage import open_storage

    return open_storage(destination)


def _on_postgres(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as con:
        con.execute(statement)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
