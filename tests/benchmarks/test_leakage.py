import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.intervals import bootstrap_share, wilson
from benchmarks.leak_measure import CallLeak, is_audible, measure_call
from benchmarks.leak_tables import as_json, show, texts_as_json
from benchmarks.leak_text import measure_texts
from benchmarks.leakage import measure

RATE = 8_000


def _truth(words: list[tuple[str, float, float]], **personal: list[int]) -> dict[str, Any]:
    said = [{"text": text, "start": start, "end": end, "channel": 0} for text, start, end in words]
    spans = [{"entity": entity, "words": at} for entity, at in personal.items()]
    return {"language": "fr", "rate": RATE, "words": said, "personal": spans}


def test_the_true_words_are_measured_in_seconds_beside_presidio() -> None:
    said = "je m'appelle julie morel mon mail c'est julie.morel@exemple.fr"
    words = [(word, float(at), at + 1.0) for at, word in enumerate(said.split())]
    truth = _truth(words, PERSON=[2, 3], EMAIL_ADDRESS=[7])
    texts = measure_texts([truth])
    left = {name: {one.entity: one.audible_s for one in leaks[0].entities} for name, leaks in texts.items()}
    assert left["sourdine"] == {"PERSON": 0, "EMAIL_ADDRESS": 0}
    assert left["presidio"] == {"PERSON": 2, "EMAIL_ADDRESS": 0}
    assert texts_as_json(texts)["presidio"]["fr"]["entities"]["PERSON"]["audible"]["share"] == 1


def _regions(*seconds: tuple[float, float], channel: int = 0) -> list[dict[str, Any]]:
    return [
        {"channel": channel, "start": round(start * RATE), "end": round(end * RATE)} for start, end in seconds
    ]


TRUTH = _truth([("le", 0, 1), ("zéro", 1, 2), ("six", 2, 3), ("point", 3, 4)], PHONE_NUMBER=[1, 2, 3])


@pytest.mark.parametrize(
    ("regions", "audible_s", "covered", "touched", "leaking", "muted_s"),
    [
        ([], 3, False, False, True, 0),
        (_regions((1, 4)), 0, True, True, False, 0),
        (_regions((0.5, 4)), 0, True, True, False, 0.5),
        (_regions((1, 2.5), (2, 3), (3, 4)), 0, True, True, False, 0),
        (_regions((1.05, 4)), 0.05, True, True, False, 0),
        (_regions((1.07, 4)), 0.07, False, True, True, 0),
        (_regions((1, 3)), 1, False, True, False, 0),
        (_regions((1, 4), channel=1), 3, False, False, True, 0),
    ],
)
def test_what_regions_leave_audible(
    regions: list[dict[str, Any]],
    audible_s: float,
    covered: bool,
    touched: bool,
    leaking: bool,
    muted_s: float,
) -> None:
    leak = measure_call(TRUTH, regions)
    (entity,) = leak.entities
    assert entity.seconds == pytest.approx(3)
    assert entity.audible_s == pytest.approx(audible_s)
    assert (entity.covered, entity.touched, entity.leaking) == (covered, touched, leaking)
    assert leak.other_s == pytest.approx(1)
    assert leak.other_muted_s == pytest.approx(muted_s)
    assert leak.direct_left is leaking


@pytest.mark.parametrize(
    ("heard_s", "length_s", "audible"),
    [(0, 0.1, False), (0.02, 0.1, False), (0.03, 0.1, True), (0.06, 1, False), (0.061, 1, True)],
)
def test_when_a_word_is_audible(heard_s: float, length_s: float, audible: bool) -> None:
    assert is_audible(heard_s, length_s) is audible


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), max_size=6))
def test_more_regions_never_leave_more_audible(spans: list[tuple[float, float]]) -> None:
    regions = _regions(*(span for span in spans if span[0] < span[1]))
    audible = [measure_call(TRUTH, regions[:n]).entities[0].audible_s for n in range(len(regions) + 1)]
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(audible))
    assert audible[0] == pytest.approx(3)


def test_wilson_as_published() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_bootstrap_holds_the_share() -> None:
    low, high = bootstrap_share([1, 2, 0, 3], [10, 10, 10, 10])
    assert low <= 0.15 <= high
    assert bootstrap_share([], []) == (0.0, 1.0)


def _published(tmp_path: Path, silenced: bool = True) -> tuple[Path, Path]:
    """A call of four seconds and its safe copy, whose plan mutes the personal words."""
    calls, safe = tmp_path / "calls", tmp_path / "published" / "opaque"
    calls.mkdir()
    safe.mkdir(parents=True)
    samples = np.random.default_rng(0).uniform(-0.3, 0.3, (4 * RATE, 1))
    soundfile.write(calls / "call.wav", samples, RATE, subtype="PCM_16")
    (calls / "call.truth.json").write_text(json.dumps(TRUTH), "utf-8")
    (calls / "call.wav.consent.json").write_text("{}", "utf-8")
    if silenced:
        samples[RATE:] = 0
    soundfile.write(safe / "audio.wav", samples, RATE, subtype="PCM_16")
    sha = hashlib.sha256((calls / "call.wav").read_bytes()).hexdigest()
    manifest = {"source": {"sha256": sha}, "regions": _regions((1, 4))}
    (safe / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return calls, tmp_path / "published"


def test_copies_are_found_by_the_hash_of_their_source(tmp_path: Path) -> None:
    outcome = measure(*_published(tmp_path))
    assert [leak.entities[0].covered for leak in outcome.leaks] == [True]
    assert not outcome.faults
    assert not outcome.missing


def test_a_copy_that_still_speaks_is_a_fault(tmp_path: Path) -> None:
    outcome = measure(*_published(tmp_path, silenced=False))
    assert outcome.faults == {"call.wav": ["1 muted regions still sound like the source"]}


def test_a_call_without_a_copy_is_missing(tmp_path: Path) -> None:
    calls, published = _published(tmp_path)
    (published / "opaque" / "manifest.json").unlink()
    assert measure(calls, published).missing == ("call.wav",)


def test_a_copy_of_another_kind_is_a_fault(tmp_path: Path) -> None:
    calls, published = _published(tmp_path)
    soundfile.write(published / "opaque" / "audio.wav", np.zeros((3 * RATE, 1)), RATE, subtype="ALAW")
    assert measure(calls, published).faults == {"call.wav": ["subtype differs", "frames differs"]}


def test_results_as_json_and_table(capsys: pytest.CaptureFixture[str]) -> None:
    leaks: list[CallLeak] = [measure_call(TRUTH, []), measure_call(TRUTH, _regions((1, 4)))]
    results = as_json(leaks, {}, ())["results"]["fr"]
    assert results["personal_audible"]["share"] == pytest.approx(0.5)
    assert results["entities"]["PHONE_NUMBER"]["leaking"]["count"] == 1
    assert results["calls_leaking"]["share"] == 0.5
    show(leaks, {}, ())
    printed = capsys.readouterr().out
    assert "PHONE_NUMBER" in printed
    assert "personal data audible 50.0%" in printed
