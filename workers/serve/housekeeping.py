"""What the server leaves behind and nobody needs any more."""

from __future__ import annotations

from datetime import timedelta

from sourdine.workers.serve.review.calls import catch_up
from sourdine.workers.serve.review.flags import settle_all
from sourdine.workers.serve.services import DEFAULT_TENANT, Services
from sourdine.workers.serve.tables import calls, changes, messages, sessions
from sqlalchemy import delete, select

_CHANGES = timedelta(days=7)
_MESSAGES = timedelta(hours=1)  # longer than a signature is taken for
_SESSIONS = timedelta(days=1)
_EXPORTS = timedelta(days=7)
_INBOX = timedelta(days=1)  # the work of an upload takes it out long before


def tidy(services: Services) -> None:
    """Remove it; complete what an interruption left, and list what was published without the server.

    Raises `StopJob` or `Retry`."""
    now = services.now()
    with services.catalogue.write() as con:
        con.execute(delete(changes).where(changes.c.at < now - _CHANGES))
        con.execute(delete(messages).where(messages.c.at < now - _MESSAGES))
        con.execute(delete(sessions).where(sessions.c.created < now - _SESSIONS))
    with services.catalogue.read() as con:
        tenants = con.execute(select(calls.c.tenant).distinct()).scalars().all()
    settle_all(services)
    share = services.settings.serve.review.sample
    for tenant in {DEFAULT_TENANT, *tenants}:
        address = services.storage_of(tenant).address
        with services.catalogue.write() as con:
            catch_up(con, tenant, address, now, share)
        inbox = services.incoming.inbox(tenant)
        for stored in list(inbox.list()):
            if stored.modified < now - _INBOX:
                inbox.delete(stored.key)
        exports = services.incoming.exports(tenant)
        for stored in list(exports.list()):
            if stored.modified < now - _EXPORTS:
                exports.delete(stored.key)
