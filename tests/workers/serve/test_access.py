"""Who may do what: every endpoint of the API by every role and by nobody."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from sourdine.workers.serve.access import ROLES, Permission, Role, permissions
from sourdine.workers.serve.apikeys import create_key, revoke_key
from sourdine.workers.serve.people import disable_person

CALL = "a" * 32
NOBODY = "nobody"

L, R, O, P, I = get_args(Role)  # listener, reviewer, officer, operator, integrator  # noqa: E741
EVERYBODY = {L, R, O, P, I}
HEAR = {L, R, O}

MATRIX: dict[tuple[str, str], set[str]] = {
    ("POST", "/v1/calls"): {P, I},
    ("GET", "/v1/calls"): EVERYBODY,
    ("GET", "/v1/calls/{call}"): EVERYBODY,
    ("GET", "/v1/calls/{call}/events"): EVERYBODY,
    ("GET", "/v1/events"): EVERYBODY,
    ("POST", "/v1/calls/{call}/retry"): {O},
    ("GET", "/v1/calls/{call}/audio"): HEAR,
    ("GET", "/v1/calls/{call}/artefacts/{name}"): HEAR,
    ("POST", "/v1/consents"): {O, I},
    ("POST", "/v1/consents/withdraw"): {O, I},
    ("POST", "/v1/subjects/find"): {O},
    ("POST", "/v1/subjects/rectify"): {O},
    ("POST", "/v1/subjects/restrict"): {O},
    ("POST", "/v1/subjects/object"): {O},
    ("POST", "/v1/subjects/erase"): {O},
    ("POST", "/v1/subjects/export"): {O},
    ("GET", "/v1/requests/{request}"): {O},
    ("GET", "/v1/requests/{request}/package"): {O},
    ("GET", "/v1/queue"): {P},
    ("GET", "/v1/dead-letters"): {P},
    ("POST", "/v1/dead-letters/{number}/replay"): {P},
    ("POST", "/v1/hooks/{hook}"): EVERYBODY | {NOBODY},
    ("GET", "/health"): EVERYBODY | {NOBODY},
}
"""Who gets further than the door: what comes after is 404 or 422 here, because there is nothing."""

FILLED = {"{call}": CALL, "{name}": "transcript.json", "{number}": "1", "{hook}": "f" * 24}
FILLED["{request}"] = "00000000-0000-4000-8000-000000000000"


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path


@pytest.fixture(scope="module")
def visitors(shared_site: Any) -> dict[str, Any]:
    people = {role: shared_site.person(role) for role in ROLES}
    return people | {NOBODY: shared_site.client()}


def test_the_table_has_every_endpoint(shared_site: Any) -> None:
    paths = shared_site.client().get("/openapi.json").json()["paths"]
    known = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert known == set(MATRIX)


@pytest.mark.parametrize(("method", "path"), sorted(MATRIX))
def test_every_endpoint_lets_in_whom_it_should(visitors: dict[str, Any], method: str, path: str) -> None:
    for name, client in visitors.items():
        with client.stream(method, filled(path)) as answer:
            let_in = answer.status_code not in (401, 403)
        assert let_in == (name in MATRIX[method, path]), f"{name}: {answer.status_code}"
        if name == NOBODY and not let_in:
            assert answer.status_code == 401


@pytest.mark.parametrize("permission", list(Permission))
def test_a_key_opens_what_its_scope_says_and_nothing_else(shared_site: Any, permission: Permission) -> None:
    client = shared_site.key(permission.value)
    for (method, path), roles in MATRIX.items():
        if NOBODY in roles:
            continue
        with client.stream(method, filled(path)) as answer:
            let_in = answer.status_code not in (401, 403)
        expected = {role for role in ROLES if permission in ROLES[role]} <= roles
        # a scope opens an endpoint exactly if every role that has it does and no other permission is needed
        assert let_in == (expected and _needed(method, path) == permission), (method, path)


def _needed(method: str, path: str) -> Permission:
    if path.startswith(("/v1/queue", "/v1/dead-letters")):
        return Permission.OPERATE
    if path.startswith("/v1/consents"):
        return Permission.CONSENT
    if path.startswith(("/v1/subjects", "/v1/requests")):
        return Permission.RIGHTS
    if path.endswith(("/audio", "/{name}")):
        return Permission.LISTEN
    if path.endswith("/retry"):
        return Permission.DECIDE
    return Permission.SUBMIT if method == "POST" else Permission.READ


def test_pages_ask_nobody_in(shared_site: Any) -> None:
    """Every page there is, whoever added it: without a session there is only the way to the login form."""
    open_to_all = {"/login", "/login/oidc", "/login/oidc/back", "/language/{language}", "/theme/{theme}"}
    open_to_all |= {"/openapi.json", "/health", "/v1/hooks/{hook}", "/static"}
    client, seen = shared_site.client(), 0
    for method, path in _routes():
        if path in open_to_all:
            continue
        answer = client.request(method, filled(path))
        assert answer.status_code in (303, 401), (method, path, answer.status_code)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/login?next=")
        seen += 1
    assert seen > len(MATRIX) - 3


def _routes() -> list[tuple[str, str]]:
    from sourdine.workers.serve import app, pages

    found = []
    for router in (*app.ROUTERS, *pages.ROUTERS):
        for route in router.routes:
            for method in sorted(set(getattr(route, "methods", ())) - {"HEAD", "OPTIONS"}):
                found.append((method, str(getattr(route, "path", ""))))
    return found


def test_keys_that_are_none_open_nothing(site: Any) -> None:
    services = site.services
    now = services.now()
    key = create_key(services.catalogue, "default", "test", ["calls:read"], now)
    expired = create_key(services.catalogue, "default", "test", ["calls:read"], now, now)
    assert site.client(key).get("/v1/calls").status_code == 200
    for wrong in (key[:-1], key + "x", expired, "sdk__", "sdk_x_y", "x" * 5000, key.upper()):
        answer = site.client(wrong).get("/v1/calls")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    revoke_key(services.catalogue, key.split("_")[1], now)
    assert site.client(key).get("/v1/calls").status_code == 401
    kept = b"".join(path.read_bytes() for path in (site.folder / "home").glob("catalogue*"))
    assert key.split("_", 2)[2].encode() not in kept


def test_what_changes_something_needs_the_token_of_the_session(site: Any) -> None:
    officer = site.person("officer")
    token = officer.headers.pop("X-CSRF-Token")
    path = f"/v1/calls/{CALL}/retry"
    assert officer.post(path).status_code == 403
    assert officer.post(path, data={"csrf": "0" * 64}).status_code == 403
    other = site.person("officer", login="other").headers["X-CSRF-Token"]
    assert officer.post(path, headers={"X-CSRF-Token": other}).status_code == 403
    assert officer.post(path, data={"csrf": token}).status_code == 404
    assert officer.post("/logout", data={"csrf": token}).status_code == 303
    assert officer.get("/v1/calls").status_code == 401


def test_too_many_wrong_passwords_close_the_door_for_a_while(site: Any) -> None:
    site.person("listener", login="marie")
    client = site.client()

    def tried(password: str) -> int:
        return int(client.post("/login", data={"login": "Marie", "password": password}).status_code)

    assert [tried("wrong") for _ in range(5)] == [401] * 5
    assert tried("correct horse battery") == 401
    assert "wait a minute" in client.post("/login", data={"login": "x", "password": "y"}).text
    # and one address does not get to try many logins
    assert 429 in [tried("wrong") for _ in range(10)]


def test_somebody_who_is_disabled_is_out_at_once(site: Any) -> None:
    client = site.person("listener", login="marie")
    assert client.get("/v1/calls").status_code == 200
    disable_person(site.services.catalogue, "marie")
    assert client.get("/v1/calls").status_code == 401


NEXT = [
    ("/calls?state=open", "/calls?state=open"),
    ("//evil.example", "/"),
    ("/\\evil.example", "/"),
    ("https://evil.example", "/"),
    ("/a\r\nSet-Cookie: x=1", "/"),
    ("", "/"),
]


@pytest.mark.parametrize(("asked", "given"), NEXT)
def test_signing_in_leads_nowhere_else(shared_site: Any, asked: str, given: str) -> None:
    answer = shared_site.client().get("/language/fr", params={"next": asked})
    assert answer.headers["location"] == given


def test_cookies_and_headers_are_strict(make_site: Any) -> None:
    site = make_site(public_url="https://calls.example.org")
    from sourdine.workers.serve.people import add_person

    services = site.services
    add_person(
        services.catalogue, "marie", "", "default", ["listener"], "correct horse battery", services.now()
    )
    answer = site.client().post("/login", data={"login": "marie", "password": "correct horse battery"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-sourdine=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "max-age=" in answer.headers["strict-transport-security"]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_requests_have_a_limit_for_each_who_asks(make_site: Any) -> None:
    site = make_site(requests_per_minute=5)
    first, second = site.key("calls:read"), site.key("calls:read")
    told = [first.get("/v1/calls").status_code for _ in range(7)]
    assert told == [200] * 5 + [429] * 2
    assert second.get("/v1/calls").status_code == 200


def test_roles_that_do_not_exist_give_nothing() -> None:
    assert permissions(["admin", ""]) == frozenset()
    assert permissions(["listener", "admin"]) == ROLES["listener"]


def test_a_defect_is_told_by_its_kind_and_place_alone(
    make_site: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sourdine.workers.serve import queue

    def broken(*_: Any) -> None:
        raise ValueError("0612345678")

    monkeypatch.setattr(queue, "depth", broken)
    site = make_site()
    answer = site.key("operate").get("/v1/queue")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "0612345678" not in answer.text + caplog.text
    assert "ValueError at " in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"
