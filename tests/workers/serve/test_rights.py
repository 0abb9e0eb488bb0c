"""Consent and rights by API: the same acts and the same journal as the commands."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from sourdine.pipeline.journal import open_journal
from sourdine.pipeline.office import office_path
from sourdine.workers.serve.tables import calls
from sqlalchemy import select

PHONE = "+33 1 99 00 12 34"


def acts(site: Any) -> list[str]:
    journal = open_journal(str(office_path()), site.services.keys)
    return [act.what for _, act in journal.acts()]


@pytest.fixture
def brought(make_site: Any) -> tuple[Any, str]:
    """A site with one call of somebody, published by the starter model."""
    site = make_site()
    asked = {"recording": site.recording(), "caller": {"phone": PHONE}}
    call = site.key("calls:submit").post("/v1/calls", json=asked).json()["id"]
    assert site.work() == 1
    return site, call


def test_from_consent_to_erasure(brought: tuple[Any, str]) -> None:
    """One caller's way: found, exported, restricted, withdrawn, given again, erased."""
    site, call = brought
    officer, crm = site.person("officer"), site.key("consent:write", "calls:read")
    about = {"caller": {"phone": "0199001234"}}
    assert officer.post("/v1/subjects/find", json=about).json()["calls"] == [call]
    sound = f"/v1/calls/{call}/audio"
    assert officer.get(sound).status_code == 200

    frozen = officer.post("/v1/subjects/restrict", json=about).json()
    assert frozen["calls"] == [call]
    assert officer.get(sound).status_code == 403
    officer.post("/v1/subjects/restrict", json=about | {"lift": True})
    assert officer.get(sound).status_code == 200

    asked = officer.post("/v1/subjects/export", json=about | {"language": "en"})
    assert asked.status_code == 202, asked.text
    where = f"/v1/requests/{asked.json()['id']}"
    assert officer.get(f"{where}/package").status_code == 404
    assert site.work("export") == 1
    told = officer.get(where).json()
    assert told["state"] == "done"
    with zipfile.ZipFile(io.BytesIO(officer.get(told["package"]).content)) as archive:
        assert {"answer.pdf", "data.json"} <= set(archive.namelist())

    taken = crm.post("/v1/consents/withdraw", json=about).json()
    assert taken == {"calls": [call], "removed": 1, "request": None}
    assert officer.get(sound).status_code in (403, 404)
    assert crm.get(f"/v1/calls/{call}").json()["state"] == "withdrawn"
    record = {"lawful_basis": "consent", "purposes": {"quality": True}}
    assert crm.post("/v1/consents", json=about | {"consent": record}).status_code == 200

    erased = officer.post("/v1/subjects/erase", json=about).json()
    assert site.work("erase") == 1
    assert officer.get(f"/v1/requests/{erased['id']}").json()["state"] == "done"
    assert officer.get(f"/v1/calls/{call}").status_code == 404
    with site.services.catalogue.read() as con:
        assert con.execute(select(calls)).all() == []
    assert not (site.recordings / "call.wav").exists()
    written = acts(site)
    for what in ("subject.find", "subject.export", "subject.fetch", "consent.withdraw", "consent.grant"):
        assert what in written
    assert written.count("subject.erase") == 2


