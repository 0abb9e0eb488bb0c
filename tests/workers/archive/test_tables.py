"""Tables of recordings as sources, and estimates: with real workers, over recordings of silence."""

import json
from dataclasses import replace
from pathlib import Path

from sourdine.workers import local
from sourdine.workers.archive.estimate import estimate, lines
from sourdine.workers.archive.job import run_archive
from sourdine.workers.archive.setup import ArchiveJob

from tests.workers.archive.helpers import Watcher, manifests, put_silence, starter


def job_over(table: Path, safe: Path) -> ArchiveJob:
    return ArchiveJob(local.Job((str(table),), str(safe), starter()), manifest=True, workers=1)


def test_each_row_is_processed_as_its_record_allows(tmp_path: Path, ray_here: None) -> None:
    for name in ("allowed", "expired", "silent", "odd", "withdrawn"):
        put_silence(tmp_path / "calls" / f"{name}.wav")
    put_silence(tmp_path / "calls" / "not-listed.wav")
    beside = {"lawful_basis": "consent", "purposes": {"quality": True}, "withdrawn": "2026-01-01"}
    (tmp_path / "calls" / "withdrawn.wav.consent.json").write_text(json.dumps(beside))
    table = tmp_path / "calls.csv"
    table.write_text(
        "source,lawful_basis,purposes,expires\n"
        "calls/allowed.wav,consent,quality,\n"
        "calls/expired.wav,consent,quality,2020-01-01\n"
        "calls/silent.wav,,,\n"
        "calls/odd.wav,because,quality,\n"
        "calls/withdrawn.wav,consent,quality,\n"
        "calls/gone.wav,consent,quality,\n"
    )
    job = job_over(table, tmp_path / "safe")
    watcher = Watcher()
    assert run_archive(job, watcher).finished
    told = {Path(one.source).stem: (one.state, one.reason) for one in watcher.outcomes}
    assert told == {
        "allowed": ("published", ""),
        "expired": ("refused", "consent_expired"),
        "silent": ("refused", "consent_missing"),
        "odd": ("refused", "consent_unreadable"),
        "withdrawn": ("refused", "consent_withdrawn"),
        "gone": ("quarantined", "unreadable"),
    }


def test_an_estimate_tries_out_what_consent_allows_and_publishes_nothing(
    tmp_path: Path, ray_here: None
) -> None:
    for number in range(5):
        put_silence(tmp_path / "calls" / f"{number}.wav", 8000 * (number + 1))
    safe = tmp_path / "safe"
    refused = job_over(tmp_path / "calls", safe)
    found = estimate(replace(refused, manifest=False))
    assert (found.listed, found.left, found.tried, found.hours) == (5, 5, 0, None)
    assert "nothing tells" in lines(found)[-1]
    allowed = replace(refused, manifest=False, job=replace(refused.job, lawful_basis="contract"))
    found = estimate(allowed, price=10_000.0)
    assert (found.left, found.tried) == (5, 5)
    assert found.sound_hours is not None and abs(found.sound_hours - 15 / 3600) < 0.002
    assert found.hours and found.cost and abs(found.cost - 10_000 * found.hours) < 0.01
    assert len(lines(found)) == 4
    assert not manifests(safe) and not list(safe.glob("attempts/*"))
