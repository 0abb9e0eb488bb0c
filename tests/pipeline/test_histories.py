"""A quick slice of the random histories, on both databases and on a folder and a bucket with versions.

``python -m benchmarks.histories`` runs ten thousand.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sourdine.pipeline.catalogue import Catalogue
from sourdine.pipeline.storage import Storage, open_storage

from benchmarks.histories.machine import Histories
from benchmarks.histories.model import PURPOSES, Word
from benchmarks.histories.world import Killed, World, emptied

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@pytest.mark.parametrize("store", ["folder", "ceph"], indirect=True)
def test_nothing_is_processed_played_or_kept_that_must_not(
    catalogue: Catalogue, store: str, destination: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if store == "ceph":
        _keep_versions(request)
    stores: dict[str, Storage] = {one: open_storage(f"{destination}/{one}") for one in PURPOSES}

    class Here(Histories):
        def make(self, beside: dict[int, Word]) -> World:
            emptied(catalogue, stores.values())
            return World(catalogue, stores, tmp_path / "originals", beside)

    machine = settings(
        max_examples=8 if (store, catalogue.engine.dialect.name) == ("folder", "sqlite") else 3,
        stateful_step_count=15,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=machine)
    assert Here.made


def _keep_versions(request: pytest.FixtureRequest) -> None:
    client: S3Client = request.getfixturevalue("s3_client")
    client.put_bucket_versioning(
        Bucket=request.getfixturevalue("bucket"), VersioningConfiguration={"Status": "Enabled"}
    )


ALL = Word(frozenset(PURPOSES))


@pytest.fixture
def world(catalogue: Catalogue, tmp_path: Path) -> World:
    stores = {one: open_storage(tmp_path / "safe" / one) for one in PURPOSES}
    return World(catalogue, stores, tmp_path / "originals", dict.fromkeys(range(4), ALL))


@pytest.mark.parametrize("purged", [False, True])
def test_a_backup_with_the_tombstone_of_a_lifted_withdrawal_forbids_nothing(
    world: World, purged: bool
) -> None:
    assert world.process(2, "quality").state == "published"
    world.withdraw(("person", 1), None)
    world.save("quality")
    assert not world.lies(2, "quality")
    world.grant(1, ALL)
    world.restore("quality")
    if purged:
        world.purge()
    assert world.process(2, "quality").state == "published"
    assert world.may_play(2, "quality")
    assert not list(world.stores["quality"].list("tombstones/"))
    world.withdraw(("person", 1), None)
    assert world.process(2, "quality").state == "refused"
    assert not world.lies(2, "quality")


def test_a_catalogue_made_again_learns_that_a_withdrawal_was_lifted(world: World) -> None:
    assert world.process(2, "quality").state == "published"
    world.withdraw(("person", 1), None)
    emptied(world.catalogue, [])
    world.purge()
    assert world.process(2, "quality").state == "refused"
    world.grant(1, ALL)
    assert world.process(2, "quality").state == "published"


def test_an_erasure_is_never_lifted(world: World) -> None:
    assert world.process(2, "quality").state == "published"
    world.withdraw(("person", 1), None)
    world.save("quality")
    world.grant(1, ALL)
    world.erase(1)
    world.restore("quality")
    world.grant(1, ALL)
    assert world.process(2, "quality").state == "refused"
    world.purge()
    assert not world.lies(2, "quality")
    assert world.process(2, "quality").state == "refused"


@pytest.mark.parametrize("word", [Word(frozenset({"quality"})), ALL])
def test_who_refused_is_not_forgotten_by_an_erasure_that_a_purge_finishes(world: World, word: Word) -> None:
    world.grant(1, word)
    assert world.process(2, "quality").state == "published"
    with suppress(Killed):
        world.erase(1, world.killing(0))
    world.purge()
    assert not world.lies(2, "quality")
    assert world.process(3, "training").state == ("published" if word is ALL else "refused")


def test_a_person_on_hold_is_not_forgotten(world: World) -> None:
    assert world.process(2, "quality").state == "published"
    with suppress(Killed):
        world.erase(1, world.killing(0))
    world.hold(("person", 1))
    world.purge()
    assert world.process(3, "quality").state == "published"
    world.erase(1)
    assert world.lies(3, "quality")