def test_what_is_wrong_is_corrected(brought: tuple[Any, str]) -> None:
    site, call = brought
    officer, where = site.person("officer"), "/v1/subjects/rectify"
    about, now_by = {"caller": {"phone": PHONE}}, {"caller": {"phone": "+33 1 99 00 56 78"}}
    answer = officer.post(where, json=about | {"new": now_by["caller"]})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["kind"], answer.json()["state"]) == ("rectification", "done")
    assert officer.post("/v1/subjects/find", json=about).json()["calls"] == []
    assert officer.post("/v1/subjects/find", json=now_by).json()["calls"] == [call]
    assert officer.post(where, json={"call": call, "called": "2026-03-02T10:15:00+01:00"}).status_code == 200

    def said() -> dict[str, Any]:
        turns = officer.get(f"/v1/calls/{call}/artefacts/transcript.json").json()["turns"]
        return next(
            word | {"channel": turn["channel"]}
            for turn in turns
            for word in turn["words"]
            if word.get("entity") is None and len(word["text"]) > 5
        )

    before = said()
    words = {"channel": before["channel"] + 1, "start": before["start"], "end": before["end"]}
    personal = officer.post(where, json={"call": call, "words": words | {"text": "je m'appelle julie morel"}})
    assert personal.status_code == 422 and "julie" not in personal.text
    assert officer.post(where, json={"call": call, "words": words | {"text": "vraiment"}}).status_code == 200
    assert said()["text"] != before["text"]
    requests = officer.post("/v1/subjects/find", json=now_by).json()["requests"]
    assert len(requests) == 3  # what was refused left none
    assert acts(site).count("subject.rectify") == 3


WRONG: list[tuple[str, dict[str, Any], int]] = [
    ("/v1/subjects/find", {}, 422),
    ("/v1/subjects/find", {"caller": {}}, 422),
    ("/v1/subjects/find", {"caller": {"phone": "x"}}, 422),
    ("/v1/subjects/find", {"caller": {"phone": PHONE}, "call": "a" * 32}, 422),
    ("/v1/subjects/find", {"call": "a" * 32}, 404),
    ("/v1/subjects/find", {"call": "../etc"}, 422),
    ("/v1/subjects/find", {"caller": {"phone": PHONE}, "tenant": "acme"}, 403),
    ("/v1/subjects/erase", {"caller": {"phone": PHONE}}, 422),
    ("/v1/subjects/export", {"call": "a" * 32}, 404),
    ("/v1/subjects/rectify", {"caller": {"phone": PHONE}}, 422),
    ("/v1/subjects/rectify", {"caller": {"phone": PHONE}, "new": {"email": "a@b.example"}}, 422),
    ("/v1/subjects/rectify", {"caller": {"phone": PHONE}, "new": {"email": "x", "phone": PHONE}}, 422),
    ("/v1/subjects/rectify", {"call": "a" * 32, "called": "2026-03-02T10:15:00+01:00"}, 404),
    ("/v1/subjects/rectify", {"call": "a" * 32, "called": "then"}, 422),
    ("/v1/consents", {"caller": {"phone": PHONE}, "consent": {"lawful_basis": "x"}}, 422),
    ("/v1/consents/withdraw", {"caller": {"phone": PHONE}, "purpose": "Not A Word"}, 422),
]


@pytest.mark.parametrize(("path", "body", "status"), WRONG)
def test_what_cannot_be_answered_is_told(
    shared_site: Any, path: str, body: dict[str, Any], status: int
) -> None:
    officer = shared_site.key("rights", "consent:write")
    answer = officer.post(path, json=body)
    assert answer.status_code == status, answer.text
    assert "99 00 12" not in answer.text


def test_another_tenants_calls_and_requests_do_not_exist(site: Any) -> None:
    mine, theirs = site.person("officer"), site.person("officer", tenant="acme")
    asked = {"recording": site.recording(), "caller": {"phone": PHONE}}
    call = site.key("calls:submit").post("/v1/calls", json=asked).json()["id"]
    about = {"caller": {"phone": PHONE}}
    assert theirs.post("/v1/subjects/find", json=about).json()["calls"] == []
    right = {"call": call, "called": "2026-03-02T10:15:00+01:00"}
    assert theirs.post("/v1/subjects/rectify", json=right).status_code == 404
    for path in ("find", "erase", "export", "restrict", "object"):
        assert theirs.post(f"/v1/subjects/{path}", json={"call": call}).status_code == 404
    request = mine.post("/v1/subjects/restrict", json=about).json()["request"]
    assert theirs.get(f"/v1/requests/{request}").status_code == 404
    assert theirs.get(f"/v1/requests/{request}", params={"tenant": "default"}).status_code == 403
