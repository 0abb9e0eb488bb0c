"""What review keeps in the catalogue's database. A change here needs a revision in `migrations`.

Flags themselves are the catalogue's (`sourdine.pipeline.catalogue.tables`). All of it goes with its call.
"""

from __future__ import annotations

from sourdine.pipeline.catalogue.columns import Moment
from sourdine.pipeline.catalogue.tables import METADATA as CATALOGUE
from sourdine.pipeline.catalogue.tables import calls
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA = MetaData(naming_convention=CATALOGUE.naming_convention)

_ID = 64
_WORD = 40
_FILTERED = ("state", "language", "agent", "assignee", "seconds", "flags", "sampled", "entities")


def _call(*, primary_key: bool = False) -> Column[str]:
    key = ForeignKey(calls.c.id, ondelete="CASCADE")
    return Column("call", String(_ID), key, primary_key=primary_key, nullable=False, index=not primary_key)


reviews = Table(
    "review_calls",  # a safe copy as the list shows it
    METADATA,
    _call(primary_key=True),
    Column("tenant", String(_ID), nullable=False),
    Column("at", Moment, nullable=False),  # of the call where that is known, of its safe copy otherwise
    Column("added", Moment, nullable=False),
    Column("agent", String(80), nullable=False),  # as the platform calls them; may be empty
    Column("language", String(2), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("regions", Integer, nullable=False),
    Column("entities", String(1000), nullable=False),  # " PERSON PHONE_NUMBER ", a space around each
    Column("version", Integer, nullable=False),  # of the safe copy
    Column("state", String(_WORD), nullable=False),  # open, second, approved, rejected
    Column("assignee", String(_ID), nullable=False),  # empty: nobody
    Column("approver", String(_ID), nullable=False),  # who approved it first, where a second one must
    Column("flags", Integer, nullable=False),  # raised so far, whatever became of them
    Column("sampled", Boolean, nullable=False),  # drawn by chance, so that rates can be estimated
    # everything that the list filters by, so that what does not fit is passed over without reading the row
    Index("ix_review_calls_list", "tenant", "at", "call", *_FILTERED),
    Index("ix_review_calls_tenant_agent_at", "tenant", "agent", "at"),
    Index("ix_review_calls_tenant_added", "tenant", "added"),
)

comments = Table(
    "review_comments",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _call(),
    Column("author", String(_ID), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # people write names in comments, whatever they are told
)

decisions = Table(
    "review_decisions",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _call(),
    Column("tenant", String(_ID), nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", String(_ID), nullable=False),
    Column("verdict", String(_WORD), nullable=False),  # approve, reject, reopen
    Column("at", Moment, nullable=False),
    Index("ix_review_decisions_tenant_at", "tenant", "at"),
)
