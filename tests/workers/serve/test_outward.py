"""No way into the network from inside: private addresses, names that change, redirects, slow answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
from sourdine.workers.serve.outward import Forbidden, Outward, Unreachable, is_allowed

INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104 - nothing listens: it must be refused
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_refused(address: str) -> None:
    assert not is_allowed(ip_address(address))
    host = f"[{address}]" if ":" in address else address
    for url in (f"http://{host}/", f"https://{host}:8443/hook"):
        with pytest.raises(Forbidden):
            Outward().check(url)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_outside_are_not(address: str) -> None:
    assert is_allowed(ip_address(address))


SPELLINGS = [
    "http://localhost/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://[::ffff:7f00:1]/",
    "http://user@127.0.0.1/",
    "http://example.org@127.0.0.1/",
    "gopher://127.0.0.1/",
    "file:///etc/passwd",
    "http:///x",
    "http://127.0.0.1:99999/",
    "http://１２７.0.0.1/",
    "//127.0.0.1/",
    "",
]


@pytest.mark.parametrize("url", SPELLINGS)
def test_spellings_of_inside_are_refused(url: str) -> None:
    with pytest.raises((Forbidden, Unreachable)):
        Outward().check(url)


def test_networks_are_open_only_where_the_settings_name_them() -> None:
    assert is_allowed(ip_address("10.1.2.3"), ["10.0.0.0/8"])
    assert is_allowed(ip_address("::ffff:10.1.2.3"), ["10.0.0.0/8"])
    assert not is_allowed(ip_address("10.1.2.3"), ["10.2.0.0/16", "fd00::/8"])


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, list[str]]]:
    """Answers with what the path says, and keeps what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Host']} {self.path}")
            status = int(self.path[1:4])
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            body = b"" if self.path.endswith("endless") else b"x" * 10_000
            if body:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            try:
                while not body:
                    self.wfile.write(b"x" * 100)
                    threading.Event().wait(0.05)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield served.server_address[1], asked
    served.shutdown()
    thread.join()
    served.server_close()


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """What a name resolves to, one time after the other; gives the names that were asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *args: Any, **named: Any) -> Any:
        if str(host) != "hooks.example":
            return real(host, port, *args, **named)
        asked.append(str(host))
        address = addresses[min(len(asked), len(addresses)) - 1]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_a_name_is_resolved_once_and_the_connection_goes_there(
    monkeypatch: pytest.MonkeyPatch, server: tuple[int, list[str]]
) -> None:
    port, asked = server
    names = answers(monkeypatch, "127.0.0.1", "127.0.0.2")
    answer = Outward(("127.0.0.1/32",)).send("GET", f"http://hooks.example:{port}/200", {})
    assert answer.status == 200
    assert asked[-1] == f"hooks.example:{port} /200"
    assert names == ["hooks.example"]


def test_a_name_that_leads_inside_is_refused(
    monkeypatch: pytest.MonkeyPatch, server: tuple[int, list[str]]
) -> None:
    port, asked = server
    before = len(asked)
    answers(monkeypatch, "169.254.169.254", "127.0.0.1")
    with pytest.raises(Forbidden):
        Outward(("127.0.0.1/32",)).send("GET", f"http://hooks.example:{port}/200", {})
    assert len(asked) == before


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_answers_and_nothing_more(server: tuple[int, list[str]], status: int) -> None:
    port, asked = server
    answer = Outward(("127.0.0.0/8",)).send("GET", f"http://127.0.0.1:{port}/{status}", {})
    assert answer.status == status
    assert asked[-1].endswith(str(status))


def test_answers_are_cut_off_in_size_and_time(server: tuple[int, list[str]]) -> None:
    port, _ = server
    outward = Outward(("127.0.0.0/8",), seconds=1.0)
    assert len(outward.send("GET", f"http://127.0.0.1:{port}/200", {}, limit=100).body) == 100
    with pytest.raises(Unreachable):
        outward.send("GET", f"http://127.0.0.1:{port}/200/endless", {}, limit=1 << 20)


def test_nobody_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable):
        Outward(("127.0.0.0/8",)).send("GET", f"http://127.0.0.1:{port}/", {})
