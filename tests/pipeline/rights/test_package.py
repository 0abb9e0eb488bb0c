"""What is handed over: the caller's own copy, the safe copy where there is no original, and why."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from sourdine.pipeline.audio import decode
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.rights.package import Given, Making, write_package
from sourdine.pipeline.rights.person import look_up
from sourdine.pipeline.settings import AudioLimits, OriginalSettings, Settings
from sourdine.pipeline.vault import open_vault

from tests.pipeline.made_call import REGION, original
from tests.pipeline.rights.conftest import NOW, World


def package(world: World, folder: str, **changes: object) -> Given:
    making = replace(Making(world.catalogue, Settings(), "fr"), **changes)  # type: ignore[arg-type]
    request = world.desk.receive("access", None, NOW, NOW)
    (given,) = write_package(making, look_up(world.catalogue, world.party), request, world.root / folder, NOW)
    return given


def samples(world: World, folder: str) -> np.ndarray:
    return decode(world.root / folder / "calls" / f"1-{world.call}" / "audio.wav", AudioLimits()).samples[:]


def test_the_callers_own_copy(world: World) -> None:
    # the silent town was said by the agent: it stays silent, everything else is the original bit for bit
    assert package(world, "one").what == "own"
    heard, whole = samples(world, "one"), original().samples[:]
    assert not heard[REGION.start + 200 : REGION.end - 200, REGION.channel].any()
    assert np.array_equal(heard[:, 1], whole[:, 1])
    outside = np.ones(len(whole), bool)
    outside[REGION.start : REGION.end] = False
    assert np.array_equal(heard[outside, 0], whole[outside, 0])
    data = json.loads((world.root / "one" / "data.json").read_bytes())
    assert data["calls"][0]["copies"][0]["kept_until"] == "2026-09-01"
    page = (world.root / "one" / "answer.html").read_text("utf-8")
    assert "1er septembre 2026" in page
    assert "0612345678" not in page
    assert (world.root / "one").stat().st_mode & 0o077 == 0


def test_where_the_original_is_gone_the_safe_copy_is_given_and_said_to_be(world: World) -> None:
    world.recording.unlink()
    assert package(world, "one") == Given(world.call, "safe", "gone", _FILES)
    assert "est introuvable" in (world.root / "one" / "answer.html").read_text("utf-8")
    safe = decode(world.root / "safe" / world.call / "audio.wav", AudioLimits()).samples[:]
    assert np.array_equal(samples(world, "one"), safe)


def test_a_recording_that_is_another_one_is_not_given(world: World) -> None:
    world.recording.write_bytes(world.recording.read_bytes()[:-2] + b"xx")
    assert package(world, "one").why == "gone"


def test_safe_copies_on_purpose(world: World) -> None:
    assert package(world, "one", safe_only=True).why == "asked"


def test_a_sealed_original_is_opened_only_where_that_was_agreed_to(world: World) -> None:
    from sourdine.pipeline.originals import Custody

    own = OriginalSettings("vault", str(world.root / "vault"))
    vault = open_vault(replace(Settings(), originals=own))
    custody = Custody(own, world.storage, 1 << 30, vault, world.catalogue)
    assert custody.settle(world.source, world.call) == "vaulted"
    assert package(world, "one", vault=vault).why == "vaulted"
    assert package(world, "two", vault=vault, revealed=frozenset([world.call])).what == "own"
    assert np.array_equal(samples(world, "two")[:, 1], original().samples[:, 1])


def test_a_call_without_a_copy_is_told_of(world: World) -> None:
    world.storage.erase(f"{world.call}/")
    assert package(world, "one") == Given(world.call, "none", "unchecked")
    assert "rien ne permet de taire" in (world.root / "one" / "answer.html").read_text("utf-8")


def test_a_package_goes_into_a_new_folder(world: World) -> None:
    (world.root / "one").mkdir()
    with pytest.raises(StopJob, match="a new one"):
        package(world, "one")


_FILES = ("audio.wav", "transcript.json", "transcript.vtt", "transcript.txt")
