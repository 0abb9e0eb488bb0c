"""What Prometheus reads of a job while it runs: a real job, Ray's real endpoint, plain HTTP."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import get_args

import pytest
import yaml
from sourdine.pipeline.errors import Reason
from sourdine.pipeline.records import State

from tests.workers.archive.helpers import put_call, put_silence
from tests.workers.archive.slow_job import SLEEPY

SCRIPT = Path(__file__).with_name("slow_job.py")
CALLER = "0612345678"
SCALE = Path(__file__).parents[3] / "docs" / "scale.md"
OWN = {"state", "reason", "entity", "step"}
RAYS = re.compile(
    r"Component|JobId|NodeAddress|SessionName|Version|WorkerId|IsHeadNode|NodeId|otel_scope_\w+"
)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def scraped(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:  # not there yet
        return ""


@pytest.fixture
def job(tmp_path: Path) -> tuple[list[str], int]:
    """The command of a job over a call, a file that is none, and silences that are slow; and its port."""
    calls, port = tmp_path / "calls", free_port()
    calls.mkdir()
    put_call("fr-card.wav", calls / f"{CALLER}.wav")
    (calls / f"{CALLER}.broken.wav").write_bytes(b"no sound")
    for number in range(150):
        put_silence(calls / f"{CALLER}x{number:03}.wav", SLEEPY)
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump({"archive": {"in_flight": 2, "metrics_port": port}}), "utf-8")
    command = [sys.executable, str(SCRIPT), "archive", str(calls), "--out", str(tmp_path / "safe"), "--json"]
    options = ["--model", "starter", "--workers", "1", "--config", str(config), "--lawful-basis", "contract"]
    return [*command, *options], port


def test_a_running_job_is_seen_by_prometheus_and_tells_nothing_personal(job: tuple[list[str], int]) -> None:
    parser = pytest.importorskip(
        "prometheus_client.parser", reason="Ray exports figures only with the extra `metrics`"
    )
    pytest.importorskip("opencensus", reason="Ray exports figures only with the extra `metrics`")
    command, port = job
    environment = os.environ | {"RAY_metrics_report_interval_ms": "1000"}  # ten seconds otherwise
    page, end = "", time.monotonic() + 300
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        while "sourdine_regions_total{" not in page or "quarantined" not in page:
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.2)
            page = scraped(port)
        process.terminate()
        process.communicate(timeout=100)
    found = [
        sample
        for family in parser.text_string_to_metric_families(page)
        for sample in family.samples
        if "sourdine" in sample.name
    ]
    names = {sample.name for sample in found if sample.name.endswith("_total")}
    assert names == set(re.findall(r"`(ray_sourdine_\w+_total)`", SCALE.read_text("utf-8")))
    states = {one.labels["state"] for one in found if one.name == "ray_sourdine_recordings_total"}
    reasons = {one.labels["reason"] for one in found if one.name == "ray_sourdine_recordings_total"}
    assert states <= set(get_args(State)) and reasons <= {"none", *Reason}
    assert {"published", "quarantined"} <= states
    entities = {one.labels["entity"]: one.value for one in found if one.name == "ray_sourdine_regions_total"}
    assert entities["CREDIT_CARD"] >= 1
    labels = set().union(*(one.labels for one in found))
    assert all(RAYS.fullmatch(label) for label in labels - OWN)
    told = "".join(f"{one.name}{one.labels}" for one in found)
    assert CALLER not in told and "calls" not in told
