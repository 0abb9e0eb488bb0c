from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sourdine.pipeline.consent import (
    LAWFUL_BASES,
    assumed_consent,
    gate,
    read_consent,
    read_consent_file,
    strictest,
)
from sourdine.pipeline.errors import Reason, Refused
from sourdine.pipeline.records import Consent
from sourdine.pipeline.settings import ConsentPolicy

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REFUSE = ConsentPolicy()
GOOD: dict[str, Any] = {"lawful_basis": "consent", "purposes": {"quality": True}}


def record(**fields: Any) -> Consent:
    return read_consent(json.dumps({**GOOD, **fields}))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"granted": "2026-01-01", "expires": "2026-12-31"},
        {"expires": "2026-06-01T12:00:01Z"},
        {"expires": "2026-06-01T13:00:00+00:30"},
        {"withdrawn": None, "restricted": False},
        {"lawful_basis": "legitimate_interests"},
    ],
)
def test_allowed(fields: dict[str, Any]) -> None:
    consent = record(**fields)
    assert gate(consent, REFUSE, "quality", NOW) is consent


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"expires": "2026-06-01T12:00:00Z"}, Reason.CONSENT_EXPIRED),
        ({"expires": "2026-06-01"}, Reason.CONSENT_EXPIRED),
        ({"expires": "2026-06-01T13:30:00+02:00"}, Reason.CONSENT_EXPIRED),
        ({"granted": "2026-06-02"}, Reason.CONSENT_NOT_YET),
        ({"withdrawn": "2026-05-01"}, Reason.CONSENT_WITHDRAWN),
        ({"withdrawn": "2027-05-01"}, Reason.CONSENT_WITHDRAWN),
        ({"restricted": True}, Reason.CONSENT_RESTRICTED),
        ({"purposes": {"quality": False}}, Reason.PURPOSE_NOT_GRANTED),
        ({"purposes": {"training": True}}, Reason.PURPOSE_NOT_GRANTED),
        ({"purposes": {}}, Reason.PURPOSE_NOT_GRANTED),
        ({"lawful_basis": "legitimate_interests", "purposes": {}}, Reason.PURPOSE_NOT_GRANTED),
    ],
)
def test_refused(fields: dict[str, Any], reason: Reason) -> None:
    for policy in (REFUSE, ConsentPolicy(assumed_basis="contract")):
        with pytest.raises(Refused) as caught:
            gate(record(**fields), policy, "quality", NOW)
        assert caught.value.reason is reason


def test_without_a_record() -> None:
    with pytest.raises(Refused) as caught:
        gate(None, REFUSE, "quality", NOW)
    assert caught.value.reason is Reason.CONSENT_MISSING
    allowed = gate(None, ConsentPolicy(assumed_basis="contract"), "quality", NOW)
    assert allowed.lawful_basis == "contract"
    assert allowed.purposes == {"quality": True}
    assert allowed.reference.startswith("sha256:")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"{}",
        b'"canary 0612345678"',
        b"[" * 100_000,
        json.dumps({**GOOD, "lawful_basis": "canary"}),
        json.dumps({**GOOD, "lawful_basis": ["consent"]}),
        json.dumps({**GOOD, "canary 0612345678": 1}),
        json.dumps({**GOOD, "purposes": ["quality"]}),
        json.dumps({**GOOD, "purposes": {"quality": "canary"}}),
        json.dumps({**GOOD, "purposes": {"Canary 0612345678": True}}),
        json.dumps({**GOOD, "expires": "canary"}),
        json.dumps({**GOOD, "expires": 20260101}),
        json.dumps({**GOOD, "restricted": "no"}),
        json.dumps({"a.wav": GOOD, "b.wav": "canary"}),
    ],
)
def test_a_record_that_cannot_be_read_refuses(text: bytes | str) -> None:
    for read in (read_consent, read_consent_file):
        with pytest.raises(Refused) as caught:
            read(text)
        assert caught.value.reason is Reason.CONSENT_UNREADABLE
        assert "canary" not in str(caught.value)


def test_one_record_for_all_and_records_by_name() -> None:
    everyone = read_consent_file(json.dumps(GOOD))
    assert everyone.of("any.wav") == record()
    named = read_consent_file(json.dumps({"a.wav": GOOD, "b.wav": {**GOOD, "restricted": True}}))
    assert named.of("folder/a.wav") == record()
    assert named.of("s3://bucket/folder/b.wav") == record(restricted=True)
    assert named.of("c.wav") is None


def test_the_reference_is_opaque() -> None:
    own = "6f1c2a34-8d0e-4a56-9b7c-1234567890ab"
    assert record(id=own).reference == own
    for risky in ("0612345678", "jean.dupont@example.com", "", 7, None):
        assert record(id=risky).reference.startswith("sha256:")
    assert record(id="a").reference != record(id="b").reference


def test_the_most_restrictive_record_wins() -> None:
    first = record(purposes={"quality": True, "training": True}, expires="2026-12-01", granted="2026-01-01")
    second = record(purposes={"quality": True, "training": False}, expires="2026-07-01", granted="2026-02-01")
    both = strictest(first, second)
    assert both is not None
    assert both.purposes == {"quality": True, "training": False}
    assert both.expires == second.expires
    assert both.granted == second.granted
    withdrawn = strictest(first, record(withdrawn="2026-03-01", restricted=True))
    assert withdrawn is not None
    assert withdrawn.withdrawn is not None
    assert withdrawn.restricted
    assert strictest(None, first) is first
    assert strictest(first, None) is first
    assert strictest(None, None) is None


def test_the_six_lawful_bases() -> None:
    assert len(LAWFUL_BASES) == 6
    for basis in LAWFUL_BASES:
        assert assumed_consent(basis, "quality").lawful_basis == basis
    with pytest.raises(Refused):
        assumed_consent("because", "quality")
