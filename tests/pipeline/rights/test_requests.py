"""The clock, the states and the answers of requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.catalogue import Catalogue, open_catalogue
from sourdine.pipeline.documents import as_html, as_pdf
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import Keyset
from sourdine.pipeline.rights import requests
from sourdine.pipeline.rights.letter import letter
from sourdine.pipeline.rights.requests import months_after
from sourdine.pipeline.rights.texts import day, say

START = datetime(2026, 1, 31, 10, tzinfo=UTC)
CONTROLLER = {"controller": "Acme & Fils <SA>", "email": "dpo@acme.example", "policy": "https://acme.example"}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = open_catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite'}", Keyset(b"k" * 32, b"t" * 32))
    yield made
    made.engine.dispose()


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 1, 15), 1, (2026, 2, 15)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2028, 1, 31), 1, (2028, 2, 29)),
        ((2026, 12, 31), 1, (2027, 1, 31)),
        ((2026, 11, 30), 3, (2027, 2, 28)),
    ],
)
def test_months(start: tuple[int, int, int], months: int, end: tuple[int, int, int]) -> None:
    assert months_after(datetime(*start), months) == datetime(*end)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(0, 40))
def test_months_never_run_over(start: datetime, months: int) -> None:
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day


def test_a_request_is_extended_once_and_answered_once(catalogue: Catalogue) -> None:
    with catalogue.write() as con:
        made = requests.receive(con, "default", "access", None, START, START)
        assert made.due == datetime(2026, 2, 28, 10, tzinfo=UTC)
        assert not made.is_late(made.due)
        assert made.is_late(made.due + timedelta(seconds=1))
        longer = requests.extend(con, "default", made.id, "complexity", START)
        assert longer.due == datetime(2026, 4, 30, 10, tzinfo=UTC)
        with pytest.raises(StopJob, match="cannot be extended"):
            requests.extend(con, "default", made.id, "complexity", START)
        done = requests.finish(con, "default", made.id, {"own": 2}, START)
        assert (done.state, done.details) == ("done", {"own": 2})
        assert not done.is_late(START + timedelta(days=400))
        with pytest.raises(StopJob, match="answered already"):
            requests.refuse(con, "default", made.id, "excessive", START)
        assert [step.step for step in requests.steps(con, made.id)] == ["received", "extended", "done"]


def test_what_cannot_be_asked_or_answered(catalogue: Catalogue) -> None:
    with catalogue.write() as con:
        with pytest.raises(StopJob, match="in the future"):
            requests.receive(con, "default", "access", None, START + timedelta(days=1), START)
        made = requests.receive(con, "default", "erasure", None, START, START)
        with pytest.raises(StopJob, match="first month is over"):
            requests.extend(con, "default", made.id, "complexity", START + timedelta(days=40))
        with pytest.raises(StopJob, match="reason to extend"):
            requests.extend(con, "default", made.id, "holidays", START)
        with pytest.raises(StopJob, match="ground to refuse"):
            requests.refuse(con, "default", made.id, "julie is a nuisance", START)
        with pytest.raises(StopJob, match="no such request"):
            requests.get(con, "another", made.id)  # of another tenant
        assert [one.id for one in requests.listed(con, "default", unanswered=True)] == [made.id]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", requests.KINDS)
def test_there_is_a_letter_for_every_state(catalogue: Catalogue, kind: requests.Kind, language: str) -> None:
    with catalogue.write() as con:
        made = [requests.receive(con, "default", kind, None, START, START, "quality") for _ in range(4)]
        requests.extend(con, "default", made[1].id, "number-of-requests", START)
        requests.refuse(con, "default", made[2].id, "legal-claim", START)
        requests.finish(con, "default", made[3].id, {"calls": 1}, START)
        for one in made:
            found = requests.get(con, "default", one.id)
            document = letter(found, requests.steps(con, one.id), CONTROLLER, language)
            page = as_html(document).decode()
            assert "Acme &amp; Fils &lt;SA&gt;" in page
            assert one.id in page
            assert say("complain", language)[:30] in page.replace("&#x27;", "'")
            assert as_pdf(document).startswith(b"%PDF")


def test_dates_are_written_as_they_are_read() -> None:
    assert day(START, "fr") == "31 janvier 2026"
    assert day(datetime(2026, 8, 1, tzinfo=UTC), "fr") == "1er août 2026"
    assert day(START, "en") == "31 January 2026"
    assert day(None, "fr") == "inconnue"


def test_both_languages_say_the_same_things() -> None:
    from sourdine.pipeline.rights.texts import _texts

    assert set(_texts("fr")) == set(_texts("en"))
    for key, text in _texts("en").items():
        holes = {part.split("}")[0] for part in text.split("{")[1:]}
        assert holes == {part.split("}")[0] for part in _texts("fr")[key].split("{")[1:]}, key
