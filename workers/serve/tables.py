"""What the server keeps in the catalogue's database besides the catalogue.

Secrets are kept as hashes where that is enough, sealed otherwise. A change here needs a revision in
`migrations` (a test compares the two).
"""

from __future__ import annotations

from sourdine.pipeline.catalogue.columns import Moment
from sourdine.pipeline.catalogue.tables import METADATA as CATALOGUE
from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, Text

METADATA = MetaData(naming_convention=CATALOGUE.naming_convention)

_ID = 64

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
