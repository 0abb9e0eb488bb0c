"""Erasure, restriction, objection and correction, each with its request and its journal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sourdine.pipeline.catalogue import calls, limits
from sourdine.pipeline.catalogue.limits import Scope
from sourdine.pipeline.catalogue.standing import may_use
from sourdine.pipeline.errors import Refused, StopJob
from sourdine.pipeline.journal import open_journal
from sourdine.pipeline.office import office_path
from sourdine.pipeline.originals import Custody
from sourdine.pipeline.published import open_published
from sourdine.pipeline.rebuild import note_vaulted
from sourdine.pipeline.rights import rectify, requests
from sourdine.pipeline.rights.erase import shred_again
from sourdine.pipeline.rights.handle import erase, object_to, restrict
from sourdine.pipeline.rights.person import look_up
from sourdine.pipeline.settings import OriginalSettings, Settings
from sourdine.pipeline.storage import Content
from sourdine.pipeline.vault import Vault, open_vault

from tests.pipeline.rights.conftest import NOW, PHONE, World


def decisions(world: World) -> list[tuple[str, str]]:
    acts = open_journal(str(office_path()), world.catalogue.keys).acts()
    return [(act.what, act.outcome) for _, act in acts]


def vaulted(world: World) -> Vault:
    own = OriginalSettings("vault", str(world.root / "vault"))
    vault = open_vault(replace(Settings(), originals=own))
    assert (
        Custody(own, world.storage, 1 << 30, vault, world.catalogue).settle(world.source, world.call)
        == "vaulted"
    )
    assert not world.recording.exists()
    return vault


def test_a_catalogue_made_again_learns_what_lies_in_the_vault(world: World) -> None:
    vault = vaulted(world)
    with world.catalogue.write() as con:
        calls.set_original(con, world.call, "kept", NOW)  # all that a manifest can tell
    assert note_vaulted(world.catalogue, vault) == 1
    assert note_vaulted(world.catalogue, vault) == 0
    with pytest.raises(StopJob, match="lie in a vault"):
        erase(world.desk, world.party, NOW, NOW)
    _, erased = erase(world.desk, world.party, NOW, NOW, vault)
    assert not erased.left and not vault.holds(world.call)


def test_erasure_leaves_proof_and_nothing_else(world: World) -> None:
    request, erased = erase(world.desk, world.party, NOW, NOW)
    assert (request.state, request.details) == ("done", {"people": 1, "calls": 1})
    assert not erased.left
    assert not world.recording.exists()
    assert [one.key for one in world.storage.list() if not one.key.startswith("journal/")] == [
        f"tombstones/{world.call}.json"
    ]
    assert not look_up(world.catalogue, world.party).people
    assert ("subject.erase", "done") in decisions(world)
    lying = b"".join(
        str(path.relative_to(world.root)).encode() + path.read_bytes()
        for path in world.root.rglob("*")
        if path.is_file()
    )
    assert b"612345678" not in lying
    with world.catalogue.read() as con:
        assert requests.get(con, "default", request.id).subject is not None  # opaque, and of nobody any more
    with pytest.raises(StopJob, match="nobody is known"):
        erase(world.desk, world.party, NOW, NOW)


def test_a_hold_keeps_and_the_request_stays_open(world: World) -> None:
    with world.catalogue.write() as con:
        hold = limits.set_hold(con, Scope("default", None, world.call), "case 7", NOW)
    request, erased = erase(world.desk, world.party, NOW, NOW)
    assert (request.state, erased.left) == ("open", (world.call,))
    assert world.recording.exists()
    with world.catalogue.write() as con:
        assert limits.lift_hold(con, "default", hold, NOW)
    again, _ = erase(world.desk, world.party, NOW, NOW, request=request)
    assert (again.id, again.state) == (request.id, "done")
    assert not world.recording.exists()


def test_erasure_destroys_the_key_and_again_when_a_backup_brings_it_back(world: World) -> None:
    vault = vaulted(world)
    backup = {one.key: vault.keys.read(one.key, 1 << 24) for one in vault.keys.list()}
    with pytest.raises(StopJob, match="lie in a vault"):
        erase(world.desk, world.party, NOW, NOW)
    request, _ = erase(world.desk, world.party, NOW, NOW, vault)
    assert request.state == "done"
    assert list(vault.keys.list()) == []
    for key, data in backup.items():
        vault.keys.put(key, Content.of(data or b"", "application/json"))
    assert [one.outcome for one in shred_again(world.catalogue, vault)] == ["done"]
    assert list(vault.keys.list()) == []


def test_a_restricted_call_is_neither_played_nor_removed(world: World) -> None:
    ring, place = world.catalogue.ring("default"), world.storage.address
    request, change = restrict(world.desk, world.party, NOW, NOW)
    assert (request.state, change.removed) == ("done", ())
    with world.catalogue.read() as con, pytest.raises(Refused):
        may_use(con, ring, world.call, place, NOW)
    assert open_published(world.storage, world.call) is not None
    restrict(world.desk, world.party, NOW, NOW, lift=True)
    with world.catalogue.read() as con:
        may_use(con, ring, world.call, place, NOW)
    assert decisions(world).count(("subject.restrict", "done")) == 1
    assert ("subject.restrict", "lifted") in decisions(world)


def test_an_objection_is_to_its_purpose(world: World) -> None:
    _, change = object_to(world.desk, world.party, "training", NOW, NOW)
    assert change.removed == ()
    request, change = object_to(world.desk, world.party, "quality", NOW, NOW)
    assert [one.outcome for one in change.removed] == ["done"]
    assert (request.purpose, request.details["removed"]) == ("quality", 1)
    assert open_published(world.storage, world.call) is None
    assert world.recording.exists()


def test_an_identifier_is_corrected_with_its_history(world: World) -> None:
    person = look_up(world.catalogue, world.party).people[0]
    rectify.correct_identifier(world.catalogue, "default", person, "phone", "07 00 00 00 01", NOW, "r")
    assert not look_up(world.catalogue, world.party).people
    found = look_up(world.catalogue, replace(world.party, who=(("phone", "+33700000001"),)))
    assert found.identifiers == (("phone", "07 00 00 00 01"),)
    (one,) = found.corrections
    assert (one["field"], one["before"], one["after"]) == ("phone", "(kept as a hash only)", "07 00 00 00 01")
    assert PHONE not in str(found)


def test_words_of_a_transcript_are_corrected_in_a_new_version(world: World) -> None:
    place, settings = (1, 4.4, 5.5), Settings()

    def correct(text: str, where: tuple[int, float, float] = place) -> int:
        return rectify.correct_words(
            world.catalogue, "default", world.storage, world.call, where, text, settings, NOW, "r"
        )

    with pytest.raises(StopJob, match="personal data"):
        correct("je m'appelle julie morel")
    with pytest.raises(StopJob, match="nothing was corrected"):
        correct("non", (0, 0.9, 1.5))  # something silent is among them
    assert correct("non merci") == 2
    published = open_published(world.storage, world.call)
    assert published is not None
    assert [turn.text for turn in published.turns() if turn.channel == 1] == ["non merci"]
    (one,) = look_up(world.catalogue, world.party).corrections
    assert (one["before"], one["after"]) == ("oui merci", "non merci")


def test_a_time_is_corrected(world: World) -> None:
    rectify.correct_time(world.catalogue, "default", world.call, NOW, NOW, "r")
    assert look_up(world.catalogue, world.party).calls[0].called == NOW
    with pytest.raises(StopJob, match="no such call"):
        rectify.correct_time(world.catalogue, "another", world.call, NOW, NOW, "r")


def test_custody_leaves_what_it_may_not_touch(world: World) -> None:
    delete = Custody(OriginalSettings("delete"), world.storage, 1 << 30, None, world.catalogue)
    with world.catalogue.write() as con:
        hold = limits.set_hold(con, Scope("default", None, world.call), "case 7", NOW)
    assert delete.settle(world.source, world.call) == "kept"
    with world.catalogue.write() as con:
        limits.lift_hold(con, "default", hold, NOW)
    kept = world.recording.read_bytes()
    world.recording.write_bytes(kept + b"changed")
    assert delete.settle(world.source, world.call) == "kept"
    world.recording.write_bytes(kept)
    assert delete.settle(world.source, "b" * 32) == "kept"  # not published
    never = Custody(
        OriginalSettings("keep", never=("CARD_CVV",)), world.storage, 1 << 30, None, world.catalogue
    )
    assert never.settle(world.source, world.call) == "kept"
    found = Custody(
        OriginalSettings("keep", never=("LOCATION",)), world.storage, 1 << 30, None, world.catalogue
    )
    assert found.settle(world.source, world.call) == "deleted"
    assert not world.recording.exists()
    with world.catalogue.read() as con:
        state = calls.original_of(con, world.call)
    assert state is not None and state[0] == "deleted"
