"""Sessions of people: a random token in a cookie, its hash in the database, a CSRF token made from it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sourdine.pipeline.catalogue import Catalogue
from sourdine.workers.serve.tables import sessions
from sqlalchemy import delete, insert, select, update

IDLE = timedelta(hours=2)  # without a request, after which a session ends
LONGEST = timedelta(hours=12)  # after which it ends in any case
_FRESH = timedelta(minutes=1)  # for which "seen" is not written again


def cookie_name(https: bool) -> str:
    """The cookie's name; over TLS one that browsers take only from this very host (RFC 6265bis, 4.1.3.2)."""
    return "__Host-sourdine" if https else "sourdine"


def hash_of(token: str) -> str:
    """What the database holds of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(catalogue: Catalogue, person: str, now: datetime) -> str:
    """A new session's token, for the cookie; old sessions are swept away."""
    token = secrets.token_urlsafe(32)
    with catalogue.write() as con:
        con.execute(
            delete(sessions).where((sessions.c.seen < now - IDLE) | (sessions.c.created < now - LONGEST))
        )
        con.execute(insert(sessions).values(token=hash_of(token), person=person, created=now, seen=now))
    return token


def person_of(catalogue: Catalogue, token: str, now: datetime) -> str | None:
    """Whose session this is; None if it is none, or over."""
    which = sessions.c.token == hash_of(token)
    with catalogue.read() as con:
        row = con.execute(select(sessions).where(which)).one_or_none()
    if row is None or row.seen < now - IDLE or row.created < now - LONGEST:
        return None
    if row.seen < now - _FRESH:
        with catalogue.write() as con:
            con.execute(update(sessions).where(which).values(seen=now))
    return str(row.person)


def close_session(catalogue: Catalogue, token: str) -> None:
    """End it, whatever cookie somebody still has."""
    with catalogue.write() as con:
        con.execute(delete(sessions).where(sessions.c.token == hash_of(token)))


def csrf_token(session: str, key: bytes) -> str:
    """The token that forms and scripts of this session send back; ``session`` is the hash of its token."""
    return hmac.digest(key, f"sourdine csrf\0{session}".encode(), "sha256").hex()


def csrf_matches(session: str, key: bytes, sent: str) -> bool:
    """Whether this is that token."""
    return hmac.compare_digest(csrf_token(session, key).encode(), sent.encode())
