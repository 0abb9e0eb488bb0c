from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sourdine.pipeline.scratch import sweep, working_folder

HOLD = """
import sys
from sourdine.pipeline.scratch import working_folder
with working_folder() as folder:
    (folder / "recording").write_bytes(b"a voice")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def other(place: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process at work, and its folder."""
    variables = {**os.environ, "TMPDIR": str(place)}
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(  # noqa: S603 - our own script
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables
    ) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_only_this_user_can_enter_it_and_it_goes_with_the_block(place: Path) -> None:
    with working_folder() as folder:
        (folder / "recording").write_bytes(b"a voice")
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not list(place.iterdir())


def test_it_goes_when_the_work_fails(place: Path) -> None:
    with pytest.raises(ValueError, match="broken"), working_folder() as folder:
        (folder / "recording").write_bytes(b"a voice")
        raise ValueError("broken")
    assert not list(place.iterdir())


def test_what_a_killed_process_left_goes_before_the_next_work(
    other: tuple[subprocess.Popen[str], Path],
) -> None:
    process, theirs = other
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (theirs / "recording").exists()
    with working_folder() as ours:
        assert not theirs.exists()
        assert ours.exists()


def test_what_another_process_works_on_stays(other: tuple[subprocess.Popen[str], Path]) -> None:
    _, theirs = other
    with working_folder() as ours:
        assert sweep() == 0
        assert (theirs / "recording").exists()
        assert ours.exists()


def test_nothing_else_is_swept(place: Path) -> None:
    (place / "sourdine-work-of-mine").mkdir(mode=0o755)
    (place / "sourdine-work-notes").write_text("mine")
    (place / "elsewhere").mkdir(mode=0o700)
    (place / "sourdine-work-link").symlink_to(place / "elsewhere")
    assert sweep() == 0
    assert len(list(place.iterdir())) == 4


def test_two_hundred_at_once_never_take_each_others(place: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_come_and_go) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    assert not list(place.iterdir())


def _come_and_go() -> None:
    for _ in range(25):
        with working_folder() as folder:
            (folder / "mine").write_bytes(b"1")
            sweep()
            if not (folder / "mine").exists():
                os._exit(1)
