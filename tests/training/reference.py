"""The same transformer from PyTorch's own layers: what the NumPy one is trained as and tested against.

Only rotary positions are ours, since PyTorch has no layer for them; they are written as a
product of complex numbers, which the NumPy code does not use.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from formulas.tiny.config import Config


def rotate(x: torch.Tensor, base: float) -> torch.Tensor:
    """Turn neighbouring pairs of the last axis of (..., T, D) by an angle that grows with T."""
    dim, length = x.shape[-1], x.shape[-2]
    rate = base ** (-torch.arange(0, dim, 2, dtype=torch.float64) / dim)
    angle = torch.outer(torch.arange(length, dtype=torch.float64), rate)
    turn = torch.polar(torch.ones_like(angle), angle).to(torch.complex64 if x.dtype == torch.float32 else torch.complex128)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], dim // 2, 2))
    return torch.view_as_real(pairs * turn).flatten(-2)


class Layer(nn.Module):
    """Attention and gated MLP, each added to the residual stream."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.config = c
        kv = c.kv_heads * c.head_dim
        self.attention_norm = nn.RMSNorm(c.d_model, eps=c.epsilon)
        self.query = nn.Linear(c.d_model, c.d_model, bias=False)
        self.key = nn.Linear(c.d_model, kv, bias=False)
        self.value = nn.Linear(c.d_model, kv, bias=False)
        self.output = nn.Linear(c.d_model, c.d_model, bias=False)
        self.mlp_norm = nn.RMSNorm(c.d_model, eps=c.epsilon)
        self.gate = nn.Linear(c.d_model, c.d_ff, bias=False)
        self.up = nn.Linear(c.d_model, c.d_ff, bias=False)
        self.down = nn.Linear(c.d_ff, c.d_model, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, T, width) to the same shape."""
        b, t, _ = x.shape
        n = self.attention_norm(x)
        q, k, v = (m(n).view(b, t, -1, self.config.head_dim).transpose(1, 2) for m in (self.query, self.key, self.value))
        q, k = rotate(q, self.config.rotary_base), rotate(k, self.config.rotary_base)
        heads = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        x = x + self.output(heads.transpose(1, 2).reshape(b, t, -1))
        n = self.mlp_norm(x)
        return x + self.down(F.silu(self.gate(n)) * self.up(n))


class Transformer(nn.Module):
    """Token ids to logits."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.config = c
        self.embedding = nn.Embedding(c.vocabulary, c.d_model)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.final_norm = nn.RMSNorm(c.d_model, eps=c.epsilon)
        self.unembedding = nn.Linear(c.d_model, c.vocabulary, bias=False)
        if c.tied:
            self.unembedding.weight = self.embedding.weight

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """(batch, T) to (batch, T, vocabulary)."""
        x = self.embedding(ids)
        for layer in self.layers:
            x = layer(x)
        return self.unembedding(self.final_norm(x))

    def weights(self) -> dict[str, torch.Tensor]:
        """Weights under the names that :class:`Config` gives them."""
        names = {name.removesuffix(".weight").removeprefix("layers."): p.detach() for name, p in self.named_parameters()}
        return {name: names[name] for name in self.config.shapes()}

    def load(self, weights: dict) -> Transformer:
        """Take weights (arrays by name) and return the model."""
        own = self.weights()
        for name, value in weights.items():
            own[name].copy_(torch.as_tensor(value))
        return self
