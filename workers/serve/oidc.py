"""Signing in at an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).

Whoever the provider vouches for must be somebody that an operator made known by `sourdine serve person add`:
the provider says who it is, we say what they may.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sourdine.pipeline.catalogue.seal import Ring
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.serve_settings import OidcSettings
from sourdine.workers.serve.services import DEFAULT_TENANT, Services

SECRET = "SOURDINE_OIDC_SECRET"  # noqa: S105 - the name of a variable
MINUTES = 10
"""How long somebody may take to sign in."""

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_SECONDS = 10.0
_LEEWAY = 60  # seconds between the clocks


class NotSignedIn(Exception):
    """The provider did not vouch for anybody; never why in words of its own."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of the settings, seen from this server."""

    settings: OidcSettings
    back: str  # our address, where it sends people back to
    ring: Ring

    def begin(self, next: str) -> tuple[str, str]:
        """Where to send somebody, and what their browser keeps meanwhile, sealed. Raises `NotSignedIn`."""
        kept = {
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "verifier": secrets.token_urlsafe(48),
            "next": next,
            "until": time.time() + MINUTES * 60,
        }
        with self._client() as client:
            where, _ = client.create_authorization_url(
                self._metadata(client)["authorization_endpoint"],
                state=kept["state"],
                nonce=kept["nonce"],
                code_verifier=kept["verifier"],
            )
        sealed = self.ring.seal(json.dumps(kept).encode(), "oidc")
        return str(where), base64.urlsafe_b64encode(sealed).decode()

    def finish(self, cookie: str, state: str, code: str) -> tuple[str, str]:
        """Who signed in, by the claim of the settings, and where they wanted to go. Raises `NotSignedIn`."""
        kept = self._kept(cookie)
        if not secrets.compare_digest(kept["state"].encode(), state.encode()) or kept["until"] < time.time():
            raise NotSignedIn
        try:
            with self._client() as client:
                metadata = self._metadata(client)
                token = client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=kept["verifier"]
                )
                keys = client.request("GET", metadata["jwks_uri"], withhold_token=True).json()
            claims = self._claims(token, keys, kept["nonce"])
        except Exception:  # whatever it is, nobody signed in: what libraries say may quote a token
            raise NotSignedIn from None
        found = claims.get(self.settings.claim)
        if not isinstance(found, str) or not found or claims.get("email_verified") is False:
            raise NotSignedIn
        return found, str(kept["next"])

    def _claims(self, token: Mapping[str, Any], keys: Any, nonce: str) -> Mapping[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
        decoded = jwt.decode(token["id_token"], KeySet.import_key_set(keys), registry=registry)
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
        }
        params = {"nonce": nonce, "client_id": self.settings.client_id, **_access(token)}
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(leeway=_LEEWAY)
        return dict(claims)

    def _kept(self, cookie: str) -> dict[str, Any]:
        try:
            sealed = base64.urlsafe_b64decode(cookie)
            content: dict[str, Any] = json.loads(self.ring.unseal(sealed, "oidc"))
            return content
        except (binascii.Error, ValueError, StopJob):
            raise NotSignedIn from None

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            client_id=self.settings.client_id,
            client_secret=os.environ.get(SECRET) or None,
            scope="openid email profile",
            redirect_uri=self.back,
            code_challenge_method="S256",
            timeout=_SECONDS,
            trust_env=False,
        )

    def _metadata(self, client: Any) -> Mapping[str, Any]:
        """Of the provider (OpenID Connect Discovery 1.0). Raises `NotSignedIn`."""
        where = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found: Mapping[str, Any] = client.request("GET", where, withhold_token=True).json()
            if found["issuer"] != self.settings.issuer:
                raise NotSignedIn
            return found
        except NotSignedIn:
            raise
        except Exception:  # no answer, or none of its kind
            raise NotSignedIn from None


def provider(services: Services) -> Provider | None:
    """The provider, if the settings name one."""
    settings = services.settings.serve
    if not settings.oidc.issuer:
        return None
    back = f"{settings.public_url.rstrip('/')}/login/oidc/back"
    return Provider(settings.oidc, back, services.catalogue.ring(DEFAULT_TENANT))


def _access(token: Mapping[str, Any]) -> dict[str, Any]:
    return {"access_token": token["access_token"]} if "access_token" in token else {}
