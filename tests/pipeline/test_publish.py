"""A call is published once, as a whole, by one run: whoever is killed, late, or racing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.manifest import FileFacts
from sourdine.pipeline.publish import (
    Outcome,
    is_published,
    publish,
    published_calls,
    read_published,
)
from sourdine.pipeline.storage import Content, Folder, Storage, open_storage

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CALL = "abcdefghijklmnopqrstuvwxyz234567"
TYPES = {
    "audio.wav": "audio/wav",
    "transcript.json": "application/json",
    "transcript.vtt": "text/vtt",
    "call.vcon.json": "application/vcon+json",
    "peaks.json": "application/json",
    "manifest.json": "application/json",
}


class Killed(BaseException):
    """What a kill is to the code it hits."""


class Watched:
    """A storage that calls a hook before every operation that is part of publishing."""

    def __init__(self, storage: Storage, hook: Callable[[], None]) -> None:
        self._storage, self._hook = storage, hook

    def __getattr__(self, name: str) -> Any:
        self._hook()
        return getattr(self._storage, name)


def at_step(number: int, act: Callable[[], None]) -> Callable[[], None]:
    steps = iter(range(1000))
    return lambda: act() if next(steps) == number else None


def kill() -> None:
    raise Killed


def manifest(placed: Mapping[str, FileFacts]) -> bytes:
    return json.dumps({"artefacts": {name: facts.sha256 for name, facts in placed.items()}}).encode()


def run(storage: Storage, who: str = "a", same: tuple[str, ...] = ("peaks.json",)) -> Outcome:
    """Publish a call whose artefacts tell who made them, but for those that come out the same."""
    names = [name for name in TYPES if name != "manifest.json"]
    return publish(
        storage, CALL, {n: b"same" if n in same else f"{n} {who}".encode() for n in names}, manifest
    )


def assert_whole(storage: Storage) -> None:
    """The manifest's objects are there with the manifest's bytes, made by one run, and nothing else is."""
    named = json.loads(read_published(storage, CALL) or b"")["artefacts"]
    assert {f"{CALL}/{name}" for name in (*named, "manifest.json")} == {s.key for s in storage.list()}
    assert named == {name: storage.digest(f"{CALL}/{name}") for name in named}
    makers = {storage.read(f"{CALL}/{name}", 100) for name in named} - {b"same"}
    assert len({(made or b"").split()[1] for made in makers}) == 1


def test_published_and_found_again(storage: Storage) -> None:
    assert not is_published(storage, CALL)
    assert read_published(storage, CALL) is None
    assert run(storage) == "published"
    assert is_published(storage, CALL)
    assert list(published_calls(storage)) == [CALL]
    assert sorted(stored.key for stored in storage.list()) == sorted(f"{CALL}/{name}" for name in TYPES)
    assert_whole(storage)


def test_a_second_run_changes_nothing(storage: Storage) -> None:
    run(storage)
    before = {(s.key, s.modified, storage.digest(s.key)) for s in storage.list()}
    assert run(storage, "b") == "skipped"
    assert {(s.key, s.modified, storage.digest(s.key)) for s in storage.list()} == before


@pytest.mark.parametrize("store", ["moto", "ceph"])
def test_the_manifest_is_the_last_write_and_conditional(storage: Any, s3_client: S3Client) -> None:
    sent: list[tuple[str, str, bytes | None]] = []

    def note(request: Any, **others: Any) -> None:
        name = request.url.rpartition("/")[2]
        sent.append((request.method, name, request.headers.get("If-None-Match")))

    storage.client.meta.events.register("before-send.s3", note)
    try:
        run(storage)
        writes = [entry for entry in sent if entry[0] == "PUT"]
        assert [name for _, name, _ in writes] == list(TYPES)
        assert {condition for _, _, condition in writes} == {b"*"}
        assert sent[-1][0] == "GET"  # after the manifest: only a look for leftovers
        sent.clear()
        run(storage)
        assert [(method, name) for method, name, _ in sent] == [("HEAD", "manifest.json")]
    finally:
        storage.client.meta.events.unregister("before-send.s3", note)


@pytest.mark.parametrize("store", ["moto", "ceph"])
def test_types_and_metadata_without_personal_data(storage: Any, s3_client: S3Client) -> None:
    run(storage)
    for name, media_type in TYPES.items():
        seen = s3_client.head_object(Bucket=storage.bucket, Key=f"safe/copies/{CALL}/{name}")
        assert seen["ContentType"] == media_type
        assert set(seen["Metadata"]) == {"sha256", "attempt"}


def test_artefacts_from_files(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "sound").write_bytes(b"RIFF")
    assert publish(storage, CALL, {"audio.wav": tmp_path / "sound"}, manifest) == "published"
    assert storage.read(f"{CALL}/audio.wav", 10) == b"RIFF"


def test_a_run_killed_before_the_manifest_is_completed(storage: Storage) -> None:
    def die(placed: Mapping[str, FileFacts]) -> bytes:
        raise Killed

    with pytest.raises(Killed):
        publish(storage, CALL, {"audio.wav": b"sound", "peaks.json": b"{}"}, die)
    assert not is_published(storage, CALL)
    assert list(published_calls(storage)) == []
    assert publish(storage, CALL, {"audio.wav": b"sound", "peaks.json": b"{}"}, manifest) == "published"
    assert sorted(stored.key for stored in storage.list()) == [
        f"{CALL}/audio.wav",
        f"{CALL}/manifest.json",
        f"{CALL}/peaks.json",
    ]


# One look, five artefacts, the manifest, a look for leftovers; the real server at the turning points.
STEPS = pytest.mark.parametrize(
    ("store", "step"), [*(("folder", step) for step in range(8)), ("ceph", 3), ("ceph", 6), ("ceph", 7)]
)


@pytest.mark.parametrize("store", ["folder", "ceph"])
def test_a_process_that_is_shot_between_content_and_manifest(destination: str, storage: Storage) -> None:
    code = (
        "import os, signal; from sourdine.pipeline.publish import publish;"
        "from sourdine.pipeline.storage import open_storage;"
        "made = {'audio.wav': b'audio a', 'peaks.json': b'same'};"
        f"publish(open_storage({destination!r}), {CALL!r}, made,"
        "lambda placed: os.kill(os.getpid(), signal.SIGKILL))"
    )
    shot = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - this interpreter
    assert shot.returncode == -signal.SIGKILL
    assert [stored.key for stored in storage.list()] == [f"{CALL}/audio.wav", f"{CALL}/peaks.json"]
    assert list(published_calls(storage)) == []
    assert run(storage) == "published"
    assert_whole(storage)


@STEPS
@pytest.mark.parametrize("other", ["a", "b"])
def test_killed_at_any_step_and_run_again(storage: Storage, step: int, other: str) -> None:
    with pytest.raises(Killed):
        run(Watched(storage, at_step(step, kill)))
    assert run(storage, other) == ("skipped" if step == 7 else "published")
    assert_whole(storage)


@STEPS
def test_overtaken_at_any_step(storage: Storage, step: int) -> None:
    outcomes: list[Outcome] = []
    outcomes.append(run(Watched(storage, at_step(step, lambda: outcomes.append(run(storage, "b"))))))
    assert sorted(outcomes) == ["published", "skipped"]
    assert_whole(storage)


@pytest.mark.parametrize("store", ["folder"])
@pytest.mark.parametrize("killed", range(7))
def test_killed_then_overtaken_at_any_step(
    storage: Storage, killed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # many runs, and none meets a power cut
    for overtaken in range(16):
        outcomes: list[Outcome] = []
        with pytest.raises(Killed):
            run(Watched(storage, at_step(killed, kill)))
        overtake = at_step(overtaken, partial(_append, outcomes, storage))
        outcomes.append(run(Watched(storage, overtake), "b"))
        assert outcomes.count("published") == 1
        assert_whole(storage)
        for stored in list(storage.list()):
            storage.delete(stored.key)


def _append(outcomes: list[Outcome], storage: Storage) -> None:
    outcomes.append(run(storage, "c"))


@pytest.mark.parametrize("store", ["folder", "ceph"])
@pytest.mark.parametrize("same", [(), tuple(TYPES)])
def test_many_at_once(storage: Storage, same: tuple[str, ...]) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda who: run(storage, f"run{who}", same), range(8)))
    assert outcomes.count("published") == 1
    if not same:
        assert_whole(storage)
    assert len(list(storage.list())) == len(TYPES)


def test_leftovers_that_cannot_be_removed_are_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    storage = open_storage(tmp_path)
    storage.put(f"{CALL}/old", Content.of(b"", "application/json"))

    def refuse(self: Folder, key: str) -> None:
        raise StopJob("no right")

    monkeypatch.setattr(Folder, "delete", refuse)
    assert run(storage) == "published"
    assert [record.getMessage() for record in caplog.records] == [
        f"leftovers of another run stay beside call {CALL}: no right"
    ]


def test_listing_calls_streams_past_other_things(storage: Storage) -> None:
    def put(key: str) -> None:
        storage.put(key, Content.of(b"{}", "application/json"))

    def calls() -> Iterator[str]:
        return published_calls(storage)

    for key in ("a/manifest.json", "b/audio.wav", "quarantine/c.json", "d/e/manifest.json", "manifest.json"):
        put(key)
    assert list(calls()) == ["a"]
