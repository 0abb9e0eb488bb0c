"""The product on a machine of its own: its commands, and its server as a process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

httpx2 = pytest.importorskip(
    "httpx2", reason="the server's packages are not installed: pip install '.[serve]'"
)

SETTINGS = """\
speech: {model: starter}
consent: {assumed_basis: contract}
serve:
  sources: {default: [RECORDINGS]}
  networks: [127.0.0.0/8]
  requests_per_minute: 100000
"""


@dataclass
class Machine:
    """A machine with the product on it."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "recordings").mkdir()
        text = SETTINGS.replace("RECORDINGS", str(self.folder / "recordings"))
        (self.folder / "mine.yaml").write_text(text)

    def run(self, *words: str, text: str = "") -> list[str]:
        """A command of ``sourdine serve``; gives the lines it says."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "sourdine.pipeline.cli", "serve", *words, "--config", "mine.yaml"],
            cwd=self.folder,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.splitlines()

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"SOURDINE_HOME": str(self.folder / "home")}

    @contextmanager
    def serving(self, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
        """The server while the block runs: its address and its process."""
        command = [sys.executable, "-m", "sourdine.pipeline.cli", "serve", "--out", "safe", "--port", "0"]
        with subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--config", "mine.yaml", *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            match = re.fullmatch(r"listening on (http://\S+)\n", process.stdout.readline())
            assert match
            try:
                yield match[1], process
            finally:
                process.terminate()
                process.wait(60)


def up(url: str) -> None:
    """Wait until it answers."""
    for _ in range(600):
        try:
            if httpx2.get(f"{url}/health", trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
