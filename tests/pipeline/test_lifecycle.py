"""What a bucket's own rules would do: read as S3 tells them, judged, told before anything is published."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sourdine.pipeline import cli
from sourdine.pipeline.catalogue import open_catalogue
from sourdine.pipeline.catalogue.rules import Rule, set_rule
from sourdine.pipeline.doctor import check_storage
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.lifecycle import UNREAD, concerns, vault_concerns, warn_of_stores
from sourdine.pipeline.settings import OriginalSettings, Settings
from sourdine.pipeline.storage import open_storage
from sourdine.pipeline.storage.lifecycle import StoreRule, read_rules
from sourdine.pipeline.storage.s3 import Bucket

from benchmarks.histories.model import Word
from benchmarks.histories.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from types_boto3_s3 import S3Client

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PREFIX = "safe/copies/"
ON_CEPH = pytest.mark.parametrize("store", ["ceph"], indirect=True)


def rule(**fields: Any) -> dict[str, Any]:
    return {"ID": "r", "Status": "Enabled", "Expiration": {"Days": 30}, **fields}


@pytest.mark.parametrize(
    ("given", "below"),
    [
        (rule(Filter={}), ""),
        (rule(), ""),
        (rule(Prefix=""), ""),
        (rule(Prefix="safe/"), ""),  # the first form of rules
        (rule(Filter={"Prefix": "safe/"}), ""),
        (rule(Filter={"Prefix": "saf"}), ""),
        (rule(Filter={"Prefix": PREFIX}), ""),
        (rule(Filter={"Prefix": "safe/copies/tombstones/"}), "tombstones/"),
        (rule(Filter={"Prefix": "safe/copies2/"}), None),
        (rule(Filter={"Prefix": "other/"}), None),
        (rule(Filter={"And": {"Prefix": "safe/", "ObjectSizeGreaterThan": 131072}}), ""),
        (rule(Filter={"ObjectSizeGreaterThan": 131072}), ""),
        (rule(Filter={"And": {"Prefix": "safe/", "Tags": [{"Key": "old", "Value": "yes"}]}}), None),
        (rule(Filter={"Tag": {"Key": "old", "Value": "yes"}}), None),  # our objects have no tags
        (rule(Status="Disabled"), None),
    ],
)
def test_which_rules_reach_a_place(given: dict[str, Any], below: str | None) -> None:
    found = read_rules([given], PREFIX)
    assert [one.below for one in found] == ([] if below is None else [below])


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (rule(), StoreRule("r", "", 30)),
        (rule(Expiration={"Date": datetime(2027, 1, 1, tzinfo=UTC)}), StoreRule("r", "", date(2027, 1, 1))),
        (rule(Expiration={"ExpiredObjectDeleteMarker": True}), None),
        ({"ID": "n", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}, None),
        (
            {"ID": "u", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}},
            None,
        ),
        (
            {"Status": "Enabled", "Transitions": [{"Days": 0, "StorageClass": "GLACIER"}]},
            StoreRule("number 1", "", None, (("GLACIER", 0),)),
        ),
        (
            {"ID": "t\n<", "Status": "Enabled", "Transition": {"Days": 9, "StorageClass": "GLACIER"}},
            StoreRule("t", "", None, (("GLACIER", 9),)),
        ),
    ],
)
def test_what_a_rule_does(given: dict[str, Any], read: StoreRule | None) -> None:
    assert read_rules([given], PREFIX) == (() if read is None else (read,))


@pytest.mark.parametrize(
    ("given", "told", "broken"),
    [
        (StoreRule("r", "", 30), "they would vanish without tombstone or journal entry; tombstones", True),
        (StoreRule("r", "", 180), "not even a legal hold would keep a copy longer; tombstones", True),
        (StoreRule("r", "", date(2030, 1, 1)), "everything from 2030-01-01 on, and copies are kept", True),
        (StoreRule("r", "abc", 30), "vanish without tombstone or journal entry", True),
        (StoreRule("r", "a" * 32 + "/audio", 180), "not even a legal hold", True),
        (StoreRule("r", "tombstones/", 9_999), "what must not come back", True),
        (StoreRule("r", "journal/2026/", 400), "the proof of it would be forgotten", True),
        (StoreRule("r", "quarantine/", 30), None, False),
        (StoreRule("r", "reports/", 30), None, False),
        (StoreRule("r", "", None, (("GLACIER", 90),)), "to GLACIER: nothing there can be played", True),
        (StoreRule("r", "a", None, (("DEEP_ARCHIVE", 180),)), None, False),  # their time is over then
        (StoreRule("r", "", None, (("DEEP_ARCHIVE", 400),)), "to DEEP_ARCHIVE", True),  # the journal too
        (StoreRule("r", "", None, (("STANDARD_IA", 30), ("GLACIER_IR", 90))), None, False),
        (StoreRule("r", "", None, (("COLD", 30),)), "to COLD, a class of this store", False),
    ],
)
def test_what_is_told_of_a_rule(given: StoreRule, told: str | None, broken: bool) -> None:
    found = list(concerns([given], 180))
    assert len(found) == (told is not None)
    for one in found:
        assert told is not None and told in one.text
        assert one.broken == broken and one.advice


def test_a_vault_has_no_end_of_its_own() -> None:
    assert [one.broken for one in vault_concerns([StoreRule("r", "", 3650, (("GLACIER", 1),))])] == [
        True,
        True,
    ]
    assert list(vault_concerns([StoreRule("r", "other/", 1)])) == []


@pytest.fixture
def ruled(bucket: str, s3_client: S3Client) -> str:
    """A bucket where everything below safe/ goes after 30 days, and scratch after one."""
    s3_client.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "tidy",
                    "Status": "Enabled",
                    "Filter": {"Prefix": "safe/"},
                    "Expiration": {"Days": 30},
                },
                {
                    "ID": "scratch",
                    "Status": "Enabled",
                    "Filter": {"Prefix": "tmp/"},
                    "Expiration": {"Days": 1},
                },
                {"ID": "off", "Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 2}},
            ]
        },
    )
    return bucket


@pytest.mark.parametrize("store", ["moto", "ceph"], indirect=True)
def test_a_real_store_tells_its_rules(store: str, ruled: str) -> None:
    assert open_storage(f"s3://{ruled}/safe/copies").lifecycle() == (StoreRule("tidy", "", 30),)
    assert open_storage(f"s3://{ruled}/elsewhere").lifecycle() == ()


@ON_CEPH
def test_the_doctor_tells(store: str, ruled: str, bucket: str) -> None:
    for place, kept in ((f"s3://{ruled}/safe", False), (f"s3://{bucket}/elsewhere", True)):
        (found,) = [one for one in check_storage(open_storage(place)) if "by itself" in one.name]
        assert found.ok == kept
        assert ('"tidy" deletes what is 30 days old' in found.detail) == (not kept)
        assert bool(found.advice) == (not kept)


@ON_CEPH
def test_the_doctor_looks_at_a_vault_in_a_bucket(
    store: str, ruled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "ours.yaml"
    for prefix, code, told in (
        ("safe/originals", 1, '"tidy" deletes what is 30 days old: originals'),
        ("vault", 0, "vault deletes and moves nothing by itself: no lifecycle rule reaches what lies here"),
        ("safe-none", 0, "vault lets erase: no lock forbids it"),
    ):
        config.write_text(f"originals:\n  policy: vault\n  vault: s3://{ruled}/{prefix}\n")
        assert cli.main(["doctor", "--config", str(config)]) == code
        assert told in capsys.readouterr().out
    config.write_text("originals:\n  policy: vault\n  vault: s3://no-such-bucket/vault\n")
    assert cli.main(["doctor", "--config", str(config)]) == 1
    assert "BAD  vault: there is no bucket" in capsys.readouterr().out


@ON_CEPH
def test_who_may_not_look_is_told_and_goes_on(
    store: str, ruled: str, s3_client: S3Client, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetLifecycleConfiguration",
        "Resource": f"arn:aws:s3:::{ruled}",
    }
    policy = {"Version": "2012-10-17", "Statement": [deny]}
    s3_client.put_bucket_policy(Bucket=ruled, Policy=json.dumps(policy))
    storage = open_storage(f"s3://{ruled}/safe")
    assert storage.lifecycle() is None
    (found,) = [one for one in check_storage(storage) if "by itself" in one.name]
    assert found.ok and found.detail == UNREAD and found.advice
    catalogue = open_catalogue(f"sqlite:///{tmp_path}/c.sqlite", load_keyset())
    warn_of_stores(storage, Settings(), catalogue)
    assert UNREAD in caplog.text
    catalogue.engine.dispose()


@ON_CEPH
def test_a_job_is_told_before_it_publishes(
    store: str, ruled: str, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    catalogue = open_catalogue(f"sqlite:///{tmp_path}/c.sqlite", load_keyset())
    own = OriginalSettings("vault", f"s3://{ruled}/safe/originals")
    warn_of_stores(open_storage(f"s3://{ruled}/safe"), Settings(originals=own), catalogue)
    assert "and copies are kept for 180 days" in caplog.text and "the vault's bucket" in caplog.text
    with catalogue.write() as con:
        set_rule(con, "default", Rule("copy", "call", 20, "quality"), NOW)
    caplog.clear()
    warn_of_stores(open_storage(f"s3://{ruled}/safe"), Settings(), catalogue)
    assert "not even a legal hold would keep a copy longer" in caplog.text
    assert "the vault's bucket" not in caplog.text
    caplog.clear()
    warn_of_stores(open_storage(f"s3://{ruled}/elsewhere"), Settings(), catalogue)
    warn_of_stores(open_storage(tmp_path / "folder"), Settings(), catalogue)
    assert caplog.text == ""
    catalogue.engine.dispose()


@ON_CEPH
def test_the_plan_tells(store: str, ruled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    storage = open_storage(f"s3://{ruled}/safe")
    assert isinstance(storage, Bucket)
    catalogue = open_catalogue(None, load_keyset())
    world = World(catalogue, {"quality": storage}, tmp_path / "originals", {0: Word(frozenset({"quality"}))})
    assert world.process(0, "quality").state == "published"
    assert cli.main(["retention", "set", "--what", "copy", "--event", "call", "--days", "36500"]) == 0
    capsys.readouterr()
    assert cli.main(["retention", "plan", "--json"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert f's3://{ruled}/safe: its lifecycle rule "tidy" deletes what is 30 days old' in told.err
    assert "kept for 36,500 days" in told.err
    catalogue.engine.dispose()
