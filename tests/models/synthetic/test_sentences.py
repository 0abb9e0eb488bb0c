import random
import re
from itertools import pairwise

import pytest
from sourdine.models.synthetic.lexicon import vocabulary
from sourdine.models.synthetic.sentences import utterance
from sourdine.pipeline.records import Language

WRITTEN = re.compile(r"[a-zàâäçéèêëîïôöùûü]+(['-][a-zàâäçéèêëîïôöùûü]+)*")
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("longest", [1, 2, 7, 25])
def test_utterances_are_short_and_written_as_the_recogniser_writes(language: Language, longest: int) -> None:
    rng = random.Random(longest)
    for _ in range(500):
        words = utterance(rng, language, longest).split()
        assert 1 <= len(words) <= longest
        assert all(WRITTEN.fullmatch(word) for word in words), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_utterances_use_the_whole_vocabulary_and_nothing_else(language: Language) -> None:
    rng = random.Random(0)
    said = {word for _ in range(20_000) for word in utterance(rng, language, 25).split()}
    assert said <= vocabulary(language)
    assert len(said) > 0.97 * len(vocabulary(language))


def test_the_same_seed_says_the_same() -> None:
    assert utterance(random.Random(5), "fr", 12) == utterance(random.Random(5), "fr", 12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_next_is_hard_to_guess(language: Language) -> None:
    rng = random.Random(3)
    pairs = [
        pair
        for _ in range(2_000)
        for words in [utterance(rng, language, 12).split()]
        for pair in pairwise(words)
    ]
    assert len(set(pairs)) > 0.4 * len(pairs)
