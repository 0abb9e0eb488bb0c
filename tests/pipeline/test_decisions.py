"""A lost catalogue takes no restriction, objection, withdrawal or hold along: the stores have them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sourdine.pipeline.catalogue import Catalogue, open_catalogue, subjects, tables
from sourdine.pipeline.catalogue.decisions import Decision, decided
from sourdine.pipeline.decisions import keep, share
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.rebuild import rebuild
from sourdine.pipeline.rights.erase import erase_people
from sourdine.pipeline.storage import Content, Storage, Stored, open_storage
from sourdine.pipeline.storage.s3 import Bucket

from benchmarks.histories.model import PURPOSES, Word
from benchmarks.histories.world import World, emptied

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

KEYS = Keyset(b"k" * 32, b"t" * 32)
BOTH = Word(frozenset(PURPOSES))
EVERY = tuple(product(range(5), PURPOSES))
CALLER: tuple[str, int] = ("person", 0)  # of calls 0, 1 and, with another, 3


@pytest.fixture
def world(
    catalogue: Catalogue, store: str, destination: str, request: pytest.FixtureRequest, tmp_path: Path
) -> World:
    """Every copy of five calls is published, of the last one under no record; a bucket keeps versions."""
    if store != "folder":
        client: S3Client = request.getfixturevalue("s3_client")
        on: Any = {"Status": "Enabled"}
        client.put_bucket_versioning(Bucket=request.getfixturevalue("bucket"), VersioningConfiguration=on)
    return _published(catalogue, destination, tmp_path / "originals")


ON_BOTH = pytest.mark.parametrize("store", ["folder", "ceph"], indirect=True)
IN_A_FOLDER = pytest.mark.parametrize("store", ["folder"], indirect=True)
SQLITE = pytest.mark.parametrize("catalogue_address", ["sqlite"], indirect=True)


def _published(
    catalogue: Catalogue, destination: str, originals: Path, made: Iterable[tuple[int, str]] = EVERY
) -> World:
    stores = {one: open_storage(f"{destination}/{one}") for one in PURPOSES}
    world = World(catalogue, stores, originals, dict.fromkeys(range(4), BOTH))
    for call, purpose in made:
        assert world.process(call, purpose).state == "published"
    return world


def lose(world: World) -> None:
    """The catalogue is gone; a fresh one is made from what lies in the stores."""
    emptied(world.catalogue, ())
    for store in world.stores.values():
        made = rebuild(world.catalogue, store, world.now)
        assert not made.unreadable and not made.decisions.unreadable


def standing_decisions(world: World) -> list[Decision]:
    with world.catalogue.read() as con:
        return decided(con, "default")


@ON_BOTH
def test_what_is_restricted_stays_so(world: World) -> None:
    world.limit(("call", 2), "restriction", None)
    world.limit(CALLER, "restriction", "training")
    lose(world)
    assert not world.may_play(2, "quality") and not world.may_play(2, "training")
    assert not any(world.may_play(call, "training") for call in (0, 1, 3))
    assert world.may_play(0, "quality") and world.may_play(4, "training")
    for purpose in PURPOSES:
        world.stores[purpose].erase(f"{world.call(2)}/")
        world.decoded.clear()
        assert world.process(2, purpose).reason == "consent_restricted"
    assert world.decoded == []
    world.unlimit(("call", 2), "restriction")
    lose(world)
    assert world.process(2, "quality").state == "published" and world.may_play(2, "quality")
    assert not world.may_play(0, "training")


@ON_BOTH
def test_what_is_held_stays(world: World) -> None:
    hold, other = world.hold(CALLER), world.hold(("call", 2))
    keep(world.catalogue, "default", world.now, world.open_at)
    world.release(other)
    keep(world.catalogue, "default", world.now, world.open_at)
    lose(world)
    world.day += 400  # past every manifest's last day
    world.purge()
    assert {call for call in range(5) if world.lies(call, "quality")} == {0, 1, 3}
    assert not world.may_play(0, "quality")
    world.release(hold)
    world.purge()
    assert not any(world.lies(call, "quality") for call in range(5))


@ON_BOTH
def test_an_objected_and_a_withdrawn_purpose_stay_refused(world: World) -> None:
    world.limit(CALLER, "objection", "training")
    world.withdraw(("call", 2), "training")
    lose(world)
    for call in range(4):
        world.stores["training"].erase(f"tombstones/{world.call(call)}")
    lose(world)  # not even tombstones are left: what was decided is enough
    world.decoded.clear()
    for call in range(4):
        assert world.process(call, "training").reason == "consent_withdrawn"
    assert world.decoded == [] and world.may_play(0, "quality") and world.may_play(4, "training")


@IN_A_FOLDER
@SQLITE
def test_an_act_looks_only_at_what_is_about_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands may have decided something: a withdrawal does not list what."""
    world.withdraw(("call", 4), "training")
    listed: list[str] = []
    store = type(world.stores["quality"])
    every = store.list

    def listing(self: Storage, prefix: str = "") -> Iterator[Stored]:
        listed.append(prefix)
        return every(self, prefix)

    monkeypatch.setattr(store, "list", listing)
    world.withdraw(CALLER, "training")
    world.grant(0, BOTH)
    (own,) = (one for one in standing_decisions(world) if one.call is None)
    assert own.lifted
    looked = [one for one in listed if one.startswith("decisions")]
    assert looked and all(one.startswith(f"decisions/{own.id}.") for one in looked)
    monkeypatch.undo()
    for one in world.stores.values():
        assert len(list(one.list("decisions/"))) == 2
    lose(world)
    assert [one.lifted for one in standing_decisions(world) if one.call is None] == [own.lifted]


