"""The installed command, as it runs: real processes, killed in the middle of a burst."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.workers.serve.machine import Machine, up

httpx2 = pytest.importorskip(
    "httpx2", reason="the server's packages are not installed: pip install '.[serve]'"
)

CALLS = Path(__file__).parents[3] / "pipeline" / "demo" / "calls"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_from_the_hook_to_the_safe_copy_and_back(machine: Machine) -> None:
    """All of it: a signed hook comes in, the safe copy appears, the platform is told, somebody listens."""
    from sourdine.workers.serve.signatures import signatures, verified

    got: list[tuple[dict[str, str], bytes]] = []
    arrived = threading.Event()

    class Platform(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()
            arrived.set()

        def log_message(self, *_: Any) -> None:
            pass

    platform = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    platform.daemon_threads = True
    threading.Thread(target=platform.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{platform.server_address[1]}/"
    hook, secret = machine.run("hook", "add", "standard")
    _, signing = machine.run("target", "add", where, "--event", "call.redacted")
    (key,) = machine.run("key", "create", "crm", "--scope", "calls:read", "--scope", "calls:listen")
    recording = machine.folder / "recordings" / "0612345678_marie.wav"
    shutil.copy(CALLS / "fr-card.wav", recording)
    body = f'{{"type": "call.ended", "data": {{"recording": "{recording}"}}}}'
    with machine.serving() as (url, _):
        up(url)
        headers = signatures([secret], "msg_1", datetime.now(UTC), body)
        path = hook.removeprefix("http://127.0.0.1:8321")
        (call,) = httpx2.post(url + path, content=body, headers=headers, trust_env=False).json()["calls"]
        assert arrived.wait(120)
        client = httpx2.Client(
            base_url=url, headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=30
        )
        told = client.get(f"/v1/calls/{call}").json()
        assert told["state"] == "published"
        assert told["regions"]["CREDIT_CARD"] >= 1
        audio = client.get(told["links"]["audio"], headers={"Range": "bytes=0-99"})
        assert (audio.status_code, len(audio.content)) == (206, 100)
        client.close()
    assert verified([signing], *got[0])
    platform.shutdown()
    platform.server_close()
    kept = b"".join(path.read_bytes() for path in (machine.folder / "home").glob("catalogue*"))
    for canary in (b"0612345678", b"marie"):
        assert canary not in kept


def test_a_burst_of_hooks_survives_a_kill(machine: Machine) -> None:
    """1,000 hooks, the server killed by force in the middle: what was acknowledged is there, in order."""
    from sourdine.workers.serve.signatures import signatures

    hook, secret = machine.run("hook", "add", "standard")
    (key,) = machine.run("key", "create", "crm", "--scope", "calls:read")
    path = hook.removeprefix("http://127.0.0.1:8321")
    acknowledged: list[str] = []

    def send(url: str, first: int, count: int, until: threading.Event | None = None) -> None:
        with httpx2.Client(base_url=url, trust_env=False, timeout=30) as client:
            for number in range(first, first + count):
                place = machine.folder / "recordings" / f"{number}.wav"
                data = {"recording": str(place), "external_id": str(number)}
                body = json.dumps({"type": "call.ended", "data": data})
                headers = signatures([secret], f"msg_{number}", datetime.now(UTC), body)
                try:
                    answer = client.post(path, content=body, headers=headers)
                except httpx2.HTTPError:
                    if until is not None and until.is_set():
                        return
                    raise
                assert answer.status_code == 202
                acknowledged.append(answer.json()["calls"][0])

    killed = threading.Event()
    with machine.serving("--only", "web") as (url, process):
        up(url)
        with ThreadPoolExecutor(1) as pool:
            burst = pool.submit(send, url, 0, 1000, killed)
            while len(acknowledged) < 300:
                time.sleep(0.01)
            killed.set()
            os.killpg(process.pid, signal.SIGKILL)
            burst.result()
    before = len(acknowledged)
    assert 300 <= before < 1000
    with machine.serving("--only", "web", "--web", "2") as (url, _):
        up(url)
        send(url, before - 20, 1020 - before)  # a platform sends again what was not acknowledged, and some
        found: list[dict[str, Any]] = []
        before_number = None
        headers = {"Authorization": f"Bearer {key}"}
        with httpx2.Client(base_url=url, headers=headers, trust_env=False) as client:
            while True:
                asked = {"limit": 200} | ({"before": before_number} if before_number else {})
                page = client.get("/v1/calls", params=asked).json()
                found += page["calls"]
                before_number = page["next"]
                if before_number is None:
                    break
    assert [one["external_id"] for one in found[::-1]] == [str(number) for number in range(1000)]
    assert acknowledged[before : before + 20] == acknowledged[before - 20 : before]
    assert [one["id"] for one in found[::-1]] == acknowledged[:before] + acknowledged[before + 20 :]
