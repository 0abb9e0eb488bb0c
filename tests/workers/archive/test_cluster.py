"""A job on several machines, here several of Ray's nodes on this one: one is lost in the middle."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.workers.archive.helpers import manifests, put_silence
from tests.workers.archive.slow_job import SLEEPY

COUNT, AT_ONCE = 60, 2
CONFIG = Path(__file__).with_name("two.yaml")
SCRIPT = Path(__file__).with_name("slow_job.py")
NODE = {"num_cpus": 1, "object_store_memory": 100 * 1024**2, "include_dashboard": False}


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A head with a core for one worker, and another node like it."""
    utils: Any = import_module("ray.cluster_utils")  # without types
    monkeypatch.setenv("RAY_worker_niceness", "0")  # 15 by default: a standstill on a busy machine
    cluster = utils.Cluster(initialize_head=True, head_node_args=NODE)
    cluster.add_node(**NODE)
    yield cluster
    cluster.shutdown()


@pytest.mark.parametrize("catalogue_address", ["postgres"], indirect=True)  # that every node reaches
def test_a_node_is_lost_in_the_middle(
    cluster: Any, catalogue_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURDINE_CATALOGUE", catalogue_address)
    for number in range(COUNT):
        put_silence(tmp_path / "calls" / f"{number:02}.wav", SLEEPY)
    safe = tmp_path / "safe"
    options = ["--out", str(safe), "--model", "starter", "--lawful-basis", "contract", "--json"]
    command = [sys.executable, str(SCRIPT), "archive", str(tmp_path / "calls"), *options]
    with subprocess.Popen(  # noqa: S603 - our own script
        [*command, "--address", cluster.address, "--workers", "2", "--config", str(CONFIG)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as job:
        end = time.monotonic() + 120
        while len(list(safe.glob("attempts/*"))) <= AT_ONCE:  # until workers on both are at it
            assert job.poll() is None, job.communicate()
            assert time.monotonic() < end
            time.sleep(0.05)
        (other,) = cluster.worker_nodes
        cluster.remove_node(other, allow_graceful=False)
        before = manifests(safe)
        assert len(before) < COUNT
        out, err = job.communicate(timeout=200)
    assert job.returncode == 0, err
    told = json.loads(out)["totals"]
    # A process of the lost node may live long enough to publish what another one tries again, and skips then.
    assert (told["published"] + told["skipped"], told["quarantined"], told["failed"]) == (COUNT, 0, 0)
    assert told["skipped"] <= AT_ONCE
    after = manifests(safe)
    assert len(after) == COUNT
    assert {call: after[call] for call in before} == before  # once published, never again
    assert not list(safe.glob("attempts/*"))
    (summary,) = safe.glob("jobs/*/summary.json")
    assert json.loads(summary.read_text())["deaths"] >= 1
