"""Bringing a database up to date by Alembic revisions that ship with the package: no file to edit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.errors import StopJob
from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext

_LOCK = 0x50D1  # PostgreSQL's advisory lock, so that of several processes one migrates


@dataclass(frozen=True, slots=True)
class Revisions:
    """A line of revisions: the folder of its files, the table that notes how far it is, the newest one."""

    folder: Path
    table: str
    head: str


OURS = Revisions(Path(__file__).parent / "migrations", "catalogue_version", "c0001")


def migrate(engine: Engine, revisions: Revisions) -> None:
    """Run what is missing, in one transaction. Raises `StopJob` for a database of a newer version."""
    with engine.connect() as con, con.begin():
        if _at(con, revisions.table) == revisions.head:
            return  # without importing Alembic
    with engine.connect().execution_options(writes=True) as con, con.begin():
        if engine.dialect.name == "postgresql":
            con.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _upgrade(con, revisions)


def _at(con: Connection, table: str) -> str | None:
    if not inspect(con).has_table(table):
        return None
    return con.execute(text(f"SELECT version_num FROM {table}")).scalar()  # noqa: S608 - a constant of ours


def _upgrade(con: Connection, revisions: Revisions) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    script = ScriptDirectory(str(revisions.folder), version_locations=[str(revisions.folder)])

    def steps(at: Any, _: MigrationContext) -> Iterable[Any]:
        return script._upgrade_revs("heads", at)  # what Alembic's own `upgrade` command calls

    try:
        with EnvironmentContext(Config(), script, fn=steps) as environment:
            environment.configure(connection=con, version_table=revisions.table)
            environment.run_migrations()
    except CommandError:  # a revision that is not ours
        raise StopJob("the catalogue was made by a newer version: update this one") from None
