"""The web process has nothing to reach an original with: no recogniser, no way to fetch one."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

SERVE = Path(__file__).parents[3] / "workers" / "serve"
WORKERS_OWN = {
    *(f"{name}.py" for name in ("bench", "redacting", "requests", "worker", "supervise", "housekeeping")),
    "deliveries.py",
    "handover.py",
    "review/restore.py",
}
"""Modules that the worker's process runs; `supervise` starts both."""
FORBIDDEN = (
    "sourdine.pipeline.fetch",
    "sourdine.pipeline.flow",
    "sourdine.models.speech",
    "sourdine.workers.local",
)

SCRIPT = """
import sys
import sourdine.workers.serve.app
print(*sorted(sys.modules))
"""


def test_the_web_process_loads_nothing_that_opens_originals() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = set(done.stdout.split())
    assert "sourdine.workers.serve.api.media" in loaded
    for name in ("sourdine.pipeline.flow", "faster_whisper", "ctranslate2", "ray"):
        assert name not in loaded


def test_no_endpoint_and_no_page_imports_a_way_to_an_original() -> None:
    looked = 0
    for path in SERVE.rglob("*.py"):
        if str(path.relative_to(SERVE)) in WORKERS_OWN:
            continue
        looked += 1
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in FORBIDDEN, path.name
                names = {alias.name for alias in node.names}
                assert not (node.module == "sourdine.workers.serve.incoming" and "take_out" in names), (
                    path.name
                )
    assert looked > 30
