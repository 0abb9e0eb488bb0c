"""Notes of recordings that are under way."""

import pytest
from sourdine.pipeline import attempts
from sourdine.pipeline.publish import published_calls
from sourdine.pipeline.storage import Content, Storage

CALL = "a" * 32


def test_a_note_lives_from_beginning_to_end(storage: Storage) -> None:
    assert attempts.begun(storage, CALL) == 0
    attempts.begin(storage, CALL, 1)
    attempts.begin(storage, CALL, 2)
    assert attempts.begun(storage, CALL) == 2
    assert list(attempts.open_attempts(storage)) == [CALL]
    assert list(published_calls(storage)) == []
    attempts.end(storage, CALL)
    attempts.end(storage, CALL)
    assert attempts.begun(storage, CALL) == 0
    assert list(attempts.open_attempts(storage)) == []


@pytest.mark.parametrize("store", ["folder"])
@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"attempts": "many"}', b'{"attempts": 0}', b"\xff"])
def test_a_note_that_cannot_be_read_counts_once(storage: Storage, store: str, data: bytes) -> None:
    storage.put(f"attempts/{CALL}.json", Content.of(data, "application/json"))
    assert attempts.begun(storage, CALL) == 1
