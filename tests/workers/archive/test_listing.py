"""What is work: published recordings too, where their originals have to be settled."""

from __future__ import annotations

from pathlib import Path

import pytest
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.sources import Source, call_id
from sourdine.pipeline.storage import Content, open_storage
from sourdine.workers.archive.listing import all_marked

KEYS = Keyset(b"k" * 32, b"t" * 32)


@pytest.mark.parametrize("settle", [False, True])
def test_an_original_that_is_still_there_is_work(tmp_path: Path, settle: bool) -> None:
    storage = open_storage(tmp_path / "safe")
    sources = [Source("file", f"/calls/{number}.wav", 10) for number in range(2)]
    published = call_id(sources[0], KEYS.call_id)
    storage.put(f"{published}/manifest.json", Content.of(b"{}", "application/json"))
    found = all_marked(((one, None) for one in sources), storage, KEYS, settle=settle)
    assert {one.task.call: one.published for one in found} == {
        published: not settle,
        call_id(sources[1], KEYS.call_id): False,
    }
