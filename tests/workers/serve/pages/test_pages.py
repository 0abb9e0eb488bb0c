"""The pages over HTTP: who may see and do what, and what a request may not smuggle in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline import quarantine
from sourdine.pipeline.catalogue.tables import calls
from sourdine.pipeline.errors import Quarantine, Reason
from sourdine.workers.serve.app import create_app
from sourdine.workers.serve.conduct import version
from sourdine.workers.serve.pages.calls import clock, wanted_of
from sourdine.workers.serve.people import accept_conduct, find_person
from sourdine.workers.serve.review.listing import Wanted, listed
from sourdine.workers.serve.review.tables import reviews
from sourdine.workers.serve.services import Services
from sourdine.workers.serve.sessions import cookie_name, open_session
from sourdine.workers.serve.texts import LANGUAGES, texts
from sqlalchemy import select, update

from tests.workers.serve.site import open_site, put_call

MINE, THEIRS = "c" * 32, "d" * 32
PEOPLE = ("ada", "bob", "eve", "olga", "zoe")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURDINE_HOME", str(tmp_path_factory.getbasetemp() / "sourdine-home"))
        made = open_site(tmp_path_factory.mktemp("pages"))
        put_call(made, MINE)
        put_call(made, THEIRS, "other")
        yield made


def signed_in(services: Services, login: str, conduct: bool = True) -> TestClient:
    """A client in a session of somebody, with the CSRF token in its headers."""
    person = find_person(services.catalogue, login=login)
    assert person is not None
    accept_conduct(services.catalogue, person.id, version(services) if conduct else "")
    client = TestClient(create_app(services), follow_redirects=False)
    client.cookies[cookie_name(services.https)] = open_session(services.catalogue, person.id, services.now())
    token = client.get("/conduct").text.partition('name="csrf-token" content="')[2].partition('"')[0]
    client.headers["X-CSRF-Token"] = token
    return client


FLAG = {"kind": "missed", "channel": 0, "start": 1.5, "end": 1.9, "entity": "PERSON"}
REQUESTS: dict[str, tuple[str, str, Any]] = {
    "list": ("GET", "/calls", None),
    "call": ("GET", f"/calls/{MINE}", None),
    "view": ("GET", f"/calls/{MINE}/view", None),
    "flag": ("POST", f"/calls/{MINE}/flags", FLAG | {"start": 5.7, "end": 5.9}),
    "decide": ("POST", f"/calls/{MINE}/flags/none", {"accept": True}),
    "verdict": ("POST", f"/calls/{MINE}/verdict", {"verdict": "approve", "version": 99}),
    "comment": ("POST", f"/calls/{MINE}/comments", {"text": " "}),
    "assign": ("POST", f"/calls/{MINE}/assignee", {"person": "nobody"}),
    "bulk": ("POST", "/calls/bulk?x", None),
    "dashboard": ("GET", "/dashboard", None),
    "evaluation": ("GET", "/evaluation.jsonl", None),
    "desk": ("GET", "/desk", None),
    "retry": ("POST", f"/desk/{MINE}/retry", None),
    "dismiss": ("POST", f"/desk/{MINE}/dismiss", None),
}
"""Of each endpoint one request that changes nothing, also where it is allowed."""

READ, WRITE, DECIDE = ("ada", "bob", "eve"), ("ada", "bob"), ("ada",)
ALLOWED: dict[str, tuple[tuple[str, ...], int]] = {
    "list": ((*READ, "olga", "zoe"), 200),
    "call": (READ, 200),
    "view": (READ, 200),
    "flag": (WRITE, 422),
    "decide": (WRITE, 404),
    "verdict": (WRITE, 409),
    "comment": (WRITE, 422),
    "assign": (WRITE, 422),
    "bulk": ((*WRITE, "zoe"), 422),
    "dashboard": ((*READ, "olga", "zoe"), 200),
    "evaluation": ((*WRITE, "zoe"), 200),
    "desk": ((*DECIDE, "zoe"), 200),
    "retry": (DECIDE, 404),
    "dismiss": (DECIDE, 404),
}


def ask(client: TestClient, name: str) -> Any:
    method, path, content = REQUESTS[name]
    return client.request(method, path, json=content)


@pytest.mark.parametrize("login", PEOPLE)
def test_who_may_do_what(services: Services, login: str) -> None:
    client = signed_in(services, login)
    for name, (people, status) in ALLOWED.items():
        answer = ask(client, name).status_code
        # of another tenant: as if the call did not exist; without the right: refused
        assert answer == status if login in people else answer in (403, 404), (login, name, answer)


@pytest.mark.parametrize("name", REQUESTS)
def test_nobody_gets_to_the_login(services: Services, name: str) -> None:
    answer = ask(TestClient(create_app(services), follow_redirects=False), name)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


@pytest.mark.parametrize("name", [name for name, (method, _, _) in REQUESTS.items() if method == "POST"])
def test_without_its_token_nothing_is_changed(services: Services, name: str) -> None:
    client = signed_in(services, "ada")
    client.headers["X-CSRF-Token"] = "0" * 64
    answer = ask(client, name)
    assert (answer.status_code, "another session" in answer.text) == (403, True)


def test_nobody_listens_before_the_code_of_conduct(services: Services) -> None:
    client = signed_in(services, "eve", conduct=False)
    assert ask(client, "call").headers["location"].startswith("/conduct?next=")
    assert ask(client, "view").status_code == 403
    assert client.get(f"/v1/calls/{MINE}/audio").status_code == 403
    content = {"version": version(services), "next": "//evil.example"}
    answer = client.post("/conduct", data=content)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert ask(client, "call").status_code == 200
    acts = [act.what for _, act in services.journal_of("default").acts()]
    assert acts.count("conduct.accept") == 1
    assert "call.read" in acts


def test_an_old_text_is_not_accepted(services: Services) -> None:
    client = signed_in(services, "eve", conduct=False)
    client.post("/conduct", data={"version": "0" * 16})
    assert "/conduct" in ask(client, "call").headers["location"]


def test_what_a_call_says_cannot_become_markup(services: Services) -> None:
    page = ask(signed_in(services, "ada"), "call")
    data = page.text.partition('id="data">')[2].partition("</script>")[0]
    assert "<" not in data
    assert json.loads(data)["view"]["call"] == MINE
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "original" not in data


def test_the_desk_tells_why_and_lets_go(services: Services) -> None:
    call, message = "e" * 32, "2.4 s of speech stayed without words"
    storage, now = services.storage_of("default"), services.now()
    error = Quarantine(Reason.SPEECH_WITHOUT_WORDS, message)
    quarantine.set_aside(storage, call, error, "listen", now)
    client = signed_in(services, "ada")
    page = client.get("/desk").text
    assert "speech without words" in page
    assert message in page
    assert f"/desk/{call}/retry" not in page  # of the command line, which alone can try again
    assert "speech without words" in client.get("/dashboard").text
    quarantine.release(storage, call)


def test_pages_of_the_list(services: Services) -> None:
    with services.catalogue.write() as con:
        con.execute(update(reviews).where(reviews.c.call == MINE).values(agent="a-17", flags=1))
    with services.catalogue.read() as con:
        for wanted, found in (
            (Wanted(), 1),
            (Wanted(find="ccc"), 1),
            (Wanted(find="a-17"), 1),
            (Wanted(find="ddd"), 0),
            (Wanted(entity="LOCATION"), 1),
            (Wanted(entity="LOC_TION"), 0),
            (Wanted(entity="PERSON"), 0),
            (Wanted(language="fr", state="open", flagged=True, longest=0.1), 1),
            (Wanted(shortest=0.2), 0),
            (Wanted(since=date(2026, 3, 1), until=date(2026, 3, 1)), 1),
            (Wanted(until=date(2026, 2, 28)), 0),
        ):
            assert listed(con, "default", wanted).total == found, wanted
        assert listed(con, "*", Wanted()).total == 2
        strange = {"after": "x.y", "before": f"{'9' * 20}.{MINE}"}  # no cursors: the first page
        assert len(listed(con, "default", Wanted(), **strange).rows) == 1


def test_going_through_the_pages_shows_every_call_once(tmp_path: Path, catalogue_address: str) -> None:
    made = open_site(tmp_path, catalogue=catalogue_address)
    put_call(made, MINE)
    with made.catalogue.write() as con:
        row = con.execute(select(reviews)).one()._asdict()
        letters = "abcdefghijklmnopqrstuvwxyz"
        ids = [one + two + "a" * 30 for one in letters[:6] for two in letters]
        now = made.now()
        con.execute(calls.insert(), [{"id": one, "tenant": "default", "created": now} for one in ids])
        con.execute(reviews.insert(), [row | {"call": one} for one in ids])
    seen: list[str] = []
    with made.catalogue.read() as con:
        page = listed(con, "default", Wanted())
        assert (page.total, page.before) == (157, "")
        while True:
            seen += [row.call for row in page.rows]
            if not page.after:
                break
            last, page = page, listed(con, "default", Wanted(), after=page.after)
            back = listed(con, "default", Wanted(), before=page.before)
            assert [row.call for row in back.rows] == [row.call for row in last.rows]
    made.catalogue.engine.dispose()
    assert sorted(seen) == sorted([*ids, MINE])


@given(
    st.dictionaries(st.sampled_from(["find", "since", "shortest", "longest", "state", "entity"]), st.text())
)
def test_any_address_is_a_list(query: dict[str, str]) -> None:
    wanted = wanted_of(query)
    assert len(wanted.find) <= 80
    assert wanted.filters >= 0


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (247, "4:07"), (3723, "1:02:03")]
)
def test_lengths(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_both_languages_say_everything() -> None:
    keys = [set(texts(language).by_key) for language in LANGUAGES]
    assert keys[0] == keys[1]
    for reason in Reason:
        assert f"reason.{reason.value}" in keys[0]