@IN_A_FOLDER
@SQLITE
def test_an_old_catalogue_lifts_nothing_that_it_should_not_and_learns_what_is_lifted(world: World) -> None:
    world.withdraw(CALLER, "training")
    world.grant(0, BOTH)
    with world.catalogue.write() as con:  # a backup from before the grant
        con.execute(tables.limits.update().values(lifted=None))
    world.limit(CALLER, "objection", "training")
    lose(world)
    kinds = {one.kind: one.lifted is not None for one in standing_decisions(world)}
    assert kinds == {"withdrawal": True, "objection": False}


@IN_A_FOLDER
@SQLITE
def test_one_that_was_damaged_is_written_anew_by_the_next_act(world: World) -> None:
    world.limit(CALLER, "restriction", "training")
    for store in world.stores.values():
        (stored,) = store.list("decisions/")
        store.put(stored.key, Content.of(b"{", "application/json"))
        store.put(stored.key.replace(".json", "")[:-16] + "0" * 16 + ".json", Content.of(b"{", "text/plain"))
    world.unlimit(CALLER, "restriction")
    lose(world)
    assert [one.lifted is not None for one in standing_decisions(world)] == [True]


@IN_A_FOLDER
@SQLITE
def test_a_new_destination_and_an_old_catalogue_learn_it(world: World, tmp_path: Path) -> None:
    old = standing_decisions(world)
    world.limit(CALLER, "restriction", None)
    hold = world.hold(("all", 0))
    (tmp_path / "new").mkdir()
    place = open_storage(tmp_path / "new")
    share(world.catalogue, place, "default", world.now)
    assert old == [] and len(list(place.list("decisions/"))) == 2
    world.release(hold)
    share(world.catalogue, place, "default", world.now)
    now = standing_decisions(world)
    with world.catalogue.write() as con:  # as in a backup from before the hold was lifted
        con.execute(tables.holds.update().values(lifted=None))
        con.execute(tables.limits.delete())
    share(world.catalogue, place, "default", world.now)
    assert standing_decisions(world) == now
    assert len(list(place.list("decisions/"))) == 2


@IN_A_FOLDER
@SQLITE
def test_nothing_readable_lies_there(world: World) -> None:
    world.limit(CALLER, "objection", "training")
    store = world.stores["quality"]
    (found,) = list(store.list("decisions/"))
    data = store.read(found.key, 1 << 20) or b""
    ring = world.catalogue.ring("default")
    hidden = [
        world.call(0),
        "training",
        "objection",
        "0612345670",
        ring.identify("phone", "0612345670").hex(),
    ]
    assert set(json.loads(data)) == {"tenant", "sealed"}
    assert not [one for one in hidden if one.encode() in data or one in found.key]


