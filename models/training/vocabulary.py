"""The small vocabulary: byte-level BPE pieces, then Whisper's special tokens in Whisper's order."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from sourdine.models.synthetic.sentences import utterance

PIECES = 800
LANGUAGES = ("en", "fr")
SPECIALS = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{language}|>" for language in LANGUAGES),
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
TIMESTAMPS = tuple(f"<|{index * 0.02:.2f}|>" for index in range(1501))


class Vocabulary:
    """Text to token numbers and back."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        number = tokenizer.token_to_id
        self.end, self.start = number("<|endoftext|>"), number("<|startoftranscript|>")
        self.transcribe, self.no_speech = number("<|transcribe|>"), number("<|nospeech|>")
        self.previous, self.no_timestamps = number("<|startofprev|>"), number("<|notimestamps|>")
        self.first_timestamp = number(TIMESTAMPS[0])
        self.languages = {language: number(f"<|{language}|>") for language in LANGUAGES}
        self.size = tokenizer.get_vocab_size()

    def word(self, text: str) -> list[int]:
        """The tokens of one word, its leading space included."""
        return list(self.tokenizer.encode(" " + text, add_special_tokens=False).ids)

    def timestamp(self, seconds: float) -> int:
        """The token of a time within a window."""
        return int(self.first_timestamp + min(max(round(seconds / 0.02), 0), 1500))

    def tokens(self) -> list[str]:
        """Every token by number, as CTranslate2 wants them."""
        return [str(self.tokenizer.id_to_token(number)) for number in range(self.size)]


def learn(path: Path, lines: int = 60_000, seed: int = 7) -> None:
    """Learn the pieces on generated sentences of both languages and write ``tokenizer.json``.

    The empty piece stands where Whisper has it, before the special tokens: CTranslate2 (4.7 and
    later) calls a model multilingual only if its vocabulary holds an empty piece.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    rng = random.Random(seed)
    text = [" " + utterance(rng, language, 12) for _ in range(lines // 2) for language in ("fr", "en")]
    # faster-whisper suppresses the lone space, so every letter must have a piece that begins a word.
    text += [" " + letter for letter in "abcdefghijklmnopqrstuvwxyzàâçéèêîôœ"] * 40_000
    tokenizer: Any = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(text, trainer)
    learnt = json.loads(tokenizer.to_str())
    learnt["model"]["vocab"][""] = len(learnt["model"]["vocab"])
    tokenizer = Tokenizer.from_str(json.dumps(learnt))
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in (*SPECIALS, *TIMESTAMPS)]
    )
    tokenizer.save(str(path), pretty=False)


def load(path: Path) -> Vocabulary:
    """Read a ``tokenizer.json``."""
    from tokenizers import Tokenizer

    return Vocabulary(Tokenizer.from_file(str(path)))
