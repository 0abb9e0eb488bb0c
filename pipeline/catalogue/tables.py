"""Every table of the catalogue. A change here needs a revision in `migrations` (a test compares the two).

Ids of calls are the opaque ones of `sourdine.pipeline.sources.call_id`; ids of people, records and requests
are random UUIDs. Nothing here is readable personal data: identifiers are keyed HMACs, ``sealed`` columns
hold ciphertext (`sourdine.pipeline.catalogue.seal`).
"""

from __future__ import annotations

from sourdine.pipeline.catalogue.columns import Moment
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
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

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = 64  # of calls (32), UUIDs (36) and slugs
_WORD = 40  # states, kinds, purposes


def _tenant() -> Column[str]:
    return Column("tenant", String(_ID), ForeignKey("tenants.id"), nullable=False)


def _subject(*, nullable: bool = True, primary_key: bool = False) -> Column[str]:
    key = ForeignKey("subjects.id", ondelete="CASCADE")
    return Column("subject", String(_ID), key, nullable=nullable, primary_key=primary_key, index=True)


def _call(*, nullable: bool = True, primary_key: bool = False) -> Column[str]:
    key = ForeignKey("calls.id", ondelete="CASCADE")
    return Column("call", String(_ID), key, nullable=nullable, primary_key=primary_key, index=True)


tenants = Table(
    "tenants",  # a controller whose calls are kept apart from all others
    METADATA,
    Column("id", String(_ID), primary_key=True),  # a slug: "default", "acme"
    Column("role", String(_WORD), nullable=False),  # what we are for it: controller, processor
    Column("details", JSON, nullable=False),  # name, address, contact, data protection officer …
    Column("created", Moment, nullable=False),
)

subjects = Table(
    "subjects",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    Column("tenant", String(_ID), ForeignKey("tenants.id"), nullable=False, index=True),
    Column("created", Moment, nullable=False),
)

identifiers = Table(
    "identifiers",
    METADATA,
    Column("tenant", String(_ID), ForeignKey("tenants.id"), primary_key=True),
    Column("kind", String(_WORD), primary_key=True),  # phone, email, customer, name
    Column("mac", LargeBinary(32), primary_key=True),  # keyed, of the normalised value
    _subject(nullable=False, primary_key=True),  # two people may share a telephone
    Column("sealed", LargeBinary),  # the value, where a right needs it
)

calls = Table(
    "calls",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _tenant(),
    Column("called", Moment),  # when the call took place, where it is known
    Column("seconds", Float),
    Column("language", String(2)),
    Column("created", Moment, nullable=False),  # when we first heard of it
    Index("ix_calls_tenant_called", "tenant", "called"),
)

subject_calls = Table(
    "subject_calls",
    METADATA,
    _subject(nullable=False, primary_key=True),
    _call(nullable=False, primary_key=True),
    Column("role", String(_WORD), nullable=False),  # caller, agent, mentioned
)

copies = Table(
    "copies",  # a safe copy of a call in one destination, for one purpose
    METADATA,
    Column("id", Integer, primary_key=True),
    _call(nullable=False),
    Column("destination", Text, nullable=False),  # a folder's whole path, or s3://bucket/prefix
    Column("purpose", String(_WORD), nullable=False),
    Column("lawful_basis", String(_WORD), nullable=False),
    Column("consent_reference", String(80), nullable=False),
    Column("state", String(_WORD), nullable=False),  # `sourdine.pipeline.catalogue.calls.State`
    Column("created", Moment, nullable=False),
    Column("retention_until", Date, nullable=False),  # as its manifest says
    Column("profile", String(200), nullable=False),
    Column("settings_digest", String(64), nullable=False),
    Column("entities", JSON, nullable=False),  # entity → how many regions were silenced
    UniqueConstraint("call", "destination"),
    Index("ix_copies_destination_state", "destination", "state"),
    Index("ix_copies_state_retention", "state", "retention_until"),
)

