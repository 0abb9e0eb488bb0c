"""The OpenAPI says what the server does: whatever is sent, no 5xx and no answer that is not written down."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

schemathesis = pytest.importorskip("schemathesis", reason="not installed: pip install '.[dev]'")

STREAMS = ("/v1/events", "/v1/calls/{call}/events")  # they have no end; test_calls.py reads them

FEW = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(shared_site: Any) -> dict[str, Any]:
    document: dict[str, Any] = shared_site.client().get("/openapi.json").json()
    return document


def test_the_description_is_openapi_3_1_with_examples(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["components"]["securitySchemes"].keys() == {"key", "session"}
    request = described["components"]["schemas"]["CallRequest"]
    assert request["properties"]["recording"]["examples"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description") or operation.get("summary"), (method, path)


def operations(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if path not in STREAMS
    ]


def test_no_answer_is_undocumented(shared_site: Any, described: dict[str, Any]) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    schema = schemathesis.openapi.from_dict(described)
    client = shared_site.person("officer", "operator", login="anybody")
    headers = {"X-CSRF-Token": client.headers["X-CSRF-Token"]}
    headers["Cookie"] = f"sourdine={client.cookies['sourdine']}"
    tried = 0
    for method, path in operations(described):
        operation = schema[path][method]

        def check(case: Any) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(base_url=shared_site.url, headers=headers, checks=checks)

        run: Any = FEW(given(case=operation.as_strategy())(check))
        run()
    assert tried > 5 * len(operations(described))
