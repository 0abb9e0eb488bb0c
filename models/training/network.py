"""The network: Whisper's layout, small, with rotary positions inside the encoder's attention.

Layout: Radford et al. 2022. The rotary positions (Su et al. 2021) are one of the options of
CTranslate2's Transformer encoder; they let the encoder learn on short windows what it needs on long
ones. Two heads of the decoder's cross-attention are taught word times and are exported as the
alignment heads.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

MAX_FRAMES = 1500  # encoder positions of 20 ms
MAX_TOKENS = 448


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes; ``phones`` is only for training."""

    vocabulary: int
    phones: int
    pieces: int  # the first tokens of the vocabulary, those that spell; CTC's blank comes after them
    mels: int = 80
    width: int = 256
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 3
    taught: tuple[tuple[int, int], ...] = ((1, 0), (2, 0))  # (decoder layer, head)


class Rotary(nn.Module):
    """cos and sin for rotary positions, halves rotated (``rotary_interleave=False``)."""

    cos: Tensor
    sin: Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        speeds = 1.0 / (10_000 ** (torch.arange(0, size, 2) / size))
        angles = torch.outer(torch.arange(MAX_FRAMES).float(), speeds)
        self.register_buffer("cos", torch.cat([angles.cos()] * 2, dim=-1), persistent=False)
        self.register_buffer("sin", torch.cat([angles.sin()] * 2, dim=-1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Rotate ``x`` of shape (batch, heads, frames, size)."""
        length, half = x.shape[-2], x.shape[-1] // 2
        turned = torch.cat([-x[..., half:], x[..., :half]], dim=-1)
        return x * self.cos[:length].to(x.dtype) + turned * self.sin[:length].to(x.dtype)


def split(x: Tensor, heads: int) -> Tensor:
    """(batch, time, width) → (batch, heads, time, size)."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def join(x: Tensor) -> Tensor:
    """(batch, heads, time, size) → (batch, time, width)."""
    return x.transpose(1, 2).flatten(2)


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, normalised before each."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.attention_norm, self.ffn_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, rotary: Rotary) -> Tensor:
        """Shape (batch, frames, width) in and out."""
        q, k, v = (split(part, self.heads) for part in self.qkv(self.attention_norm(x)).chunk(3, -1))
        # Written out: on a CPU this is twice as fast as the fused kernel's backward pass.
        weights = (rotary(q) @ rotary(k).transpose(-1, -2) * q.shape[-1] ** -0.5).softmax(-1, dtype=q.dtype)
        x = x + self.out(join(weights @ v))
        return x + self.down(functional.gelu(self.up(self.ffn_norm(x))))


class Encoder(nn.Module):
    """Two convolutions, sinusoidal positions, layers; 10 ms mel frames in, 20 ms frames out."""

    positions: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(shape.mels, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(MAX_FRAMES, shape.width), persistent=False)
        self.layers = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.norm = nn.LayerNorm(shape.width)
        self.rotary = Rotary(shape.width // shape.heads)

    def forward(self, mel: Tensor) -> Tensor:
        """``mel`` (batch, frames, mels) → (batch, frames / 2, width)."""
        x = functional.gelu(self.conv1(mel.transpose(1, 2)))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)
        x = x + self.positions[: x.shape[1]].to(x.dtype)
        for layer in self.layers:
            x = layer(x, self.rotary)
        return self.norm(x)


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's fixed encoder positions: sines, then cosines; shape (length, width)."""
    speeds = torch.exp(-torch.arange(width // 2) * (torch.log(torch.tensor(10_000.0)) / (width // 2 - 1)))
    angles = torch.arange(length)[:, None] * speeds
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class DecoderLayer(nn.Module):
    """Masked self-attention, cross-attention, feed-forward, normalised before each."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.self_norm, self.cross_norm, self.ffn_norm = (nn.LayerNorm(width) for _ in range(3))
        self.qkv, self.self_out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.query, self.memory = nn.Linear(width, width), nn.Linear(width, 2 * width)
        self.cross_out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (batch, tokens, width); also the cross-attention's logits (batch, heads, tokens, frames)."""
        q, k, v = (split(part, self.heads) for part in self.qkv(self.self_norm(x)).chunk(3, -1))
        x = x + self.self_out(join(functional.scaled_dot_product_attention(q, k, v, is_causal=True)))
        query = split(self.query(self.cross_norm(x)), self.heads)
        key, value = (split(part, self.heads) for part in self.memory(memory).chunk(2, -1))
        logits = query @ key.transpose(-1, -2) * key.shape[-1] ** -0.5
        weights = logits.softmax(-1, dtype=value.dtype)
        x = x + self.cross_out(join(weights @ value))
        return x + self.down(functional.gelu(self.up(self.ffn_norm(x)))), logits


class Network(nn.Module):
    """Encoder, decoder, and the phone and CTC heads that only training uses."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.phone_head = nn.Linear(shape.width, shape.phones)
        self.ctc_head = nn.Linear(shape.width, shape.pieces + 1)
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Parameter(torch.randn(MAX_TOKENS, shape.width) * 0.02)
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.norm = nn.LayerNorm(shape.width)
        nn.init.normal_(self.embedding.weight, std=0.03)

    def decode(self, tokens: Tensor, memory: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Hidden states (batch, tokens, width) and the logits of the taught heads."""
        x = self.embedding(tokens) + self.positions[: tokens.shape[1]]
        x = x.to(memory.dtype)
        taught = []
        for number, layer in enumerate(self.decoder):
            x, logits = layer(x, memory)
            taught += [logits[:, head] for at, head in self.shape.taught if at == number]
        return self.norm(x), taught

    def project(self, hidden: Tensor) -> Tensor:
        """Logits over the vocabulary; the projection is the embedding, as in Whisper."""
        return functional.linear(hidden, self.embedding.weight.to(hidden.dtype))
