"""People who sign in: who they are, their roles, and their passwords where there is no identity provider."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.catalogue import Catalogue
from sourdine.pipeline.errors import StopJob
from sourdine.workers.serve.access import ROLES, Role
from sourdine.workers.serve.tables import people, sessions
from sqlalchemy import Row, delete, insert, select, update

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_PASSWORD = 12  # characters; NIST SP 800-63B-4 asks for 15 alone, 8 with a second factor
_TRIES = 5  # wrong passwords in a row before waiting begins
_WAIT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in."""

    id: str
    login: str
    name: str
    tenant: str
    roles: tuple[Role, ...]
    conduct: str
    disabled: bool


def add_person(
    catalogue: Catalogue,
    login: str,
    name: str,
    tenant: str,
    roles: Sequence[str],
    password: str | None,
    now: datetime,
) -> str:
    """Make or change a person; gives the id. Raises `StopJob` for an unknown role or a weak password."""
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise StopJob(f"roles are one or more of {', '.join(ROLES)}")
    if password is not None and len(password) < MIN_PASSWORD:
        raise StopJob(f"a password has at least {MIN_PASSWORD} characters")
    values = {
        "name": name or login,
        "tenant": tenant,
        "roles": " ".join(sorted(set(roles))),
        "disabled": False,
        "failures": 0,
        "locked_until": None,
    }
    if password is not None:
        values["password"] = _hasher().hash(password)
    with catalogue.write() as con:
        found = con.scalar(select(people.c.id).where(people.c.login == login.lower()))
        if found is not None:
            con.execute(update(people).where(people.c.id == found).values(values))
            con.execute(delete(sessions).where(sessions.c.person == found))
            return str(found)
        person = str(uuid.uuid4())
        con.execute(insert(people).values(id=person, login=login.lower(), created=now, conduct="", **values))
    return person


def disable_person(catalogue: Catalogue, login: str) -> bool:
    """Nobody signs in with this login any more, and every session of it ends. False if there is none."""
    with catalogue.write() as con:
        found = con.scalar(select(people.c.id).where(people.c.login == login.lower()))
        con.execute(update(people).where(people.c.id == found).values(disabled=True))
        con.execute(delete(sessions).where(sessions.c.person == found))
    return found is not None


def all_people(catalogue: Catalogue) -> list[Person]:
    """Everybody, by login."""
    with catalogue.read() as con:
        return [_person(row) for row in con.execute(select(people).order_by(people.c.login))]


def find_person(catalogue: Catalogue, *, id: str = "", login: str = "") -> Person | None:
    """One person who is not disabled, by id or by login."""
    which = people.c.id == id if id else people.c.login == login.lower()
    with catalogue.read() as con:
        row = con.execute(select(people).where(which, people.c.disabled.is_(False))).one_or_none()
    return _person(row) if row else None


def check_password(catalogue: Catalogue, login: str, password: str, now: datetime) -> Person | None:
    """The person, if login and password are right and not too many were wrong before.

    Takes as long for a login that does not exist (OWASP Authentication Cheat Sheet).
    """
    with catalogue.read() as con:
        row = con.execute(select(people).where(people.c.login == login.lower())).one_or_none()
    stored = row.password if row and row.password and not row.disabled else _nobody()
    right = _matches(stored, password) and row is not None and stored == row.password
    if row is None or (row.locked_until is not None and row.locked_until > now):
        return None
    failures = 0 if right else row.failures + 1
    locked = now + _WAIT if failures >= _TRIES else None
    with catalogue.write() as con:
        con.execute(
            update(people).where(people.c.id == row.id).values(failures=failures, locked_until=locked)
        )
    return _person(row) if right else None


def accept_conduct(catalogue: Catalogue, person: str, version: str) -> None:
    """Keep which version of the code of conduct somebody accepted."""
    with catalogue.write() as con:
        con.execute(update(people).where(people.c.id == person).values(conduct=version))


def _matches(stored: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # RFC 9106, second recommended option: 64 MiB


@cache
def _nobody() -> str:
    return _hasher().hash(uuid.uuid4().hex)


def _person(row: Row[Any]) -> Person:
    roles = tuple(role for role in ROLES if role in row.roles.split())
    return Person(row.id, row.login, row.name, row.tenant, roles, row.conduct, row.disabled)
