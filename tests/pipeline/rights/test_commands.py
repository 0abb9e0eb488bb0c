"""``sourdine subject`` at a terminal."""

from __future__ import annotations

import json
import re

import pytest
from sourdine.pipeline.cli import main

from tests.pipeline.rights.conftest import PHONE, World


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(["subject", *words]) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def request_in(text: str) -> str:
    found = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text)
    assert found is not None
    return found[0]


def test_somebody_is_found_and_shown(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "find", "--phone", "06 12 34 56 78")
    assert world.call in text and "quality published; original kept" in text
    found = json.loads(told(capsys, "find", "--call", world.call, "--json"))
    assert found["calls"][0]["copies"][0]["entities"] == {"LOCATION": 1}
    assert PHONE not in text + json.dumps(found)
    assert "this is no phone number" in told(capsys, "find", "--phone", "call me", code=2)
    assert "say who" in told(capsys, "find", code=2)


def test_a_request_has_a_clock_and_a_letter(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    request = request_in(told(capsys, "restrict", "--phone", PHONE, "--received", "2026-01-31"))
    line = told(capsys, "requests")
    assert "restriction" in line and "due 2026-02-28" in line and "LATE" not in line
    assert json.loads(told(capsys, "requests", "--json"))["state"] == "done"
    assert told(capsys, "requests", "--open") == ""
    page, file = world.root / "answer.html", world.root / "answer.pdf"
    told(capsys, "answer", request, "--out", str(page), "--language", "fr")
    told(capsys, "answer", request, "--out", str(file))
    assert "Vos appels sont gelés" in page.read_text("utf-8")
    assert file.read_bytes().startswith(b"%PDF")
    assert "is answered already" in told(capsys, "refuse", request, "--why", "excessive", code=2)
    assert "cannot be extended" in told(capsys, "extend", request, "--why", "complexity", code=2)
    assert "a .pdf or an .html" in told(capsys, "answer", request, "--out", "answer.doc", code=2)


def test_a_request_that_waits_is_extended_or_refused(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hold", "set", "--call", world.call, "--reason", "case-7"]) == 0
    text = told(capsys, "erase", "--phone", PHONE, code=1)
    assert "a legal hold keeps it" in text and "0 of 1 calls erased" in text
    request = request_in(text.rpartition("request")[2])
    assert request in told(capsys, "requests", "--open")
    assert "Due" in told(capsys, "extend", request, "--why", "complexity")
    told(capsys, "refuse", request, "--why", "legal-claim")
    page = world.root / "answer.html"
    told(capsys, "answer", request, "--out", str(page), "--language", "en")
    assert "needed for legal claims" in page.read_text("utf-8")
    assert world.recording.exists()


def test_what_is_wrong_is_corrected(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call, place = ("--call", world.call), ("--channel", "2", "--from", "4.4", "--to", "5.5")
    told(capsys, "rectify", *call, "--called", "2026-03-02T10:15:00+01:00")
    told(capsys, "rectify", *call, "--text", "non merci", "--dest", world.storage.address, *place)
    told(capsys, "rectify", "--phone", PHONE, "--set", "email=julie@example.org")
    found = json.loads(told(capsys, "find", "--email", "Julie@example.org", "--json"))
    assert found["calls"][0]["called"].startswith("2026-03-02 09:15")
    assert {one["field"] for one in found["corrections"]} == {"email", "called", "transcript"}
    assert "say what to correct" in told(capsys, "rectify", *call, code=2)
    assert "KIND=VALUE" in told(capsys, "rectify", "--phone", PHONE, "--set", "shoe=44", code=2)
    assert "name the call" in told(capsys, "rectify", "--phone", PHONE, "--called", "2026-01-01", code=2)
    assert "--channel" in told(capsys, "rectify", *call, "--text", "non", code=2)


def test_calls_are_linked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 call linked" in told(capsys, "link", "--customer", "K-1", "--keep-values", world.call)
    found = json.loads(told(capsys, "find", "--customer", "k-1", "--json"))
    assert found["identifiers"] == [["customer", "K-1"]]
    assert found["calls"][0]["shared"] == 1
    assert "not in the catalogue" in told(capsys, "link", "--customer", "K-1", "b" * 32, code=2)
