"""Whisper models of true shape that know nothing: ``python -m benchmarks.shapes small --out FOLDER``.

Speed depends on a model's shape and on how many tokens it writes, not on what it knows, and no model can be
downloaded where this is measured. Here every matrix is random, but small next to a few weights that make the
decoder write a fixed text word after word, stop after about `RATE` tokens for every second of speech in its
window, as a trained model would stop after what was said, and spread the words over the window. So each way
of calling it costs what it costs with the real weights, and writes as much for the same sound. The text names
a person and a number in its middle, so that something is found, silenced and heard again. What is written
has nothing to do with what was said.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import whisper_spec
from numpy.typing import NDArray

RATE = 3.5  # tokens for a second of speech
_VOICED = 0.6  # part of the frames of speech that are loud
FRAMES, POSITIONS = 1500, 448
_TEXT = 50_257  # tokens that are text; the others follow in Whisper's order
_LANGUAGES = 99
_EOT, _SOT = _TEXT, _TEXT + 1
_VOCABULARY = 51_865
_LOUD, _CLEAR = (
    0.15,
    0.35,
)  # of normalised log-mel power (mean of some bands): where speech begins, where it is sure
_FULL = 8.0  # of channel 0 in speech
_LETTERS = 256  # tokens that are bytes come first
_PROMPT = 3  # positions before the text; one more or less moves the text by a word
_STEP = 0.08  # by which every position brings the end nearer

_PACE = 28  # frames of 20 ms between two words
_SPOKEN = """
well then so yes okay right sure now let see what about the order that came last week with two boxes and some
paper inside it was all fine except one thing which nobody here could explain my name is julie morel you can
call me on zero six twelve thirty four fifty seventy eight thanks really because when they opened everything
looked rather old maybe somebody should check again before we send another truck over there very much for
waiting while i look around this screen takes such time today every page loads slowly until suddenly nothing
happens at however tomorrow morning work better than usual unless snow falls during night happening often
enough near these hills especially after christmas or late in winter
"""
_SCRIPT = _SPOKEN.split()  # no word twice: a word's number is its position


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a Whisper model (Radford et al. 2022, table 1)."""

    layers: int
    decoder_layers: int
    width: int
    heads: int
    mels: int = 80


SHAPES = {
    "tiny": Shape(4, 4, 384, 6),
    "base": Shape(6, 6, 512, 8),
    "small": Shape(12, 12, 768, 12),
    "large-v3-turbo": Shape(32, 4, 1280, 20, 128),
    "large-v3": Shape(32, 32, 1280, 20, 128),
}

Array = NDArray[np.float32]


class _Dice:
    """Random weights, so small that they only cost time."""

    def __init__(self, seed: int = 0) -> None:
        self._generator = np.random.default_rng(seed)

    def __call__(self, *shape: int, scale: float = 1e-3) -> Array:
        return scale * self._generator.standard_normal(shape, dtype=np.float32)


