"""Signing in at an identity provider: a small real one, that can be told to lie."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sourdine.pipeline.serve_settings import OidcSettings
from sourdine.workers.serve.people import add_person, disable_person


@dataclass
class Issuer:
    """What it says of whoever comes."""

    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    claims: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    challenge: str = ""
    alg: str = "RS256"
    signing: Any = None
    sent: dict[str, str] = field(default_factory=dict)

    def token(self) -> str:
        now = int(time.time())
        said = {"iss": self.url, "aud": "sourdine", "sub": "u1", "iat": now, "exp": now + 300}
        said |= {"nonce": self.nonce, "email": "marie@example.org", "email_verified": True} | self.claims
        return jwt.encode({"alg": self.alg, "kid": "one"}, said, self.signing or self.key, [self.alg])


@pytest.fixture(scope="module")
def started() -> Iterator[Issuer]:
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith("openid-configuration"):
                ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                self.say({"issuer": issuer.url} | {name: f"{issuer.url}/{end}" for name, end in ends.items()})
            else:
                self.say({"keys": [issuer.key.as_dict(private=False)]})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.sent = {name: values[0] for name, values in parse_qs(body).items()}
            self.say({"access_token": "a", "token_type": "Bearer", "id_token": issuer.token()})

        def say(self, content: Any) -> None:
            data = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    issuer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield issuer
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def issuer(started: Issuer) -> Issuer:
    started.claims, started.alg, started.signing = {}, "RS256", None
    return started


@pytest.fixture
def site(make_site: Callable[..., Any], issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SOURDINE_OIDC_SECRET", "of-the-client")
    made = make_site(oidc=OidcSettings(issuer.url, "sourdine"))
    services = made.services
    add_person(services.catalogue, "Marie@example.org", "", "default", ["listener"], None, services.now())
    return made


def signed_in(site: Any, issuer: Issuer, **changed: str) -> tuple[Any, Any]:
    """The browser's way: off to the provider and back; what it was answered."""
    client = site.client()
    away = client.get("/login/oidc", params={"next": "/calls"})
    assert away.status_code == 303
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()}
    assert asked["client_id"] == "sourdine"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].endswith("/login/oidc/back")
    issuer.nonce, issuer.challenge = asked["nonce"], asked["code_challenge"]
    back = {"state": asked["state"], "code": "c-1"} | changed
    return client, client.get("/login/oidc/back", params=back)


def test_whom_the_provider_vouches_for_is_let_in(site: Any, issuer: Issuer) -> None:
    client, answer = signed_in(site, issuer)
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls")
    assert client.get("/v1/calls").status_code == 200
    assert issuer.sent["code_verifier"]
    assert "/login/oidc?next=" in site.client().get("/login").text


LIES: list[dict[str, Any]] = [
    {"nonce": "another"},
    {"aud": "another"},
    {"aud": ["another", "sourdine"], "azp": "another"},
    {"iss": "https://another.example"},
    {"exp": int(time.time()) - 3600},
    {"email": "nobody@example.org"},
    {"email": None},
    {"email_verified": False},
]


@pytest.mark.parametrize("claims", LIES, ids=lambda claims: next(iter(claims)))
def test_lies_are_not_believed(site: Any, issuer: Issuer, claims: dict[str, Any]) -> None:
    issuer.claims = claims
    client, answer = signed_in(site, issuer)
    assert answer.headers["location"] == "/login?failed=login.elsewhere"
    assert client.get("/v1/calls").status_code == 401


def test_only_the_providers_keys_sign(site: Any, issuer: Issuer) -> None:
    issuer.signing = RSAKey.generate_key(2048)
    assert "failed" in signed_in(site, issuer)[1].headers["location"]
    issuer.alg, issuer.signing = "HS256", OctKey.generate_key(256)  # a password in the place of a key
    assert "failed" in signed_in(site, issuer)[1].headers["location"]


def test_an_answer_belongs_to_who_asked(site: Any, issuer: Issuer) -> None:
    assert "failed" in signed_in(site, issuer, state="another")[1].headers["location"]
    answer = site.client().get("/login/oidc/back", params={"state": "x", "code": "y"})
    assert "failed" in answer.headers["location"]
    _, answer = signed_in(site, issuer)
    client = site.client()
    client.cookies.set("sourdine_oidc", "AAAA")
    assert "failed" in client.get("/login/oidc/back?state=x&code=y").headers["location"]


def test_who_is_disabled_here_stays_out(site: Any, issuer: Issuer) -> None:
    disable_person(site.services.catalogue, "marie@example.org")
    assert "failed" in signed_in(site, issuer)[1].headers["location"]


def test_without_a_provider_there_are_passwords(shared_site: Any) -> None:
    assert shared_site.client().get("/login/oidc").status_code == 404
    page = shared_site.client().get("/login", params={"failed": "no.such.text"})
    assert page.status_code == 200
    assert "oidc" not in page.text
