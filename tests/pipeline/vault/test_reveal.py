"""Hearing an original again takes two people, a reason, and ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sourdine.pipeline.cli import main
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.journal import Journal, open_journal
from sourdine.pipeline.keyset import Keyset, load_keyset
from sourdine.pipeline.settings_file import load_settings
from sourdine.pipeline.storage import Content
from sourdine.pipeline.vault import Vault, open_vault
from sourdine.pipeline.vault import reveal as module
from sourdine.pipeline.vault.reveal import approve, ask, check, read_request

CALL = "c" * 32


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path / "home"))
    path = tmp_path / "ours.yaml"
    path.write_text(f"originals: {{policy: vault, vault: {tmp_path / 'vault'}}}\n")
    return str(path)


@pytest.fixture
def vault(config: str, tmp_path: Path) -> Vault:
    original = tmp_path / "call.wav"
    original.write_bytes(b"what julie morel said")
    vault = open_vault(load_settings(config))
    vault.store(CALL, original, ".wav")
    return vault


@pytest.fixture
def journal(vault: Vault) -> Journal:
    return open_journal(vault.sealed.address, load_keyset(), vault.sealed)


def test_two_people_and_a_reason(vault: Vault, journal: Journal) -> None:
    request = ask(vault, journal, CALL, "ann", "complaint", 30)
    with pytest.raises(StopJob, match="nobody has agreed"):
        check(vault, journal, request.id, "ann")
    with pytest.raises(StopJob, match="a second person must"):
        approve(vault, journal, request.id, "ann")
    agreed = approve(vault, journal, request.id, "bob")
    assert agreed.until == (agreed.approved or agreed.when) + timedelta(minutes=30)
    with pytest.raises(StopJob, match="only who asked"):
        check(vault, journal, request.id, "bob")
    assert check(vault, journal, request.id, "ann").call == CALL
    with pytest.raises(StopJob, match="agreed to this request already"):
        approve(vault, journal, request.id, "eve")
    steps = [(act.who, act.what, act.outcome) for _, act in journal.acts()]
    assert steps == [
        ("ann", "vault.request", "done"),
        ("ann", "vault.open", "refused"),
        ("bob", "vault.approve", "done"),
        ("bob", "vault.open", "refused"),
        ("ann", "vault.open", "begun"),
    ]


def test_it_ends(vault: Vault, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    request = ask(vault, journal, CALL, "ann", "complaint", 30)
    approve(vault, journal, request.id, "bob")

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Later:
            late = datetime.now(UTC) + timedelta(minutes=31)
            return cls.fromtimestamp(late.timestamp(), UTC)

    monkeypatch.setattr(module, "datetime", Later)
    with pytest.raises(StopJob, match="the time of this request is over"):
        check(vault, journal, request.id, "ann")


@pytest.mark.parametrize(("why", "minutes"), [("curiosity", 30), ("complaint", 0), ("complaint", 100_000)])
def test_what_cannot_be_asked(vault: Vault, journal: Journal, why: str, minutes: int) -> None:
    with pytest.raises(StopJob):
        ask(vault, journal, CALL, "ann", why, minutes)


def test_a_call_that_is_not_there(vault: Vault, journal: Journal) -> None:
    with pytest.raises(StopJob, match="not in the vault"):
        ask(vault, journal, "d" * 32, "ann", "complaint", 30)
    with pytest.raises(StopJob, match="no such request"):
        check(vault, journal, "11111111-1111-1111-1111-111111111111", "ann")
    with pytest.raises(StopJob, match="UUID"):
        check(vault, journal, "../../etc", "ann")


def test_nobody_forges_or_stretches_a_request(vault: Vault, journal: Journal) -> None:
    request = ask(vault, journal, CALL, "ann", "complaint", 30)
    key = f"reveals/{request.id}.json"
    content = json.loads(vault.keys.read(key, 4096) or b"")
    vault.keys.put(key, Content.of(json.dumps(content | {"minutes": 1400}).encode(), "application/json"))
    with pytest.raises(StopJob, match="not what was signed"):
        approve(vault, journal, request.id, "bob")


def test_an_approval_of_another_request_is_none(vault: Vault, journal: Journal) -> None:
    first = ask(vault, journal, CALL, "ann", "complaint", 30)
    second = ask(vault, journal, CALL, "ann", "complaint", 30)
    approve(vault, journal, first.id, "bob")
    data = vault.keys.read(f"reveals/{first.id}.approved.json", 4096) or b""
    vault.keys.put(f"reveals/{second.id}.approved.json", Content.of(data, "application/json"))
    with pytest.raises(StopJob, match="not what was signed"):
        read_request(vault, journal, second.id)


def test_from_the_command_line(
    config: str,
    vault: Vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def sourdine(who: str, *words: str) -> tuple[int, str]:
        monkeypatch.setenv("SOURDINE_ACTOR", who)
        code = main(["vault", *words, "--config", config])
        told = capsys.readouterr()
        return code, told.out + told.err

    assert sourdine("ann", "list") == (0, f"{CALL}\n")
    assert sourdine("ann", "check") == (0, "1 original checked, 0 with problems.\n")
    code, told = sourdine("ann", "request", CALL, "--why", "fraud")
    request = told.splitlines()[0]
    out = tmp_path / "heard.wav"
    assert sourdine("ann", "approve", request)[0] == 2
    assert sourdine("ann", "open", request, "--out", str(out))[0] == 2
    assert not out.exists()
    assert sourdine("bob", "approve", request)[0] == 0
    assert sourdine("ann", "open", request, "--out", str(out))[0] == 0
    assert out.read_bytes() == b"what julie morel said"
    assert out.stat().st_mode & 0o077 == 0
    assert sourdine("ann", "open", request, "--out", str(out))[0] == 2  # never over another file
    assert sourdine("bob", "rotate") == (0, "1 data keys wrapped anew.\n")
    assert sourdine("bob", "rotate", "--forget-old")[0] == 0
    assert sourdine("ann", "open", request, "--out", str(tmp_path / "again.wav"))[0] == 0
    assert main(["journal", "verify", str(tmp_path / "vault")]) == 0
    assert isinstance(load_keyset(), Keyset)
    assert code == 0


def test_without_a_vault_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vault", "list"]) == 2
    assert "originals.vault" in capsys.readouterr().err
