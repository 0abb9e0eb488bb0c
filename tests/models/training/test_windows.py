from pathlib import Path

import numpy as np
import pytest
from sourdine.models.speech import starter_folder
from sourdine.models.training import vocabulary
from sourdine.models.training.shards import Utterance
from sourdine.models.training.windows import IGNORE, Composer, Mix

WORDS = (("bonjour", 0.1, 0.5), ("dupont", 0.6, 1.0))


@pytest.fixture(scope="module")
def words() -> vocabulary.Vocabulary:
    return vocabulary.load(starter_folder() / "tokenizer.json")


@pytest.fixture(scope="module")
def composer(words: vocabulary.Vocabulary) -> Composer:
    mel = np.full((110, 80), -4.0, dtype=np.float16)
    mel[10:100] = 0.0
    one = Utterance(mel, "pico-fr", "fr", WORDS, (("b", 0.1, 0.5), ("d", 0.6, 1.0)))
    return Composer([one], words, ["_", "b", "d"])


def test_the_vocabulary_is_in_whispers_order(words: vocabulary.Vocabulary) -> None:
    tokens = words.tokens()
    assert tokens[words.end - 1] == ""  # without it the model would not count as multilingual
    assert words.start == words.end + 1
    assert words.no_timestamps + 1 == words.first_timestamp
    assert words.timestamp(30.0) == words.size - 1


def test_every_word_begins_with_a_piece_that_faster_whisper_lets_through(
    words: vocabulary.Vocabulary,
) -> None:
    from faster_whisper.tokenizer import Tokenizer
    from sourdine.models.synthetic.lexicon import vocabulary as lexicon

    suppressed = set(Tokenizer(words.tokenizer, True, "transcribe", "fr").non_speech_tokens)
    for language in ("fr", "en"):
        for word in lexicon(language):
            assert not suppressed & set(words.word(word)), word


def test_a_batch_teaches_where_each_token_is(composer: Composer, words: vocabulary.Vocabulary) -> None:
    batch = composer.batch(Mix(320, 6, timestamps=0, prompts=0, silent=0), seed=1)
    assert batch.mel.shape == (6, 320, 80)
    assert batch.attention.shape[-1] == 160
    for row in range(6):
        wanted = [token for token in batch.targets[row] if token != IGNORE]
        assert wanted[0] == words.languages["fr"]
        assert wanted[-1] == words.end
        taught = batch.attention[row].sum(-1)
        assert np.all(np.isclose(taught, 1) | (taught == 0))


def test_the_same_seed_gives_the_same_batch(composer: Composer) -> None:
    first, second = (composer.batch(Mix(320, 3), seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.mel, second.mel)
    np.testing.assert_array_equal(first.targets, second.targets)


def test_silent_windows_teach_to_say_nothing(composer: Composer, words: vocabulary.Vocabulary) -> None:
    batch = composer.batch(Mix(320, 4, silent=1.0, prompts=0), seed=2)
    for row in batch.targets:
        said = [token for token in row if token != IGNORE]
        assert said[0] == words.no_speech and said[-1] == words.end
    assert batch.pieces == [[], [], [], []]


def test_a_network_learns_a_step_and_is_exported(
    tmp_path: Path, composer: Composer, words: vocabulary.Vocabulary
) -> None:
    torch = pytest.importorskip("torch", reason="training needs the train extra: pip install sourdine[train]")
    from faster_whisper import WhisperModel
    from sourdine.models.training.export import export, read_checkpoint
    from sourdine.models.training.network import Network, Shape
    from sourdine.models.training.train import STAGES, WEIGHTS, losses, save_weights

    torch.manual_seed(1)
    network = Network(Shape(words.size, 3, words.end, width=64, heads=2, encoder_layers=1, decoder_layers=3))
    batch = composer.batch(Mix(320, 4, silent=0), seed=3)
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    totals = []
    save_weights(tmp_path / "before.pt", network, ["_", "a", "b"], 1)
    for _ in range(8):
        found = losses(network, batch, STAGES[1])
        total = torch.stack([WEIGHTS[name] * found[name] for name in WEIGHTS]).sum()
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        totals.append(float(total.detach()))
    assert totals[-1] < totals[0]
    save_weights(tmp_path / "after.pt", network, ["_", "a", "b"], 1)
    mean, _ = read_checkpoint(tmp_path / "after.pt", tmp_path / "before.pt")
    before, after = (read_checkpoint(tmp_path / f"{name}.pt")[0] for name in ("before", "after"))
    for middle, one, other in zip(*(network.parameters() for network in (mean, before, after)), strict=True):
        torch.testing.assert_close(middle, (one + other) / 2)
    export(network.eval(), starter_folder() / "tokenizer.json", tmp_path / "model")
    model = WhisperModel(str(tmp_path / "model"), device="cpu", compute_type="int8")
    segments, info = model.transcribe(np.zeros(16_000, dtype=np.float32), word_timestamps=True, language="fr")
    assert model.model.is_multilingual and info.language == "fr"
    assert isinstance(list(segments), list)
