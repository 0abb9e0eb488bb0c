"""The officer's commands on calls that the product itself published: consent, retention, hold, catalogue."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.catalogue import open_catalogue, subjects
from sourdine.pipeline.catalogue.engine import catalogue_url
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.office import office_path
from sourdine.pipeline.storage import open_storage

from benchmarks.histories.model import PURPOSES, Word
from benchmarks.histories.world import World

BOTH = Word(frozenset(PURPOSES))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Calls 0 and 1 are of one caller, 2 of another; nothing is published yet."""
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path / "home"))
    stores = {one: open_storage(tmp_path / "safe" / one) for one in PURPOSES}
    catalogue = open_catalogue(None, load_keyset())
    return World(catalogue, stores, tmp_path / "originals", dict.fromkeys(range(4), BOTH))


def published(world: World) -> set[tuple[int, str]]:
    return {(call, purpose) for call in range(4) for purpose in PURPOSES if world.lies(call, purpose)}


def test_consent_is_shown_withdrawn_and_given_again(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for call in (0, 1, 2):
        for purpose in PURPOSES:
            assert world.process(call, purpose).state == "published"
    assert cli.main(["consent", "show", "--phone", "06 12 34 56 70"]) == 0
    told = capsys.readouterr().out
    assert world.call(0) in told and world.call(2) not in told and "allowed" in told

    assert cli.main(["consent", "withdraw", "--phone", "+33612345670", "--purpose", "training"]) == 0
    assert "2 published copies removed" in capsys.readouterr().out
    assert published(world) == {(0, "quality"), (1, "quality"), (2, "quality"), (2, "training")}
    assert world.process(0, "training").reason == "copy_withdrawn"
    assert not world.may_play(0, "training") and world.may_play(0, "quality")

    given = ["consent", "grant", "--phone", "0612345670", "--purpose", "quality", "--purpose", "training"]
    given += ["--granted", "2026-01-01", "--by", "caller", "--channel", "spoken", "--spoken", "1.5", "4"]
    assert cli.main(given) == 0
    assert world.process(0, "training").state == "published"

    assert cli.main(["consent", "withdraw", "--source", world.source(2).locator]) == 0
    assert not {one for one in published(world) if one[0] == 2}
    assert cli.main(["journal", "verify", str(office_path())]) == 0
    assert "0612345670" not in capsys.readouterr().out


def test_a_table_is_taken_in_row_by_row(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.process(0, "quality").state == "published"
    (tmp_path / "table.csv").write_text(
        "phone,source,lawful_basis,purposes,granted\n"
        "0612345679,,consent,quality -training,2026-01-01\n"
        f",{world.source(3).locator},consent,-quality,2026-01-01\n"
        f"0612345670,{world.source(0).locator},consent,training,2026-01-02\n"
        "canary,,consent,quality,\n"
        ",,consent,quality,\n"
    )
    assert cli.main(["consent", "import", str(tmp_path / "table.csv")]) == 1
    told = capsys.readouterr()
    assert "3 records taken in, 0 known before, 2 not taken; 1 published copy removed" in told.out
    assert "line 5" in told.err and "line 6" in told.err and "canary" not in told.err + told.out
    assert world.process(3, "quality").reason == "purpose_not_granted"
    assert published(world) == set()
    assert cli.main(["consent", "import", str(tmp_path / "table.csv")]) == 1
    assert "0 records taken in, 3 known before" in capsys.readouterr().out


def test_receipt_and_export(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "consent",
        "grant",
        "--email",
        "Julie@Example.com",
        "--purpose",
        "quality",
        "--refuse",
        "training",
    ]
    assert cli.main([*given, "--channel", "web", "--wording", "2026-01"]) == 0
    assert cli.main(["consent", "receipt", "--email", "julie@example.com"]) == 2  # who is the controller?
    assert cli.main(["catalogue", "tenant", "--controller", "Acme SA", "--email", "dpo@acme.example"]) == 0
    capsys.readouterr()
    assert cli.main(["consent", "receipt", "--email", "julie@example.com"]) == 0
    (receipt,) = json.loads(capsys.readouterr().out)
    assert receipt["version"] == "KI-CR-v1.1.0" and receipt["collectionMethod"] == "web"
    assert receipt["piiControllers"][0]["piiController"] == "Acme SA"
    purposes = {one["purpose"]: one["consentType"] for one in receipt["services"][0]["purposes"]}
    assert purposes == {"quality": "EXPLICIT", "training": "REFUSED"}

    assert cli.main(["consent", "export", "--email", "julie@example.com", "--format", "vcon"]) == 0
    body = json.loads(capsys.readouterr().out)["body"]
    assert {one["purpose"]: one["granted"] for one in body["purpose_grants"]} == {
        "quality": True,
        "training": False,
    }
    assert body["proof_mechanisms"][0]["wording"] == "2026-01"


def test_what_is_due_goes_unless_a_case_needs_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.process(0, "quality").state == "published"
    assert world.process(2, "quality").state == "published"
    assert cli.main(["retention", "plan"]) == 1  # the copies were made on a day long ago
    assert cli.main(["retention", "set", "--what", "copy", "--event", "call", "--days", "36500"]) == 0
    assert cli.main(["retention", "plan"]) == 0
    ended = ["retention", "event", "--phone", "0612345670", "--at", "2026-01-02"]
    assert cli.main(ended) == 0
    rule = ["retention", "set", "--what", "copy", "--event", "contract_end", "--days", "30"]
    assert cli.main(rule) == 0
    capsys.readouterr()
    assert cli.main(["hold", "set", "--call", world.call(0), "--reason", "case 7"]) == 0
    hold = capsys.readouterr().out.strip()
    assert cli.main(["retention", "plan"]) == 1
    assert "contract_end (held)" in capsys.readouterr().out
    assert cli.main(["retention", "purge"]) == 1
    assert published(world) == {(0, "quality"), (2, "quality")}
    assert not world.may_play(0, "quality")
    assert cli.main(["hold", "lift", hold]) == 0
    assert cli.main(["retention", "purge"]) == 0
    assert published(world) == {(2, "quality")}
    assert cli.main(["retention", "purge"]) == 0
    assert "0 removed, 0 not yet" in capsys.readouterr().out
    assert world.process(0, "quality").reason == "retention_over"


def test_the_catalogue_is_made_again_from_what_is_published(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for call in (0, 2):
        assert world.process(call, "quality").state == "published"
    world.withdraw(("person", 0), None)
    assert cli.main(["hold", "set", "--call", world.call(2), "--reason", "case 7"]) == 0
    hold = capsys.readouterr().out.strip()
    world.catalogue.engine.dispose()
    for path in Path(catalogue_url().removeprefix("sqlite:///")).parent.glob("catalogue.sqlite*"):
        path.unlink()
    safe = world.stores["quality"].address
    assert cli.main(["catalogue", "rebuild", safe]) == 0
    assert "1 call, 1 tombstone and 2 decisions taken in" in capsys.readouterr().out
    assert world.may_play(2, "quality")
    assert world.process(0, "quality").reason == "copy_withdrawn"
    assert cli.main(["consent", "withdraw", "--phone", "0612345671"]) == 1
    assert published(world) == {(2, "quality")}  # it is held
    assert cli.main(["hold", "lift", hold]) == 0
    assert cli.main(["retention", "purge"]) == 0
    assert published(world) == set()
    assert cli.main(["catalogue", "status"]) == 0


def test_an_old_copy_of_the_catalogue_brings_nobody_back(world: World, tmp_path: Path) -> None:
    assert world.process(2, "quality").state == "published"
    assert world.process(0, "quality").state == "published"
    world.catalogue.scrub()
    file = Path(catalogue_url().removeprefix("sqlite:///"))
    old = file.read_bytes()
    world.erase(1)
    world.catalogue.engine.dispose()
    file.write_bytes(old)
    assert world.process(2, "quality").reason == "call_erased"
    assert cli.main(["retention", "set", "--what", "copy", "--event", "call", "--days", "36500"]) == 0
    assert cli.main(["retention", "purge"]) == 0
    assert published(world) == {(0, "quality")}
    with world.catalogue.read() as con:
        ring = world.catalogue.ring("default")
        assert subjects.find(con, ring, "phone", "0612345671") == ()
        assert len(subjects.find(con, ring, "phone", "0612345670")) == 1


def test_an_old_call_is_not_even_decoded(world: World) -> None:
    record = Path(f"{world.source(0).locator}.consent.json")
    long_ago = (world.now - timedelta(days=181)).isoformat()
    record.write_text(json.dumps(json.loads(record.read_text()) | {"called": long_ago}))
    assert world.process(0, "quality").reason == "retention_over"
    assert world.decoded == []


@pytest.mark.parametrize(
    "command",
    [
        ["consent", "withdraw"],
        ["consent", "withdraw", "--phone", "canary"],
        ["consent", "withdraw", "--phone", "0612345670", "--call", "a" * 32],
        ["consent", "withdraw", "--call", "canary"],
        ["consent", "withdraw", "--phone", "0612345670", "--purpose", "Canary 06"],
        ["consent", "grant", "--phone", "0612345670", "--purpose", "quality", "--by", "06 12 34 56 70"],
        ["consent", "show", "--phone", "0612345670", "--tenant", "Canary!"],
        ["hold", "lift", "canary"],
        ["retention", "set", "--what", "copy", "--event", "security_code", "--days", "0"],
        ["retention", "unset", "--what", "copy", "--event", "call"],
    ],
)
def test_what_cannot_be_meant(world: World, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(command) == 2
    assert "canary" not in capsys.readouterr().err
