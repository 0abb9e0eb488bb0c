"""A published call is revised from itself: more is silent, the rest is untouched, the old version is gone."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from sourdine.pipeline.errors import Quarantine
from sourdine.pipeline.publish import publish, publish_revision, read_version, versions, withdraw
from sourdine.pipeline.published import open_published
from sourdine.pipeline.recheck import recheck
from sourdine.pipeline.records import Sound, SoundFormat, Verdict
from sourdine.pipeline.replan import Missed, Renamed
from sourdine.pipeline.revise import revise
from sourdine.pipeline.settings import Effect, Settings
from sourdine.pipeline.storage import Content, Storage, open_storage

from tests.pipeline.made_call import CALL, CODECS, NOW, RATE, REGION, file_of, publish_call


@pytest.fixture
def safe(tmp_path: Path) -> Storage:
    return open_storage(tmp_path / "safe")


def shown(storage: Storage) -> list[str]:
    call = open_published(storage, CALL)
    assert call is not None
    return [word.text for turn in call.turns() for word in turn.words]


MARIE = Missed(0, 1.5, 1.9, "PERSON")


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("effect", ["silence", "bleep"])
def test_a_missed_word_is_silent_in_the_new_version(safe: Storage, codec: str, effect: Effect) -> None:
    before = publish_call(safe, codec, effect)
    assert revise(safe, CALL, [MARIE], Settings(), NOW) == 2
    call = open_published(safe, CALL)
    assert call is not None
    after = call.sound()
    assert after.format == before.format
    word = slice(round(1.52 * RATE), round(1.88 * RATE))
    assert np.std(before.samples[word, 0]) > 10 * np.std(after.samples[word, 0]) or effect == "bleep"
    if codec in ("wav", "alaw", "flac"):
        rest = slice(round(2.1 * RATE), None)  # the padding ends half-way into what follows at the latest
        assert np.array_equal(before.samples[rest], after.samples[rest])
        assert np.array_equal(before.samples[:, 1], after.samples[:, 1])
    texts = {name: call.read(name).decode() for name in call.keys if not name.startswith("audio")}
    assert all("dupont" in text or name == "peaks.json" for name, text in texts.items())
    assert texts["transcript.json"].count("dupont") == 2  # a turn's text and its word, of the other one
    assert "[PERSON_1]" in texts["transcript.vtt"]
    assert list(recheck(safe)) == [(CALL, [])]


def test_the_version_before_is_withdrawn_and_its_manifest_kept(safe: Storage) -> None:
    publish_call(safe)
    first = read_version(safe, CALL, 1)
    revise(safe, CALL, [MARIE], Settings(), NOW)
    assert versions(safe, CALL) == (1, 2)
    assert read_version(safe, CALL, 1) == first
    keys = [stored.key for stored in safe.list()]
    assert f"{CALL}/audio.wav" not in keys
    assert len(keys) == 5 + 2
    call = open_published(safe, CALL)
    assert call is not None
    assert (call.manifest.revision, call.manifest.verdict) == (2, Verdict(True, listened=False))
    assert call.manifest.replaces == hashlib.sha256(first or b"").hexdigest()
    folder = Path(__file__).parents[2] / "pipeline" / "schemas" / "manifest.schema.json"
    Draft202012Validator(json.loads(folder.read_text())).validate(call.manifest.to_json())


def test_the_container_is_the_new_one(safe: Storage) -> None:
    publish_call(safe)
    revise(safe, CALL, [MARIE], Settings(), NOW)
    call = open_published(safe, CALL)
    assert call is not None
    vcon = call.json("call.vcon.json")
    assert vcon["analysis"][0]["body"] == call.json("transcript.json")
    assert vcon["attachments"][0]["body"]["lawful_basis"] == "contract"
    assert "dupont merci" in json.dumps(vcon)
    assert "marie dupont bonjour" not in json.dumps(vcon)


def test_the_same_words_everywhere(safe: Storage) -> None:
    publish_call(safe)
    revise(safe, CALL, [Missed(0, 1.5, 1.9, "PERSON", everywhere=True)], Settings(), NOW)
    assert shown(safe).count("[PERSON_1]") == 2
    assert "dupont" not in shown(safe)


def test_a_stretch_on_every_channel(safe: Storage) -> None:
    publish_call(safe)
    revise(safe, CALL, [Missed(None, 4.4, 5.5, "PERSON", words=False)], Settings(), NOW)
    call = open_published(safe, CALL)
    assert call is not None
    assert [(one.channel, one.start) for one in call.manifest.regions][-1] == (1, round(4.4 * RATE))
    assert not call.sound().samples[round(4.6 * RATE) : round(5.4 * RATE)].any()
    assert shown(safe)[-1] == "[PERSON_1]"


def test_another_name_for_what_is_silent_leaves_the_sound(safe: Storage) -> None:
    before = publish_call(safe)
    assert revise(safe, CALL, [Renamed(0, 1.2, "PERSON")], Settings(), NOW) == 2
    call = open_published(safe, CALL)
    assert call is not None
    assert call.manifest.regions == (replace(REGION, entity="PERSON", rule="review", score=1.0),)
    assert call.manifest.verdict.listened
    assert np.array_equal(call.sound().samples[:], before.samples[:])
    assert shown(safe)[2] == "[PERSON_1]"
    assert list(recheck(safe)) == [(CALL, [])]


@pytest.mark.parametrize(
    "change",
    [
        Missed(0, 1.0, 1.4, "PERSON"),  # silent already
        Missed(0, 5.6, 5.9, "PERSON"),  # nothing said
        Missed(2, 1.5, 1.9, "PERSON"),
        Missed(0, 1.5, 1.5, "PERSON", words=False),
        Missed(0, 1.5, 1.9, "marie dupont"),
        Renamed(0, 3.0, "PERSON"),
    ],
)
def test_what_finds_nothing_changes_nothing(safe: Storage, change: Any) -> None:
    publish_call(safe)
    with pytest.raises(ValueError):
        revise(safe, CALL, [change], Settings(), NOW)
    assert versions(safe, CALL) == (1,)


def test_a_call_that_is_not_there(safe: Storage) -> None:
    with pytest.raises(FileNotFoundError):
        revise(safe, CALL, [MARIE], Settings(), NOW)


def test_a_copy_that_is_not_clean_is_not_published(safe: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_call(safe)
    monkeypatch.setattr("sourdine.pipeline.revise.mask", lambda sound, plan, effect: sound)
    with pytest.raises(Quarantine, match="not silent"):
        revise(safe, CALL, [MARIE], Settings(), NOW)
    assert versions(safe, CALL) == (1,)


@pytest.mark.parametrize("store", ["folder", "ceph"])
def test_two_at_once_both_count(storage: Storage) -> None:
    publish_call(storage)
    changes = [MARIE, Missed(1, 4.5, 4.9, "PERSON"), Renamed(0, 1.2, "PERSON")]
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda one: revise(storage, CALL, [one], Settings(), NOW), changes))
    assert sorted(done) == [2, 3, 4]
    assert not {"oui", "[LOCATION_1]"} & set(shown(storage))
    assert list(recheck(storage)) == [(CALL, [])]


def test_a_kill_before_the_old_version_is_gone_is_made_good(safe: Storage) -> None:
    publish_call(safe)
    copy = {stored.key: safe.read(stored.key, 1 << 20) or b"" for stored in safe.list()}
    revise(safe, CALL, [MARIE], Settings(), NOW)
    for key, data in copy.items():
        if "manifest" not in key:
            safe.put(key, Content.of(data, "audio/wav"))
    assert list(recheck(safe)) == [(CALL, ["leftovers that the manifest does not name (5)"])]
    withdraw(safe, CALL)
    assert list(recheck(safe)) == [(CALL, [])]


def test_a_late_run_of_the_first_version_spoils_nothing(safe: Storage) -> None:
    """It had looked before the call was published, and comes to write when it is revised already."""
    publish_call(safe)
    revise(safe, CALL, [MARIE], Settings(), NOW)
    under_way = f"{CALL}/v3-{'0' * 16}/audio.wav"  # a revision that has no manifest yet
    safe.put(under_way, Content.of(b"x", "audio/wav"))
    late = Watched(safe)
    assert publish(late, CALL, {"audio.wav": file_of(other_sound())}, lambda placed: b"{}") == "skipped"
    assert safe.head(f"{CALL}/audio.wav") is None
    assert safe.head(under_way) is not None
    assert shown(safe)[3] == "[PERSON_1]"


def other_sound() -> Sound:
    return Sound(np.zeros((8, 1), np.int16), SoundFormat("WAV", "PCM_16", RATE, 1, 8, ".wav"))


class Watched:
    """A storage whose first look finds nothing."""

    def __init__(self, storage: Storage) -> None:
        self._storage, self._looked = storage, False

    def __getattr__(self, name: str) -> Any:
        if name == "head" and not self._looked:
            self._looked = True
            return lambda key: None
        return getattr(self._storage, name)


def test_a_manifest_that_was_changed_in_between_is_told(safe: Storage) -> None:
    publish_call(safe)
    revise(safe, CALL, [MARIE], Settings(), NOW)
    safe.put(f"{CALL}/manifest.json", Content.of(b"{}", "application/json"))
    assert list(recheck(safe)) == [(CALL, ["the manifest of the version before is missing or was changed"])]


def test_the_number_of_a_version_is_written_once(safe: Storage) -> None:
    publish_call(safe)

    def made(placed: Any) -> bytes:
        return json.dumps({"artefacts": sorted(placed)}).encode()

    assert publish_revision(safe, CALL, 2, {"peaks.json": b"1"}, made)
    assert not publish_revision(safe, CALL, 2, {"peaks.json": b"2"}, made)
    assert len(list(safe.list(f"{CALL}/v2"))) == 1
