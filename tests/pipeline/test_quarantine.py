from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.errors import Quarantine, Reason, Refused, Retry
from sourdine.pipeline.quarantine import Entry, describe, entries, read_entry, release, set_aside
from sourdine.pipeline.storage import Content, Storage

CALL = "abcdefghijklmnopqrstuvwxyz234567"
NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
EMPTY = Quarantine(Reason.EMPTY_FILE, "the file is empty")


def test_an_entry_tells_why_and_nothing_else(storage: Storage) -> None:
    entry = set_aside(storage, CALL, EMPTY, "decode", NOW)
    assert json.loads(storage.read(f"quarantine/{CALL}.json", 10_000) or b"") == {
        "call": CALL,
        "reason": "empty_file",
        "step": "decode",
        "message": "the file is empty",
        "attempts": 1,
        "first": "2026-07-01T12:00:00+00:00",
        "last": "2026-07-01T12:00:00+00:00",
    }
    facts = storage.head(f"quarantine/{CALL}.json")
    assert facts is not None
    assert facts.type == "application/json"
    assert list(entries(storage)) == [entry]


def test_attempts_are_counted_and_success_removes_the_entry(storage: Storage) -> None:
    set_aside(storage, CALL, EMPTY, "decode", NOW)
    entry = set_aside(storage, CALL, Refused(Reason.CONSENT_MISSING, "x"), "consent", NOW + timedelta(days=1))
    assert (entry.attempts, entry.first, entry.last) == (2, NOW, NOW + timedelta(days=1))
    assert (entry.reason, entry.step) == ("consent_missing", "consent")
    assert read_entry(storage, CALL) == entry
    release(storage, CALL)
    release(storage, CALL)
    assert read_entry(storage, CALL) is None
    assert list(entries(storage)) == []


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b"{}", b'{"first": 1, "last": 2}', b"\xff"])
@pytest.mark.parametrize("store", ["folder"])
def test_a_damaged_entry_starts_anew(storage: Storage, damaged: bytes) -> None:
    storage.put(f"quarantine/{CALL}.json", Content.of(damaged, "application/json"))
    assert read_entry(storage, CALL) is None
    assert list(entries(storage)) == []
    assert set_aside(storage, CALL, EMPTY, "decode", NOW).attempts == 1


@pytest.mark.parametrize(
    ("error", "reason", "message"),
    [
        (EMPTY, Reason.EMPTY_FILE, "the file is empty"),
        (Refused(Reason.CONSENT_EXPIRED, "expired"), Reason.CONSENT_EXPIRED, "expired"),
        (Retry("the store does not answer"), Reason.TIMEOUT, "the store does not answer"),
        (TimeoutError("0612345678"), Reason.TIMEOUT, "took longer than allowed"),
        (ValueError("Jean Dupont"), Reason.INTERNAL_ERROR, "a defect of the product (ValueError)"),
        (FileNotFoundError(2, "no", "/calls/0612345678.wav"), Reason.INTERNAL_ERROR, None),
    ],
)
def test_only_our_own_words_are_kept(error: BaseException, reason: Reason, message: str | None) -> None:
    found = describe(error)
    assert found[0] == reason
    assert found[1] == message or message is None
    assert "0612345678" not in found[1]


@given(st.builds(Entry, *(st.text(),) * 4, st.integers(), st.datetimes(), st.datetimes()))
def test_entries_survive_their_file(entry: Entry) -> None:
    assert Entry.from_json(entry.to_json()) == entry
