"""Write a checkpoint as a model folder that faster-whisper opens: CTranslate2, int8.

``python -m sourdine.models.training.export --checkpoint .cache/training/checkpoint.pt --out models/starter``
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs import attention_spec, common_spec, transformer_spec, whisper_spec
from sourdine.models.training import vocabulary
from sourdine.models.training.network import MAX_FRAMES, DecoderLayer, EncoderLayer, Network, Shape, sinusoids
from sourdine.models.training.train import STAGES, save_weights
from torch import Tensor, nn

FILES = ("model.bin", "config.json", "vocabulary.json", "tokenizer.json", "preprocessor_config.json")


def _array(tensor: Tensor) -> Any:
    return tensor.detach().float().numpy()


def _linear(spec: Any, layer: nn.Linear, rows: slice = slice(None)) -> None:
    spec.weight, spec.bias = _array(layer.weight)[rows], _array(layer.bias)[rows]


def _norm(spec: Any, layer: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _array(layer.weight), _array(layer.bias)


def _ffn(spec: Any, layer: EncoderLayer | DecoderLayer) -> None:
    _norm(spec.layer_norm, layer.ffn_norm)
    _linear(spec.linear_0, layer.up)
    _linear(spec.linear_1, layer.down)


def _encoder(spec: Any, network: Network) -> None:
    encoder, shape = network.encoder, network.shape
    for name in ("conv1", "conv2"):
        layer = getattr(encoder, name)
        getattr(spec, name).weight, getattr(spec, name).bias = _array(layer.weight), _array(layer.bias)
    spec.position_encodings.encodings = _array(sinusoids(MAX_FRAMES, shape.width))
    _norm(spec.layer_norm, encoder.norm)
    spec.layer = [
        transformer_spec.TransformerEncoderLayerSpec(
            rotary_dim=shape.width // shape.heads, rotary_interleave=False
        )
        for _ in encoder.layers
    ]
    for place, layer in zip(spec.layer, encoder.layers, strict=True):
        assert isinstance(layer, EncoderLayer)  # noqa: S101 - tells the type checker what the list holds
        _norm(place.self_attention.layer_norm, layer.attention_norm)
        _linear(place.self_attention.linear[0], layer.qkv)
        _linear(place.self_attention.linear[1], layer.out)
        _ffn(place.ffn, layer)


def _decoder(spec: Any, network: Network) -> None:
    spec.embeddings.weight = _array(network.embedding.weight)
    spec.position_encodings.encodings = _array(network.positions)
    spec.projection = common_spec.LinearSpec()
    spec.projection.weight = _array(network.embedding.weight)
    _norm(spec.layer_norm, network.norm)
    for place, layer in zip(spec.layer, network.decoder, strict=True):
        assert isinstance(layer, DecoderLayer)  # noqa: S101 - tells the type checker what the list holds
        own: attention_spec.MultiHeadAttentionSpec = place.self_attention
        _norm(own.layer_norm, layer.self_norm)
        _linear(own.linear[0], layer.qkv)
        _linear(own.linear[1], layer.self_out)
        _norm(place.attention.layer_norm, layer.cross_norm)
        _linear(place.attention.linear[0], layer.query)
        _linear(place.attention.linear[1], layer.memory)
        _linear(place.attention.linear[2], layer.cross_out)
        _ffn(place.ffn, layer)


def export(network: Network, tokenizer: Path, folder: Path, quantization: str | None = "int8") -> None:
    """Write the folder's files; ``quantization`` None keeps float32."""
    shape, words = network.shape, vocabulary.load(tokenizer)
    spec = whisper_spec.WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _encoder(spec.encoder, network)
    _decoder(spec.decoder, network)
    spec.register_vocabulary(words.tokens())
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = sorted(words.languages.values())
    spec.config.alignment_heads = [list(pair) for pair in shape.taught]
    spec.validate()
    spec.optimize(quantization)
    with tempfile.TemporaryDirectory() as scratch:
        spec.save(scratch)
        features = {"feature_size": shape.mels, "chunk_length": 30, "sampling_rate": 16_000}
        (Path(scratch) / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")
        shutil.copy(tokenizer, Path(scratch) / "tokenizer.json")
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copy(Path(scratch) / name, folder / name)


def read_checkpoint(path: Path, other: Path | None = None) -> tuple[Network, list[str]]:
    """The averaged network of a checkpoint, and its phones by class.

    With ``other``, the mean of its weights and those: what went on learning from the same weights often hears
    better in the middle of its way (Wortsman et al. 2022, model soups).
    """
    saved = torch.load(path, weights_only=False)
    network = Network(Shape(**saved["shape"]))
    network.load_state_dict(saved["average"])
    if other is not None:
        ours, theirs = network.state_dict(), torch.load(other, weights_only=False)["average"]
        network.load_state_dict({name: (ours[name] + theirs[name].float()) / 2 for name in ours})
    return network.eval(), saved["phones"]


def main() -> None:
    """Export and say how large the folder is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=Path(".cache/training/checkpoint.pt"))
    parser.add_argument("--tokenizer", type=Path, default=Path("models/starter/tokenizer.json"))
    parser.add_argument("--out", type=Path, default=Path("models/starter"))
    parser.add_argument("--mean", type=Path, help="take the mean with these weights")
    parser.add_argument("--weights", type=Path, help="keep the exported weights here, to go on from")
    parser.add_argument("--float32", action="store_true", help="leave the weights as they are")
    arguments = parser.parse_args()
    if arguments.tokenizer.parent == arguments.out:
        copy = Path(tempfile.mkdtemp()) / "tokenizer.json"
        shutil.copy(arguments.tokenizer, copy)
        arguments.tokenizer = copy
    network, phones = read_checkpoint(arguments.checkpoint, arguments.mean)
    if arguments.weights is not None:
        save_weights(arguments.weights, network, phones, len(STAGES))
    export(network, arguments.tokenizer, arguments.out, None if arguments.float32 else "int8")
    size = sum((arguments.out / name).stat().st_size for name in FILES)
    weights = sum(int(np.prod(p.shape)) for p in network.parameters())
    print(f"{arguments.out}: {size / 1e6:.1f} MB, {weights / 1e6:.1f} M parameters")


if __name__ == "__main__":
    main()