def write(shape: Shape, folder: Path, quantization: str | None = "int8") -> None:
    """Write a model folder that faster-whisper opens; ``quantization`` None: float32, for GPUs."""
    dice = _Dice()
    spec = whisper_spec.WhisperSpec(shape.layers, shape.heads, shape.decoder_layers, shape.heads)
    _encoder(spec.encoder, shape, dice)
    _decoder(spec.decoder, shape, dice)
    tokens = _tokens()
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids = list(range(_SOT + 1, _SOT + 1 + _LANGUAGES))
    half = shape.decoder_layers // 2
    spec.config.alignment_heads = [[layer, 1] for layer in range(half, shape.decoder_layers)]
    spec.validate()
    spec.optimize(quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    features = {"feature_size": shape.mels, "chunk_length": 30, "sampling_rate": 16_000}
    (folder / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")
    _tokenizer(tokens).save(str(folder / "tokenizer.json"))


def _encoder(spec: Any, shape: Shape, dice: _Dice) -> None:
    width = shape.width
    spec.conv1.weight, spec.conv1.bias = dice(width, shape.mels, 3), np.zeros(width, np.float32)
    spec.conv2.weight, spec.conv2.bias = dice(width, width, 3), np.zeros(width, np.float32)
    # Channels 1 and 2 of the first layer rise with loudness, one later than the other; their difference,
    # channel 0 of the second, is 0 in silence and 1 in speech, however loud it is.
    steep = _FULL / (_CLEAR - _LOUD)
    bands = slice(shape.mels // 16, shape.mels * 3 // 8)  # about 200 to 1,000 Hz
    for channel, later in ((1, 0.0), (2, _FULL)):
        spec.conv1.weight[channel] = 0
        spec.conv1.weight[channel, bands, 1] = steep / len(range(shape.mels)[bands])
        spec.conv1.bias[channel] = -steep * _LOUD - later
    spec.conv2.weight[0] = 0
    spec.conv2.weight[0, 1, 1], spec.conv2.weight[0, 2, 1] = 1, -1
    waves = _sinusoids(width)
    waves[:, 0] = 0
    spec.position_encodings.encodings = waves
    _norm(spec.layer_norm, width)
    for layer in spec.layer:
        _attention(layer.self_attention, width, dice, 2)
        _ffn(layer.ffn, width, dice)


def _decoder(spec: Any, shape: Shape, dice: _Dice) -> None:
    """Coordinate 0 counts positions less what the window allows, coordinate 1 says that this is the end."""
    width, words = shape.width, len(_SCRIPT)
    drawn = dice(words + 1, width, scale=1.0)
    drawn[:, :2] = 0
    codes, end = drawn[:-1], drawn[-1]
    spec.embeddings.weight = dice(_VOCABULARY, width)
    spec.embeddings.weight[_EOT] = 4 * end
    at = np.arange(POSITIONS)
    positions = codes[(at - _PROMPT) % words]
    positions[:, 0] = _STEP * (at - _PROMPT)
    spec.position_encodings.encodings = positions
    spec.projection.weight = dice(_VOCABULARY, width)
    spec.projection.weight[_LETTERS : _LETTERS + words] = codes * 20 / width
    spec.projection.weight[_EOT] = 0
    spec.projection.weight[_EOT, 1] = 4
    _norm(spec.layer_norm, width)
    for layer in spec.layer:
        _attention(layer.self_attention, width, dice, 2)
        _attention(layer.attention, width, dice, 3)
        _ffn(layer.ffn, width, dice)
    # One head of the first layer looks at every frame alike and sums up channel 0: the seconds that are loud.
    query, memory, out = spec.layer[0].attention.linear
    query.weight[: width // shape.heads] = 0
    memory.weight[width] = 0  # the first value
    memory.weight[width, 0] = 1
    silent, loud = _levels(width)
    out.weight[0] = 0
    out.weight[0, 0] = -_STEP * RATE * 30 / _VOICED / (loud - silent)
    out.bias[0] = -out.weight[0, 0] * silent
    for layer in spec.layer[shape.decoder_layers // 2 :]:
        _look_along(layer.attention, shape, drawn)
    last = spec.layer[-1].ffn
    last.linear_0.weight[0] = 0
    last.linear_0.weight[0, 0] = 1 / _STEP
    last.linear_1.weight[1] = 0
    last.linear_1.weight[1, 0] = 10


def _look_along(spec: Any, shape: Shape, codes: Array) -> None:
    """Make head 1 look at the frame of a word's turn: its query holds that frame's own waves.

    The end, which is the last code, looks at the beginning, so that no frame is left to it.
    """
    width, size = shape.width, shape.width // shape.heads
    waves, half = _sinusoids(width), width // 2
    periods = 2 * np.pi * np.exp(np.log(10_000) / (half - 1) * np.arange(half))
    fit = np.flatnonzero((periods > 40) & (periods < 4000))
    chosen = fit[np.linspace(0, len(fit) - 1, size // 2).astype(int)]
    channels = np.concatenate([chosen, chosen + half])
    frames = np.minimum(_PACE * np.arange(len(codes)), FRAMES - 1)
    frames[-1] = 0
    query, memory, _ = spec.linear
    query.weight[size : 2 * size] = waves[frames][:, channels].T @ np.linalg.pinv(codes.T)
    memory.weight[size : 2 * size] = 0
    memory.weight[np.arange(size, 2 * size), channels] = 1


def _levels(width: int) -> tuple[float, float]:
    """Channel 0 of the encoder's output in silence and in speech, after its layer norm."""
    frame = _sinusoids(width)[FRAMES // 2]
    found = []
    for value in (0.0, _FULL):
        frame[0] = value
        found.append(float((value - frame.mean()) / frame.std()))
    return found[0], found[1]


def _attention(spec: Any, width: int, dice: _Dice, parts: int) -> None:
    _norm(spec.layer_norm, width)
    rows = [3 * width, width] if parts == 2 else [width, 2 * width, width]
    for linear, count in zip(spec.linear, rows, strict=True):
        linear.weight, linear.bias = dice(count, width), np.zeros(count, np.float32)


def _ffn(spec: Any, width: int, dice: _Dice) -> None:
    _norm(spec.layer_norm, width)
    spec.linear_0.weight, spec.linear_0.bias = dice(4 * width, width), np.zeros(4 * width, np.float32)
    spec.linear_1.weight, spec.linear_1.bias = dice(width, 4 * width), np.zeros(width, np.float32)


def _norm(spec: Any, width: int) -> None:
    spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def _sinusoids(width: int) -> Array:
    """Whisper's position encodings of the encoder."""
    rates = np.exp(-np.log(10_000) / (width // 2 - 1) * np.arange(width // 2))
    angles = np.arange(FRAMES)[:, None] * rates[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def _tokens() -> list[str]:
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers.pre_tokenizers import ByteLevel

    tokens = [*sorted(ByteLevel.alphabet()), *(f"Ġ{word}" for word in _SCRIPT), ""]
    tokens += [f"Ġ{number:x}" for number in range(0x10000, 0x10000 + _TEXT - len(tokens))]
    tokens += ["<|endoftext|>", "<|startoftranscript|>"]
    tokens += [f"<|{code}|>" for code in list(_LANGUAGE_CODES)[:_LANGUAGES]]
    tokens += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
    return [*tokens, "<|notimestamps|>", *(f"<|{0.02 * step:.2f}|>" for step in range(1501))]


def _tokenizer(tokens: Sequence[str]) -> Any:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    found = Tokenizer(models.BPE({token: number for number, token in enumerate(tokens)}, []))
    found.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    found.decoder = decoders.ByteLevel()
    found.add_special_tokens([AddedToken(token, special=True) for token in tokens[_EOT:]])
    return found


def main() -> None:
    """Write a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float32", action="store_true", help="leave the weights as they are, for GPUs")
    wanted = parser.parse_args()
    write(SHAPES[wanted.shape], wanted.out, None if wanted.float32 else "int8")


if __name__ == "__main__":
    main()
