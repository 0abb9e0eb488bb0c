"""Archive jobs for real: Ray, worker processes, the starter model; some workers are told to die."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sourdine.pipeline.errors import StopJob
from sourdine.pipeline.keyset import load_keyset
from sourdine.pipeline.settings import ArchiveSettings
from sourdine.pipeline.sources import find_sources
from sourdine.workers import local
from sourdine.workers.archive.job import Ending, run_archive
from sourdine.workers.archive.setup import ArchiveJob

from tests.workers.archive.helpers import CALLS, Watcher, manifests, put_call, put_silence, starter
from tests.workers.archive.slow_job import DEADLY, SLEEPY, STUCK, obedient

CANARY = "Marie-Canari_0612345678"


def run(
    source: Path, safe: Path, archive: ArchiveSettings | None = None, **changes: Any
) -> tuple[Ending, Watcher]:
    settings = replace(starter(), archive=archive or ArchiveSettings())
    job = local.Job((str(source),), str(safe), settings, lawful_basis="contract")
    watcher = Watcher()
    return run_archive(ArchiveJob(job, workers=2), watcher, **changes), watcher


@pytest.fixture(scope="module")
def redacted(
    tmp_path_factory: pytest.TempPathFactory, ray_here: None
) -> tuple[Path, Path, Path, Ending, Watcher]:
    """The same folder of good and bad recordings, by ``redact`` and as an archive."""
    source = tmp_path_factory.mktemp("calls")
    put_call("fr-delivery.wav", source / f"{CANARY}.wav")
    put_call("en-claim.flac", source / "claim.flac")
    put_silence(source / "silence.wav")
    (source / "empty.wav").touch()
    (source / "text.wav").write_text("Bonjour, Marie Canari à l'appareil.\n" * 50, encoding="utf-8")
    put_silence(source / "withdrawn.wav")
    record = {"lawful_basis": "consent", "purposes": {"quality": True}, "withdrawn": "2026-01-01"}
    (source / "withdrawn.wav.consent.json").write_text(json.dumps(record))
    one, other = tmp_path_factory.mktemp("one") / "safe", tmp_path_factory.mktemp("other") / "safe"
    with pytest.MonkeyPatch.context() as patch:  # as every single test has it
        patch.setenv("SOURDINE_HOME", str(tmp_path_factory.getbasetemp() / "sourdine-home"))
        local.run(local.Job((str(source),), str(one), starter(), lawful_basis="contract"))
        ending, watcher = run(source, other)
    return source, one, other, ending, watcher


def words(safe: Path) -> list[str]:
    """All words of all transcripts, calls in order of their ids."""
    found = []
    for path in sorted(safe.glob("*/transcript.json")):
        found += [
            word["text"] for turn in json.loads(path.read_text("utf-8"))["turns"] for word in turn["words"]
        ]
    return found


def essence(safe: Path) -> dict[str, Any]:
    """What two runs over the same recordings must have in common."""
    calls: dict[str, Any] = {}
    for path in safe.glob("*/manifest.json"):
        manifest = json.loads(path.read_text("utf-8"))
        calls[path.parent.name] = (manifest["settings"], manifest["source"], manifest["sound"])
    for path in safe.glob("quarantine/*.json"):
        entry = json.loads(path.read_text("utf-8"))
        calls[path.stem] = (entry["reason"], entry["step"], entry["message"])
    return calls


def test_an_archive_ends_as_redact_does(redacted: Any) -> None:
    _, one, other, ending, watcher = redacted
    assert ending.finished and ending.stopped is None
    assert watcher.states() == {
        f"{CANARY}.wav": "published",
        "claim.flac": "published",
        "silence.wav": "published",
        "empty.wav": "quarantined",
        "text.wav": "quarantined",
        "withdrawn.wav": "refused",
    }
    assert essence(other) == essence(one)
    assert words(other) == words(one)  # nothing depends on which calls share a batch
    assert len(words(one)) > 150
    assert not list(other.glob("attempts/*"))


def test_the_report_tells_everything_but_names(redacted: Any) -> None:
    _, _, other, ending, watcher = redacted
    folder = other / ending.report
    rows = [json.loads(line) for line in (folder / "outcomes-00001.jsonl").read_text("utf-8").splitlines()]
    assert {row["call"]: row["state"] for row in rows} == {one.call_id: one.state for one in watcher.outcomes}
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert summary["totals"]["published"] == 3
    assert summary["usage"]["windows"] > 0
    assert summary["steps"]["decode"] >= 0
    page = (folder / "report.html").read_text("utf-8")
    assert page.count("<svg") >= 3
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    everything = b"".join(path.read_bytes() for path in other.rglob("*") if path.is_file())
    for canary in (b"Canari", b"0612345678", b"claim.flac", b"withdrawn.wav"):
        assert canary not in everything


def test_running_again_does_nothing_but_try_the_bad_ones(redacted: Any) -> None:
    source, _, other, _, _ = redacted
    before = manifests(other)
    _, watcher = run(source, other)
    assert sorted(watcher.states().values()) == ["quarantined"] * 2 + ["refused"] + ["skipped"] * 3
    assert manifests(other) == before


def test_a_recording_that_kills_its_worker_is_set_aside_and_the_others_go_on(
    tmp_path: Path, ray_here: None
) -> None:
    for number in range(12):
        put_silence(tmp_path / "calls" / f"{number:02}.wav", 800 + number)
    put_silence(tmp_path / "calls" / "05-killer.wav", DEADLY)
    ending, watcher = run(tmp_path / "calls", tmp_path / "safe", make_hand=obedient)
    states = watcher.states()
    assert ending.finished
    assert states.pop("05-killer.wav") == "quarantined"
    assert set(states.values()) == {"published"} and len(states) == 12
    (entry,) = (tmp_path / "safe" / "quarantine").iterdir()
    told = json.loads(entry.read_text("utf-8"))
    assert (told["reason"], told["attempts"]) == ("worker_died", 1)
    assert "3 times" in told["message"]
    summary = json.loads((tmp_path / "safe" / ending.report / "summary.json").read_text("utf-8"))
    assert summary["deaths"] == 3
    (note,) = (tmp_path / "safe" / "attempts").iterdir()
    assert json.loads(note.read_text())["attempts"] == 3
    # a later job tries once more, alone, and gives up sooner
    _, watcher = run(tmp_path / "calls", tmp_path / "safe", make_hand=obedient)
    assert watcher.states()["05-killer.wav"] == "quarantined"
    note.write_text(json.dumps({"attempts": 9}))
    _, watcher = run(tmp_path / "calls", tmp_path / "safe", make_hand=obedient)
    (given_up,) = [one for one in watcher.outcomes if one.state == "quarantined"]
    assert "never ended" in given_up.message


def test_a_recording_that_never_ends_is_set_aside(tmp_path: Path, ray_here: None) -> None:
    put_silence(tmp_path / "calls" / "a.wav")
    put_silence(tmp_path / "calls" / "b-stuck.wav", STUCK)
    limits = ArchiveSettings(time_limit=1.0, attempts=1)
    _, watcher = run(tmp_path / "calls", tmp_path / "safe", limits, make_hand=obedient)
    assert watcher.states() == {"a.wav": "published", "b-stuck.wav": "quarantined"}
    assert [one.reason for one in watcher.outcomes if one.reason] == ["timeout"]


def test_a_job_that_drains_finishes_what_it_began(tmp_path: Path, ray_here: None) -> None:
    for number in range(30):
        put_silence(tmp_path / "calls" / f"{number:02}.wav", SLEEPY)
    asked = False

    class Impatient(Watcher):
        def report(self, outcome: Any, size: int) -> None:
            nonlocal asked
            super().report(outcome, size)
            asked = True

    settings = replace(starter(), archive=ArchiveSettings(in_flight=2))
    job = local.Job((str(tmp_path / "calls"),), str(tmp_path / "safe"), settings, lawful_basis="contract")
    watcher = Impatient()
    ending = run_archive(ArchiveJob(job, workers=2), watcher, lambda: asked, obedient)
    assert not ending.finished
    assert 1 <= len(watcher.outcomes) < 30
    assert {one.state for one in watcher.outcomes} == {"published"}
    assert len(manifests(tmp_path / "safe")) == len(watcher.outcomes)
    assert not list((tmp_path / "safe").glob("attempts/*"))


def test_what_is_wrong_with_the_whole_job_stops_it(tmp_path: Path, ray_here: None) -> None:
    put_silence(tmp_path / "calls" / "a.wav")
    settings = replace(starter(), speech=replace(starter().speech, model="/nowhere"))
    job = local.Job((str(tmp_path / "calls"),), str(tmp_path / "safe"), settings, lawful_basis="contract")
    ending = run_archive(ArchiveJob(job, workers=1), Watcher())
    assert ending.stopped is not None and "speech model" in ending.stopped
    on_gpu = replace(job, settings=replace(settings, speech=replace(settings.speech, device="cuda")))
    with pytest.raises(StopJob, match="no GPU"):
        run_archive(ArchiveJob(on_gpu, workers=1), Watcher())
    with pytest.raises(StopJob, match="no recordings"):
        run(tmp_path / "safe" / "jobs", tmp_path / "elsewhere")


def test_ids_are_those_of_redact(redacted: Any) -> None:
    from sourdine.pipeline.sources import call_id

    source, _, other, _, _ = redacted
    ids = {call_id(one, load_keyset().call_id) for one in find_sources([str(source)])}
    assert set(manifests(other)) <= ids


def test_listeners_of_their_own_hear_the_same(redacted: Any, tmp_path: Path) -> None:
    source, one, _, _, _ = redacted
    ending, watcher = run(source, tmp_path / "safe", ArchiveSettings(listeners=1))
    assert ending.finished
    assert essence(tmp_path / "safe") == essence(one)
    assert words(tmp_path / "safe") == words(one)
    assert watcher.states()["claim.flac"] == "published"


def test_given_transcripts_take_the_place_of_listening(tmp_path: Path, ray_here: None) -> None:
    (tmp_path / "calls").mkdir()
    for name in (f"{CANARY}.wav", "without.wav"):
        put_call("fr-delivery.wav", tmp_path / "calls" / name)
    truth = json.loads((CALLS / "fr-delivery.truth.json").read_text("utf-8"))
    by_channel: dict[int, list[dict[str, Any]]] = {}
    for word in truth["words"]:
        row = {"word": word["text"], "start": word["start"], "end": word["end"], "confidence": 1.0}
        by_channel.setdefault(word["channel"], []).append(row)
    channels = [
        {"alternatives": [{"transcript": "", "words": by_channel[one]}]} for one in sorted(by_channel)
    ]
    (tmp_path / "texts").mkdir()
    told = json.dumps({"results": {"channels": channels}})  # as Deepgram does
    (tmp_path / "texts" / f"{CANARY}.json").write_text(told)
    settings = replace(starter(), speech=replace(starter().speech, model=None, language="fr"))
    calls, safe = tmp_path / "calls", tmp_path / "safe"
    job = local.Job(
        (str(calls),), str(safe), settings, lawful_basis="contract", transcripts=tmp_path / "texts"
    )
    watcher = Watcher()
    run_archive(ArchiveJob(job, workers=2), watcher)
    assert watcher.states() == {f"{CANARY}.wav": "published", "without.wav": "quarantined"}
    assert [outcome.reason for outcome in watcher.outcomes if outcome.reason] == ["transcript_missing"]
    (manifest,) = safe.glob("*/manifest.json")
    assert json.loads(manifest.read_text("utf-8"))["models"]["speech"].startswith("given transcript")