artefacts = Table(
    "artefacts",
    METADATA,
    Column("copy", Integer, ForeignKey("copies.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(200), primary_key=True),  # below the call's folder
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
)

originals = Table(
    "originals",
    METADATA,
    _call(nullable=False, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # where it is: a path or an s3:// address
    Column("sha256", String(64)),
    Column("size", Integer),
    Column("state", String(_WORD), nullable=False),  # kept, vaulted, deleted
    Column("security_code", Boolean, nullable=False),  # a card's security code was found in it
    Column("changed", Moment, nullable=False),
)

consents = Table(
    "consents",
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _tenant(),
    Column("reference", String(80), nullable=False),  # as manifests say it
    _subject(),  # whom it is of
    _call(),  # the one call it is about; null: every call of the subject
    Column("role", String(_WORD), nullable=False),  # what we are: controller, processor
    Column("lawful_basis", String(_WORD), nullable=False),  # GDPR art. 6(1)
    Column("article_9", String(_WORD)),  # condition of art. 9(2), where health is spoken of
    Column("granted", Moment),
    Column("expires", Moment),
    Column("withdrawn", Moment),
    Column("restricted", Boolean, nullable=False),
    Column("evidence", JSON, nullable=False),  # `sourdine.pipeline.records.Evidence`
    Column("origin", String(_WORD), nullable=False),  # import, record, command, api
    Column("recorded", Moment, nullable=False),
    Column("superseded", Moment),  # since when a later record of the same scope stands in its place
    Index("ix_consents_tenant_reference", "tenant", "reference"),
)

purposes = Table(
    "purposes",
    METADATA,
    Column("consent", String(_ID), ForeignKey("consents.id", ondelete="CASCADE"), primary_key=True),
    Column("purpose", String(_WORD), primary_key=True),
    Column("granted", Boolean, nullable=False),
)

limits = Table(
    "limits",  # what overrides every record: of a subject, or of one call
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _tenant(),
    _subject(),
    _call(),
    Column("kind", String(_WORD), nullable=False),  # restriction (art. 18), objection (21), withdrawal (7)
    Column("purpose", String(_WORD)),  # null: every purpose
    Column("since", Moment, nullable=False),
    Column("lifted", Moment),
)

holds = Table(
    "holds",  # legal hold: nothing of it is erased or purged; subject and call null: the whole tenant
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _tenant(),
    _subject(),
    _call(),
    Column("reason", String(200), nullable=False),  # the reference of a case, never a name
    Column("since", Moment, nullable=False),
    Column("lifted", Moment),
    Index("ix_holds_tenant", "tenant"),
)

events = Table(
    "events",  # what retention counts from, besides the call itself
    METADATA,
    _subject(nullable=False, primary_key=True),
    Column("kind", String(_WORD), primary_key=True),  # contract_end
    Column("at", Moment, nullable=False),
)

rules = Table(
    "rules",  # how long: the shortest that applies counts
    METADATA,
    Column("tenant", String(_ID), ForeignKey("tenants.id"), primary_key=True),
    Column("what", String(_WORD), primary_key=True),  # copy, original
    Column("purpose", String(_WORD), primary_key=True),  # empty: every purpose
    Column("event", String(_WORD), primary_key=True),  # call, contract_end, withdrawal
    Column("days", Integer, nullable=False),
)

requests = Table(
    "requests",  # what a data subject asked for, and by when it must be answered
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _tenant(),
    Column("subject", String(_ID), index=True),  # no key: the proof outlives whom it is about
    Column("kind", String(_WORD), nullable=False),  # access, erasure, rectification, restriction, objection
    Column("purpose", String(_WORD)),
    Column("state", String(_WORD), nullable=False),  # open, extended, done, refused
    Column("received", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("answered", Moment),
    Column("details", JSON, nullable=False),  # codes and counts, never a name
)

request_steps = Table(
    "request_steps",
    METADATA,
    Column("request", String(_ID), ForeignKey("requests.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("step", String(_WORD), nullable=False),
    Column("details", JSON, nullable=False),
)

rectifications = Table(
    "rectifications",  # what was corrected, and what stood there before (art. 16)
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _call(),
    _subject(),
    Column("field", String(_WORD), nullable=False),
    Column("sealed_before", LargeBinary),
    Column("sealed_after", LargeBinary),
    Column("at", Moment, nullable=False),
    Column("request", String(_ID)),
)

flags = Table(
    "flags",  # what listeners found wrong about a region of a safe copy, in its newest version
    METADATA,
    Column("id", String(_ID), primary_key=True),
    _tenant(),
    _call(nullable=False),
    Column("kind", String(_WORD), nullable=False),  # missed, too_much, wrong_entity
    Column("channel", Integer, nullable=False),
    Column("start", Float, nullable=False),  # seconds
    Column("end", Float, nullable=False),
    Column("entity", String(_ID)),
    Column("state", String(_WORD), nullable=False),
    Column("author", String(_ID), nullable=False),  # opaque id of who listened
    Column("version", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Index("ix_flags_tenant_state", "tenant", "state"),
)

flag_versions = Table(
    "flag_versions",
    METADATA,
    Column("flag", String(_ID), ForeignKey("flags.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("author", String(_ID), nullable=False),
    Column("content", JSON, nullable=False),  # the fields as they were in that version
)

tombstones = Table(
    "tombstones",  # what must not come back; no key to anything, because all else is gone
    METADATA,
    Column("call", String(_ID), primary_key=True),
    Column("destination", Text, primary_key=True),  # empty: everywhere, the original too
    Column("tenant", String(_ID), nullable=False, index=True),
    Column("kind", String(_WORD), nullable=False),  # erased, withdrawn, expired; lifted: it no longer counts
    Column("purpose", String(_WORD), nullable=False),  # empty: every purpose
    Column("at", Moment, nullable=False),
    Column("request", String(_ID)),
)
