"""Keys of programs: ``sdk_<id>_<secret>``, of which only a hash is kept; per tenant, with scopes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from sourdine.pipeline.catalogue import Catalogue
from sourdine.pipeline.errors import StopJob
from sourdine.workers.serve.access import ANY_TENANT, Permission, Principal
from sourdine.workers.serve.tables import keys
from sqlalchemy import Row, insert, select, update

PREFIX = "sdk"


def create_key(
    catalogue: Catalogue,
    tenant: str,
    name: str,
    scopes: Sequence[str],
    now: datetime,
    expires: datetime | None = None,
) -> str:
    """A new key, told once and never again. Raises `StopJob` for a scope that does not exist."""
    known = {permission.value for permission in Permission}
    if not scopes or not set(scopes) <= known:
        raise StopJob(f"scopes are one or more of {', '.join(sorted(known))}")
    if tenant == ANY_TENANT:
        raise StopJob("a key is for one tenant")
    key, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    with catalogue.write() as con:
        con.execute(
            insert(keys).values(
                id=key,
                tenant=tenant,
                name=name,
                scopes=" ".join(sorted(set(scopes))),
                secret=_hash(secret),
                created=now,
                expires=expires,
            )
        )
    return f"{PREFIX}_{key}_{secret}"


def revoke_key(catalogue: Catalogue, key: str, now: datetime) -> bool:
    """The key with this id opens nothing any more. False if there is none."""
    with catalogue.write() as con:
        done = con.execute(update(keys).where(keys.c.id == key, keys.c.revoked.is_(None)).values(revoked=now))
    return done.rowcount > 0


def all_keys(catalogue: Catalogue) -> Sequence[Row[tuple[object, ...]]]:
    """Every key there ever was, without its secret."""
    columns = [column for column in keys.c if column.name != "secret"]
    with catalogue.read() as con:
        return con.execute(select(*columns).order_by(keys.c.created)).all()


def key_principal(catalogue: Catalogue, token: str, now: datetime) -> Principal | None:
    """Who holds this key; None if it is none, expired or revoked."""
    prefix, _, rest = token.partition("_")
    key, _, secret = rest.partition("_")
    if prefix != PREFIX or not secret:
        return None
    with catalogue.read() as con:
        row = con.execute(select(keys).where(keys.c.id == key)).one_or_none()
    if row is None or not hmac.compare_digest(row.secret, _hash(secret)):
        return None
    if row.revoked is not None or (row.expires is not None and row.expires <= now):
        return None
    return Principal(f"key-{row.id}", row.tenant, frozenset(map(Permission, row.scopes.split())), row.name)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
