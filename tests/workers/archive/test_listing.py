"""What is work: published recordings too, where their originals have to be settled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sourdine.pipeline import attempts
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


def test_what_a_killed_worker_left_beside_a_manifest_goes_with_its_note(tmp_path: Path) -> None:
    storage = open_storage(tmp_path / "safe")
    source = Source("file", "/calls/0.wav", 10)
    call = call_id(source, KEYS.call_id)
    named = json.dumps({"artefacts": {"1234/audio.wav": {}}}).encode()
    for name, data in (("manifest.json", named), ("1234/audio.wav", b""), ("peaks.json", b"")):
        storage.put(f"{call}/{name}", Content.of(data, "application/json"))
    attempts.begin(storage, call, 1)
    assert [one.published for one in all_marked([(source, None)], storage, KEYS)] == [True]
    assert {one.key for one in storage.list()} == {f"{call}/manifest.json", f"{call}/1234/audio.wav"}
