"""Documents of the data protection officer: what they say, and that they say nothing personal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sourdine.pipeline.catalogue import Catalogue, calls, open_catalogue, rules, subjects, tenants
from sourdine.pipeline.catalogue.rules import Rule
from sourdine.pipeline.cli import main
from sourdine.pipeline.documents import as_html, as_pdf
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.manifest import read_manifest
from sourdine.pipeline.publish import read_published
from sourdine.pipeline.reports import article_30, breach, subject_requests
from sourdine.pipeline.reports.breach import calls_at
from sourdine.pipeline.rights import requests
from sourdine.pipeline.settings import OriginalSettings
from sourdine.pipeline.settings_file import load_settings
from sourdine.pipeline.storage import open_storage

from tests.pipeline.made_call import CALL, publish_call

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def safe(tmp_path: Path) -> str:
    publish_call(open_storage(tmp_path / "safe"))
    return open_storage(tmp_path / "safe").address


@pytest.fixture
def catalogue(tmp_path: Path, safe: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    monkeypatch.setenv("SOURDINE_HOME", str(tmp_path / "home"))
    made = open_catalogue(None, load_keyset())
    manifest = read_manifest(read_published(open_storage(safe), CALL) or b"")
    with made.write() as con:
        assert calls.register(con, manifest, safe, NOW)
        people = subjects.ensure(con, made.ring("default"), [("phone", "+33612345678")], NOW)
        subjects.link(con, people, CALL, "default", NOW)
        sealed = made.ring("default").seal(b"/calls/julie.wav", f"original {CALL}")
        calls.note_original(con, CALL, sealed, NOW, manifest.source)
        tenants.describe(con, "default", "processor", {"controller": "Acme", "dpo": "Ann"}, NOW)
        rules.set_rule(con, "default", Rule("copy", "call", 90, "quality"), NOW)
    yield made
    made.engine.dispose()


def test_the_record_tells_what_is_done(catalogue: Catalogue, safe: str) -> None:
    settings = load_settings("pci")
    own = OriginalSettings("vault", "/vault", key="aws-kms://key", never=("CARD_CVV",))
    made = article_30(catalogue, "default", replace(settings, originals=own), NOW)
    page = as_html(made.document).decode()
    for told in (
        "art. 30(2)",
        "Acme",
        "LOCATION",
        safe,
        "90 days after call",
        "wrapped by aws-kms",
        "CARD_CVV",
    ):
        assert told in page
    assert made.content["volume"] == {
        "calls": 1,
        "copies": {"published": 1},
        "originals": {"kept": 1},
        "people": 1,
    }
    assert as_pdf(made.document).startswith(b"%PDF")
    other = article_30(catalogue, "acme", settings, NOW)
    assert other.content["volume"]["calls"] == 0
    assert "art. 30(1)" in as_html(other.document).decode()
    assert "not described yet" in as_html(other.document).decode()


def test_a_breach_tells_who_and_what_and_how_long(catalogue: Catalogue, safe: str) -> None:
    assert calls_at(catalogue, "default", safe) == [CALL]
    known = NOW - timedelta(hours=70)
    made = breach(catalogue, "default", [CALL, "b" * 32], "originals", known, NOW)
    assert (made.content["hours_left"], made.content["people"], made.content["calls_unknown"]) == (2.0, 1, 1)
    assert made.content["entities"] == {"LOCATION": 1}
    assert not made.content["tell_people"]
    assert "2 hours left" in as_html(made.document).decode()
    late = breach(catalogue, "default", [CALL], "copies", NOW - timedelta(hours=80), NOW)
    assert "The 72 hours ended on" in as_html(late.document).decode()
    with pytest.raises(StopJob, match="none of these calls"):
        breach(catalogue, "acme", [CALL], "copies", NOW, NOW)  # of another tenant


def test_requests_are_counted(catalogue: Catalogue) -> None:
    early = NOW - timedelta(days=100)
    with catalogue.write() as con:
        made = [requests.receive(con, "default", "access", None, early, early) for _ in range(4)]
        requests.finish(con, "default", made[0].id, {}, early + timedelta(days=3))
        requests.refuse(con, "default", made[1].id, "excessive", early + timedelta(days=60))
        requests.receive(con, "default", "erasure", None, NOW, NOW)
    content = subject_requests(catalogue, "default", NOW).content
    told = {
        name: content[name] for name in ("received", "answered", "in_time", "late_and_open", "median_days")
    }
    assert told == {"received": 5, "answered": 2, "in_time": 1, "late_and_open": 2, "median_days": 60}
    assert subject_requests(catalogue, "default", NOW, since=NOW).content["received"] == 1
    assert as_pdf(subject_requests(catalogue, "default", NOW).document).startswith(b"%PDF")


def test_from_the_command_line(
    catalogue: Catalogue, safe: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "calls.txt"
    listed.write_text(f"{CALL}\n")
    exposed = ("--exposed", "copies")
    for words in (
        ("article-30",),
        ("breach", "--calls", str(listed), *exposed),
        ("breach", "--dest", safe, *exposed),
        ("subject-requests",),
    ):
        for ending in ("pdf", "html", "json"):
            out = tmp_path / f"report.{ending}"
            assert main(["report", *words, "--out", str(out)]) == 0
            data = out.read_bytes()
            assert b"julie" not in data and b"612345678" not in data
    assert json.loads((tmp_path / "report.json").read_bytes())["received"] == 0
    assert main(["report", "article-30", "--out", "report.doc"]) == 2
    assert "is a .pdf" in capsys.readouterr().err
