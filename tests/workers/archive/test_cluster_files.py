"""The examples of clusters: what Ray ships to check its own kind, and our own command line for the rest."""

import json
import shlex
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from sourdine.pipeline.cli import parser
from sourdine.pipeline.settings_file import profiles

FOLDER = Path(__file__).parents[3] / "docs" / "cluster"


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def check_command(line: str) -> None:
    words = shlex.split(line)
    assert words[:2] == ["sourdine", "archive"]
    told = parser().parse_args(words[1:])
    assert told.config in profiles() and told.address == "auto"


def test_what_ray_up_reads_passes_rays_own_schema() -> None:
    schema = json.loads(files("ray").joinpath("autoscaler/ray-schema.json").read_text(encoding="utf-8"))
    cluster = read("ray-up.yaml")
    jsonschema.validate(cluster, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**cluster, "workers": 3}, schema)
    assert cluster["head_node_type"] in cluster["available_node_types"]
    (line,) = [one for one in (FOLDER / "ray-up.yaml").read_text().splitlines() if "ray exec" in one]
    check_command(line.partition("'")[2].rpartition("'")[0])


def test_the_job_of_kubernetes_is_whole() -> None:
    """KubeRay's schema is in no package: the file was checked with that of its operator of August 2026."""
    job = read("ray-job.yaml")
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob")
    check_command(job["spec"]["entrypoint"])
    cluster = job["spec"]["rayClusterSpec"]
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    images = set()
    for group in groups:
        pod = group["template"]["spec"]
        (container,) = pod["containers"]
        images.add(container["image"])
        assert {one["name"] for one in container["volumeMounts"]} <= {one["name"] for one in pod["volumes"]}
        assert {"name": "SOURDINE_HOME", "value": "/keys"} in container["env"]
    assert images == {read("ray-up.yaml")["docker"]["image"]}
    assert f"rayproject/ray:{cluster['rayVersion']}" in (FOLDER / "Dockerfile").read_text()
    assert metadata.version("ray").split(".")[0] == cluster["rayVersion"].split(".")[0]
