"""What happens to the processes of a job from outside: killed, interrupted, two at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workers.archive.helpers import manifests, put_silence
from tests.workers.archive.slow_job import SLEEPY

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

COUNT = 24
SCRIPT = Path(__file__).with_name("slow_job.py")
CONFIG = Path(__file__).with_name("two.yaml")


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    for number in range(COUNT):
        put_silence(tmp_path / "calls" / f"{number:02}.wav", SLEEPY)
    return tmp_path / "calls"


def start(calls: Path | str, out: Path | str) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), "archive", str(calls), "--out", str(out), "--model", "starter"]
    options = ["--workers", "1", "--lawful-basis", "contract", "--json", "--config", str(CONFIG)]
    return subprocess.Popen(  # noqa: S603 - our own script
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(what: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 120
    while not what():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


def counts(process: subprocess.Popen[str]) -> dict[str, int]:
    out, _ = process.communicate(timeout=200)
    totals = json.loads(out)["totals"]
    return {state: totals[state] for state in ("published", "skipped", "quarantined", "failed")}


def test_a_killed_job_goes_on_where_it_was(calls: Path, tmp_path: Path) -> None:
    safe = tmp_path / "safe"
    first = start(calls, safe)
    wait_for(lambda: len(manifests(safe)) >= 3, first)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    before = manifests(safe)
    assert 3 <= len(before) < COUNT
    second = start(calls, safe)
    told = counts(second)
    assert second.returncode == 0
    after = manifests(safe)
    assert len(after) == COUNT and told["published"] + told["skipped"] == COUNT
    assert {call: after[call] for call in before} == before  # once published, never again
    assert not list(safe.glob("attempts/*")) and not list(safe.glob("quarantine/*"))


def test_two_jobs_at_once_publish_everything_once(calls: Path, tmp_path: Path) -> None:
    safe = tmp_path / "safe"
    jobs = [start(calls, safe), start(calls, safe)]
    told = [counts(job) for job in jobs]
    assert [job.returncode for job in jobs] == [0, 0]
    assert len(manifests(safe)) == COUNT
    assert sum(one["published"] for one in told) == COUNT
    assert all(one["published"] + one["skipped"] == COUNT for one in told)
    assert len(list((safe / "jobs").iterdir())) == 2


def test_an_interruption_drains_and_tells(calls: Path, tmp_path: Path) -> None:
    safe = tmp_path / "safe"
    job = start(calls, safe)
    wait_for(lambda: len(manifests(safe)) >= 2, job)
    os.kill(job.pid, signal.SIGINT)
    out, err = job.communicate(timeout=100)
    assert job.returncode == 130
    told = json.loads(out)
    assert 2 <= told["totals"]["published"] == len(manifests(safe)) < COUNT
    assert "goes on from there" in err.splitlines()[-1]
    assert not list(safe.glob("attempts/*"))  # what was begun is finished
    assert list(safe.glob("jobs/*/report.html"))


@pytest.mark.parametrize("store", ["ceph"])
def test_from_a_bucket_to_a_bucket(store: str, bucket: str, s3_client: S3Client, calls: Path) -> None:
    for number, path in enumerate(sorted(calls.iterdir())[:3]):
        s3_client.upload_file(str(path), bucket, f"in/06123456{number:02}.wav")
    assert counts(start(f"s3://{bucket}/in", f"s3://{bucket}/safe"))["published"] == 3
    assert counts(start(f"s3://{bucket}/in", f"s3://{bucket}/safe"))["skipped"] == 3
    keys = [one["Key"] for one in s3_client.list_objects_v2(Bucket=bucket)["Contents"]]
    assert len([key for key in keys if key.endswith("/manifest.json")]) == 3
    assert not [key for key in keys if "0612" in key and not key.startswith("in/")]
