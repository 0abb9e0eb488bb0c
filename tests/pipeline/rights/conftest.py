"""A person with one call: original, safe copy, catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sourdine.pipeline.catalogue import Catalogue, calls, open_catalogue, subjects
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.manifest import read_manifest
from sourdine.pipeline.permission import Party
from sourdine.pipeline.publish import read_published
from sourdine.pipeline.rights.handle import Desk
from sourdine.pipeline.sources import Source, call_id
from sourdine.pipeline.storage import Storage, open_storage

from tests.pipeline.made_call import file_of, original, publish_call

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PHONE = "+33612345678"


@dataclass(frozen=True)
class World:
    """Where everything is. The caller says WORDS on channel 1 (customer), a town on channel 0 is silent."""

    root: Path
    storage: Storage
    catalogue: Catalogue
    call: str
    recording: Path

    @property
    def desk(self) -> Desk:
        return Desk(self.catalogue, "default", "dpo")

    @property
    def source(self) -> Source:
        return Source("file", str(self.recording), self.recording.stat().st_size)

    party = Party("default", (("phone", PHONE),))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path / "home"))
    keys = load_keyset()
    recording = (tmp_path / "calls").resolve() / "0612345678.wav"
    recording.parent.mkdir()
    recording.write_bytes(file_of(original()))
    call = call_id(Source("file", str(recording), 0), keys.call_id)
    storage = open_storage(tmp_path / "safe")
    publish_call(storage, call=call)
    catalogue = open_catalogue(None, keys)
    ring = catalogue.ring("default")
    manifest = read_manifest(read_published(storage, call) or b"")
    with catalogue.write() as con:
        calls.register(con, manifest, storage.address, NOW)
        people = subjects.ensure(con, ring, [("phone", PHONE)], NOW)
        subjects.link(con, people, call, "default", NOW)
        sealed = ring.seal(str(recording).encode(), f"original {call}")
        calls.note_original(con, call, sealed, NOW, manifest.source)
    yield World(tmp_path, storage, catalogue, call, recording)
    catalogue.engine.dispose()
