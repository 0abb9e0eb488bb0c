"""Ray on this machine alone is nobody else's business."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

PROGRAM = """
from sourdine.workers.archive.cluster import ray_session

with ray_session(None, 1):
    import ray

    ray.get(ray.remote(lambda: None).remote())
    print("ready", flush=True)
    input()
"""
LISTENING = "0A"


def family(process: int) -> set[int]:
    """A process and all below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = {process}
    while new := {child for child, parent in parents.items() if parent in found} - found:
        found |= new
    return found


def addresses(processes: set[int]) -> Iterator[IPv4Address | IPv6Address]:
    """Where processes listen (``man 5 proc``: words of the address are in the machine's byte order)."""
    sockets = set()
    for process in processes:
        for link in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                sockets.add(str(link.readlink()))
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                raw = bytes.fromhex(fields[1].partition(":")[0])
                yield ip_address(b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4)))


def is_loopback(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def test_a_session_on_this_machine_listens_on_loopback_only() -> None:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:  # noqa: S603
        assert session.stdout is not None and session.stdin is not None
        assert session.stdout.readline() == "ready\n"
        found = list(addresses(family(session.pid)))
        session.stdin.write("\n")
    assert session.returncode == 0
    assert found
    assert all(is_loopback(one) for one in found), found
