"""Settings of `sourdine serve`: who may bring recordings from where, and what is allowed to go out.

None of this changes a safe copy, so no digest holds it. Secrets are not settings: they are made by
`sourdine serve` and kept sealed in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

_TENANT = re.compile(r"[a-z][a-z0-9_-]{0,39}")  # as `sourdine.pipeline.settings.TENANT` (a test compares)


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The identity provider people sign in at. The client's secret is in ``SOURDINE_OIDC_SECRET``."""

    issuer: str = ""  # https://…, where /.well-known/openid-configuration is; empty: local passwords only
    client_id: str = ""
    claim: str = "email"  # of the ID token, matched with the login of a person

    def __post_init__(self) -> None:
        if self.issuer:
            _address("issuer", self.issuer)
            if not self.client_id:
                raise ValueError("client_id: needed with an issuer")


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """How safe copies are reviewed.

    ``second``: which calls a second person has to approve too; except with "never" nobody decides on their
    own flag that something was silenced without a reason. ``sample``: the share of calls drawn by chance, by
    which the dashboard estimates how many leak something.
    """

    second: Literal["never", "flagged", "always"] = "flagged"
    sample: float = 0.05

    def __post_init__(self) -> None:
        if not 0 <= self.sample <= 1:
            raise ValueError("sample: must be from 0 to 1")


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What the server lets in and out.

    ``sources`` and ``urls`` list by tenant where recordings may come from: folders and ``s3://`` prefixes,
    and ``https://host/path`` prefixes. Absent means denied. ``networks`` are the private networks (CIDR) that
    hooks and addresses may lead to; loopback and cloud metadata too only if named here.
    """

    public_url: str = "http://127.0.0.1:8321"
    inbox: str | None = None  # where uploads wait: a folder or s3:// prefix; null: beside the keyset
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    urls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    networks: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ("127.0.0.1",)  # whose X-Forwarded-For and -Proto are believed
    max_upload: int = 500_000_000  # bytes
    requests_per_minute: int = 600  # of one key, person or address, in each process
    passwords_per_minute: int = 10  # tried from one address, in each process
    attempts: int = 3
    time_limit: float = 3600.0  # seconds for one recording
    delivery_days: float = 3.0  # for which a hook that is not taken is sent again
    conduct: Path | None = None  # a folder with fr.md and en.md; null: the text that ships
    oidc: OidcSettings = field(default_factory=OidcSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)

    def __post_init__(self) -> None:
        _address("public_url", self.public_url)
        for name in ("sources", "urls"):
            for tenant, places in getattr(self, name).items():
                if not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
                    raise ValueError(f"{name}: a tenant is made of small letters, digits and hyphens")
                if not isinstance(places, list | tuple) or not all(isinstance(one, str) for one in places):
                    raise ValueError(f"{name}.{tenant}: must be a list of text")
        for place in (place for places in self.urls.values() for place in places):
            _address("urls", place)
        for network in self.networks:
            ip_network(network)  # its ValueError names what is wrong
        for name in ("max_upload", "requests_per_minute", "passwords_per_minute", "attempts", "time_limit"):
            if not getattr(self, name) >= 1:
                raise ValueError(f"{name}: must be at least 1")


def is_tenant(name: str) -> bool:
    """Whether this can be the name of a tenant: it becomes part of keys and addresses."""
    return _TENANT.fullmatch(name) is not None


def _address(name: str, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise ValueError(f"{name}: must be an address such as https://calls.example.org")
