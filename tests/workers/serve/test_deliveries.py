"""Telling others: signed, again and again, never where it must not go, and never lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sourdine.pipeline.errors import StopJob
from sourdine.workers.serve import queue, states
from sourdine.workers.serve.deliveries import add_target, remove_target, rotate_target
from sourdine.workers.serve.outward import Outward
from sourdine.workers.serve.signatures import verified
from sourdine.workers.serve.tables import targets, tasks
from sqlalchemy import select, update

LOCAL = Outward(("127.0.0.0/8",))


@dataclass
class Receiver:
    """A real HTTP server that keeps what it gets."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Clock:
    """A time that tests move."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def told(site: Any, receiver: Receiver) -> tuple[Any, str, str]:
    """A site whose call has just been published, with a target that wants to know: site, target, secret."""
    clock = Clock(site.services.now())
    site.services = replace(site.services, now=clock)
    services = site.services
    target, secret = add_target(
        services.catalogue, "default", receiver.url, ["call.redacted"], clock.now, LOCAL
    )
    key = site.key("calls:submit")
    call = key.post("/v1/calls", json={"recording": site.recording("0612345678.wav")}).json()["id"]
    with services.catalogue.write() as con:
        states.change(con, services.catalogue, call, "published", clock.now, regions={"PERSON": 2})
    return site, target, secret


def waiting(site: Any) -> list[Any]:
    with site.services.catalogue.read() as con:
        return list(con.execute(select(tasks).where(tasks.c.kind == "deliver")))


def test_a_message_is_signed_and_says_what_happened(told: tuple[Any, str, str], receiver: Receiver) -> None:
    site, _, secret = told
    assert site.work("deliver") == 1
    ((headers, body),) = receiver.got
    assert verified([secret], headers, body) == headers["webhook-id"]
    content = json.loads(body)
    assert content["type"] == "call.redacted"
    assert content["data"]["state"] == "published"
    assert content["data"]["regions"] == {"PERSON": 2}
    assert b"0612345678" not in body
    assert waiting(site) == []


def test_only_who_asked_for_it_is_told(told: tuple[Any, str, str], receiver: Receiver) -> None:
    site, _, _ = told
    services = site.services
    call = site.key("calls:read").get("/v1/calls").json()["calls"][0]["id"]
    before = len(waiting(site))
    with services.catalogue.write() as con:
        states.change(con, services.catalogue, call, "quarantined", services.now(), reason="damaged")
        assert states.announce(con, services.catalogue, "acme", call, "call.redacted", services.now()) == 0
    assert len(waiting(site)) == before


def test_what_is_not_taken_is_sent_again_for_days_and_then_kept(
    told: tuple[Any, str, str], receiver: Receiver
) -> None:
    site, _, _ = told
    clock, start = site.services.now, site.services.now()
    receiver.status, pauses = 500, []
    while True:
        assert site.work("deliver") == 1
        (row,) = waiting(site)
        if row.state == "dead":
            break
        pauses.append((row.due - clock.now).total_seconds())
        assert row.error == "answered 500"
        clock.now = row.due
    assert pauses[0] < 10 < pauses[1] < pauses[2] < pauses[3]
    assert timedelta(days=3) < clock.now - start < timedelta(days=4)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1  # told apart by the receiver
    operator = site.person("operator")
    (letter,) = operator.get("/v1/dead-letters").json()["letters"]
    assert (letter["error"], letter["attempts"]) == ("answered 500", len(receiver.got))
    assert operator.get("/v1/queue").json()["dead_letters"] == 1
    receiver.status = 204
    assert operator.post(f"/v1/dead-letters/{letter['number']}/replay").status_code == 204
    assert operator.post(f"/v1/dead-letters/{letter['number']}/replay").status_code == 404
    assert site.work("deliver") == 1
    assert waiting(site) == []


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 503])
def test_only_2xx_counts_as_taken(told: tuple[Any, str, str], receiver: Receiver, status: int) -> None:
    site, _, _ = told
    receiver.status = status
    receiver.headers = {"Location": receiver.url, "Retry-After": "3600"}
    site.work("deliver")
    assert len(receiver.got) == 1  # a redirect is not followed
    (row,) = waiting(site)
    assert row.state == "waiting"
    assert row.due - site.services.now() >= timedelta(hours=1)


def test_gone_is_gone(told: tuple[Any, str, str], receiver: Receiver) -> None:
    site, target, _ = told
    receiver.status = 410
    site.work("deliver")
    with site.services.catalogue.read() as con:
        assert con.scalar(select(targets.c.disabled).where(targets.c.id == target)) == "gone"
    assert waiting(site) == []


def test_while_a_secret_is_replaced_both_sign(told: tuple[Any, str, str], receiver: Receiver) -> None:
    site, target, old = told
    new = rotate_target(site.services.catalogue, target, site.services.now())
    site.work("deliver")
    ((headers, body),) = receiver.got
    assert new is not None
    for secret in (old, new):
        assert verified([secret], headers, body)
    assert len(headers["webhook-signature"].split(" ")) == 2


def test_a_target_that_turned_inside_is_never_called(told: tuple[Any, str, str], receiver: Receiver) -> None:
    site, _, _ = told
    with site.services.catalogue.write() as con:
        con.execute(update(targets).values(url="http://169.254.169.254/latest/meta-data/"))
    site.work("deliver")
    (row,) = waiting(site)
    assert (row.state, receiver.got) == ("dead", [])
    assert "private network" in row.error


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "http://[::1]/", "ftp://example.org/", "nonsense"])
def test_targets_inside_are_refused_at_once(site: Any, url: str) -> None:
    services = site.services
    with pytest.raises(StopJob):
        add_target(services.catalogue, "default", url, ["call.redacted"], services.now(), Outward())


def test_a_target_that_was_removed_is_left_alone(told: tuple[Any, str, str], receiver: Receiver) -> None:
    site, target, _ = told
    assert remove_target(site.services.catalogue, target)
    assert site.work("deliver") == 1
    assert receiver.got == []
    with site.services.catalogue.read() as con:
        assert queue.depth(con).get(("deliver", "waiting")) is None
