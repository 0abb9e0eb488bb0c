"""Bringing recordings: durable before acknowledged, once for each, from allowed places only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sourdine.workers.serve.tables import tasks
from sqlalchemy import func, select

BRING = ("calls:submit", "calls:read")


def count(site: Any, table: Any) -> int:
    with site.services.catalogue.read() as con:
        return int(con.scalar(select(func.count()).select_from(table)))


def test_a_recording_is_durable_when_it_is_acknowledged(site: Any) -> None:
    client = site.key(*BRING)
    details = {"agent": "a-17", "external_id": "c-4711", "caller": {"phone": "+33 1 99 00 12 34"}}
    answer = client.post("/v1/calls", json={"recording": site.recording(), **details})
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["state"], told["agent"], told["external_id"]) == ("waiting", "a-17", "c-4711")
    assert client.get(told["links"]["state"]).json() == told
    assert count(site, tasks) == 1


def test_nothing_in_the_database_tells_who_called_or_where_it_is(site: Any, tmp_path: Path) -> None:
    name = "0612345678_marie-canari.wav"
    asked = {"recording": site.recording(name), "caller": {"phone": "0612345678", "name": "Marie Canari"}}
    asked["external_id"] = "ticket of marie-canari"
    assert site.key(*BRING).post("/v1/calls", json=asked).status_code == 202
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").glob("catalogue*")).lower()
    assert b"web_calls" in kept
    for canary in (b"0612345678", b"612345678", b"canari"):
        assert canary not in kept


def test_the_same_place_or_key_is_the_same_call(site: Any) -> None:
    client, asked = site.key(*BRING), {"recording": site.recording()}
    first = client.post("/v1/calls", json=asked, headers={"Idempotency-Key": "k-1"}).json()["id"]
    assert client.post("/v1/calls", json=asked, headers={"Idempotency-Key": "k-1"}).json()["id"] == first
    assert client.post("/v1/calls", json=asked).json()["id"] == first
    assert count(site, tasks) == 1
    other = {"recording": site.recording("other.wav")}
    assert client.post("/v1/calls", json=other, headers={"Idempotency-Key": "k-1"}).status_code == 422
    assert client.post("/v1/calls", json=other, headers={"Idempotency-Key": "k-2"}).json()["id"] != first


PLACES = [
    ("{recordings}/../acme/call.wav", 403),
    ("{recordings}/./call.wav", 403),
    ("{recordings}//call.wav", 403),
    ("{recordings}", 403),
    ("{recordings}-of-others/call.wav", 403),
    ("/etc/passwd", 403),
    ("recordings/call.wav", 403),
    ("file://{recordings}/call.wav", 403),
    ("s3://bucket/call.wav", 403),
    ("ftp://127.0.0.1/call.wav", 403),
    ("https://example.org/call.wav", 403),
    ("{recordings}/call\n.wav", 422),
    ("{recordings}/call\0.wav", 422),
    ("", 422),
]


@pytest.mark.parametrize(("place", "status"), PLACES)
def test_path_tricks_are_refused(shared_site: Any, place: str, status: int) -> None:
    site = shared_site
    asked = {"recording": place.format(recordings=site.recordings)}
    answer = site.key(*BRING).post("/v1/calls", json=asked)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert not place or place not in answer.text


ADDRESSES = [
    ("https://cdn.example.org/calls/a.wav", 202),
    ("https://cdn.example.org/calls/a.wav?part=1", 202),
    ("https://cdn.example.org:443/calls/a.wav", 403),
    ("http://cdn.example.org/calls/a.wav", 403),
    ("https://cdn.example.org.evil.example/calls/a.wav", 403),
    ("https://cdn.example.org@evil.example/calls/a.wav", 403),
    ("https://u:p@cdn.example.org/calls/a.wav", 403),
    ("https://cdn.example.org/calls/../secret.wav", 403),
    ("https://cdn.example.org/calls/%2e%2e/secret.wav", 403),
    ("https://cdn.example.org/calls/%252e%252e/secret.wav", 403),
    ("https://cdn.example.org/calls/..%5csecret.wav", 403),
    ("https://cdn.example.org/callsecret.wav", 403),
    ("https://cdn.example.org:99999/calls/a.wav", 403),
]


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_addresses_come_from_the_list(shared_site: Any, address: str, status: int) -> None:
    assert shared_site.key(*BRING).post("/v1/calls", json={"recording": address}).status_code == status


def test_links_that_lead_out_are_found_by_the_worker(site: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(Path(site.recording("real.wav")).read_bytes())
    (site.recordings / "link.wav").symlink_to(secret)
    client = site.key(*BRING)
    call = client.post("/v1/calls", json={"recording": str(site.recordings / "link.wav")}).json()["id"]
    site.work()
    told = client.get(f"/v1/calls/{call}").json()
    assert (told["state"], told["reason"]) == ("quarantined", "unreadable")


def test_an_upload_waits_in_the_inbox_under_a_name_that_tells_nothing(site: Any, tmp_path: Path) -> None:
    data = Path(site.recording()).read_bytes()
    client = site.key(*BRING)
    files = {"recording": ("0612345678_marie.wav", data)}
    headers = {"Idempotency-Key": "up-1"}
    answer = client.post("/v1/calls", files=files, data={"call": '{"agent": "a-1"}'}, headers=headers)
    assert answer.status_code == 202, answer.text
    (kept,) = (tmp_path / "home" / "incoming" / "inbox" / "default").glob("*.wav")
    assert kept.read_bytes() == data
    assert "0612" not in kept.name
    again = client.post("/v1/calls", files=files, data={"call": '{"agent": "a-1"}'}, headers=headers)
    assert again.json()["id"] == answer.json()["id"]
    other = {"recording": ("a.wav", data[:-2])}
    assert client.post("/v1/calls", files=other, headers=headers).status_code == 422
    assert count(site, tasks) == 1


def test_uploads_have_a_limit(make_site: Callable[..., Any]) -> None:
    site = make_site(max_upload=3_000_000)
    client = site.key(*BRING)
    for size, status in ((2_900_000, 202), (6_000_000, 413)):
        files = {"recording": ("a.wav", bytes(size))}
        answer = client.post("/v1/calls", files=files)
        assert answer.status_code == status
        if status == 413:
            assert answer.headers["content-type"] == "application/problem+json"
    body = (b"x" * 100_000 for _ in range(100))  # no length is told beforehand
    answer = client.post("/v1/calls", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


BODIES = [
    (b"{", "application/json", 422),
    (b"[]", "application/json", 422),
    (b'{"recording": 7}', "application/json", 422),
    (b'{"recording": "/x", "unknown": 1}', "application/json", 422),
    (b'{"recording": "/x", "consent": {"lawful_basis": "because"}}', "application/json", 403),
    (b"recording=1", "application/x-www-form-urlencoded", 415),
    (b"x", "multipart/form-data", 400),
    (b"--a\r\n\r\n--a--", "multipart/form-data; boundary=a", 400),
    (b"RIFF", "audio/wav", 415),
    (b"", "", 415),
]


@pytest.mark.parametrize(("body", "kind", "status"), BODIES)
def test_bodies_that_are_none_are_told_so(shared_site: Any, body: bytes, kind: str, status: int) -> None:
    answer = shared_site.key(*BRING).post(
        "/v1/calls", content=body, headers={"Content-Type": kind} if kind else {}
    )
    assert answer.status_code == status, answer.text


def test_a_consent_record_that_cannot_be_read_is_refused_at_once(site: Any) -> None:
    asked = {"recording": site.recording(), "consent": {"lawful_basis": "because"}}
    answer = site.key(*BRING).post("/v1/calls", json=asked)
    assert answer.status_code == 422
    assert "lawful_basis" in answer.json()["detail"]


def test_consent_that_comes_with_the_call_decides(site: Any) -> None:
    record = {"lawful_basis": "consent", "purposes": {"quality": False}}
    client = site.key(*BRING, "consent:write")
    asked = {"recording": site.recording(), "consent": record}
    call = client.post("/v1/calls", json=asked).json()["id"]
    site.work()
    told = client.get(f"/v1/calls/{call}").json()
    assert (told["state"], told["reason"]) == ("refused", "purpose_not_granted")
    # brought again it is looked at again
    assert client.post("/v1/calls", json=asked | {"agent": "a-2"}).json()["state"] == "waiting"
    assert count(site, tasks) == 1


def test_what_is_another_tenants_does_not_exist(site: Any) -> None:
    mine, theirs = site.key(*BRING, "calls:listen"), site.key(*BRING, "calls:listen", tenant="acme")
    call = mine.post("/v1/calls", json={"recording": site.recording()}).json()["id"]
    for path in ("", "/events", "/audio", "/artefacts/transcript.json"):
        assert theirs.get(f"/v1/calls/{call}{path}").status_code == 404
    assert theirs.get("/v1/calls").json()["calls"] == []
    recording = str(site.recordings / "call.wav")
    assert theirs.post("/v1/calls", json={"recording": recording}).status_code == 403
    asked = {"recording": recording, "tenant": "acme"}
    assert mine.post("/v1/calls", json=asked).status_code == 403
    assert site.person("officer", tenant="*").get(f"/v1/calls/{call}").json()["tenant"] == "default"


def test_calls_are_listed_newest_first_a_page_at_a_time(site: Any) -> None:
    client = site.key(*BRING)
    ids = []
    for number in range(5):
        asked = {"recording": site.recording(f"{number}.wav"), "agent": f"a-{number % 2}"}
        ids.append(client.post("/v1/calls", json=asked).json()["id"])
    first = client.get("/v1/calls", params={"limit": 2}).json()
    second = client.get("/v1/calls", params={"limit": 2, "before": first["next"]}).json()
    third = client.get("/v1/calls", params={"limit": 2, "before": second["next"]}).json()
    listed = [call["id"] for page in (first, second, third) for call in page["calls"]]
    assert listed == ids[::-1]
    assert third["next"] is None
    assert len(client.get("/v1/calls", params={"agent": "a-1"}).json()["calls"]) == 2
    assert client.get("/v1/calls", params={"state": "published"}).json()["calls"] == []


def test_retry_is_for_calls_that_came_to_nothing(site: Any) -> None:
    officer = site.person("officer")
    call = site.key(*BRING).post("/v1/calls", json={"recording": site.recording()}).json()["id"]
    assert officer.post(f"/v1/calls/{call}/retry").status_code == 409
    (site.recordings / "call.wav").write_bytes(b"")
    site.work()
    assert officer.get(f"/v1/calls/{call}").json()["reason"] == "empty_file"
    assert officer.post(f"/v1/calls/{call}/retry").json()["state"] == "waiting"
    assert count(site, tasks) == 1


def test_events_tell_how_a_call_goes_on(site: Any) -> None:
    client = site.key(*BRING)
    Path(site.recording()).write_bytes(b"")
    call = client.post("/v1/calls", json={"recording": str(site.recordings / "call.wav")}).json()["id"]
    site.work()

    def states(last: str | None = None) -> list[str]:
        headers = {"Last-Event-ID": last} if last else {}
        with client.stream("GET", f"/v1/calls/{call}/events", headers=headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = list(answer.iter_lines())
        return [json.loads(line[6:])["state"] for line in lines if line.startswith("data: ")]

    assert states() == ["waiting", "working", "quarantined"]
    assert states("2") == ["quarantined"]
