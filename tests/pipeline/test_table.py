"""Tables of recordings."""

import json
import sys
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sourdine.pipeline.consent import read_consent
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.table import read_table


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_csv_with_consent_beside(tmp_path: Path) -> None:
    text = (
        "source,size,lawful_basis,purposes,expires,restricted\n"
        "a.wav,,consent,quality training,2027-01-01,no\n"
        "s3://calls/b.wav,120,,,,\n"
        '"c, d.wav",,,,,peut-être\n'
    )
    (first, record), (second, none), (third, doubt) = read_table(write(tmp_path, "calls.csv", text), "/safe")
    assert (first.kind, first.locator) == ("file", str(tmp_path / "a.wav"))
    assert json.loads(record or b"") == {
        "lawful_basis": "consent",
        "purposes": {"quality": True, "training": True},
        "expires": "2027-01-01",
        "restricted": False,
    }
    assert (second.kind, second.locator, second.size, none) == ("object", "s3://calls/b.wav", 120, None)
    assert third.locator.endswith("c, d.wav") and json.loads(doubt or b"") == {"restricted": True}


def test_json_lines(tmp_path: Path) -> None:
    rows = [{"source": "/calls/a.wav", "lawful_basis": "contract"}, {"source": "b.wav", "withdrawn": None}]
    path = write(tmp_path, "calls.jsonl", "\n".join(map(json.dumps, rows)) + "\n\n")
    (_, record), (_, none) = read_table(path, "/safe")
    assert (record, none) == (b'{"lawful_basis": "contract"}', None)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("calls.txt", "", ".csv, .jsonl or .parquet"),
        ("calls.jsonl", "[]\n", "line 1 of the table is not"),
        ("calls.jsonl", '{"source": ""}\n', "no source"),
        ("calls.jsonl", '{"source": "a.wav", "size": -1}\n', "size"),
        ("calls.jsonl", '{"source": "a.wav", "telephone": "0612345678"}\n', "unknown columns"),
        ("calls.csv", "source\na.wav,0612345678\n", "more values"),
        ("calls.csv", 'source\n"a.wav"0612345678\n', "not CSV"),
        ("calls.csv", "source\n/safe/copies/a.wav\n", "destination"),
    ],
)
def test_what_is_no_table_stops_the_job(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(StopJob, match=message) as stopped:
        list(read_table(write(tmp_path, name, text), "/safe"))
    assert "0612345678" not in str(stopped.value)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StopJob, match="cannot be read"):
        list(read_table(tmp_path / "calls.csv", "/safe"))


def test_whose_record_it_is_and_its_evidence(tmp_path: Path) -> None:
    text = (
        "source,lawful_basis,purposes,phone,customer,"
        "evidence_channel,evidence_wording,evidence_start,evidence_end\n"
        "a.wav,consent,quality -training,0612345678,K-7,spoken,2026-01,12.5,15\n"
    )
    expected = {
        "lawful_basis": "consent",
        "purposes": {"quality": True, "training": False},
        "subject": {"phone": "0612345678", "customer": "K-7"},
        "evidence": {"channel": "spoken", "wording": "2026-01", "start": 12.5, "end": 15.0},
    }
    ((_, record),) = read_table(write(tmp_path, "calls.csv", text), "/safe")
    assert json.loads(record or b"") == expected
    consent = read_consent(record or b"")
    assert consent.subject == (("customer", "K-7"), ("phone", "0612345678"))
    assert "0612345678" not in repr(consent)
    assert (consent.evidence.start, consent.evidence.end) == (12.5, 15.0)


def parquet(folder: Path, **columns: Any) -> Path:
    pyarrow, writer = import_module("pyarrow"), import_module("pyarrow.parquet")
    writer.write_table(pyarrow.table(columns), folder / "calls.parquet")
    return folder / "calls.parquet"


def test_parquet_in_its_own_types(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        source=["a.wav", "s3://calls/b.wav", "c.wav"],
        size=[None, 120, None],
        lawful_basis=["consent", None, "contract"],
        purposes=[["quality", "training"], None, None],
        expires=[date(2027, 1, 1), None, None],
        withdrawn=[None, None, datetime(2026, 1, 2, 3, 4, tzinfo=UTC)],
        restricted=[False, None, None],
    )
    (first, record), (second, none), (third, withdrawn) = read_table(path, "/safe")
    assert (first.locator, second.size, none) == (str(tmp_path / "a.wav"), 120, None)
    assert third.locator.endswith("c.wav")
    assert json.loads(record or b"") == {
        "lawful_basis": "consent",
        "purposes": {"quality": True, "training": True},
        "expires": "2027-01-01",
        "restricted": False,
    }
    assert json.loads(withdrawn or b"")["withdrawn"] == "2026-01-02T03:04:00+00:00"


def test_purposes_of_parquet_may_be_an_object_or_words(tmp_path: Path) -> None:
    (_, record), _ = read_table(
        parquet(tmp_path, source=["a", "b"], purposes=[{"quality": False}, None]), "/s"
    )
    assert json.loads(record or b"")["purposes"] == {"quality": False}
    ((_, record),) = read_table(parquet(tmp_path, source=["a"], purposes=["quality other"]), "/s")
    assert json.loads(record or b"")["purposes"] == {"quality": True, "other": True}
    ((_, record),) = read_table(parquet(tmp_path, source=["a"], phone=["+33612345678"]), "/s")
    assert json.loads(record or b"") == {"subject": {"phone": "+33612345678"}}


def test_what_is_no_parquet_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StopJob, match="not Parquet, or damaged"):
        list(read_table(write(tmp_path, "calls.parquet", "source\na.wav\n"), "/safe"))
    with pytest.raises(StopJob, match="line 1 of the table has unknown columns"):
        list(read_table(parquet(tmp_path, source=["a"], colour=["x"]), "/safe"))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(StopJob, match=r"sourdine\[parquet\]"):
        list(read_table(tmp_path / "calls.parquet", "/safe"))
