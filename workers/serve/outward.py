"""Requests that leave this machine, for addresses that others gave us: no way into the network from inside.

The name is resolved once, every address it has is looked at, and the connection goes to the one that was
looked at: a name that answers differently the next time (rebinding) changes nothing. Redirects are not
followed. Private, loopback, link-local (cloud metadata), shared and reserved networks are refused unless
the settings name them (OWASP Server-Side Request Forgery Prevention Cheat Sheet).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import httpx2

_ASSIGNED = ip_network("192.0.0.0/24")  # RFC 6890; a cloud's metadata is at 192.0.0.192
_V4_IN_V6 = ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48")  # NAT64, RFC 6052 and 8215
_PORTS = {"http": 80, "https": 443}


class Forbidden(Exception):
    """The address leads, or may lead, to where nothing of ours may go."""


class Unreachable(Exception):
    """No answer, or none in time; later there may be one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; at most as many bytes as asked for."""

    status: int
    body: bytes = field(repr=False)
    retry_after: float | None = None  # seconds


@dataclass(frozen=True, slots=True)
class Outward:
    """``networks`` are private ones that may be reached all the same (CIDR)."""

    networks: tuple[str, ...] = ()
    seconds: float = 20.0  # for a whole exchange

    def check(self, url: str) -> None:
        """Whether an address may be used, as far as it can be told now. Raises `Forbidden`, `Unreachable`."""
        self._pinned(url)

    def send(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes = b"", limit: int = 4096
    ) -> Answer:
        """One request, no redirect. Raises `Forbidden` or `Unreachable`."""
        with self._answered(method, url, headers, content) as answer:
            body = b"".join(self._pieces(answer, limit))[:limit]
            return Answer(answer.status_code, body, _seconds(answer.headers.get("retry-after")))

    @contextmanager
    def fetch(
        self, url: str, headers: Mapping[str, str], seconds: float
    ) -> Iterator[tuple[int, Iterator[bytes]]]:
        """The status, and the body in pieces. Raises `Forbidden` or `Unreachable`."""
        with self._answered("GET", url, headers, b"") as answer:
            yield answer.status_code, self._pieces(answer, None, seconds)

    @contextmanager
    def _answered(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> Iterator[httpx2.Response]:
        pinned, host = self._pinned(url)
        sent = {**headers, "Host": host, "Accept-Encoding": "identity"}
        extensions = {"sni_hostname": urlsplit(url).hostname}
        try:
            with (
                httpx2.Client(trust_env=False, follow_redirects=False, timeout=self.seconds) as client,
                client.stream(method, pinned, headers=sent, content=content, extensions=extensions) as answer,
            ):
                yield answer
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            raise Unreachable("no answer") from None

    def _pieces(
        self, answer: httpx2.Response, limit: int | None, seconds: float | None = None
    ) -> Iterator[bytes]:
        until, size = time.monotonic() + (seconds or self.seconds), 0
        for piece in answer.iter_raw():
            yield piece
            size += len(piece)
            if limit is not None and size >= limit:
                return
            if time.monotonic() > until:  # a trickle would hold us for ever
                raise Unreachable("took too long")

    def _pinned(self, url: str) -> tuple[str, str]:
        """The same address with the number in the place of the name, and what the Host header says."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            raise Forbidden("not an address") from None
        if parts.scheme not in _PORTS or not host or parts.username is not None or not url.isascii():
            raise Forbidden("only http and https addresses, without a login in them")
        address = self._resolve(host, port)
        number = f"[{address}]" if address.version == 6 else str(address)
        name = f"[{host}]" if ":" in host else host
        shown = name if port == _PORTS[parts.scheme] else f"{name}:{port}"
        return parts._replace(netloc=f"{number}:{port}", fragment="").geturl(), shown

    def _resolve(self, host: str, port: int) -> IPv4Address | IPv6Address:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Unreachable("the name is not known") from None
        addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
        if not addresses:
            raise Unreachable("the name has no address")
        if not all(is_allowed(address, self.networks) for address in addresses):
            raise Forbidden("the address leads into a private network: see serve.networks")
        return addresses[0]


def is_allowed(address: IPv4Address | IPv6Address, networks: Iterable[str] = ()) -> bool:
    """Whether requests may go there: on the open network, or in one of the networks named."""
    inner = _inner(address)
    if any(one in network for one in (address, inner) for network in map(ip_network, networks)):
        return True
    inside = any(one.is_multicast or one in _ASSIGNED or not one.is_global for one in (address, inner))
    return not inside


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in network for network in _V4_IN_V6):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isascii() and header.isdigit() else None
