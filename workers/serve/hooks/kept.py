"""The hooks that an operator made, in the catalogue's database, their secrets sealed."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sourdine.pipeline.catalogue import Catalogue
from sourdine.pipeline.catalogue.base import insert_absent
from sourdine.pipeline.errors import StopJob
from sourdine.workers.serve.access import ANY_TENANT
from sourdine.workers.serve.hooks import Adapter, Hook, s3, standard, twilio
from sourdine.workers.serve.signatures import OVERLAP, new_secret
from sourdine.workers.serve.tables import hooks, messages
from sqlalchemy import Row, insert, select, update

ADAPTERS: Mapping[str, Adapter] = {
    "standard": standard.receive,
    "twilio": twilio.receive,
    "s3": s3.receive,
}
"""By kind. Amazon Connect and Genesys Cloud are ``s3``; Asterisk and FreeSWITCH are ``standard``."""

OPTIONS: Mapping[str, Sequence[str]] = {"standard": (), "twilio": ("account",), "s3": ("topic",)}


def add_hook(
    catalogue: Catalogue,
    kind: str,
    tenant: str,
    name: str,
    options: Mapping[str, str],
    now: datetime,
    secret: str | None = None,
) -> tuple[str, str]:
    """A new hook: its id and its secret, told once. ``secret`` is theirs (Twilio's auth token), or made here.

    Raises `StopJob`.
    """
    if kind not in ADAPTERS or tenant == ANY_TENANT:
        raise StopJob(f"a hook is one of {', '.join(ADAPTERS)}, for one tenant")
    if not set(options) <= set(OPTIONS[kind]):
        raise StopJob(f"options of a {kind} hook: {', '.join(OPTIONS[kind]) or 'none'}")
    if kind == "twilio" and not secret:
        raise StopJob("a twilio hook needs the account's auth token")
    hook, chosen = secrets.token_hex(12), secret or new_secret()
    with catalogue.write() as con:
        con.execute(
            insert(hooks).values(
                id=hook,
                tenant=tenant,
                kind=kind,
                name=name,
                options=dict(options),
                secret=_sealed(catalogue, tenant, hook, chosen),
                created=now,
                disabled=False,
            )
        )
    return hook, chosen


def rotate_hook(catalogue: Catalogue, hook: str, now: datetime, secret: str | None = None) -> str | None:
    """A new secret, told once; the old one is taken for a day more. None if there is no such hook."""
    chosen = secret or new_secret()
    with catalogue.write() as con:
        row = con.execute(select(hooks).where(hooks.c.id == hook)).one_or_none()
        if row is None:
            return None
        sealed = _sealed(catalogue, row.tenant, hook, chosen)
        values = {"secret": sealed, "old_secret": row.secret, "old_until": now + OVERLAP}
        con.execute(update(hooks).where(hooks.c.id == hook).values(values))
    return chosen


def disable_hook(catalogue: Catalogue, hook: str) -> bool:
    """Nothing is taken by it any more; False if there is none."""
    with catalogue.write() as con:
        return con.execute(update(hooks).where(hooks.c.id == hook).values(disabled=True)).rowcount == 1


def all_hooks(catalogue: Catalogue) -> Sequence[Row[tuple[object, ...]]]:
    """Every hook, without secrets."""
    columns = [column for column in hooks.c if "secret" not in column.name]
    with catalogue.read() as con:
        return con.execute(select(*columns).order_by(hooks.c.created)).all()


def find_hook(catalogue: Catalogue, hook: str, now: datetime) -> Hook | None:
    """A hook that is not disabled, with the secrets that count now."""
    which = (hooks.c.id == hook) & hooks.c.disabled.is_(False)
    with catalogue.read() as con:
        row = con.execute(select(hooks).where(which)).one_or_none()
    if row is None:
        return None
    ring = catalogue.ring(row.tenant)
    sealed = [row.secret, *([row.old_secret] if row.old_secret and row.old_until > now else [])]
    keys = tuple(ring.unseal(one, f"hook {hook}").decode() for one in sealed)
    return Hook(row.id, row.tenant, row.kind, row.options, keys)


def remember(catalogue: Catalogue, hook: Hook, message: str, now: datetime) -> bool:
    """Note that a message was taken; False if it was before: a replay."""
    keyed = hmac.digest(catalogue.ring(hook.tenant).mac, f"message\0{message}".encode(), "sha256").hex()
    with catalogue.write() as con:
        return insert_absent(con, messages, {"hook": hook.id, "id": keyed, "at": now})


def _sealed(catalogue: Catalogue, tenant: str, hook: str, secret: str) -> bytes:
    return catalogue.ring(tenant).seal(secret.encode(), f"hook {hook}")
