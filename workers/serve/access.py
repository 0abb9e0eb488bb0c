"""Who may do what: roles of people, scopes of keys, and the permissions both come down to.

Endpoints name a permission, never a role; `ROLES` is the one table that says what a role is good for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

ANY_TENANT = "*"
"""The tenant of a person who works for all of them. No key is made for it."""


class Permission(StrEnum):
    """What an endpoint asks for; also the scopes that an API key can have."""

    SUBMIT = "calls:submit"  # bring a recording, watch it become a safe copy
    READ = "calls:read"  # state and metadata of calls, never their content
    LISTEN = "calls:listen"  # sound and transcript of safe copies
    REVIEW = "calls:review"  # flag, comment, approve, reject
    DECIDE = "quarantine:decide"  # the quarantine desk: retry, let go
    CONSENT = "consent:write"  # consent given and withdrawn
    RIGHTS = "rights"  # find, export, erase, restrict
    OPERATE = "operate"  # queue, deliveries, dead letters, targets


Role = Literal["listener", "reviewer", "officer", "operator", "integrator"]

_LISTENER = frozenset({Permission.READ, Permission.LISTEN})

ROLES: Mapping[Role, frozenset[Permission]] = {
    "listener": _LISTENER,
    "reviewer": _LISTENER | {Permission.REVIEW},
    "officer": _LISTENER | {Permission.REVIEW, Permission.DECIDE, Permission.CONSENT, Permission.RIGHTS},
    "operator": frozenset({Permission.READ, Permission.SUBMIT, Permission.OPERATE}),
    "integrator": frozenset({Permission.READ, Permission.SUBMIT, Permission.CONSENT}),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a person with a session, or a program with a key.

    ``id`` is what the journal keeps ("person-…", "key-…"), ``tenant`` may be `ANY_TENANT` for people.
    ``session`` is the hash of the session's token; empty for keys, which need no CSRF token.
    """

    id: str
    tenant: str
    permissions: frozenset[Permission]
    name: str = ""
    roles: tuple[Role, ...] = ()
    session: str = ""
    conduct: str = ""  # version of the code of conduct that was accepted last

    def may(self, permission: Permission) -> bool:
        """Whether this is allowed, whatever the tenant."""
        return permission in self.permissions

    def sees(self, tenant: str) -> bool:
        """Whether things of this tenant exist for whoever asks."""
        return self.tenant in (ANY_TENANT, tenant)


def permissions(roles: Iterable[str]) -> frozenset[Permission]:
    """What people with these roles may do; a role that does not exist gives nothing."""
    return frozenset().union(*(ROLES[role] for role in ROLES if role in set(roles)))
