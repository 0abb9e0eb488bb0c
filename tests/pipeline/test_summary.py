"""The report of a job, for people and for machines."""

import io
import json

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from sourdine.pipeline.records import Outcome
from sourdine.pipeline.summary import STATES, Totals, as_json, ending, table

OUTCOMES = (
    Outcome("a", "/calls/1.wav", "published", seconds=600.0, regions={"PERSON": 3, "IBAN_CODE": 1}),
    Outcome("b", "/calls/2.wav", "skipped"),
    Outcome("c", "/calls/3.wav", "quarantined", "truncated", "cut off", 10.0, warnings=("one",)),
    Outcome("d", "/calls/4.wav", "refused", "consent_missing", "no record"),
    Outcome("e", "/calls/5.wav", "failed", "retry", "the store does not answer"),
    Outcome("f", "/calls/6.wav", "published", seconds=1190.0, regions={"PERSON": 1}),
)


def test_totals() -> None:
    totals = Totals.of(OUTCOMES, 90.0)
    assert totals.states == {"published": 2, "skipped": 1, "refused": 1, "quarantined": 1, "failed": 1}
    assert (totals.calls, totals.seconds, totals.elapsed) == (6, 1800.0, 90.0)
    assert totals.regions == {"PERSON": 4, "IBAN_CODE": 1}
    assert totals.reasons == {"truncated": 1, "consent_missing": 1, "retry": 1}


@given(st.lists(st.sampled_from(STATES)))
def test_complete_means_published_now_or_before(states: list[str]) -> None:
    totals = Totals.of([Outcome("a", "x", state) for state in states], 1.0)  # type: ignore[arg-type]
    assert totals.complete == (set(states) <= {"published", "skipped"})


def test_for_machines() -> None:
    report = json.loads(json.dumps(as_json(OUTCOMES, Totals.of(OUTCOMES, 90.0), None)))
    assert list(report) == ["calls", "totals", "stopped"]
    assert report["calls"][2] == {
        "source": "/calls/3.wav",
        "call_id": "c",
        "state": "quarantined",
        "reason": "truncated",
        "message": "cut off",
        "seconds": 10.0,
        "regions": {},
        "warnings": ["one"],
    }
    assert report["totals"] == {
        "calls": 6,
        "published": 2,
        "skipped": 1,
        "refused": 1,
        "quarantined": 1,
        "failed": 1,
        "seconds": 1800.0,
        "elapsed": 90.0,
        "regions": {"PERSON": 4, "IBAN_CODE": 1},
        "reasons": {"truncated": 1, "consent_missing": 1, "retry": 1},
    }


def printed(*outcomes: Outcome) -> str:
    output = io.StringIO()
    Console(file=output, width=100).print(table(Totals.of(outcomes, 90.0)))
    return output.getvalue()


def test_for_people() -> None:
    text = printed(*OUTCOMES)
    assert "6: 2 published, 1 published before, 1 refused, 1 quarantined, 1 failed" in text
    assert "30:00 (0.50 h) in 1:30: 20.0 hours per hour" in text
    assert "PERSON 4, IBAN_CODE 1" in text
    assert "truncated 1, consent_missing 1, retry 1" in text
    assert "wav" not in text
    assert "not published" not in printed(OUTCOMES[0])
    assert "muted" not in printed(OUTCOMES[1])


def test_what_to_do_next() -> None:
    lines = ending(Totals.of(OUTCOMES, 90.0), "s3://safe/", show_names=False)
    assert lines == [
        "Safe copies are in s3://safe/, a folder per call.",
        "1 recording set aside, see s3://safe/quarantine.",
        "1 recording failed for now: run the same command again.",
        "Add --show-names to see which files these are.",
    ]
    assert ending(Totals.of(OUTCOMES[:2], 1.0), "safe", show_names=False) == [
        "Safe copies are in safe, a folder per call."
    ]
