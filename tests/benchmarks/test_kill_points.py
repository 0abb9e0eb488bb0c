from pathlib import Path

import pytest

from benchmarks.kill_points import POLICIES, History, histories, make_archive, measure, play


def test_every_point_is_a_history() -> None:
    changes = dict.fromkeys(POLICIES, 20)
    found = histories(changes, 100, seed=1)
    assert {(one.policy, one.first) for one in found} == {(p, n) for p in POLICIES for n in range(1, 21)}
    assert sum(1 + bool(one.second) for one in found) >= 100
    assert len(histories(changes, 7, seed=1)) == 7


def test_a_slice_of_the_kill_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURDINE_HOME", "")  # put back what `measure` sets
    (found,) = measure(kills=9, processes=1, seed=4)
    assert found["wrong"] == {}
    assert found["kills"] >= 9
    assert set(found["published"].values()) == {4}


def test_what_is_wrong_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that publishes originals, or leaves something, is told."""
    import benchmarks.kill_points as points

    def careless(folder: Path, policy: str, detector: object) -> None:
        call = folder / "safe" / "call"
        (call / "1234").mkdir(parents=True)
        (call / "1234" / "audio.wav").write_bytes((folder / "calls" / "fr-delivery.wav").read_bytes())
        (call / "manifest.json").write_text('{"source": {"sha256": ""}, "artefacts": {}}', "utf-8")

    monkeypatch.setattr(points, "work", careless)
    make_archive(tmp_path)
    left, landed, _ = play(History("keep", 0), tmp_path, None)
    assert landed == 0
    assert any("original" in fault for fault in left.faults)
    assert any("left over" in fault for fault in left.faults)
