import numpy as np
import pytest
from sourdine.models.training.shards import Utterance, read_shard, save_shard

pytest.importorskip("torch", reason="training needs the train extra: pip install sourdine[train]")

from sourdine.models.training.realign import aligned, realign_shard

NUMBERS = {"b": 1, "o": 2, "z": 3, "u": 4}


def _said(*phones: tuple[str, float, float], words: tuple[tuple[str, float, float], ...]) -> Utterance:
    mel = np.zeros((100, 80), dtype=np.float16)
    return Utterance(mel, "pico-fr", "fr", words, phones)


def _heard(*stretches: tuple[int, int]) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """Log posteriors that are sure of one class in each stretch of frames."""
    classes = [number for number, length in stretches for _ in range(length)]
    scores = np.full((len(classes), 5), np.log(0.01), dtype=np.float32)
    scores[np.arange(len(classes)), classes] = np.log(0.96)
    return scores


GUIDED = _said(
    ("b", 0.1, 0.2), ("o", 0.2, 0.3), ("z", 0.3, 0.4), ("u", 0.4, 0.5),
    words=(("beau", 0.1, 0.3), ("zou", 0.3, 0.5)),
)  # fmt: skip


def test_words_go_where_they_are_heard() -> None:
    found = aligned(GUIDED, _heard((0, 8), (1, 4), (2, 8), (3, 6), (4, 9), (0, 15)), NUMBERS)
    assert found.phones == (("b", 0.16, 0.24), ("o", 0.24, 0.4), ("z", 0.4, 0.52), ("u", 0.52, 0.7))
    assert found.words == (("beau", 0.16, 0.4), ("zou", 0.4, 0.7))


def test_a_pause_between_words_belongs_to_none() -> None:
    found = aligned(GUIDED, _heard((0, 5), (1, 5), (2, 5), (0, 10), (3, 5), (4, 5), (0, 15)), NUMBERS)
    assert found.words == (("beau", 0.1, 0.3), ("zou", 0.5, 0.7))


def test_a_phone_that_is_not_said_takes_no_time() -> None:
    found = aligned(GUIDED, _heard((0, 5), (1, 5), (3, 5), (4, 10), (0, 25)), NUMBERS)
    assert dict((phone, end - start) for phone, start, end in found.phones)["o"] < 0.021


def test_what_fits_nowhere_keeps_its_times() -> None:
    assert aligned(GUIDED, _heard((0, 3)), NUMBERS) is GUIDED


def test_a_shard_is_realigned_once_and_other_voices_stay(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from sourdine.models.training.network import Network, Shape

    knows = Utterance(GUIDED.mel, "flite-slt", "en", GUIDED.words, GUIDED.phones)
    path = tmp_path / "shard-1-0000.npz"
    save_shard(path, [GUIDED, knows])
    network = Network(Shape(20, 5, 10, width=64, heads=2, encoder_layers=1, decoder_layers=3)).eval()
    realign_shard(path, network, NUMBERS)
    assert [left.name for left in tmp_path.iterdir()] == ["shard-1-0000-aligned.npz"]
    first, second = read_shard(tmp_path / "shard-1-0000-aligned.npz")
    assert [word for word, _, _ in first.words] == ["beau", "zou"]
    assert second.words == knows.words and second.phones == knows.phones
