"""What the server keeps in the catalogue's database besides the catalogue.

Secrets are kept as hashes where that is enough, sealed otherwise. A change here needs a revision in
`migrations` (a test compares the two).
"""

from __future__ import annotations

from sourdine.pipeline.catalogue.columns import Moment
from sourdine.pipeline.catalogue.tables import METADATA as CATALOGUE
from sourdine.pipeline.catalogue.tables import calls as catalogue_calls
from sqlalchemy import (
    JSON,
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
    Text,
    UniqueConstraint,
)

METADATA = MetaData(naming_convention=CATALOGUE.naming_convention)

_ID = 64


def _call(*, nullable: bool = False, unique: bool = False) -> Column[str]:
    """Of the catalogue: what we hold of a call goes with it when it is erased."""
    key = ForeignKey(catalogue_calls.c.id, ondelete="CASCADE")
    return Column("call", String(_ID), key, nullable=nullable, index=not unique, unique=unique)


people = Table(
    "web_people",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    Column("login", String(200), nullable=False, unique=True),  # lower case
    Column("name", String(200), nullable=False),
    Column("tenant", String(_ID), nullable=False),  # "*": all of them
    Column("roles", String(200), nullable=False),  # with a space between
    Column("password", String(200)),  # argon2id; null: only by the identity provider
    Column("failures", Integer, nullable=False),  # wrong passwords in a row
    Column("locked_until", Moment),
    Column("conduct", String(80), nullable=False),  # version of the code of conduct accepted last
    Column("disabled", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
)

sessions = Table(
    "web_sessions",
    METADATA,
    Column("token", String(64), primary_key=True),  # SHA-256 of the cookie's value
    Column("person", String(_ID), nullable=False, index=True),
    Column("created", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
)

keys = Table(
    "web_keys",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("tenant", String(_ID), nullable=False),
    Column("name", String(200), nullable=False),
    Column("scopes", Text, nullable=False),  # with a space between
    Column("secret", String(64), nullable=False),  # SHA-256: the secret is random, so that is enough
    Column("created", Moment, nullable=False),
    Column("expires", Moment),
    Column("revoked", Moment),
)

calls = Table(
    "web_calls",  # what was brought to the server, in the order of arrival
    METADATA,
    Column("number", Integer, primary_key=True),
    _call(unique=True),
    Column("tenant", String(_ID), nullable=False),
    Column("state", String(40), nullable=False),  # a `calls.State`
    Column("reason", String(40), nullable=False),
    Column("message", String(400), nullable=False),
    Column("origin", String(40), nullable=False),  # "api", or the kind of hook
    Column("request", LargeBinary, nullable=False),  # sealed: where it is, consent, the caller's own words
    Column("agent", String(100)),
    Column("idempotency", String(64)),  # keyed hash
    Column("content", String(64), nullable=False),  # keyed hash of what was asked for
    Column("seconds", Float),
    Column("regions", JSON, nullable=False),  # entity → how many were silenced
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    UniqueConstraint("tenant", "idempotency"),
    Index("ix_web_calls_tenant_state", "tenant", "state", "number"),
    Index("ix_web_calls_tenant_number", "tenant", "number"),
)

tasks = Table(
    "web_tasks",  # the queue: work that must happen, whatever dies
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),  # redact, deliver
    Column("tenant", String(_ID), nullable=False),
    _call(nullable=True),
    Column("payload", LargeBinary, nullable=False),  # sealed JSON
    Column("state", String(40), nullable=False),  # waiting, working, dead; what is done is deleted
    Column("attempts", Integer, nullable=False),
    Column("due", Moment, nullable=False),  # not before
    Column("worker", String(_ID)),
    Column("lease", Moment),  # a worker that lives renews it
    Column("error", String(200), nullable=False),
    Column("created", Moment, nullable=False),
    Index("ix_web_tasks_kind_state_due", "kind", "state", "due"),
    sqlite_autoincrement=True,  # the number of a task that was done is never given again
)

changes = Table(
    "web_changes",  # what listeners of server-sent events are told
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("tenant", String(_ID), nullable=False, index=True),
    _call(),
    Column("state", String(40), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,  # listeners ask for what came after a number
)

hooks = Table(
    "web_hooks",  # who may call us without a key of ours, by signature
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("tenant", String(_ID), nullable=False),
    Column("kind", String(40), nullable=False),  # standard, twilio, s3
    Column("name", String(200), nullable=False),
    Column("options", JSON, nullable=False),  # topic of SNS, account of Twilio
    Column("secret", LargeBinary, nullable=False),  # sealed
    Column("old_secret", LargeBinary),  # sealed; taken until ``old_until``
    Column("old_until", Moment),
    Column("created", Moment, nullable=False),
    Column("disabled", Boolean, nullable=False),
)

messages = Table(
    "web_messages",  # signed messages that were taken, so that a replay is told
    METADATA,
    Column("hook", String(32), primary_key=True),
    Column("id", String(64), primary_key=True),  # keyed hash
    Column("at", Moment, nullable=False, index=True),
)

targets = Table(
    "web_targets",  # whom we call
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("tenant", String(_ID), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),  # with a space between
    Column("secret", LargeBinary, nullable=False),  # sealed
    Column("old_secret", LargeBinary),  # sealed; signs too until ``old_until``
    Column("old_until", Moment),
    Column("created", Moment, nullable=False),
    Column("disabled", String(40), nullable=False),  # why, or empty
)
