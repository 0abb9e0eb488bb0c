"""Opening, migrating and working in the catalogue, on SQLite and PostgreSQL."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sourdine.pipeline.catalogue import Catalogue, Revisions, catalogue_url, migrate, open_catalogue
from sourdine.pipeline.catalogue.migrate import OURS
from sourdine.pipeline.catalogue.tables import METADATA, tenants
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import Keyset
from sqlalchemy import inspect, select, text

KEYS = Keyset(b"k" * 32, b"t" * 32)
NOW = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)


def test_what_revisions_make_is_what_the_tables_say(catalogue: Catalogue) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with catalogue.engine.connect() as con:
        options = {"compare_type": True, "version_table": OURS.table}
        context = MigrationContext.configure(con, opts=options)
        assert compare_metadata(context, METADATA) == []
    assert ScriptDirectory(str(OURS.folder), version_locations=[str(OURS.folder)]).get_heads() == [OURS.head]


def test_several_open_a_fresh_one_at_once(catalogue_address: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_catalogue(catalogue_address, KEYS), range(4)))
    for one in opened:
        with one.read() as con:
            assert con.execute(select(tenants)).all() == []
        one.engine.dispose()


def test_a_transaction_is_whole_or_not_at_all(catalogue: Catalogue) -> None:
    row = {"id": "acme", "role": "processor", "details": {}, "created": NOW}
    with pytest.raises(RuntimeError), catalogue.write() as con:
        con.execute(tenants.insert(), row)
        raise RuntimeError
    with catalogue.write() as con:
        assert con.execute(select(tenants)).all() == []
        con.execute(tenants.insert(), row)
    with catalogue.read() as con:
        (found,) = con.execute(select(tenants))
        assert found.created == NOW
    with pytest.raises(StopJob) as caught, catalogue.write() as con:
        con.execute(tenants.insert(), row)
    assert "acme" not in str(caught.value)


def test_others_bring_their_own_revisions(catalogue: Catalogue, tmp_path: Path) -> None:
    lines = [
        "import sqlalchemy as sa",
        "from alembic import op",
        "revision, down_revision, branch_labels, depends_on = 's0001', None, None, None",
        "def upgrade():",
        "    op.create_table('queue', sa.Column('call', sa.String(64), primary_key=True))",
    ]
    (tmp_path / "s0001_queue.py").write_text("\n".join(lines))
    for _ in range(2):
        migrate(catalogue.engine, Revisions(tmp_path, "serve_version", "s0001"))
    migrate(catalogue.engine, OURS)
    assert inspect(catalogue.engine).has_table("queue")


def test_a_newer_catalogue_is_left_alone(catalogue: Catalogue) -> None:
    with catalogue.engine.begin() as con:
        con.execute(text(f"UPDATE {OURS.table} SET version_num = 'z9999'"))  # noqa: S608
    with pytest.raises(StopJob, match="newer version"):
        migrate(catalogue.engine, OURS)


def test_a_fresh_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "catalogue.sqlite"
    open_catalogue(f"sqlite:///{path}", KEYS).engine.dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_it_is_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path))
    monkeypatch.delenv("SOURDINE_CATALOGUE", raising=False)
    assert catalogue_url() == f"sqlite:///{tmp_path}/catalogue.sqlite"
    monkeypatch.setenv("SOURDINE_CATALOGUE", "postgresql://db/calls")
    assert catalogue_url() == "postgresql://db/calls"
    assert catalogue_url("sqlite:///x") == "sqlite:///x"


@pytest.mark.parametrize(
    "url",
    ["canary", "mysql://u:canary@h/d", "sqlite://", "sqlite:///:memory:", "sqlite:////proc/canary/x", ""],
)
def test_an_address_that_does_not_do(url: str) -> None:
    with pytest.raises(StopJob) as caught:
        open_catalogue(url or "postgresql://u:canary@127.0.0.1:1/d", KEYS)
    assert "canary" not in str(caught.value)