@IN_A_FOLDER
@SQLITE
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"{}",
        lambda data: b'{"tenant": "Canary!", "sealed": ""}',
        lambda data: data.replace(b'"default"', b'"acme"'),
        lambda data: data[:60] + (b"A" if data[60:61] != b"A" else b"B") + data[61:],
    ],
)
def test_what_cannot_be_read_stops_work_and_purge(world: World, damage: Callable[[bytes], bytes]) -> None:
    world.hold(("all", 0))
    keep(world.catalogue, "default", world.now, world.open_at)
    store = world.stores["quality"]
    (found,) = list(store.list("decisions/"))
    good = store.read(found.key, 1 << 20) or b""
    store.put(found.key, Content.of(damage(good), "application/json"))
    emptied(world.catalogue, ())
    with pytest.raises(StopJob, match="cannot be read"):
        share(world.catalogue, store, "default", world.now)
    assert rebuild(world.catalogue, store, world.now).decisions.unreadable == (found.key[10:46],)
    world.day += 400
    with pytest.raises(StopJob, match="decisions/"):
        world.purge()
    assert all(world.lies(call, "quality") for call in range(5))
    store.erase(found.key)  # the other destination has it too
    world.purge()
    assert all(world.lies(call, "quality") for call in range(5))


@ON_BOTH
@SQLITE
def test_nobody_comes_back_who_was_erased(world: World) -> None:
    world.limit(CALLER, "restriction", "training")
    world.limit(("call", 0), "objection", None)
    store = world.stores["quality"]
    saved = {one.key: store.read(one.key, 1 << 20) or b"" for one in store.list("decisions/")}
    assert len(saved) == 2
    with world.catalogue.read() as con:
        people = subjects.find_all(con, world.catalogue.ring("default"), world.party(CALLER).kinds())
        ids = subjects.calls_of(con, people)
    erase_people(world.catalogue, "default", people, ids, world.now, open_at=world.open_at)
    assert standing_decisions(world) == [] and _lying(store) == 0
    for key, data in saved.items():  # out of a backup
        store.put(key, Content.of(data, "application/json"))
    world.purge()
    assert standing_decisions(world) == [] and _lying(store) == 0
    for key, data in saved.items():
        store.put(key, Content.of(data, "application/json"))
    lose(world)
    with world.catalogue.read() as con:
        assert not subjects.find_all(con, world.catalogue.ring("default"), world.party(CALLER).kinds())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["restriction", "objection", "withdrawal", "hold", "lift", "release"]),
        st.sampled_from([("person", 0), ("person", 1), ("call", 0), ("call", 2), ("all", 0)]),
        st.sampled_from([*PURPOSES, None]),
    ),
    max_size=8,
)


@settings(max_examples=10)
@given(steps=STEPS)
def test_a_catalogue_made_again_decides_the_same(
    steps: list[tuple[str, tuple[str, int], str | None]],
) -> None:
    with _folder_world() as world:
        held: list[str] = []
        for what, scope, purpose in steps:
            _decide(world, held, what, scope, purpose)
        keep(world.catalogue, "default", world.now, world.open_at)
        before = standing_decisions(world)
        lose(world)
        assert standing_decisions(world) == before
        share(world.catalogue, world.stores["quality"], "default", world.now)
        assert standing_decisions(world) == before


def _decide(world: World, held: list[str], what: str, scope: tuple[str, int], purpose: str | None) -> None:
    if what == "hold":
        held.append(world.hold(scope))
    elif what == "release" and held:
        world.release(held.pop())
    elif scope[0] == "all" or what == "release":
        return
    elif what == "lift":
        world.unlimit(scope, "restriction")
    elif what == "withdrawal":
        world.withdraw(scope, purpose)
    else:
        world.limit(scope, "restriction" if what == "restriction" else "objection", purpose)


@contextmanager
def _folder_world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as place:
        catalogue = open_catalogue(f"sqlite:///{place}/catalogue.sqlite", KEYS)
        some = [(0, "quality"), (3, "training")]
        yield _published(catalogue, f"{place}/safe", Path(place) / "originals", some)
        catalogue.engine.dispose()


def _lying(store: Any) -> int:
    """How many decisions lie in a store, in any version."""
    if not isinstance(store, Bucket):
        return len(list(store.list("decisions/")))
    answer = store.client.list_object_versions(Bucket=store.bucket, Prefix=f"{store.prefix}decisions/")
    return len(answer.get("Versions", [])) + len(answer.get("DeleteMarkers", []))
