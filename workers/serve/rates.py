"""How many requests one key, session or address may make: in each process, over a moving minute."""

from __future__ import annotations

import hashlib
from http.cookies import CookieError, SimpleCookie

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sourdine.workers.serve.problems import problem
from sourdine.workers.serve.sessions import cookie_name
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_HOOKS = 20  # a platform speaks for all its calls: times as many as others
_RETRY = "30"  # seconds


class RateLimit:
    """Answers 429 to whoever asks too often. Hooks are counted by hook, all else by who asks."""

    def __init__(self, app: ASGIApp, per_minute: int, passwords: int, https: bool) -> None:
        self._app, self._cookie = app, cookie_name(https)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._all = RateLimitItemPerMinute(per_minute, namespace="all")
        self._hooks = RateLimitItemPerMinute(per_minute * _HOOKS, namespace="hooks")
        self._addresses = RateLimitItemPerMinute(per_minute * _HOOKS, namespace="addresses")
        self._logins = RateLimitItemPerMinute(passwords, namespace="logins")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] == "http" and not scope["path"].startswith("/static/") and not self._allowed(scope):
            detail = "too many requests: wait a little"
            await problem(429, detail, {"Retry-After": _RETRY})(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _allowed(self, scope: Scope) -> bool:
        path, address = scope["path"], (scope.get("client") or ("?",))[0]
        if path.startswith("/v1/hooks/"):
            return self._limiter.hit(self._hooks, path[:100], address)
        if path == "/login" and scope["method"] == "POST" and not self._limiter.hit(self._logins, address):
            return False
        if not self._limiter.hit(self._addresses, address):
            return False
        return self._limiter.hit(self._all, self._who(Headers(scope=scope)) or address)

    def _who(self, headers: Headers) -> str | None:
        """Whoever it claims to be; a wrong claim is refused later, and each address has its own limit."""
        sent = headers.get("authorization") or self._session(headers.get("cookie", ""))
        return hashlib.sha256(sent.encode()).hexdigest() if sent else None

    def _session(self, header: str) -> str | None:
        try:
            found = SimpleCookie(header).get(self._cookie)
        except CookieError:
            return None
        return found.value if found else None
