"""The catalogue: what there is of whom, and what may be done with it. SQLite by default, PostgreSQL at scale.

Storage is the truth: `rebuild` makes the catalogue again from published manifests. Identifiers of people are
keyed HMACs, values that a right needs are sealed; a copy of the file without the keyset tells neither.

The journal of acts is no table: it is the segment store of `sourdine.pipeline.journal`, chained and signed.
Whoever changes something here writes the journal entry beside it.

Work in a transaction, and give its connection to the functions of the modules below::

    catalogue = open_catalogue(settings.catalogue.url, load_keyset())
    with catalogue.write() as con:
        subject = subjects.ensure(con, catalogue.ring("default"), [("phone", "+33612345678")])

| module | what |
|---|---|
| `tables` | every table, in one MetaData |
| `subjects` | people: found by identifier, linked to calls, forgotten |
| `calls` | calls, copies, artefacts, originals, tombstones |
| `consents` | records of what was agreed to, and what applies to a call |
| `limits` | restriction, objection, withdrawal; legal hold |
| `standing` | what applies to a call now; ask `may_use` before a copy is heard |
| `tenants` | whose calls are kept apart |

Tables of others (a queue of `workers.serve`, say) live in their own module and MetaData, refer to ours by
``ForeignKey(calls.c.id)``, and bring revisions of their own: a folder of Alembic revision files whose first
has ``down_revision = None``, kept apart by its own version table. On opening::

    migrate(catalogue.engine, Revisions(Path(migrations.__file__).parent, "serve_version", head="s0001"))

Ours is migrated first, by `open_catalogue`. A fresh file needs no command.
"""

from sourdine.pipeline.catalogue.engine import Catalogue, catalogue_url, counts, open_catalogue
from sourdine.pipeline.catalogue.migrate import Revisions, migrate

__all__ = ["Catalogue", "Revisions", "catalogue_url", "counts", "migrate", "open_catalogue"]
