"""Opening the catalogue, and working in it: one transaction at a time, and errors in one plain line.

What a database says about an error may quote the values of the statement, so nothing of it is kept.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.catalogue.migrate import OURS, migrate
from sourdine.pipeline.catalogue.seal import Ring
from sourdine.pipeline.catalogue.tables import calls, consents, copies, subjects, tombstones
from sourdine.pipeline.errors import Retry, StopJob
from sourdine.pipeline.keyset import Keyset, keyset_path
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, NoSuchModuleError, OperationalError

if TYPE_CHECKING:
    from sqlalchemy import URL

_WAIT = 30  # seconds for another writer
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """An open catalogue. Safe to use from several threads; a process that forks opens its own."""

    engine: Engine
    keys: Keyset = field(repr=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state of things. Raises `Retry` or `StopJob`."""
        with plain_errors(), self.engine.connect() as con, con.begin():
            yield con

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is whole or not at all. Raises `Retry` or `StopJob`."""
        with plain_errors(), self.engine.connect().execution_options(writes=True) as con, con.begin():
            yield con

    def ring(self, tenant: str) -> Ring:
        """The keys of one tenant's identifiers and sealed values."""
        return Ring.of(self.keys.call_id, tenant)

    def scrub(self) -> None:
        """After an erasure: leave no deleted bytes in the files (SQLite's log; PostgreSQL vacuums itself)."""
        if self.engine.dialect.name != "sqlite":
            return
        with plain_errors(), self.engine.connect() as con:
            con.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def catalogue_url(setting: str | None = None) -> str:
    """Where the catalogue is: as set, or in ``SOURDINE_CATALOGUE``, or else a file beside the keyset."""
    return setting or os.environ.get("SOURDINE_CATALOGUE") or f"sqlite:///{_beside_keyset()}"


def open_catalogue(setting: str | None, keys: Keyset) -> Catalogue:
    """Open the catalogue at a URL (``sqlite:///FILE``, ``postgresql://…``), made or brought up to date first.

    Raises `StopJob` where it cannot be used: without it nobody knows what is allowed.
    """
    url = _parsed(catalogue_url(setting))
    try:
        engine = _engine(url)
    except ModuleNotFoundError:
        raise StopJob("a PostgreSQL catalogue needs psycopg: pip install 'sourdine[postgres]'") from None
    try:
        with plain_errors():
            migrate(engine, OURS)
    except Retry as error:
        raise StopJob(f"{error}: check catalogue.url and that the server runs") from None
    return Catalogue(engine, keys)


def counts(catalogue: Catalogue, tenant: str) -> dict[str, int]:
    """How much there is of a tenant, by what."""
    mine = calls.c.tenant == tenant
    here = copies.join(calls, calls.c.id == copies.c.call)
    with catalogue.read() as con:
        found = {"calls": con.scalar(select(func.count()).select_from(calls).where(mine)) or 0}
        states = select(copies.c.state, func.count()).select_from(here).where(mine).group_by(copies.c.state)
        found |= {f"copies {state}": number for state, number in con.execute(states)}
        for table in (subjects, consents, tombstones):
            count = select(func.count()).select_from(table).where(table.c.tenant == tenant)
            found[table.name] = con.scalar(count) or 0
    return found


@contextmanager
def plain_errors() -> Iterator[None]:
    """Inside, what the database raises becomes `StopJob` or `Retry`."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise Retry("the catalogue does not answer, or another writer holds it") from None
    except DatabaseError as error:
        code = getattr(error.orig, "sqlstate", None) or type(error.orig).__name__
        raise StopJob(f"the catalogue refused a statement ({code})") from None


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
        return url.set(drivername=_DRIVERS[url.drivername.partition("+")[0]])
    except (ArgumentError, KeyError, ValueError):  # the message would quote a password
        raise StopJob(
            "the catalogue's address is not valid: sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except NoSuchModuleError:
            raise StopJob("the catalogue's kind of database is not supported") from None
    if url.database in (None, "", ":memory:"):
        raise StopJob("the catalogue must be a file: several processes work on it")
    _private_file(str(url.database))
    engine = create_engine(url, connect_args={"timeout": _WAIT})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _private_file(path: str) -> None:
    """Made before SQLite would, so that only its owner can read it."""
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120, PTH100 - a URL's path
        # never opened where it is there: closing it would take away this process's own locks on it (fcntl)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not os.access(path, os.R_OK | os.W_OK):
            raise StopJob("the catalogue's file cannot be read and written") from None
    except OSError as error:
        raise StopJob(f"the catalogue's file cannot be made or written ({type(error).__name__})") from None


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, or DDL would not be part of a transaction
    _use_wal(connection)
    for pragma in (
        "synchronous=FULL",  # a withdrawal that was acknowledged survives a power cut
        "foreign_keys=ON",
        "secure_delete=ON",  # what was erased is overwritten
        f"busy_timeout={_WAIT * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _use_wal(connection: Any) -> None:
    """Several that open a fresh file at once exclude each other here; SQLite says so without waiting."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _begin_sqlite(con: Connection) -> None:
    writes = con.get_execution_options().get("writes", False)
    con.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _beside_keyset() -> str:
    return str(keyset_path().with_name("catalogue.sqlite").absolute())
